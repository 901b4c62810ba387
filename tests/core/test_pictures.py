"""What people upload as a picture: redrawn, or refused with a sentence; never stored as it came."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

import pytest
from PIL import Image, PngImagePlugin

from qazvolunteer.core import pictures
from qazvolunteer.core.refusals import Refusal

WITHIN = (1280, 752)


def picture(size: tuple[int, int] = (1600, 1200), kind: str = "JPEG", mode: str = "RGB", **options: Any) -> io.BytesIO:
    """A picture of three stripes, so that its turning can be seen."""
    made = Image.new(mode, size, "red")
    made.paste("blue", (0, 0, size[0] // 2, size[1]))
    file = io.BytesIO()
    made.save(file, kind, **options)
    file.seek(0)
    return file


def opened(content: bytes) -> Image.Image:
    found = Image.open(io.BytesIO(content))
    found.load()
    return found


def refusal_of(file: io.BytesIO, **options: Any) -> str:
    with pytest.raises(Refusal) as refused:
        pictures.redrawn(file, within=WITHIN, **options)
    assert str(refused.value.sentence)
    return refused.value.code


def with_gps() -> io.BytesIO:
    """A photo as a telephone makes it: where, when, with which camera, and an address in a comment."""
    exif = Image.Exif()
    exif[0x010F] = "Telephone"
    exif[0x0132] = "2026:06:13 08:30:00"
    exif.get_ifd(0x8825).update({1: "N", 2: (43.0, 14.0, 20.0), 3: "E", 4: (76.0, 54.0, 10.0)})
    return picture(exif=exif, comment=b"at home, 12 Abai street")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_three_kinds_become_a_plain_jpeg_of_the_wanted_shape(kind: str) -> None:
    found = opened(pictures.redrawn(picture(kind=kind), within=WITHIN, cut=True))
    assert (found.format, found.mode, found.size) == ("JPEG", "RGB", WITHIN)


def test_without_cutting_the_shape_stays() -> None:
    assert opened(pictures.redrawn(picture((4000, 1000)), within=WITHIN)).size == (1280, 320)
    assert opened(pictures.redrawn(picture((300, 200)), within=WITHIN)).size == (300, 200)


def test_the_place_and_the_time_of_a_photo_stay_behind() -> None:
    upload = with_gps()
    assert b"Telephone" in upload.getvalue()
    assert Image.open(with_gps()).getexif().get_ifd(0x8825)
    content = pictures.redrawn(upload, within=WITHIN)
    found = opened(content)
    assert not found.getexif()
    assert not {"exif", "comment", "icc_profile", "xmp"} & set(found.info)
    for hidden in (b"Telephone", b"2026:06:13", b"Abai", b"Exif"):
        assert hidden not in content


def test_words_and_a_hidden_file_behind_a_png_stay_behind() -> None:
    words = PngImagePlugin.PngInfo()
    words.add_text("Author", "Aigerim Seiit")
    upload = picture(kind="PNG", pnginfo=words)
    upload.seek(0, io.SEEK_END)
    upload.write(b"<script>alert(1)</script>")
    upload.seek(0)
    content = pictures.redrawn(upload, within=WITHIN)
    assert b"Aigerim" not in content
    assert b"<script>" not in content


def test_a_camera_held_upright_is_turned() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    found = opened(pictures.redrawn(picture((1200, 800), exif=exif), within=(2000, 2000)))
    assert found.size == (800, 1200)
    top, bottom = found.getpixel((400, 100)), found.getpixel((400, 1100))
    assert top[2] > top[0]
    assert bottom[0] > bottom[2]


def test_what_can_be_looked_through_stands_on_white() -> None:
    made = Image.new("RGBA", (800, 600), (0, 0, 0, 0))
    file = io.BytesIO()
    made.save(file, "PNG")
    file.seek(0)
    assert opened(pictures.redrawn(file, within=WITHIN)).getpixel((400, 300)) == (255, 255, 255)


def test_a_file_that_is_too_heavy() -> None:
    assert refusal_of(io.BytesIO(b"\xff\xd8\xff" + b"0" * pictures.MOST_BYTES)) == "too_heavy"


def test_a_picture_that_is_too_small() -> None:
    assert refusal_of(picture((639, 900)), at_least=(640, 376)) == "too_small"


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def bomb(width: int, height: int, *, rows: int) -> io.BytesIO:
    """A PNG of few bytes that says it is so large; ``rows`` of it are there, all zero."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    packer = zlib.compressobj(9)
    data = b"".join(packer.compress(b"\0" * (1 + width * 3)) for _ in range(rows)) + packer.flush()
    return io.BytesIO(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b""))


