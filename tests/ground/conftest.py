"""Tests of the launcher: real processes, short waits, nothing outside pytest's temporary folder."""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

CHECKOUT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(CHECKOUT / "bin"))

from launcher.database import Cluster  # noqa: E402
from launcher.place import DataFolder  # noqa: E402
from launcher.ports import Ports  # noqa: E402
from launcher.supervisor import Supervisor  # noqa: E402

ENVIRONMENT = Path(sys.prefix)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.ground)
            # Python 3.12 warns of forking beside threads; pytest's own threads are idle here.
            item.add_marker(pytest.mark.filterwarnings("ignore:This process:DeprecationWarning"))


@pytest.fixture
def supervisor() -> Iterator[Supervisor]:
    with Supervisor() as started:
        yield started


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A temporary folder that every account of the machine can reach (pytest's own cannot be reached by others)."""
    with tempfile.TemporaryDirectory(prefix="qazvolunteer-ground-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.fixture
def cluster(supervisor: Supervisor, open_folder: Path) -> Cluster:
    """A throw-away cluster, made and running."""
    made = Cluster(supervisor, ENVIRONMENT, DataFolder(open_folder / "data"), throw_away=True)
    made.make()
    made.start(Ports(open_folder / "ports.json").pick("database"))
    return made


def running(pid: int) -> bool:
    """True while the process exists and is not a zombie."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def wait_until(true: Callable[[], bool], *, seconds: float = 10) -> bool:
    """Ask until it is true, for at most ``seconds``; False when the time was over."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if true():
            return True
        time.sleep(0.03)
    return true()
