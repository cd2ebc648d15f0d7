"""An uploaded file becomes a photograph of our own making, or is refused: nothing of the file itself is kept."""

from __future__ import annotations

import io
import threading
import warnings
from dataclasses import dataclass

from PIL import Image, ImageOps

from linli.errors import Invalid

LARGEST_FILE = 12_000_000
"""Bytes of an upload."""
LONGEST_EDGE = 1920
"""Pixels of what is kept: enough to read a sign, at about 300 kB."""
MOST_PIXELS = {"JPEG": 50_000_000, "PNG": 25_000_000, "WEBP": 25_000_000}
"""By kind: a JPEG is read at a fraction of its size, so that the largest fit; a bomb of the others does not."""
_QUALITY = 82
_TURN = threading.Lock()
"""One picture at a time in a process: its memory is bounded by one, whoever uploads."""


@dataclass(frozen=True)
class Photo:
    """A JPEG without metadata."""

    content: bytes
    width: int
    height: int


def made_anew(given: bytes) -> Photo:
    """The picture of an uploaded JPEG, PNG or WebP, upright, in RGB, at most `LONGEST_EDGE` long, without metadata.

    Raises `Invalid` (field `photo`) for anything else, whatever its name or media type says.
    """
    with _TURN, warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            return _read(given)
        except (
            OSError,
            ValueError,
            SyntaxError,
            Image.DecompressionBombError,
            Image.DecompressionBombWarning,
        ) as error:
            raise _refused("Send a JPEG, PNG or WebP picture.", "请上传 JPEG、PNG 或 WebP 图片。") from error


def _read(given: bytes) -> Photo:
    with Image.open(io.BytesIO(given), formats=list(MOST_PIXELS)) as found:
        if found.width * found.height > MOST_PIXELS[found.format or ""]:
            raise _refused("The picture has too many pixels.", "图片像素过大。")
        found.draft("RGB", (LONGEST_EDGE, LONGEST_EDGE))
        upright = ImageOps.exif_transpose(found)
        upright.thumbnail((LONGEST_EDGE, LONGEST_EDGE))
        plain = Image.new("RGB", upright.size, "white")
        shown = upright.convert("RGBA")
        plain.paste(shown, mask=shown.getchannel("A"))
    written = io.BytesIO()
    plain.save(written, "JPEG", quality=_QUALITY, optimize=True)
    return Photo(written.getvalue(), *plain.size)


def _refused(text: str, zh: str) -> Invalid:
    return Invalid("not_a_photo", text, zh, {"photo": [f"{text} {zh}"]})
