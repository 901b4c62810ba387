"""Ends the children after their parent was killed. Run as a program; standard input is the parent's pipe.

Lines on the pipe: ``+ GROUP SIGNAL`` when a process group begins, ``- GROUP`` when it has ended. The
end of the pipe means that the parent is gone: every group still on the list gets its signal, and
after ``GRACE`` seconds SIGKILL. Works alike on Linux and macOS, and reaches grandchildren too.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Iterable
from contextlib import suppress

GRACE = 4.0


def alive(group: int) -> bool:
    """True while a process of the group exists (a zombie that nobody reaps counts as one)."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def send(group: int, number: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(group, number)


def watch(stream: Iterable[str]) -> None:
    """Read the pipe to its end, then end what is left."""
    groups: dict[int, int] = {}
    for line in stream:
        word, *numbers = line.split()
        if word == "+":
            groups[int(numbers[0])] = int(numbers[1])
        else:
            groups.pop(int(numbers[0]), None)
    for group, number in groups.items():
        send(group, number)
    deadline = time.monotonic() + GRACE
    while time.monotonic() < deadline and any(alive(group) for group in groups):
        time.sleep(0.02)
    for group in groups:
        send(group, signal.SIGKILL)


if __name__ == "__main__":
    for ignored in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ignored, signal.SIG_IGN)
    watch(sys.stdin)
