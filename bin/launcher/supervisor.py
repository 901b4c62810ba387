"""Child processes: started in order, watched, logged, stopped in reverse order, never left behind.

One thread, one loop (``pump``): nothing here forks out of a second thread. Each child is the leader
of its own session, so Ctrl-C reaches this process alone, and dies with it in two ways: on Linux by a
parent-death signal, and everywhere by the watchman (see watchman.py), who also ends grandchildren.
"""

from __future__ import annotations

import ctypes
import os
import selectors
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType, TracebackType

from launcher.account import Account
from launcher.failure import Failure, explain

PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None
TAIL = 60
TICK = 0.2


class StopRequested(Exception):  # noqa: N818
    """Somebody pressed Ctrl-C or sent TERM or HUP; ``number`` is the signal."""

    def __init__(self, number: int) -> None:
        self.number = number


@dataclass
class Spec:
    """How to run one child: its command, how it is stopped, and what ends it when the parent was killed."""

    name: str
    command: Sequence[str]
    env: Mapping[str, str]
    cwd: str | None = None
    account: Account | None = None
    stop_signal: int = signal.SIGTERM
    stop_seconds: float = 15.0
    death_signal: int = signal.SIGKILL
    sink: Callable[[str], None] | None = None
    inherit_output: bool = False


@dataclass
class Child:
    spec: Spec
    process: subprocess.Popen[bytes]
    buffer: bytes = b""
    tail: deque[str] = field(default_factory=lambda: deque(maxlen=TAIL))

    @property
    def output(self) -> str:
        """The last lines it wrote."""
        return "\n".join(self.tail)


