"""The calls about trackers (telephones and GPS devices of officers) and the positions they send."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from marshmallow import validate

from linli.contracts.base import AreaCode, ShortText, text
from linli.contracts.grid.cells import Latitude, Longitude

TrackerKey = Annotated[str, text(1, 64)]


class FixOutcome(StrEnum):
    """What became of a position that was sent."""

    KEPT = "kept"
    REPEATED = "repeated"
    UNKNOWN_TRACKER = "unknown_tracker"
    IN_THE_FUTURE = "in_the_future"
    TOO_OLD = "too_old"


@dataclass(frozen=True, kw_only=True)
class Fix:
    """Where a tracker was: WGS-84, metres, kilometres an hour, degrees from north, per cent of battery."""

    key: TrackerKey
    at: datetime
    lon: Longitude
    lat: Latitude
    accuracy: Annotated[float, validate.Range(0, 1_000_000)] | None = None
    speed: Annotated[float, validate.Range(0, 2000)] | None = None
    bearing: Annotated[float, validate.Range(0, 360)] | None = None
    battery: Annotated[float, validate.Range(0, 100)] | None = None


@dataclass(frozen=True, kw_only=True)
class RecordPositions:
    """Positions as trackers sent them, in any order, repeated or not."""

    fixes: tuple[Fix, ...]


@dataclass(frozen=True, kw_only=True)
class FixOutcomes:
    """What became of each, in the order of asking."""

    outcomes: tuple[FixOutcome, ...]


@dataclass(frozen=True, kw_only=True)
class AddTracker:
    """Let a telephone or device of an officer send its positions; the answer holds its key, shown this once.

    Asked again under the same `id` it is the same tracker.
    """

    id: UUID
    area_code: AreaCode
    officer_id: UUID
    label: ShortText
    voluntary: bool = False


@dataclass(frozen=True, kw_only=True)
class EndTracker:
    """Take no more positions of a tracker."""

    id: UUID
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class ListTrackers:
    """Ask for the trackers of an area and their latest positions."""

    area_code: AreaCode


@dataclass(frozen=True, kw_only=True)
class GetTrack:
    """Ask where a tracker was from one moment up to another."""

    id: UUID
    since: datetime
    until: datetime
    limit: Annotated[int, validate.Range(1, 5000)] = 1000


@dataclass(frozen=True, kw_only=True)
class PositionView:
    """A position as it is shown."""

    at: datetime
    lon: float
    lat: float
    accuracy: float | None = None
    speed: float | None = None
    bearing: float | None = None
    battery: float | None = None


@dataclass(frozen=True, kw_only=True)
class TrackerView:
    """A tracker; `key` is there only in the answer that made it."""

    id: UUID
    version: int
    area_code: str
    officer_id: UUID
    label: str
    voluntary: bool
    ended: bool
    latest: PositionView | None = None
    key: str | None = None


@dataclass(frozen=True, kw_only=True)
class TrackerList:
    """The trackers of an area."""

    items: tuple[TrackerView, ...]


@dataclass(frozen=True, kw_only=True)
class Track:
    """Where a tracker was, the earliest first; `next_since` leads on, if there is more."""

    items: tuple[PositionView, ...]
    next_since: datetime | None = None
