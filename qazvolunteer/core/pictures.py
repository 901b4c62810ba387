"""Pictures that people upload: drawn anew from their dots, so that nothing else of the file survives.

What a file says of itself is never believed: the first bytes decide what it is, its size in dots is looked at before
anything is unpacked, and what is kept is a JPEG of our own making. The place where a photo was taken, the name of the
camera, comments, colour profiles, and whatever somebody may have hidden behind the end of a picture stay behind.
"""

from __future__ import annotations

import hashlib
import io
import struct
import warnings
from typing import IO

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

from qazvolunteer.core.refusals import Refusal

Size = tuple[int, int]

MOST_BYTES = 10 * 1024 * 1024
# A good telephone makes fifty million dots; unpacked that is 150 MB, for a moment.
MOST_DOTS = 52_000_000
FORMATS = ("JPEG", "PNG", "WEBP")
QUALITY = 84
FOLDER = "pictures"
WHITE = (255, 255, 255)
# What Pillow raises for a file that is broken, cut off, or none of these.
BROKEN = (OSError, SyntaxError, ValueError, EOFError, struct.error, IndexError, KeyError, OverflowError, MemoryError)


def redrawn(upload: IO[bytes], *, within: Size, at_least: Size = (1, 1), cut: bool = False) -> bytes:
    """The picture as a JPEG no larger than ``within``; with ``cut`` exactly of that shape, out of its middle.

    Raises Refusal ``too_heavy``, ``too_many_dots``, ``too_small`` or ``not_a_picture``.
    """
    content = upload.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise Refusal("too_heavy", _("The file is too large: a picture has 10 MB at most."))
    try:
        with warnings.catch_warnings():
            # The number of dots is looked at here, by a limit of our own.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            return _redrawn(content, within, at_least, cut)
    except Image.DecompressionBombError:
        raise _too_many_dots() from None
    except BROKEN:
        raise Refusal(
            "not_a_picture", _("This is not a picture that we can read."), _("Send it as JPEG, PNG or WebP.")
        ) from None


def _redrawn(content: bytes, within: Size, at_least: Size, cut: bool) -> bytes:
    with Image.open(io.BytesIO(content), formats=FORMATS) as source:
        if source.width * source.height > MOST_DOTS:
            raise _too_many_dots()
        # A camera that was held upright says so beside the dots.
        turned = source.getexif().get(0x0112, 1) in {5, 6, 7, 8}
        width, height = (source.height, source.width) if turned else source.size
        if width < at_least[0] or height < at_least[1]:
            raise Refusal(
                "too_small",
                _("The picture is too small: it needs %(width)d × %(height)d dots at least.")
                % {"width": at_least[0], "height": at_least[1]},
            )
        source.draft("RGB", (within[0] * 2, within[1] * 2))
        upright = ImageOps.exif_transpose(source)
        plain = _on_white(upright)
    if cut:
        plain = ImageOps.fit(plain, within, Image.Resampling.LANCZOS)
    else:
        plain.thumbnail(within, Image.Resampling.LANCZOS)
    # Without what came along: only the dots go into the new file.
    clean = Image.new("RGB", plain.size)
    clean.paste(plain)
    made = io.BytesIO()
    clean.save(made, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return made.getvalue()


def _on_white(picture: Image.Image) -> Image.Image:
    """In plain colours; what could be looked through stands on white."""
    if picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info:
        seen_through = picture.convert("RGBA")
        ground = Image.new("RGB", picture.size, WHITE)
        ground.paste(seen_through, mask=seen_through.getchannel("A"))
        return ground
    return picture.convert("RGB")


def _too_many_dots() -> Refusal:
    return Refusal(
        "too_many_dots",
        _("The picture has too many dots: %(number)d million at most.") % {"number": MOST_DOTS // 1_000_000},
        _("Make it smaller and send it again."),
    )


def keep(content: bytes) -> str:
    """Keep the bytes of ``redrawn``; returns the name, known by what it shows: the same picture is kept once."""
    name = hashlib.sha256(content).hexdigest()[:32]
    if not default_storage.exists(_path(name)):
        default_storage.save(_path(name), ContentFile(content))
    return name


def address(name: str) -> str:
    """Where the picture of that name is shown; nothing for no name."""
    return f"/media/{_path(name)}" if name else ""


def read(name: str) -> bytes:
    """The bytes of the picture. Raises FileNotFoundError."""
    with default_storage.open(_path(name)) as file:
        content: bytes = file.read()
    return content


def _path(name: str) -> str:
    return f"{FOLDER}/{name}.jpg"
