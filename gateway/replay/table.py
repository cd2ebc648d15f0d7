"""Reads a file of the NYC 311 form into cells by column name, and says in a sentence what is wrong with a bad file."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from linli.errors import Invalid

COLUMNS = (
    "Unique Key",
    "Created Date",
    "Closed Date",
    "Agency",
    "Complaint Type",
    "Descriptor",
    "Incident Zip",
    "Status",
    "Due Date",
    "Resolution Description",
    "Community Board",
    "Open Data Channel Type",
    "Latitude",
    "Longitude",
)
"""The columns of the form that a replay reads; the others (addresses, landmarks, plates) are never looked at."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_LAYOUT = str.maketrans("", "", "\t\r\n")


@dataclass(frozen=True)
class Line:
    """One row: the number of its first line (the header is line 1) and its cells; None for a wrong column count."""

    number: int
    cells: dict[str, str] | None


def read_lines(path: Path) -> Iterator[Line]:
    """Every row of the file but empty lines. Raises `Invalid` for a file that cannot be read as this form at all."""
    records = _records(_decoded(path), path)
    first = next(records, None)
    if first is None:
        raise Invalid("replay_file_empty", f"{path} is empty.", f"文件 {path} 为空。")
    header = [clean(name) for name in first[1]]
    _check_columns(header, path)
    for number, cells in records:
        if len(cells) == len(header):
            yield Line(number, {name: cells[header.index(name)] for name in COLUMNS})
        else:
            yield Line(number, None)


def clean(text: str) -> str:
    """The text without control characters, its blanks at the ends gone and runs of blanks made one."""
    return " ".join(_CONTROL.sub(" ", text).split())


def is_damaged(text: str) -> bool:
    """Whether the text holds control or replacement characters, or is UTF-8 that was once read as Latin-1."""
    if _CONTROL.search(text.translate(_LAYOUT)) or "\N{REPLACEMENT CHARACTER}" in text:
        return True
    try:
        return not text.isascii() and bool(text.encode("latin-1").decode("utf-8"))
    except UnicodeError:
        return False


def _decoded(path: Path) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise Invalid(
            "replay_file_unreadable",
            f"{path} cannot be read: {error.strerror}.",
            f"无法读取文件 {path}：{error.strerror}。",
        ) from error
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Invalid(
            "replay_file_encoding",
            f"{path} is not UTF-8: line {line} has an undecodable byte.",
            f"文件 {path} 不是 UTF-8 编码：第 {line} 行有无法解码的字节。",
        ) from error


def _records(text: str, path: Path) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    while True:
        number = reader.line_num + 1
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise Invalid(
                "replay_file_malformed",
                f"{path} is not a CSV file: the row that starts at line {number} cannot be read ({error}).",
                f"文件 {path} 不是有效的 CSV：第 {number} 行起的记录无法读取。",
            ) from error
        if len(record) > 1 or clean("".join(record)):
            yield number, record


def _check_columns(header: list[str], path: Path) -> None:
    missing = [name for name in COLUMNS if name not in header]
    if missing:
        names = ", ".join(missing)
        raise Invalid(
            "replay_columns_missing",
            f"{path} is not of the NYC 311 form; these columns are missing: {names}.",
            f"文件 {path} 不是 NYC 311 格式，缺少列：{names}。",
            {name: ["The column is missing. 缺少此列。"] for name in missing},
        )
