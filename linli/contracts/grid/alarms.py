"""The calls about alarms, an alarm as it is shown, and its events."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from linli.contracts.base import AreaCode, Note
from linli.contracts.envelope import Event, event
from linli.contracts.grid.checkpoints import Cursor, PageSize
from linli.contracts.hotline.words import Latitude, Longitude


class AlarmKind(StrEnum):
    """What an alarm is about."""

    LATE_START = "late_start"
    MISSED_POINT = "missed_point"
    SILENT = "silent"
    PANIC = "panic"
    UNCOVERED = "uncovered"
    FOLLOW_UP_DUE = "follow_up_due"
    CHECK_DUE = "check_due"
    RENEWAL_DUE = "renewal_due"


class AlarmState(StrEnum):
    """Where an alarm stands."""

    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    RESOLVED = "resolved"


@dataclass(frozen=True, kw_only=True)
class RaisePanic:
    """Call for help 紧急求助, under an id that the phone made: sent again, it is the same alarm."""

    id: UUID
    area_code: AreaCode
    latitude: Latitude | None = None
    longitude: Longitude | None = None


@dataclass(frozen=True, kw_only=True)
class AcknowledgeAlarm:
    """Take an alarm on, so that it climbs no higher."""

    id: UUID
    note: Note = ""
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class ListAlarms:
    """Ask for the alarms of an area, the latest first; only those in a state, if so said."""

    area_code: AreaCode
    state: AlarmState | None = None
    cursor: Cursor | None = None
    limit: PageSize = 50


@dataclass(frozen=True, kw_only=True)
class AlarmView:
    """An alarm; `escalated_to` is the area whose leaders it has climbed to, `about` the id of the case,
    commitment or community that it is about, if that is no round.
    """

    id: UUID
    version: int
    area_code: AreaCode
    kind: AlarmKind
    state: AlarmState
    raised_at: datetime
    escalated_to: AreaCode
    officer_id: UUID | None
    round_id: UUID | None
    about: UUID | None
    latitude: float | None
    longitude: float | None
    acknowledged_by: UUID | None
    note: str


@dataclass(frozen=True, kw_only=True)
class AlarmPage:
    """A page of alarms."""

    items: tuple[AlarmView, ...]
    next_cursor: str | None


@dataclass(frozen=True, kw_only=True)
class AlarmSummary:
    """Where an alarm stands after an event, without who and where."""

    kind: AlarmKind
    state: AlarmState
    raised_at: datetime
    escalated_to: AreaCode
    round_id: UUID | None = None
    about: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class AlarmEvent(Event):
    """An event of an alarm; its `subject` is the alarm's id."""

    alarm: AlarmSummary


@event("grid", "alarm.raised", external=True)
@dataclass(frozen=True, kw_only=True)
class AlarmRaised(AlarmEvent):
    """A round began late or missed points, an officer is silent or calls for help, or something is due 告警."""


@event("grid", "alarm.escalated", external=True)
@dataclass(frozen=True, kw_only=True)
class AlarmEscalated(AlarmEvent):
    """Nobody took the alarm on, so it climbed one tier up 告警升级."""


@event("grid", "alarm.ended", external=True)
@dataclass(frozen=True, kw_only=True)
class AlarmEnded(AlarmEvent):
    """Somebody took the alarm on, or its cause is gone."""
