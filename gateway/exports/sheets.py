"""Rows of text as a file for spreadsheets: XLSX, or CSV as Excel reads it."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any, Protocol

from gateway.exports.store import Form

_ACTIVE = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet may take for the beginning of a formula (OWASP, "CSV injection")."""


class Sheet(Protocol):
    """A file to which rows are added."""

    def add(self, row: Sequence[str]) -> None:
        """Write one row."""

    def file(self) -> bytes:
        """End it, and give the whole file."""

    def close(self) -> None:
        """Give back what it holds, also when it was never ended."""


def sheet(form: Form, head: Sequence[str]) -> Sheet:
    """An empty file with its first row."""
    made: Sheet = Xlsx() if form is Form.XLSX else Csv()
    made.add(head)
    return made


class Csv:
    """UTF-8 with a mark at its beginning, for Excel takes it for something else without."""

    def __init__(self) -> None:
        self._text = io.StringIO()
        self._writer = csv.writer(self._text)

    def add(self, row: Sequence[str]) -> None:
        """Write one row; a text that would be a formula begins with an apostrophe."""
        self._writer.writerow([f"'{one}" if one.startswith(_ACTIVE) else one for one in row])

    def file(self) -> bytes:
        """The whole file."""
        return self._text.getvalue().encode("utf-8-sig")

    def close(self) -> None:
        """It holds nothing but memory."""


class Xlsx:
    """One sheet of texts, never of formulas, its rows written as they come."""

    def __init__(self) -> None:
        from xlsxwriter import Workbook  # only where a file is made

        self._bytes = io.BytesIO()
        self._book: Any = Workbook(self._bytes, {"constant_memory": True})
        self._sheet: Any = self._book.add_worksheet()
        self._sheet.freeze_panes(1, 0)
        self._rows = 0

    def add(self, row: Sequence[str]) -> None:
        """Write one row."""
        for column, one in enumerate(row):
            self._sheet.write_string(self._rows, column, one)
        self._rows += 1

    def file(self) -> bytes:
        """The whole file."""
        self.close()
        return self._bytes.getvalue()

    def close(self) -> None:
        """End the book, with the temporary file of its rows."""
        if not self._book.fileclosed:
            self._book.close()
