"""Children start in order, stop in reverse order, and never outlive their parent."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest
from launcher.failure import Failure
from launcher.supervisor import Spec, StopRequested, Supervisor

from tests.ground.conftest import CHECKOUT, running, wait_until

POLITE = """
import pathlib, signal, sys, time
def leave(*_):
    with open(sys.argv[1], "a") as log: log.write(sys.argv[2] + "\\n")
    sys.exit(0)
signal.signal(signal.SIGTERM, leave)
print("ready", sys.argv[2], flush=True)
time.sleep(60)
"""
STUBBORN = """
import os, signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
program = "import signal, time; signal.signal(15, 1); print('up', flush=True); time.sleep(60)"
child = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE)
child.stdout.readline()
print(os.getpid(), child.pid, flush=True)
time.sleep(60)
"""
PARENT = """
import sys
sys.path.insert(0, sys.argv[1])
from launcher.supervisor import Spec, Supervisor
with Supervisor() as supervisor:
    lines = []
    child = supervisor.start(Spec("stubborn", [sys.executable, "-c", sys.argv[2]], {}, sink=lines.append))
    supervisor.wait_for(child, lambda: bool(lines), seconds=10, what="The child")
    print(lines[0], supervisor._watchman.pid, flush=True)
    while True:
        supervisor.pump(1)
"""


def spec(name: str, program: str, *arguments: str, lines: list[str] | None = None, **more: object) -> Spec:
    sink = lines.append if lines is not None else None
    return Spec(name, [sys.executable, "-c", program, *arguments], {}, sink=sink, **more)  # type: ignore[arg-type]


def test_children_stop_in_reverse_order_of_starting(tmp_path: Path) -> None:
    log = tmp_path / "order"
    lines: list[str] = []
    with Supervisor() as supervisor:
        for name in ("database", "broker", "web"):
            child = supervisor.start(spec(name, POLITE, str(log), name, lines=lines))
            supervisor.wait_for(child, lambda name=name: f"ready {name}" in lines, seconds=10, what=name)
    assert log.read_text().split() == ["web", "broker", "database"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_stop_signal_ends_the_loop_and_the_children_without_reaching_them_itself(tmp_path: Path, number: int) -> None:
    log = tmp_path / "order"
    lines: list[str] = []
    before = signal.getsignal(number)
    with pytest.raises(StopRequested) as stop, Supervisor() as supervisor:
        child = supervisor.start(spec("web", POLITE, str(log), "web", lines=lines))
        supervisor.wait_for(child, lambda: bool(lines), seconds=10, what="web")
        os.kill(os.getpid(), number)
        for _ in range(50):
            supervisor.pump(0.1)
    assert stop.value.number == number
    assert log.read_text() == "web\n"
    assert signal.getsignal(number) == before


def test_a_child_that_does_not_listen_is_killed_with_its_children(supervisor: Supervisor) -> None:
    lines: list[str] = []
    child = supervisor.start(spec("stubborn", STUBBORN, lines=lines, stop_seconds=0.3))
    supervisor.wait_for(child, lambda: bool(lines), seconds=10, what="The child")
    pids = [int(pid) for pid in lines[0].split()]
    assert all(running(pid) for pid in pids)
    supervisor.stop(child)
    assert wait_until(lambda: not any(running(pid) for pid in pids), seconds=5)


def test_a_second_stop_signal_does_not_wait(supervisor: Supervisor) -> None:
    lines: list[str] = []
    child = supervisor.start(spec("stubborn", STUBBORN, lines=lines, stop_seconds=60))
    supervisor.wait_for(child, lambda: bool(lines), seconds=10, what="The child")
    supervisor.stop_signals += [signal.SIGINT, signal.SIGINT]
    began = time.monotonic()
    supervisor.stop(child)
    assert time.monotonic() - began < 5
    supervisor.stop_signals.clear()


def kill_parent(and_watchman: bool) -> list[int]:
    """Start a parent with a child and a grandchild that ignore TERM, kill it, and return the two numbers."""
    command = [sys.executable, "-c", PARENT, str(CHECKOUT / "bin"), STUBBORN]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        *pids, watchman = [int(word) for word in parent.stdout.readline().split()]
        assert all(running(pid) for pid in pids)
        if and_watchman:
            os.kill(watchman, signal.SIGKILL)
        parent.kill()
    return pids


def test_a_killed_parent_leaves_no_child_and_no_grandchild() -> None:
    pids = kill_parent(and_watchman=False)
    assert wait_until(lambda: not any(running(pid) for pid in pids), seconds=8)


@pytest.mark.skipif(sys.platform != "linux", reason="the parent-death signal is Linux's")
def test_even_a_killed_watchman_leaves_no_direct_child() -> None:
    child, grandchild = kill_parent(and_watchman=True)
    assert wait_until(lambda: not running(child), seconds=5)
    os.kill(grandchild, signal.SIGKILL)


def test_a_child_that_ends_while_starting_is_told_with_its_last_words(supervisor: Supervisor) -> None:
    child = supervisor.start(spec("web", "import sys; print('cannot open the port'); sys.exit(3)"))
    with pytest.raises(Failure, match=r"The web server stopped while starting \(exit code 3\)") as failure:
        supervisor.wait_for(child, lambda: False, seconds=10, what="The web server")
    assert "cannot open the port" in str(failure.value)


def test_a_child_that_never_gets_ready_is_told(supervisor: Supervisor) -> None:
    child = supervisor.start(spec("web", "import time; time.sleep(60)", stop_seconds=1))
    with pytest.raises(Failure, match="was not ready within 0 seconds"):
        supervisor.wait_for(child, lambda: False, seconds=0.3, what="The web server")


def test_the_output_of_a_child_arrives_whole(supervisor: Supervisor) -> None:
    lines: list[str] = []
    program = (
        "for n in range(20000): print(f'line {n} ' + 'x' * 60)\nimport sys; sys.stdout.write('last, without an end')"
    )
    done = supervisor.run(spec("talker", program, lines=lines))
    assert done.process.returncode == 0
    assert len(lines) == 20001
    assert lines[-1] == "last, without an end"


def test_a_child_that_ended_is_seen_once(supervisor: Supervisor) -> None:
    child = supervisor.start(spec("short", "pass"))
    assert wait_until(lambda: child.process.poll() is not None)
    assert supervisor.ended() == [child]
    assert supervisor.ended() == []


def test_a_full_disk_in_a_childs_words_becomes_its_own_sentence(supervisor: Supervisor) -> None:
    child = supervisor.start(spec("web", "import sys; print('write failed: No space left on device'); sys.exit(1)"))
    with pytest.raises(Failure, match=r"^The disk is full: free some space"):
        supervisor.wait_for(child, lambda: False, seconds=10, what="The web server")


def test_the_watchman_forgets_what_has_ended(tmp_path: Path) -> None:
    """A group that was taken off the list is left alone, even when its number lives on elsewhere."""
    bystander = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], start_new_session=True)
    try:
        program = str(CHECKOUT / "bin" / "launcher" / "watchman.py")
        orders = textwrap.dedent(f"""\
            + {bystander.pid} 9
            - {bystander.pid}
        """)
        done = subprocess.run([sys.executable, "-I", "-S", program], input=orders, text=True, timeout=20)
        assert done.returncode == 0
        assert bystander.poll() is None
    finally:
        bystander.kill()
        bystander.wait()
