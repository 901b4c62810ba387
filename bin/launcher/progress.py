"""What a person sees while the platform gets ready: one line a step, with its time."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

BAR = 24
QUIET_SECONDS = 10.0


class Progress:
    """Steps on a stream. A terminal gets a line that moves; a file or pipe gets plain lines."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self.stream = stream or sys.stdout
        self.moving = self.stream.isatty() and os.environ.get("TERM") != "dumb"
        self.current = ""
        self.began = self.said = 0.0

    @contextmanager
    def step(self, text: str) -> Iterator[Progress]:
        """Show ``text`` while the block runs, and how long it took when it ends well."""
        self.current, self.began = text, time.monotonic()
        self._write(f"  … {text}", ends=not self.moving)
        try:
            yield self
        except BaseException:
            self.clear()
            raise
        else:
            took = time.monotonic() - self.began
            self.clear()
            self._write(f"  ✓ {text}" + (f" ({took:.1f} s)" if took >= 0.5 else ""))
        finally:
            self.current = ""

    def advance(self, done: int, total: int, word: str = "") -> None:
        """Move the bar of the current step: ``done`` of ``total``."""
        if self.moving and self.current and total:
            filled = BAR * min(done, total) // total
            self.clear()
            self._write(
                f"  … {self.current} [{'█' * filled}{'·' * (BAR - filled)}] {done}/{total} {word[:30]}", ends=False
            )

    def detail(self, text: str) -> None:
        """Show the last thing a step said: at once on a terminal, elsewhere a line now and then of a long step."""
        if not self.moving and self.current and time.monotonic() - max(self.began, self.said) > QUIET_SECONDS:
            self.said = time.monotonic()
            self._write(f"    {text}")
        if self.moving and self.current:
            width = os.get_terminal_size(self.stream.fileno()).columns if self.stream.isatty() else 80
            self.clear()
            self._write(f"  … {self.current}: {text}"[: max(20, width - 1)], ends=False)

    def line(self, text: str = "") -> None:
        """A line that stays."""
        self.clear()
        self._write(text)

    def clear(self) -> None:
        if self.moving:
            self._write("\r\x1b[K", ends=False)

    def _write(self, text: str, *, ends: bool = True) -> None:
        try:
            self.stream.write(text + ("\n" if ends else ""))
            self.stream.flush()
        except (BrokenPipeError, ValueError, UnicodeEncodeError):
            # Nobody listens any more (a closed pipe, a terminal that went away): go on in silence.
            self.moving = False
            self.stream = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115
