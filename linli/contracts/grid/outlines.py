"""The calls about where areas lie, as maps draw them: what their cells cover together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from marshmallow import validate

from linli.contracts.base import AreaCode
from linli.contracts.grid.cells import Polygons


@dataclass(frozen=True, kw_only=True)
class ListOutlines:
    """Ask where the streets or the communities of an area lie as of a day (today, unless given)."""

    area_code: AreaCode
    tier: Annotated[str, validate.OneOf(["street", "community"])] = "community"
    at: date | None = None


@dataclass(frozen=True, kw_only=True)
class OutlineView:
    """Where an area lies, in WGS-84, and a point within it. `synthetic`: its border is made up."""

    area_code: str
    synthetic: bool
    lon: float
    lat: float
    polygons: Polygons


@dataclass(frozen=True, kw_only=True)
class OutlinesView:
    """The outlines of those areas that have cells, by code."""

    items: tuple[OutlineView, ...]
