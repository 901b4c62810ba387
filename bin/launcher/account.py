"""Who PostgreSQL runs as: itself refuses root, so root lends it the account ``nobody``."""

from __future__ import annotations

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path

from launcher.failure import Failure


@dataclass(frozen=True)
class Account:
    """An existing account of this machine that a child is started as."""

    name: str
    uid: int
    gid: int

    def popen_options(self) -> dict[str, object]:
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def can_enter(self, folder: Path) -> bool:
        """True when this account may enter ``folder`` through everything above it: asked by really trying."""
        tried = subprocess.run(
            ["/bin/sh", "-c", 'cd "$1" && test -x .', "sh", str(folder)],
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            **self.popen_options(),  # type: ignore[call-overload]
        )
        return bool(tried.returncode == 0)


def for_database() -> Account | None:
    """None for an ordinary user, who runs PostgreSQL as themselves; ``nobody`` for root."""
    if os.geteuid() != 0:
        try:
            pwd.getpwuid(os.geteuid())
        except KeyError as problem:
            raise Failure(
                f"PostgreSQL needs a user whom the machine knows, and number {os.geteuid()} is not in its list of "
                "accounts: start as an ordinary user, or give a PostgreSQL of your own in DATABASE_URL."
            ) from problem
        return None
    try:
        entry = pwd.getpwnam("nobody")
    except KeyError as problem:
        raise Failure(
            "PostgreSQL refuses to run as root and this machine has no account called nobody: "
            "start as an ordinary user."
        ) from problem
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)
