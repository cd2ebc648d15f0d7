"""The calls about grid cells, the boundaries they were cut from, and both as they are shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from marshmallow import validate

from linli.contracts.base import END, AreaCode, text

CellCode = Annotated[
    str, validate.Regexp(rf"^[0-9]{{20}}{END}", error="Give the 20 digits of a cell. 请填写20位网格代码。")
]
CommunityCode = Annotated[
    str, validate.Regexp(rf"^[0-9]{{12}}{END}", error="Give the 12 digits of a community. 请填写12位社区代码。")
]
ObjectCode = Annotated[str, validate.Regexp(rf"^[0-9]{{6}}{END}", error="Give 6 digits. 请填写6位数字。")]
Longitude = Annotated[float, validate.Range(-180, 180)]
Latitude = Annotated[float, validate.Range(-90, 90)]
Polygons = tuple[list[list[list[float]]], ...]
"""The coordinates of a GeoJSON MultiPolygon: polygons, of rings, of points of longitude and latitude."""
Interval = Annotated[int, validate.Range(1, 24 * 31)]
"""Hours within which a cell is to be visited again."""


class CellOrigin(StrEnum):
    """How a cell got its shape."""

    HEXAGON = "hexagon"
    DRAWN = "drawn"


@dataclass(frozen=True, kw_only=True)
class CommunityShape:
    """Where a community lies."""

    community: CommunityCode
    polygons: Polygons


@dataclass(frozen=True, kw_only=True)
class BuildCells:
    """Cut an area (a district, street or community) into cells valid from a day on; those there were end on that day.

    `boundary` is divided by a made-up partition among `communities`; with `shapes`, the communities' own polygons,
    it only says which place lies in no community.
    """

    area_code: AreaCode
    communities: tuple[CommunityCode, ...]
    boundary: Polygons = ()
    shapes: tuple[CommunityShape, ...] = ()
    datum: Annotated[str, validate.OneOf(["wgs84", "gcj02"])] = "wgs84"
    source: Annotated[str, text(0, 200)] = ""
    resolution: Annotated[int, validate.Range(7, 11)] = 10
    valid_from: date | None = None
    visit_within: Interval = 24
    object_code: ObjectCode = "010101"


@dataclass(frozen=True, kw_only=True)
class CellFault:
    """Ground that two communities or cells claim, or that none has (without names)."""

    names: tuple[str, ...]
    square_metres: int
    lon: float
    lat: float


@dataclass(frozen=True, kw_only=True)
class CellsBuilt:
    """What came of cutting an area. `overlaps` and `holes` are those of the polygons given: a place claimed twice went
    to the community whose code comes first, a place in none has no cell.
    """

    area_code: AreaCode
    valid_from: date
    synthetic: bool
    communities: int
    cells: int
    unchanged: int
    ended: int
    resolution: int
    coarsest: int
    overlaps: tuple[CellFault, ...] = ()
    holes: tuple[CellFault, ...] = ()
    without_cells: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class DrawCell:
    """Add a cell of any shape to a community; without a code it gets the next that is free."""

    area_code: CommunityCode
    polygons: Polygons
    code: CellCode | None = None
    valid_from: date | None = None
    visit_within: Interval = 24


@dataclass(frozen=True, kw_only=True)
class RedrawCell:
    """Give a cell another shape from a day on; the figures of days before stay with the shape of then."""

    code: CellCode
    polygons: Polygons
    valid_from: date | None = None
    visit_within: Interval | None = None
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class EndCell:
    """Let a cell be valid only up to, and without, a day."""

    code: CellCode
    valid_to: date | None = None
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class GetCell:
    """Ask for the cell of this code, as of a day (today, unless given)."""

    code: CellCode
    at: date | None = None


@dataclass(frozen=True, kw_only=True)
class FindCell:
    """Ask for the cell at a place, within an area."""

    area_code: AreaCode
    lon: Longitude
    lat: Latitude
    at: date | None = None


@dataclass(frozen=True, kw_only=True)
class ListCells:
    """Ask for the cells of an area as of a day, by code; `after` is the last code of the page before."""

    area_code: AreaCode
    at: date | None = None
    after: CellCode | None = None
    limit: Annotated[int, validate.Range(1, 10000)] = 50


@dataclass(frozen=True, kw_only=True)
class CheckCells:
    """Ask what is wrong with the cells of an area as of a day."""

    area_code: AreaCode
    at: date | None = None


@dataclass(frozen=True, kw_only=True)
class CellView:
    """A cell. `synthetic`: its community's border is made up. `hexagon`: the H3 index it was cut from."""

    id: UUID
    version: int
    code: str
    area_code: str
    origin: CellOrigin
    synthetic: bool
    valid_from: date
    valid_to: date | None
    visit_within: int
    hexagon: str | None
    lon: float
    lat: float
    square_metres: int
    polygons: Polygons


@dataclass(frozen=True, kw_only=True)
class CellPage:
    """Cells by code, and the last code of the page, if more follow."""

    items: tuple[CellView, ...]
    next_after: str | None = None


@dataclass(frozen=True, kw_only=True)
class CellFaults:
    """What is wrong with the cells of an area: ground in two cells; ground of the area's boundary in none."""

    area_code: str
    cells: int
    has_boundary: bool
    overlaps: tuple[CellFault, ...]
    holes: tuple[CellFault, ...]
