"""A4 sheets in Chinese: lines of text, tables over several pages, a code for cameras.

The font is Adobe's STSong-Light, which readers of PDF bring themselves: nothing is embedded, and no font is shipped.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response
from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.shapes import Drawing
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

FONT = "STSong-Light"
WIDTH, HEIGHT = A4
MARGIN = 20 * mm
LINE = 7 * mm
CODE = 48 * mm
"""A code with the white around it: read from half a metre."""

pdfmetrics.registerFont(UnicodeCIDFont(FONT))


@dataclass(frozen=True)
class Code:
    """A code to print: the modules of its rows (1 is dark), what it is called, and a line of smaller words."""

    rows: Sequence[Sequence[int]]
    name: str
    words: str


def runs(row: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Where dark modules begin in a row of a code, and how many follow each other."""
    start = None
    for x, dark in enumerate([*row, 0]):
        if dark and start is None:
            start = x
        elif not dark and start is not None:
            yield start, x - start
            start = None


class Sheets:
    """Pages that are written from the top down; a new one begins where there is no room."""

    def __init__(self, title: str) -> None:
        self._held = io.BytesIO()
        self._canvas = Canvas(self._held, pagesize=A4, invariant=1)
        self._canvas.setTitle(title)
        self._top = HEIGHT - MARGIN
        self._page = 1

    def heading(self, text: str, size: int = 22) -> None:
        """A line in the middle."""
        self._down(LINE * 2)
        self._canvas.setFont(FONT, size)
        self._canvas.drawCentredString(WIDTH / 2, self._top, text)
        self._down(LINE)

    def text(self, text: str, size: int = 12) -> None:
        """A paragraph, broken where a line is full."""
        for line in _broken(text, size, WIDTH - 2 * MARGIN):
            self._down(LINE)
            self._canvas.setFont(FONT, size)
            self._canvas.drawString(MARGIN, self._top, line)

    def row(self, cells: Sequence[str], widths: Sequence[float], size: int = 9) -> None:
        """A row of a table; `widths` are shares of the page. What is too long for its cell is cut, with dots."""
        self._down(LINE * 0.8)
        self._canvas.setFont(FONT, size)
        left = MARGIN
        for cell, share in zip(cells, widths, strict=True):
            room = share * (WIDTH - 2 * MARGIN)
            first = _broken(cell, size, room - 8) or [""]
            self._canvas.drawString(left, self._top, first[0] + ("…" if len(first) > 1 else ""))
            left += room
        self._canvas.setLineWidth(0.2)
        self._canvas.line(MARGIN, self._top - 3, WIDTH - MARGIN, self._top - 3)

    def code_for_cameras(self, text: str, size: float = 32 * mm) -> None:
        """A QR code of the text at the left margin."""
        self._down(size + LINE)
        widget = QrCodeWidget(text, barLevel="M")
        left, bottom, right, top = widget.getBounds()
        drawing = Drawing(size, size, transform=[size / (right - left), 0, 0, size / (top - bottom), 0, 0])
        drawing.add(widget)
        drawing.drawOn(self._canvas, MARGIN, self._top)

    def codes(self, items: Sequence[Code], columns: int = 3, rows: int = 4) -> None:
        """Codes to cut out, twelve on a page, each with its two lines of words below; a code is 48 mm wide."""
        wide, high = WIDTH / columns, (HEIGHT - MARGIN) / rows
        for index, one in enumerate(items):
            place = index % (columns * rows)
            if index and not place:
                self._turn()
            left, top = place % columns * wide, HEIGHT - place // columns * high
            self._modules(one.rows, left + (wide - CODE) / 2, top - 3 * mm)
            for words, size, below in ((one.name, 12, 56 * mm), (one.words, 9, 61 * mm)):
                self._canvas.setFont(FONT, size)
                first = _broken(words, size, wide - 6 * mm) or [""]
                self._canvas.drawCentredString(left + wide / 2, top - below, first[0])

    def _modules(self, rows: Sequence[Sequence[int]], left: float, top: float) -> None:
        """The dark modules of a code with four modules of white around it (ISO/IEC 18004)."""
        side = CODE / (len(rows) + 8)
        for y, row in enumerate(rows):
            for x, run in runs(row):
                self._canvas.rect(left + (x + 4) * side, top - (y + 5) * side, run * side, side, stroke=0, fill=1)

    def response(self, name: str) -> Response:
        """The whole, as the answer to a request; nobody between keeps a copy."""
        self._number()
        self._canvas.save()
        made = Response(self._held.getvalue(), content_type="application/pdf")
        made.headers["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
        made.headers["Cache-Control"] = "private, no-store"
        return made

    def _down(self, by: float) -> None:
        if self._top - by < MARGIN:
            self._turn()
        self._top -= by

    def _turn(self) -> None:
        self._number()
        self._canvas.showPage()
        self._page += 1
        self._top = HEIGHT - MARGIN

    def _number(self) -> None:
        self._canvas.setFont(FONT, 8)
        self._canvas.drawCentredString(WIDTH / 2, MARGIN / 2, f"第 {self._page} 页")


def _broken(text: str, size: int, room: float) -> list[str]:
    """The text in lines that fit; Chinese breaks anywhere."""
    lines, line = [], ""
    for letter in text:
        if line and _width(line + letter, size) > room:
            lines.append(line)
            line = ""
        line += letter
    return [*lines, line] if line else lines


def _width(text: str, size: int) -> Any:
    return pdfmetrics.stringWidth(text, FONT, size)
