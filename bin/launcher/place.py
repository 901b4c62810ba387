"""Where things lie: the checkout, its data folder, and the one start at a time that may use it."""

from __future__ import annotations

import fcntl
import os
import secrets
from pathlib import Path
from typing import IO

from launcher.failure import Failure

CHECKOUT = Path(__file__).resolve().parent.parent.parent


class DataFolder:
    """One installation's data. Made when missing; readable by its owner alone where it matters."""

    def __init__(self, path: Path) -> None:
        self.path = path
        if path.exists() and not path.is_dir():
            raise Failure(f"{path} is a file: choose a folder with --data-dir.")
        path.mkdir(parents=True, exist_ok=True)
        self._lock: IO[str] | None = None
        self.left_behind = ""

    def lock(self) -> None:
        """Keep a second start out of the same folder. Raises Failure with the address of the first.

        ``left_behind`` is then the address of a start that was killed and could not tidy up, or empty.
        """
        self._lock = (self.path / ".lock").open("a+", encoding="utf-8")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as problem:
            self._lock.seek(0)
            where = self._lock.read().strip()
            self.release()
            raise Failure(
                f"The platform already runs from {self.path}{f' at {where}' if where else ''}: "
                "stop it first, or give this one a folder of its own with --data-dir."
            ) from problem
        self._lock.seek(0)
        self.left_behind = self._lock.read().strip()
        self.note("")

    def note(self, address: str) -> None:
        """Write the address into the lock file for whoever is kept out."""
        assert self._lock is not None
        self._lock.seek(0)
        self._lock.truncate()
        self._lock.write(address)
        self._lock.flush()

    def release(self) -> None:
        """Let the next start have the folder."""
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def private(self, name: str) -> Path:
        """A folder inside that only its owner may open."""
        folder = self.path / name
        folder.mkdir(mode=0o700, exist_ok=True)
        return folder

    def secret(self, name: str) -> str:
        """A random secret in a file of mode 0600, made on first use and kept."""
        return secret_in(self.path / name)


def secret_in(file: Path) -> str:
    """The secret kept in ``file``; a missing or empty file gets a new one, written whole or not at all."""
    if file.exists():
        kept = file.read_text(encoding="ascii").strip()
        if kept:
            return kept
    made = secrets.token_urlsafe(48)
    partial = file.with_name(f"{file.name}.{os.getpid()}")
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as stream:
        stream.write(made + "\n")
        stream.flush()
        os.fsync(stream.fileno())
    partial.replace(file)
    return made
