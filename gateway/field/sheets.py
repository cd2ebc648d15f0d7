"""A sheet of QR codes to print and cut: twelve on a page of A4, as SVG or PDF, with the words of each below it."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import segno

from gateway.papers.sheets import Code, Sheets, runs
from linli.contracts.grid.checkpoints import PrintedCode

WIDTH, HEIGHT = 210, 297
"""Millimetres of A4."""
COLUMNS, ROWS = 3, 4
CODE = 48.0
"""Millimetres of a code with the white around it: read from half a metre."""
QUIET = 4
"""Modules of white around a code (ISO/IEC 18004)."""


def sheet(items: Sequence[PrintedCode]) -> str:
    """The page as an SVG document of its true size; at most `COLUMNS * ROWS` codes."""
    parts = "".join(_cell(index, one) for index, one in enumerate(items[: COLUMNS * ROWS]))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}mm" height="{HEIGHT}mm" '
        f'viewBox="0 0 {WIDTH} {HEIGHT}"><rect width="100%" height="100%" fill="#fff"/>{parts}</svg>\n'
    )


def _cell(index: int, item: PrintedCode) -> str:
    width, height = WIDTH / COLUMNS, HEIGHT / ROWS
    left, top = index % COLUMNS * width, index // COLUMNS * height
    middle = left + width / 2
    return (
        f'<g><rect x="{left:g}" y="{top:g}" width="{width:g}" height="{height:g}" fill="none" stroke="#999" '
        f'stroke-width="0.1" stroke-dasharray="2 2"/>{_code(item.payload, middle - CODE / 2, top + 6)}'
        f"{_words(item.name, middle, top + 60, 4.2)}{_words(item.code, middle, top + 66, 3.2)}</g>"
    )


def modules(payload: str) -> list[Sequence[int]]:
    """The rows of a code of the error correction Q, which still reads with a quarter of it scratched off."""
    return list(segno.make(payload, error="q", micro=False).matrix)


def paper(items: Sequence[PrintedCode]) -> Sheets:
    """The same as pages of a PDF, as many as it takes."""
    made = Sheets("巡查点二维码")
    made.codes([Code(modules(one.payload), one.name, one.code) for one in items])
    return made


def _code(payload: str, left: float, top: float) -> str:
    """The path of a code's modules."""
    rows = modules(payload)
    scale = CODE / (len(rows) + 2 * QUIET)
    drawn = "".join(f"M{x} {y}h{run}v1h-{run}z" for y, row in enumerate(rows) for x, run in runs(row))
    return (
        f'<path transform="translate({left:g} {top:g}) scale({scale:.5f}) translate({QUIET} {QUIET})" '
        f'fill="#000" d="{drawn}"/>'
    )


def _words(text: str, middle: float, base: float, size: float) -> str:
    """A line of text; a long one is drawn narrower so that it stays in its cell."""
    wide = sum(1.0 if ord(one) > 0x2E7F else 0.55 for one in text) * size
    fitted = min(size, size * (WIDTH / COLUMNS - 6) / wide) if wide else size
    return (
        f'<text x="{middle:g}" y="{base:g}" font-size="{fitted:.2f}" text-anchor="middle" '
        f'font-family="Noto Sans CJK SC, Microsoft YaHei, SimSun, sans-serif">{escape(text)}</text>'
    )