class Supervisor:
    """Use as a context: leaving it, however that happens, stops everything in reverse order of starting."""

    def __init__(self) -> None:
        self.children: list[Child] = []
        self.selector = selectors.DefaultSelector()
        self.stop_signals: list[int] = []
        self.stopping = False
        self._handlers: dict[int, object] = {}
        self._watchman: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Supervisor:
        self._wake_read, self._wake_write = os.pipe()
        os.set_blocking(self._wake_read, False)
        os.set_blocking(self._wake_write, False)
        self.selector.register(self._wake_read, selectors.EVENT_READ, None)
        signal.set_wakeup_fd(self._wake_write, warn_on_full_buffer=False)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            self._handlers[number] = signal.signal(number, self._on_stop)
        self._handlers[signal.SIGCHLD] = signal.signal(signal.SIGCHLD, lambda *_: None)
        self._watchman = subprocess.Popen(
            [sys.executable, "-I", "-S", str(Path(__file__).with_name("watchman.py"))],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            cwd="/",
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop_all()
        assert self._watchman is not None and self._watchman.stdin is not None
        self._watchman.stdin.close()
        self._watchman.wait()
        signal.set_wakeup_fd(-1)
        for number, handler in self._handlers.items():
            signal.signal(number, handler)  # type: ignore[arg-type]
        self.selector.close()
        os.close(self._wake_read)
        os.close(self._wake_write)

    # --- Starting -------------------------------------------------------------------------------------

    def start(self, spec: Spec) -> Child:
        """Start a child and remember it; its output is read by ``pump``."""
        output = None if spec.inherit_output else subprocess.PIPE
        ids = spec.account.popen_options() if spec.account else {}
        try:
            process = subprocess.Popen(
                list(spec.command),
                env=dict(spec.env),
                cwd=spec.cwd,
                stdin=subprocess.DEVNULL if not spec.inherit_output else None,
                stdout=output,
                stderr=subprocess.STDOUT if output else None,
                start_new_session=True,
                preexec_fn=_die_with_parent(spec.death_signal),
                **ids,  # type: ignore[call-overload]
            )
        except FileNotFoundError as problem:
            raise Failure(f"{spec.command[0]} is missing: delete the .venv folder and start again.") from problem
        self._tell_watchman(f"+ {process.pid} {int(spec.death_signal)}\n")
        child = Child(spec, process)
        self.children.append(child)
        if process.stdout is not None:
            os.set_blocking(process.stdout.fileno(), False)
            self.selector.register(process.stdout, selectors.EVENT_READ, child)
        return child

    def run(self, spec: Spec) -> Child:
        """Start a child and pump until it has ended; ask ``child.process.returncode``."""
        child = self.start(spec)
        try:
            while child.process.poll() is None:
                self.pump(TICK)
        except BaseException:
            self.stop(child)
            raise
        self._forget(child)
        return child

    def wait_for(
        self, child: Child, ready: Callable[[], bool], *, seconds: float, what: str, every: float = 0.05
    ) -> None:
        """Pump until ``ready()``. Raises Failure when the child ends first or the time is over."""
        deadline = time.monotonic() + seconds
        while not ready():
            if child.process.poll() is not None:
                self._forget(child)
                raise explain(f"{what} stopped while starting (exit code {child.process.returncode}).", child.output)
            if time.monotonic() > deadline:
                raise explain(f"{what} was not ready within {seconds:.0f} seconds.", child.output)
            pause = time.monotonic() + every
            while (left := pause - time.monotonic()) > 0:
                self.pump(left)

    # --- Watching -------------------------------------------------------------------------------------

    def pump(self, seconds: float) -> None:
        """Read what the children write, for at most ``seconds``. Raises StopRequested once somebody asked to stop."""
        for key, _ in self.selector.select(seconds):
            if key.data is None:
                while True:
                    try:
                        if not os.read(self._wake_read, 512):
                            break
                    except BlockingIOError:
                        break
            else:
                self._read(key.data)
        if self.stop_signals and not self.stopping:
            raise StopRequested(self.stop_signals[0])

    def ended(self) -> list[Child]:
        """Children that ended by themselves since the last call; what is left of their group is killed."""
        gone = [child for child in self.children if child.process.poll() is not None]
        for child in gone:
            self._forget(child)
        return gone

    # --- Stopping -------------------------------------------------------------------------------------

    def stop(self, child: Child) -> None:
        """Ask a child to stop, wait as long as its spec allows (a second Ctrl-C cuts that short), then kill."""
        was_stopping, self.stopping = self.stopping, True
        if child.process.poll() is None:
            child.process.send_signal(child.spec.stop_signal)
            deadline = time.monotonic() + child.spec.stop_seconds
            while child.process.poll() is None and time.monotonic() < deadline and len(self.stop_signals) < 2:
                self.pump(0.05)
        self._forget(child)
        self.stopping = was_stopping

    def stop_all(self) -> None:
        """Stop every child, the last started first."""
        self.stopping = True
        for child in reversed(list(self.children)):
            self.stop(child)

    # --- Inside ---------------------------------------------------------------------------------------

    def _on_stop(self, number: int, frame: FrameType | None) -> None:
        self.stop_signals.append(number)

    def _read(self, child: Child) -> None:
        assert child.process.stdout is not None
        try:
            data = os.read(child.process.stdout.fileno(), 65536)
        except BlockingIOError:
            return
        if not data:
            self.selector.unregister(child.process.stdout)
            child.process.stdout.close()
            data = b"\n" if child.buffer else b""
        *lines, child.buffer = (child.buffer + data).split(b"\n")
        for line in lines:
            text = line.decode("utf-8", "replace").rstrip("\r")
            child.tail.append(text)
            if child.spec.sink:
                child.spec.sink(text)

    def _forget(self, child: Child) -> None:
        """Kill what is left of the child's group, read its last words, reap it, drop it from the books."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(child.process.pid, signal.SIGKILL)
        child.process.wait()
        stream = child.process.stdout
        deadline = time.monotonic() + 1
        while stream is not None and not stream.closed and time.monotonic() < deadline:
            if not any(key.data is child for key, _ in self.selector.select(0.05)):
                break
            self._read(child)
        if stream is not None and not stream.closed:
            self.selector.unregister(stream)
            stream.close()
        if child in self.children:
            self.children.remove(child)
        self._tell_watchman(f"- {child.process.pid}\n")

    def _tell_watchman(self, line: str) -> None:
        assert self._watchman is not None and self._watchman.stdin is not None
        with suppress(BrokenPipeError):
            self._watchman.stdin.write(line.encode())
            self._watchman.stdin.flush()


def _die_with_parent(number: int) -> Callable[[], None]:
    """A function for the new child that asks the kernel for a signal at its parent's death (Linux)."""
    parent = os.getpid()

    def ask() -> None:
        if LIBC is not None:
            LIBC.prctl(PR_SET_PDEATHSIG, number, 0, 0, 0)
            if os.getppid() != parent:
                os._exit(1)

    return ask
