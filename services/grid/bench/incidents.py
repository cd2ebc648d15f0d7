"""Reads recorded incidents from CSV (a moment, a longitude, a latitude), and the months by which they are divided."""

from __future__ import annotations

import csv
import gzip
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from linli.errors import Invalid

Month = tuple[int, int]
"""Year and month."""


@dataclass(frozen=True)
class Record:
    """An incident by the wall clock of the place."""

    at: datetime
    lon: float
    lat: float


def read(file: Path) -> list[Record]:
    """The incidents of a CSV file, gzipped or not, in the order of time; rows without a place are left out.

    The columns are `time`, `lon` and `lat`; where there is a column `hour`, it is the local one and `time` is in UTC.
    Raises `Invalid` naming file and line.
    """
    try:
        raw = gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
        rows = csv.DictReader(io.StringIO(raw.decode("utf-8-sig")))
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise _bad(f"{file} cannot be read ({error})", f"{file} 无法读取") from error
    if not {"time", "lon", "lat"} <= set(rows.fieldnames or ()):
        raise _bad(f"{file}:1: needs the columns time, lon, lat", f"{file}:1：缺少列 time, lon, lat")
    return sorted(_records(file, rows), key=lambda one: one.at)


def _records(file: Path, rows: csv.DictReader[str]) -> Iterator[Record]:
    for row in rows:
        if not row["lon"] or not row["lat"]:
            continue
        try:
            yield Record(_local(row), float(row["lon"]), float(row["lat"]))
        except (ValueError, TypeError) as error:
            where = f"{file}:{rows.line_num}"
            raise _bad(f"{where}: {error}", f"{where}：数据有误") from error


def _local(row: dict[str, str]) -> datetime:
    said = datetime.fromisoformat(row["time"])
    hour = row.get("hour")
    return said - timedelta(hours=(said.hour - int(hour)) % 24) if hour else said


def months_of(records: Sequence[Record]) -> list[Month]:
    """The months that have incidents, in order."""
    return sorted({(one.at.year, one.at.month) for one in records})


def chosen(said: str, known: Sequence[Month], after: int = 0) -> list[Month]:
    """The months meant by `2010-01..2010-03`, `2010-01,2010-02`, `1-3` or `4,5`; a bare number is how many, from the
    position `after` on. Raises `Invalid` for months without incidents.
    """
    found: list[Month] = []
    if said.isdigit():
        found = list(known[after : after + int(said)])
    for part in [] if said.isdigit() else said.split(","):
        span = re.split(r"\.\.|:|(?<!\d{4})-(?!\d\d$)|(?<=^\d)-(?=\d{1,2}$)|(?<=^\d\d)-(?=\d\d$)", part.strip())
        first, last = (_position(one, known) for one in (span[0], span[-1]))
        found += known[first : last + 1]
    if not found:
        raise _bad(f"no incidents in the months {said!r}", f"月份 {said} 没有数据")
    return found


def _position(said: str, known: Sequence[Month]) -> int:
    for number, (year, month) in enumerate(known):
        if said in (f"{year}-{month:02}", str(month), f"{month:02}"):
            return number
    months = ", ".join(f"{year}-{month:02}" for year, month in known)
    raise _bad(f"{said!r} is none of the months {months}", f"{said} 不是数据中的月份 {months}")


def _bad(fault: str, fault_zh: str) -> Invalid:
    return Invalid("bad_incidents", f"{fault}.", f"{fault_zh}。")
