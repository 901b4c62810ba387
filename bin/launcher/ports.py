"""Ports: picked free, below the range that the system hands out by itself, recorded, kept for the next start."""

from __future__ import annotations

import fcntl
import json
import os
import random
import socket
import tempfile
import time
from pathlib import Path
from typing import IO

from launcher.failure import Failure

FIRST, LAST = 18000, 32000
HOST = "127.0.0.1"


def is_free(port: int) -> bool:
    """True when nothing listens on the port at 127.0.0.1."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
            probe.listen(1)
        except OSError:
            return False
    return True


class Ports:
    """The ports of one data folder, in ``ports.json``. A recorded port that is taken meanwhile is replaced."""

    def __init__(self, file: Path) -> None:
        self.file = file
        try:
            self.recorded = {str(k): int(v) for k, v in json.loads(file.read_text()).items()}
        except (OSError, ValueError, AttributeError):
            self.recorded = {}

    def pick(self, name: str) -> int:
        port = self.recorded.get(name, 0)
        while not (FIRST <= port <= LAST and is_free(port) and port not in self._others(name)):
            port = random.SystemRandom().randint(FIRST, LAST)
        if self.recorded.get(name) != port:
            self.recorded[name] = port
            self.file.write_text(json.dumps(self.recorded) + "\n")
        return port

    def _others(self, name: str) -> set[int]:
        return {port for other, port in self.recorded.items() if other != name}


class WebPort:
    """The web server's port, reserved against other starts of the same user.

    Minutes may pass between choosing a port and listening on it; a lock file a port in the user's temporary
    folder keeps a second start from choosing the same one meanwhile.
    """

    def __init__(self, number: int, lock: IO[str]) -> None:
        self.number = number
        self._lock = lock

    @classmethod
    def reserve(cls, wanted: int | None, default: int, *, patience: float = 0.0) -> WebPort:
        """``wanted`` exactly, or the first free one from ``default`` on. Raises Failure when it cannot be had.

        ``patience``: seconds to wait for the first choice, when a start that was killed may still hold it.
        """
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline and not is_free(wanted or default):
            time.sleep(0.05)
        if wanted is not None:
            reserved = cls._try(wanted)
            if reserved is None:
                raise Failure(
                    f"Port {wanted} is taken by another program: choose another one with --port, "
                    "or leave --port out and a free one is found."
                )
            return reserved
        for number in range(default, default + 100):
            reserved = cls._try(number)
            if reserved is not None:
                return reserved
        raise Failure(f"No port between {default} and {default + 99} is free: choose one with --port.")

    def release(self) -> None:
        """Let the next start have the port."""
        self._lock.close()

    @classmethod
    def _try(cls, number: int) -> WebPort | None:
        folder = Path(tempfile.gettempdir()) / f"qazvolunteer-ports-{os.geteuid()}"
        folder.mkdir(mode=0o700, exist_ok=True)
        lock = (folder / str(number)).open("w", encoding="ascii")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            lock.close()
            return None
        if not is_free(number):
            lock.close()
            return None
        return cls(number, lock)
