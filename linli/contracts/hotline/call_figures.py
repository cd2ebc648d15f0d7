"""The figures of the telephone: how many calls were answered, how soon, and how busy the agents are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from linli.contracts.base import AreaCode


@dataclass(frozen=True, kw_only=True)
class GetCallFigures:
    """Ask for the figures of the 24 hours before a moment (now, unless given) at an area, or of one line of it."""

    area_code: AreaCode
    at: datetime | None = None
    line_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class CallCounts:
    """Calls in of some hours, and what of them was reached.

    `offered` are those that were answered or ended by then; rejected and forwarded ones do not count. The two rates
    are `connected / offered` and `answered_in_15s / offered`, null when nothing was offered. GB/T 33358 asks for an
    answer within 15 s, and for at least 95 % connected over any continuous 24 h. Seconds are the mean of the connected.
    """

    offered: int
    connected: int
    answered_in_15s: int
    abandoned: int
    missed: int
    connection_rate: float | None
    answered_in_15s_rate: float | None
    mean_seconds_to_answer: float | None


@dataclass(frozen=True, kw_only=True)
class QueueFigures:
    """The calls of one queue; null for those without."""

    queue: str | None
    counts: CallCounts


@dataclass(frozen=True, kw_only=True)
class HourFigures:
    """The calls that rang in this hour of the day, 0 to 23, here."""

    hour: int
    counts: CallCounts


@dataclass(frozen=True, kw_only=True)
class CallFigures:
    """The telephone over 24 hours.

    `p95_seconds_to_answer` is the nearest-rank 95th percentile of the connected. `occupancy` is the agents' time on
    calls and in wrap-up as a share of that time and their time ready; breaks do not count. Null when there was none.
    """

    since: datetime
    at: datetime
    total: CallCounts
    p95_seconds_to_answer: float | None
    queues: tuple[QueueFigures, ...]
    hours: tuple[HourFigures, ...]
    occupancy: float | None