@pytest.mark.parametrize(("width", "height"), [(8000, 7000), (50_000, 50_000), (200_000, 200_000)])
def test_huge_pictures_are_refused_before_they_are_unpacked(
    width: int, height: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unpacked(*args: Any, **options: Any) -> None:
        raise AssertionError("unpacked")

    file = bomb(width, height, rows=1)
    assert len(file.getvalue()) < 10_000
    monkeypatch.setattr(Image.Image, "convert", unpacked)
    monkeypatch.setattr(PngImagePlugin.PngImageFile, "load_prepare", unpacked)
    assert refusal_of(file) == "too_many_dots"


def test_a_bomb_of_words_in_a_png() -> None:
    """A compressed text of a hundred megabytes beside a small picture."""
    upload = picture((800, 600), kind="PNG").getvalue()
    words = b"Comment\0\0" + zlib.compress(b"\0" * 100_000_000, 9)
    at = upload.index(b"IDAT") - 4
    assert refusal_of(io.BytesIO(upload[:at] + chunk(b"zTXt", words) + upload[at:])) == "not_a_picture"


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="800" height="600"><script>alert(1)</script></svg>'


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"hello",
        SVG,
        b"<?xml version='1.0'?>" + SVG,
        b"%PDF-1.7 ...",
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 800 600\n",
        b"GIF89a" + b"\0" * 60,
        b"<html><img src=x onerror=alert(1)></html>",
        b"MZ" + b"\0" * 500,
        b"\xff\xd8\xff\xe0" + b"\0" * 50,
        b"\x89PNG\r\n\x1a\n" + b"\0" * 50,
        b"RIFF\x20\0\0\0WEBPVP8 " + b"\0" * 20,
    ],
    ids=["nothing", "text", "svg", "xml", "pdf", "eps", "gif", "html", "exe", "jpeg", "png", "webp"],
)
def test_what_is_no_picture_is_refused(content: bytes) -> None:
    assert refusal_of(io.BytesIO(content)) == "not_a_picture"


@pytest.mark.parametrize("kind", ["GIF", "BMP", "TIFF", "ICO", "PPM"])
def test_other_kinds_of_pictures_are_refused(kind: str) -> None:
    assert refusal_of(picture((200, 200), kind=kind)) == "not_a_picture"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_that_was_cut_off(kind: str) -> None:
    whole = picture(kind=kind).getvalue()
    assert refusal_of(io.BytesIO(whole[: len(whole) // 2])) == "not_a_picture"


def test_a_moving_picture_shows_its_first_frame() -> None:
    first, second = Image.new("RGB", (800, 600), "red"), Image.new("RGB", (800, 600), "blue")
    file = io.BytesIO()
    first.save(file, "WEBP", save_all=True, append_images=[second])
    file.seek(0)
    dot = opened(pictures.redrawn(file, within=WITHIN)).getpixel((10, 10))
    assert dot[0] > 200 > 60 > dot[2]


def test_the_same_picture_is_kept_once_and_shown_for_ever(settings: Any, tmp_path: Any, client: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    content = pictures.redrawn(picture(), within=WITHIN)
    name = pictures.keep(content)
    assert pictures.keep(content) == name
    assert len(list(tmp_path.rglob("*.*"))) == 1
    answer = client.get(pictures.address(name))
    assert (answer.status_code, answer["Content-Type"], answer.content) == (200, "image/jpeg", content)
    assert "immutable" in answer["Cache-Control"]
    assert client.get(pictures.address("unknown")).status_code == 404
    assert client.get("/media/pictures/..%2f..%2fsecret.jpg").status_code == 404
