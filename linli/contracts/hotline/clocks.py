"""The three clocks of a request as they are shown, and their words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class ClockKind(StrEnum):
    """What a clock of a request counts down to."""

    SIGN = "sign"
    ANSWER = "answer"
    SETTLE = "settle"


class Measure(StrEnum):
    """The kind of time that a clock counts in."""

    CALENDAR = "calendar"
    WORKING = "working"
    WORKING_DAYS = "working_days"


class Stage(StrEnum):
    """How far a clock has run."""

    ON_TIME = "on_time"
    AT_RISK = "at_risk"
    BREACHED = "breached"


@dataclass(frozen=True, kw_only=True)
class ClockView:
    """One clock: due when, at which stage, and which share of its time is used (1.0: all of it; beyond: late).

    `warning_at` is the moment at which four fifths are used. It runs unless it is paused or stopped; it stands still
    since then, and `due_at` of a paused one moves on when it goes on. `allowed_hours` are hours of its measure.
    `provisional` ones were counted over days whose working days are not published yet, and may be counted anew.
    """

    kind: ClockKind
    measure: Measure
    allowed_hours: float
    started_at: datetime
    warning_at: datetime
    due_at: datetime
    paused_at: datetime | None
    stopped_at: datetime | None
    stage: Stage
    used: float
    provisional: bool = False
