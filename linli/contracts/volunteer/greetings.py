"""The calls about greeting calls 问候电话: who is called when, what came of it, who is alarmed; and their events."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from marshmallow import validate

from linli.contracts.base import END, AreaCode, Note, ShortText, text
from linli.contracts.envelope import Event, event
from linli.contracts.hotline.words import Phone

TimeOfDay = Annotated[
    str,
    validate.Regexp(r"^([01][0-9]|2[0-3]):[0-5][0-9]" + END, error="Give a time such as 08:00. 请填写如08:00的时间。"),
]
Days = Annotated[
    str,
    validate.Regexp(
        r"^1?2?3?4?5?6?7?(?<=.)" + END, error="Give weekdays such as 135, 1 for Monday. 请填写星期，如135。"
    ),
]
"""Weekdays in their order, 1 for Monday: `1234567` for every day."""


class GreetingState(StrEnum):
    """Where one greeting call stands."""

    DUE = "due"
    ANSWERED = "answered"
    ALARMED = "alarmed"
    CLOSED = "closed"


class GreetingLevel(StrEnum):
    """Who is to look after somebody who did not answer."""

    NEIGHBOUR = "neighbour"
    GRID_WORKER = "grid_worker"
    HOTLINE = "hotline"


class GreetingResult(StrEnum):
    """What came of calling, or of going there."""

    WELL = "well"
    HELP = "help"
    NOT_REACHED = "not_reached"


class GreetingMeans(StrEnum):
    """How it was found out."""

    KEY = "key"
    VOICE = "voice"
    VISIT = "visit"


class PauseReason(StrEnum):
    """Why somebody is not called for a while."""

    HOSPITAL = "hospital"
    AWAY = "away"
    OTHER = "other"


@dataclass(frozen=True, kw_only=True)
class ListGreeted:
    """Have somebody called at this time of these days. `neighbour_id` is the volunteer who looks after them first."""

    area_code: AreaCode
    name: Annotated[str, text(1, 60)]
    phone: Phone
    call_at: TimeOfDay
    days: Days = "1234567"
    neighbour_id: UUID | None = None
    note: Note = ""


@dataclass(frozen=True, kw_only=True)
class ChangeGreeted:
    """Have somebody called at other times, or looked after by another neighbour."""

    id: UUID
    call_at: TimeOfDay
    days: Days
    neighbour_id: UUID | None = None
    note: Note = ""
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class PauseGreeting:
    """Call somebody no more from today until before this day; until somebody resumes it where none is given."""

    id: UUID
    reason: PauseReason
    until: date | None = None
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class ResumeGreeting:
    """Call somebody again from now on."""

    id: UUID
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class EndGreeting:
    """Take somebody off the list, with the reason."""

    id: UUID
    reason: ShortText
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class GetGreeted:
    """Ask for one who is on the list."""

    id: UUID


@dataclass(frozen=True, kw_only=True)
class FindGreeted:
    """Ask for those on the list of an area and below, the latest first."""

    area_code: AreaCode
    cursor: Annotated[str, text(1, 200)] | None = None
    limit: Annotated[int, validate.Range(1, 200)] = 50


@dataclass(frozen=True, kw_only=True)
class GreetedView:
    """Somebody who is called; name and telephone are masked."""

    id: UUID
    version: int
    area_code: AreaCode
    name: str
    phone: str
    call_at: str
    days: str
    neighbour_id: UUID | None
    note: str
    next_at: datetime | None
    paused_for: PauseReason | None
    paused_until: date | None
    ended: bool


@dataclass(frozen=True, kw_only=True)
class GreetedPage:
    """A page of the list."""

    items: tuple[GreetedView, ...]
    next_cursor: str | None


@dataclass(frozen=True, kw_only=True)
class ListGreetingCalls:
    """Ask for calls of an area and below, or of one person, the latest first."""

    area_code: AreaCode
    state: GreetingState | None = None
    greeted_id: UUID | None = None
    cursor: Annotated[str, text(1, 200)] | None = None
    limit: Annotated[int, validate.Range(1, 200)] = 50


@dataclass(frozen=True, kw_only=True)
class GetGreetingCall:
    """Ask for one call."""

    id: UUID


@dataclass(frozen=True, kw_only=True)
class DialGreeting:
    """Take the number to call it: who took it, and when, stays with the call."""

    id: UUID


@dataclass(frozen=True, kw_only=True)
class GreetingNumber:
    """Whom to call, at which number."""

    id: UUID
    name: str
    phone: str


@dataclass(frozen=True, kw_only=True)
class RecordGreeting:
    """Note what came of it: the key that was pressed, what was said, what was found at the door."""

    id: UUID
    result: GreetingResult
    means: GreetingMeans
    note: Note = ""
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class GreetingCallView:
    """One call: when it was due, who took the number, what came of it, whom it has climbed to."""

    id: UUID
    version: int
    greeted_id: UUID
    area_code: AreaCode
    state: GreetingState
    due_at: datetime
    alarm_due_at: datetime
    tries: int
    dialled_at: datetime | None
    result: GreetingResult | None
    means: GreetingMeans | None
    level: GreetingLevel | None
    alarmed_at: datetime | None
    climbs_at: datetime | None
    closed_at: datetime | None
    note: str


@dataclass(frozen=True, kw_only=True)
class GreetingCallPage:
    """A page of calls."""

    items: tuple[GreetingCallView, ...]
    next_cursor: str | None


@dataclass(frozen=True, kw_only=True)
class GreetingSummary:
    """Where a greeting call stands after an event, nothing personal."""

    greeted_id: UUID
    state: GreetingState
    due_at: datetime
    level: GreetingLevel | None = None
    neighbour_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class GreetingEvent(Event):
    """An event of a greeting call; its `subject` is the call's id."""

    greeting: GreetingSummary


@event("volunteer", "greeting.due", external=True)
@dataclass(frozen=True, kw_only=True)
class GreetingDue(GreetingEvent):
    """Somebody is to be called now 问候电话到点."""


@event("volunteer", "greeting.answered", external=True)
@dataclass(frozen=True, kw_only=True)
class GreetingAnswered(GreetingEvent):
    """Somebody answered and is well 已应答."""


@event("volunteer", "greeting.alarmed")
@dataclass(frozen=True, kw_only=True)
class GreetingAlarmed(GreetingEvent):
    """Nobody answered in time, or help is needed: the one named by the level is to look 告警."""


@event("volunteer", "greeting.closed", external=True)
@dataclass(frozen=True, kw_only=True)
class GreetingClosed(GreetingEvent):
    """Who did not answer was found well 告警解除."""
