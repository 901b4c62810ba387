"""Draws one table on A4 sheets: what it says comes in as JSON, a PDF goes out. Run as a program of its own.

Imports nothing of the platform, as ``poster_drawing``.
"""

from __future__ import annotations

import sys
from pathlib import Path

DATA = Path(__file__).parent / "data"


def main() -> None:
    import typst

    compiler = typst.Compiler(root=DATA, font_paths=[DATA / "fonts"], ignore_system_fonts=True)
    # The words go in as data: nothing in them is read as markup.
    values = {"table": sys.stdin.buffer.read().decode()}
    sys.stdout.buffer.write(compiler.compile(input=DATA / "table" / "table.typ", format="pdf", sys_inputs=values))


if __name__ == "__main__":
    main()
