"""The pass in a letter is a picture that says what the QR says, point for point."""

from __future__ import annotations

import struct
import zlib

import segno

from qazvolunteer.core.png import two_colour_png


def chunks(png: bytes) -> dict[bytes, bytes]:
    """The chunks by name, their check sums looked at."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    found, at = {}, 8
    while at < len(png):
        (size,) = struct.unpack(">I", png[at : at + 4])
        name, content = png[at + 4 : at + 8], png[at + 8 : at + 8 + size]
        assert struct.unpack(">I", png[at + 8 + size : at + 12 + size]) == (zlib.crc32(name + content),)
        found[name] = content
        at += 12 + size
    return found


def points(png: bytes) -> list[list[int]]:
    """The points of a picture of two colours, line by line; 1 is the second colour of the palette."""
    parts = chunks(png)
    width, height, depth, kind, *rest = struct.unpack(">2I5B", parts[b"IHDR"])
    assert (depth, kind, rest) == (1, 3, [0, 0, 0])
    raw, size = zlib.decompress(parts[b"IDAT"]), 1 + -(-width // 8)
    lines = [raw[start : start + size] for start in range(0, len(raw), size)]
    assert len(lines) == height
    assert {line[0] for line in lines} == {0}
    return [[byte >> (7 - bit) & 1 for byte in line[1:] for bit in range(8)][:width] for line in lines]


def test_every_module_is_drawn_in_its_frame() -> None:
    for scale, border in ((1, 0), (3, 1), (8, 1), (5, 4)):
        matrix = segno.make("https://qazvolunteer.example/p/CRy_-4aXdgQoX8KaiNgyQQ/", error="m", micro=False).matrix
        drawn = points(two_colour_png(matrix, scale=scale, border=border))
        side = len(matrix) + 2 * border
        assert len(drawn) == side * scale
        for line, row in enumerate(drawn):
            for place, point in enumerate(row):
                down, across = line // scale - border, place // scale - border
                inside = 0 <= down < len(matrix) and 0 <= across < len(matrix)
                assert point == (bool(matrix[down][across]) if inside else False)


def test_dark_is_the_colour_of_ink_on_white() -> None:
    assert chunks(two_colour_png([[1]], scale=1, border=0))[b"PLTE"] == b"\xff\xff\xff\x0a\x2c\x35"
