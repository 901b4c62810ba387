"""What the platform costs to run: the memory of a web worker, and the time until the first page."""

from __future__ import annotations

import http.client
import os
import re
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
from launcher.ports import HOST
from launcher.supervisor import Spec

from tests.bench import addresses, people
from tests.bench.results import Result, Unable
from tests.bench.stage import CHECKOUT, Measure, Stage

Tick = Callable[[], None]
MEGABYTE = 1024 * 1024


def memory(stage: Stage, tick: Tick) -> list[Result]:
    """The most that any web worker has ever held, after everything that ran before and a last look at every page."""
    readers = people.visitors(people.with_signups(20))
    paths = addresses.plain(200) + addresses.filtered(200) + addresses.projects(200) + addresses.home(50)
    stage.load(stage.web, people.spread(paths, [reader.product for reader in readers])).require(200)
    peaks = worker_peaks(stage.web.child.process.pid)
    if not peaks:
        raise Unable("The web server has no workers.")
    method = f"peak resident memory of {len(peaks)} workers: " + ", ".join(f"{peak:.0f}" for peak in peaks)
    return [Result("memory", max(peaks), "MB", 150, "lower", method)]


def worker_peaks(master: int) -> list[float]:
    """The peak of each worker in megabytes."""
    return [peak(child) for child in psutil.Process(master).children()]


def peak(process: psutil.Process) -> float:
    """The most it has ever held, in megabytes; the present size where the system does not keep the peak."""
    status = Path(f"/proc/{process.pid}/status")
    if status.exists():
        found = re.search(r"^VmHWM:\s+(\d+) kB", status.read_text(), re.MULTILINE)
        if found:
            return int(found[1]) / 1024
    return process.memory_info().rss / MEGABYTE


def start(stage: Stage, tick: Tick) -> list[Result]:
    """``bin/run`` on data that is there, until the first page has come, against ``manage.py check``."""
    folder = stage.folder / "start"
    port = stage.ports.pick("start")
    _run_until_page(stage, folder, port)
    rounds = stage.interleaved(
        lambda: _run_until_page(stage, folder, port),
        lambda: _check(stage),
        tick,
        repeats=1,
    )
    return [Result("start", rounds.ratio, "×", 4, "lower", rounds.words("s"))]


def _run_until_page(stage: Stage, folder: Path, port: int) -> float:
    names = ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "EMAIL_URL", "DEBUG", "DATA_DIR", "SITE_URL")
    env = {key: value for key, value in os.environ.items() if key not in names}
    command = [str(CHECKOUT / "bin" / "run"), "--data-dir", str(folder), "--port", str(port)]
    began = time.perf_counter()
    child = stage.supervisor.start(Spec("run", command, env, cwd=str(CHECKOUT), stop_seconds=90))
    try:
        stage.supervisor.wait_for(child, lambda: _page(port), seconds=600, what="bin/run", every=0.05)
        return time.perf_counter() - began
    finally:
        stage.supervisor.stop(child)


def _page(port: int) -> bool:
    connection = http.client.HTTPConnection(HOST, port, timeout=30)
    try:
        connection.request("GET", "/kk/")
        response = connection.getresponse()
        return response.status == 200 and bool(response.read())
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _check(stage: Stage) -> float:
    began = time.perf_counter()
    stage.run("check", sys.executable, "manage.py", "check")
    return time.perf_counter() - began


START = (Measure("start", ("start",), start),)
MEMORY = (Measure("memory", ("memory",), memory),)
