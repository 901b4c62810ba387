"""The real ``bin/run``: started, looked at, stopped, started again, killed, started again."""

from __future__ import annotations

import http.client
import os
import signal
import stat
import subprocess
import time
from contextlib import suppress
from pathlib import Path

import psutil
from launcher.ports import FIRST, HOST, is_free

from tests.ground.conftest import CHECKOUT, running, wait_until

SECONDS = 180


class Run:
    """One start of ``bin/run`` without demonstration data, in a folder of its own."""

    def __init__(self, folder: Path, port: int) -> None:
        self.port = port
        self.log = folder / "output.txt"
        command = [str(CHECKOUT / "bin" / "run"), "--no-demo", "--data-dir", str(folder / "data"), "--port", str(port)]
        names = ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "EMAIL_URL", "DEBUG", "DATA_DIR", "SITE_URL")
        env = {key: value for key, value in os.environ.items() if key not in names}
        with self.log.open("w") as output:
            self.process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT, env=env)
        assert wait_until(lambda: "is running" in self.output or self.ended(), seconds=SECONDS), self.output
        assert "is running" in self.output, self.output

    @property
    def output(self) -> str:
        return self.log.read_text(errors="replace")

    def ended(self) -> bool:
        return self.process.poll() is not None

    def family(self) -> list[int]:
        """Every process below it, however deep."""
        try:
            return [child.pid for child in psutil.Process(self.process.pid).children(recursive=True)]
        except psutil.NoSuchProcess:
            return []

    def get(self, path: str) -> int:
        connection = http.client.HTTPConnection(HOST, self.port, timeout=20)
        try:
            connection.request("GET", path)
            return connection.getresponse().status
        except OSError:
            return 0
        finally:
            connection.close()


def free_port() -> int:
    return next(port for port in range(FIRST + os.getpid() % 5000, 32000) if is_free(port))


def test_the_life_of_an_installation(open_folder: Path) -> None:
    folder, port = open_folder, free_port()
    first = Run(folder, port)
    try:
        begins_and_stops(first, folder)
        second = Run(folder, port)
        first = second
        continues_and_is_killed(second)
        first = third = Run(folder, port)
        assert third.get("/readyz") == 200
        third.process.send_signal(signal.SIGINT)
        assert third.process.wait(60) == 0
    finally:
        for pid in [first.process.pid, *first.family()]:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        first.process.wait()


def begins_and_stops(run: Run, folder: Path) -> None:
    data = folder / "data"
    assert run.get("/readyz") == 200
    assert run.get("/en/") == 200
    assert run.get("/dev/mail/") == 200
    assert stat.S_IMODE((data / "mail").stat().st_mode) == 0o700
    assert stat.S_IMODE((data / "secret-key").stat().st_mode) == 0o600
    family = run.family()
    mine = [" ".join(psutil.Process(pid).cmdline()) for pid in family]
    for part in ("postgres -D", "valkey-server", "gunicorn", "qazvolunteer worker", "qazvolunteer beat", "watchman"):
        assert any(part in line for line in mine), part

    beside = subprocess.run(
        [str(CHECKOUT / "bin" / "run"), "--data-dir", str(data)], capture_output=True, text=True, timeout=60
    )
    assert beside.returncode == 1
    assert f"already runs from {data} at http://127.0.0.1:{run.port}" in beside.stderr

    run.process.send_signal(signal.SIGTERM)
    assert run.process.wait(60) == 0
    assert run.output.rstrip().endswith("Stopped.")
    assert "Traceback" not in run.output
    assert wait_until(lambda: not any(running(pid) for pid in family))


def continues_and_is_killed(run: Run) -> None:
    assert "Bringing the database up to date" not in run.output
    assert run.get("/readyz") == 200
    family = run.family()
    assert len(family) > 10
    run.process.kill()
    run.process.wait()
    began = time.monotonic()
    assert wait_until(lambda: not any(running(pid) for pid in family), seconds=10)
    assert time.monotonic() - began < 8
    assert run.get("/livez") == 0
