"""The words of the telephone and its events: what becomes of a call, without anything personal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from linli.contracts.envelope import Event, event


class CallSign(StrEnum):
    """What a telephone system tells of a call, as Zammad's generic CTI has it."""

    NEW_CALL = "newCall"
    ANSWER = "answer"
    HANGUP = "hangup"


class CallDirection(StrEnum):
    """Whether somebody calls the hotline or the hotline calls somebody."""

    IN = "in"
    OUT = "out"


class CallState(StrEnum):
    """Where a call is."""

    RINGING = "ringing"
    ON_CALL = "on_call"
    ENDED = "ended"


class CallOutcome(StrEnum):
    """What a call came to."""

    ANSWERED = "answered"
    MISSED = "missed"
    ABANDONED = "abandoned"
    REJECTED = "rejected"
    FORWARDED = "forwarded"
    OUTGOING = "outgoing"


@dataclass(frozen=True, kw_only=True)
class CallSummary:
    """Where a call stands after the event."""

    direction: CallDirection
    state: CallState
    rang_at: datetime
    outcome: CallOutcome | None = None
    queue: str | None = None
    agent_id: UUID | None = None
    answered_at: datetime | None = None
    ended_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class CallEvent(Event):
    """An event of a call; its `subject` is the call's id."""

    call: CallSummary


@event("hotline", "call.ringing")
@dataclass(frozen=True, kw_only=True)
class CallRinging(CallEvent):
    """A telephone rings: screens of the area ask for the screen-pop 来电弹屏."""


@event("hotline", "call.answered")
@dataclass(frozen=True, kw_only=True)
class CallAnswered(CallEvent):
    """Somebody picked up."""


@event("hotline", "call.ended")
@dataclass(frozen=True, kw_only=True)
class CallEnded(CallEvent):
    """The call is over; told again when a late report changes what is known of it."""
