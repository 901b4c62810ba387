"""A picture as a phone takes it on a visit, drawn: a wall, a shelf, and the empty place of the first-aid kit."""

from __future__ import annotations

import io
from functools import cache

from PIL import Image, ImageDraw, ImageFilter

SIZE = (960, 720)


@cache
def empty_shelf() -> bytes:
    """As JPEG; the same bytes each time."""
    picture = Image.linear_gradient("L").resize(SIZE).point(lambda grey: 150 + grey // 4)
    picture = Image.merge("RGB", (picture, picture.point(lambda grey: grey - 8), picture.point(lambda grey: grey - 26)))
    draw = ImageDraw.Draw(picture)
    # Shade first, so that it lies behind.
    for left, top, right, bottom, colour in (
        (90, 520, 900, 560, "#8a8478"),
        (70, 470, 890, 520, "#9a6b3f"),
        (70, 462, 890, 474, "#b98556"),
        (150, 520, 178, 640, "#5d5a55"),
        (780, 520, 808, 640, "#5d5a55"),
        (610, 300, 760, 462, "#3f6f8f"),
        (610, 300, 760, 322, "#56879f"),
        (180, 380, 250, 462, "#c9c3b4"),
    ):
        draw.rectangle((left, top, right, bottom), fill=colour)
    # Where the kit hung, the wall is lighter and a sign is left.
    draw.rectangle((330, 190, 540, 400), fill="#e9e4d6")
    draw.rectangle((385, 60, 485, 160), fill="#2f8f5b")
    draw.rectangle((427, 76, 443, 144), fill="#ffffff")
    draw.rectangle((401, 102, 469, 118), fill="#ffffff")
    for left in (350, 505):
        draw.ellipse((left, 205, left + 14, 219), fill="#6b675f")
    made = io.BytesIO()
    picture.filter(ImageFilter.GaussianBlur(1.2)).save(made, "JPEG", quality=82)
    return made.getvalue()
