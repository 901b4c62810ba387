"""Draws one share picture: what it says comes in as JSON, a PNG goes out. Run as a program of its own.

The typesetter holds some fifty megabytes for as long as its process lives; a web worker need not. Imports nothing of
the platform, so that it starts in the blink of an eye.
"""

from __future__ import annotations

import sys
from pathlib import Path

DATA = Path(__file__).parent / "data"


def main() -> None:
    import typst

    compiler = typst.Compiler(root=DATA, font_paths=[DATA / "fonts"], ignore_system_fonts=True)
    template = DATA / "share" / "poster.typ"
    # The words go in as data: nothing in them is read as markup.
    values = {"poster": sys.stdin.buffer.read().decode()}
    sys.stdout.buffer.write(compiler.compile(input=template, format="png", ppi=72.0, sys_inputs=values))


if __name__ == "__main__":
    main()
