"""Reads the text of a PDF that was set in a Chinese font of the reader's own: UTF-16 in the page's strings."""

from __future__ import annotations

import base64
import re
import zlib

_STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
_SHOWN = re.compile(rb"\(((?:\\.|[^\\)])*)\) Tj", re.DOTALL)
_ESCAPED = re.compile(rb"\\([0-7]{3}|.)", re.DOTALL)
_LETTERS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def text_of(pdf: bytes) -> str:
    """Every string that the pages show, a line each."""
    return "\n".join(_plain(one).decode("utf-16-be") for page in pages_of(pdf) for one in _SHOWN.findall(page))


def pages_of(pdf: bytes) -> list[bytes]:
    """What each page draws."""
    assert pdf.startswith(b"%PDF-")
    return [zlib.decompress(base64.a85decode(raw.strip().removesuffix(b"~>"))) for raw in _STREAM.findall(pdf)]


def _plain(escaped: bytes) -> bytes:
    def one(found: re.Match[bytes]) -> bytes:
        return bytes([int(found[1], 8)]) if len(found[1]) == 3 else _LETTERS.get(found[1], found[1])

    return _ESCAPED.sub(one, escaped)
