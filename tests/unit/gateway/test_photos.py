"""An upload is judged by its content and made anew: small, upright, in RGB, without a word of metadata."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

import pytest
from PIL import Image

from gateway.photos.images import LONGEST_EDGE, MOST_PIXELS, made_anew
from linli.errors import Invalid

SECRET = b"GPS 41.79,123.43 by Wang"


def file(kind: str, size: tuple[int, int] = (40, 30), mode: str = "RGB", **more: Any) -> bytes:
    """A picture of this kind, its upper left quarter red."""
    made = Image.new("RGB", size, "white")
    made.paste("red", (0, 0, size[0] // 2, size[1] // 2))
    written = io.BytesIO()
    made.convert(mode).save(written, kind, **more)
    return written.getvalue()


def tagged(orientation: int = 1) -> bytes:
    """EXIF data with a place and an orientation."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = orientation, SECRET.decode()
    exif.get_ifd(0x8825)[2] = (41.0, 47.0, 24.0)
    return exif.tobytes()


def is_red(image: Image.Image, x: int, y: int) -> bool:
    red, green, _ = image.convert("RGB").getpixel((x, y))  # type: ignore[misc]
    return bool(red > 200 and green < 100)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_what_is_kept_is_a_jpeg_without_metadata(kind: str) -> None:
    given = file(kind, exif=tagged())
    assert SECRET in given
    made = made_anew(given)
    with Image.open(io.BytesIO(made.content)) as kept:
        assert (kept.format, kept.mode, kept.size) == ("JPEG", "RGB", (made.width, made.height))
        assert not dict(kept.getexif())
        assert not {"exif", "icc_profile", "xmp", "comment"} & set(kept.info)
        assert is_red(kept, 5, 5)
    assert SECRET not in made.content


def test_a_comment_and_what_is_hidden_behind_the_picture_are_gone() -> None:
    made = made_anew(file("JPEG", comment=SECRET) + SECRET + b"<script>alert(1)</script>")
    assert SECRET not in made.content
    assert b"<script>" not in made.content


def test_a_picture_that_lies_on_its_side_is_made_upright() -> None:
    made = made_anew(file("JPEG", exif=tagged(orientation=6)))
    assert (made.width, made.height) == (30, 40)
    with Image.open(io.BytesIO(made.content)) as kept:
        assert is_red(kept, 25, 5), "turned a quarter to the right, the red corner is at the upper right"


def test_a_large_picture_is_made_smaller_and_a_small_one_stays() -> None:
    large, small = made_anew(file("JPEG", (4000, 1000))), made_anew(file("PNG", (7, 5)))
    assert (large.width, large.height) == (LONGEST_EDGE, 480)
    assert (small.width, small.height) == (7, 5)


@pytest.mark.parametrize("mode", ["L", "P", "1", "RGBA", "LA"])
def test_every_mode_of_colour_becomes_rgb_and_transparency_white(mode: str) -> None:
    made = made_anew(file("PNG", mode=mode))
    with Image.open(io.BytesIO(made.content)) as kept:
        assert kept.convert("RGB").getpixel((39, 29)) == (255, 255, 255)


@pytest.mark.parametrize(
    "given",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"\xff\xd8\xff\xe0 not really",
        file("GIF"),
        file("TIFF"),
        file("BMP"),
        file("PNG")[:60],
        file("JPEG", (400, 300))[:900],
    ],
    ids=["empty", "svg", "false jpeg", "gif", "tiff", "bmp", "cut png", "cut jpeg"],
)
def test_what_is_no_whole_jpeg_png_or_webp_is_refused(given: bytes) -> None:
    with pytest.raises(Invalid) as refused:
        made_anew(given)
    assert set(refused.value.fields) == {"photo"}


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says it is of this size."""

    def chunk(name: bytes, said: bytes) -> bytes:
        return struct.pack(">I", len(said)) + name + said + struct.pack(">I", zlib.crc32(name + said))

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0")) + chunk(b"IEND", b"")


@pytest.mark.parametrize("size", [(60_000, 60_000), (10_000, 8_000), (MOST_PIXELS["PNG"] // 1000 + 1, 1000)])
def test_a_small_file_that_would_become_a_huge_picture_is_refused_before_it_is_read(size: tuple[int, int]) -> None:
    with pytest.raises(Invalid):
        made_anew(bomb(*size))
