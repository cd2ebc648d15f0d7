"""Return calls of missed calls: listed, claimed by one operator at a time, closed; and their events."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from marshmallow import validate

from linli.contracts.base import AreaCode, Note
from linli.contracts.envelope import Event, event


class ReturnCallState(StrEnum):
    """Where a return call is."""

    DUE = "due"
    CLAIMED = "claimed"
    DONE = "done"


class ReturnCallResult(StrEnum):
    """What a return call came to."""

    REACHED = "reached"
    CALLED_AGAIN = "called_again"
    NOT_REACHED = "not_reached"
    NOT_NEEDED = "not_needed"


@dataclass(frozen=True, kw_only=True)
class ReturnCallSummary:
    """Where a return call stands after the event."""

    state: ReturnCallState
    calls: int
    attempts: int
    due_at: datetime
    outcome: ReturnCallResult | None = None


@dataclass(frozen=True, kw_only=True)
class ReturnCallEvent(Event):
    """An event of a return call; its `subject` is the return call's id."""

    return_call: ReturnCallSummary


@event("hotline", "return_call.due")
@dataclass(frozen=True, kw_only=True)
class ReturnCallDue(ReturnCallEvent):
    """Somebody called and nobody spoke to them, or they wait to be called by somebody else, or were not reached."""


@event("hotline", "return_call.claimed")
@dataclass(frozen=True, kw_only=True)
class ReturnCallClaimed(ReturnCallEvent):
    """An operator is about to call back; nobody else should."""


@event("hotline", "return_call.done")
@dataclass(frozen=True, kw_only=True)
class ReturnCallDone(ReturnCallEvent):
    """They were spoken to, or an operator closed it."""


@dataclass(frozen=True, kw_only=True)
class ListReturnCalls:
    """Ask for the return calls of these areas, those not done unless a state is given, the first due first."""

    areas: tuple[AreaCode, ...]
    state: ReturnCallState | None = None
    cursor: str | None = None
    limit: Annotated[int, validate.Range(1, 200)] = 50


@dataclass(frozen=True, kw_only=True)
class ClaimReturnCall:
    """Say that one is about to call back."""

    id: UUID
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class ReleaseReturnCall:
    """Leave a claimed return call to others."""

    id: UUID
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class CloseReturnCall:
    """End a return call with what came of it."""

    id: UUID
    result: ReturnCallResult
    note: Note = ""
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class ReturnCallView:
    """A return call; the number is masked, but whole for the operator who has claimed it."""

    id: UUID
    version: int
    area_code: AreaCode
    state: ReturnCallState
    number: str
    calls: int
    attempts: int
    first_missed_at: datetime
    last_missed_at: datetime
    due_at: datetime
    late: bool
    claimed_by: UUID | None
    claimed_until: datetime | None
    result: ReturnCallResult | None
    note: str
    closed_by: UUID | None
    closed_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class ReturnCallPage:
    """A page of return calls and the cursor of the next."""

    items: tuple[ReturnCallView, ...]
    next_cursor: str | None
