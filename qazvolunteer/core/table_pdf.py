"""A table as PDF, for the board at a site. Drawn by a process of its own, which takes fifty megabytes and is gone."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from django.utils.translation import get_language

PROGRAM = Path(__file__).parent / "table_drawing.py"
TIMEOUT_SECONDS = 60


@dataclass(frozen=True)
class Paper:
    """``facts`` stand under the title; ``widths`` are Typst's: "auto" for what is short, "1fr" for the rest."""

    title: str
    facts: Sequence[str]
    head: Sequence[str]
    widths: Sequence[str]
    rows: Sequence[Sequence[str]]
    foot: str = ""


def draw(paper: Paper) -> bytes:
    """The PDF. Raises CalledProcessError, TimeoutExpired or OSError."""
    said = json.dumps({"language": get_language(), **asdict(paper)}, ensure_ascii=False).encode()
    program = [sys.executable, "-I", str(PROGRAM)]
    done = subprocess.run(program, input=said, capture_output=True, check=True, timeout=TIMEOUT_SECONDS)  # noqa: S603 - ours
    return done.stdout
