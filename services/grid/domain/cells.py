"""Grid cells 网格: their 20-digit codes, their shapes, and the days on which each is valid."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid5

from linli.areas import Tier, path_of, tier_of
from linli.contracts.grid.cells import CellOrigin, Polygons
from linli.errors import Conflict, Invalid

_NAMES = UUID("5f6f2b0e-8f5c-5b43-9f57-1f0a3b1c2d44")
MOST = 99
"""Cells of a community: its code has two digits for them (CJ/T 349-2010, digits 19-20)."""
UNDIVIDED = "00"


def code_of(object_code: str, community: str, number: int | None) -> str:
    """The 20 digits of a community's cell; without a number that of the one cell of an undivided community.

    CJ/T 349-2010: 1-6 managed object, 7-18 the community, 19-20 the number, 00 if it is undivided.
    """
    if number is not None and not 1 <= number <= MOST:
        text, zh = f"A community has at most {MOST} cells.", f"一个社区最多{MOST}个网格。"
        raise Invalid("too_many_cells", text, zh, {"area_code": [f"{text} {zh}"]})
    return f"{object_code}{community}{UNDIVIDED if number is None else f'{number:02}'}"


def in_order(middles: Sequence[tuple[float, float]], band: float) -> list[int]:
    """The positions of these middles (longitude, latitude) in the order of numbering: rows of `band` degrees from north
    to south, and each from west to east (DB6101/T 3185-2024).
    """
    north = max((lat for _, lat in middles), default=0.0)
    rows = {number: math.floor((north - lat) / band + 1e-9) for number, (_, lat) in enumerate(middles)}
    return sorted(rows, key=lambda number: (rows[number], middles[number][0], -middles[number][1]))


@dataclass
class Ground:
    """A shape as its cell keeps it: where its middle lies, its bounds, and what it measures."""

    polygons: Polygons
    lon: float
    lat: float
    square_metres: int


@dataclass
class Cell:
    """A cell as it is from one day up to, and without, another. `sequence` counts the changes of this row."""

    id: UUID
    code: str
    area_code: str
    path: str
    origin: CellOrigin
    synthetic: bool
    valid_from: date
    visit_within: int
    polygons: Polygons
    lon: float
    lat: float
    square_metres: int
    hexagon: str | None = None
    valid_to: date | None = None
    sequence: int = 1

    @classmethod
    def make(cls, code: str, ground: Ground, valid_from: date, visit_within: int, hexagon: str | None = None) -> Cell:
        """A new cell; its id follows from code and day, so that a repeat makes the same. Raises `Invalid`."""
        if tier_of(code) is not Tier.CELL:
            text, zh = "Give the 20 digits of a cell.", "请填写20位网格代码。"
            raise Invalid("bad_cell_code", text, zh, {"code": [f"{text} {zh}"]})
        return cls(
            id=cell_id(code, valid_from),
            code=code,
            area_code=code[6:18],
            path=path_of(code),
            origin=CellOrigin.HEXAGON if hexagon else CellOrigin.DRAWN,
            synthetic=False,
            valid_from=valid_from,
            visit_within=visit_within,
            polygons=ground.polygons,
            lon=ground.lon,
            lat=ground.lat,
            square_metres=ground.square_metres,
            hexagon=hexagon,
        )

    def valid_on(self, day: date) -> bool:
        """Whether the cell is one of that day."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)

    def end(self, day: date) -> None:
        """Let it be valid only before this day. Raises `Conflict` when it has an end, `Invalid` for too early a day."""
        if self.valid_to is not None:
            raise Conflict("cell_ended", "The cell has an end already.", "该网格已停用。")
        if day <= self.valid_from:
            text = f"Give a day after {self.valid_from}, its first. 应晚于启用日期{self.valid_from}。"
            raise Invalid("bad_end", text, f"应晚于启用日期{self.valid_from}。", {"valid_to": [text]})
        self.valid_to = day
        self.sequence += 1

    def reshape(self, ground: Ground, visit_within: int) -> None:
        """Correct its shape on the day on which it began."""
        self.polygons, self.lon, self.lat = ground.polygons, ground.lon, ground.lat
        self.square_metres = ground.square_metres
        self.visit_within = visit_within
        self.sequence += 1

    def same_as(self, other: Cell) -> bool:
        """Whether another says the same of the same ground."""
        return (self.code, self.polygons, self.visit_within, self.synthetic) == (
            other.code,
            other.polygons,
            other.visit_within,
            other.synthetic,
        )


def cell_id(code: str, valid_from: date) -> UUID:
    """The id of the cell of this code that begins on this day."""
    return uuid5(_NAMES, f"{code}/{valid_from}")


@dataclass
class Boundary:
    """Where an area lies from a day on, as it was given; `synthetic` when its border is made up."""

    area_code: str
    valid_from: date
    synthetic: bool
    source: str
    polygons: Polygons
