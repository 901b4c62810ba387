"""Typesets one report: what it says comes in as JSON, a PDF goes out. Run as a program of its own.

The typesetter takes some fifty megabytes and is gone with its process. Imports nothing of the platform.
"""

from __future__ import annotations

import sys
from pathlib import Path

DATA = Path(__file__).parent / "data"
FONTS = Path(__file__).parents[2] / "qazvolunteer" / "core" / "data" / "fonts"


def main() -> None:
    import typst

    compiler = typst.Compiler(root=DATA, font_paths=[FONTS], ignore_system_fonts=True)
    # The words go in as data: nothing in them is read as markup.
    values = {"report": sys.stdin.buffer.read().decode()}
    sys.stdout.buffer.write(compiler.compile(input=DATA / "report.typ", format="pdf", sys_inputs=values))


if __name__ == "__main__":
    main()
