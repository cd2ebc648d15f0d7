"""Calls of the telephone: what is reported, listed and bound, and what the operator sees when it rings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID

from marshmallow import validate

from linli.contracts.assistance.household_flags import HouseholdFlag
from linli.contracts.base import END, AreaCode, text
from linli.contracts.hotline.callers import MarkView
from linli.contracts.hotline.events import RequestSummary
from linli.contracts.hotline.return_calls import ReturnCallView
from linli.contracts.hotline.telephone import CallDirection, CallOutcome, CallSign, CallState
from linli.contracts.hotline.words import Phone

CallRef = Annotated[str, text(1, 250)]
Number = Annotated[str, text(0, 120)]
QueueName = Annotated[str, text(1, 60)]
Extension = Annotated[str, text(1, 120)]
WebAddress = Annotated[
    str, validate.Length(max=500), validate.Regexp(rf"^https?://[^\s\x00]+{END}", error="Give an http(s) address.")
]


@dataclass(frozen=True, kw_only=True)
class ReportCall:
    """What a telephone system tells of a call: the line it came by and the fields of Zammad's generic CTI.

    `caller` and `called` are its `from` and `to`, `call_ref` its `callId`, `answering` its `answeringNumber`. `told_at`
    is when the gateway heard it (or when it happened, from a line whose clock is trusted). `late`: the hotline was
    away, so the telephone system has had its answer and cannot be told to reject the call any more.
    """

    line_id: UUID
    area_code: AreaCode
    call_ref: CallRef
    sign: CallSign
    direction: CallDirection
    caller: Number
    called: Number
    told_at: datetime
    users: tuple[Extension, ...] = ()
    queue: QueueName | None = None
    answering: Extension | None = None
    cause: Annotated[str, text(1, 60)] | None = None
    recording_url: WebAddress | None = None
    call_back_minutes: Annotated[int, validate.Range(1, 10080)] = 30
    late: bool = False


@dataclass(frozen=True, kw_only=True)
class CallReply:
    """What the telephone system is to be told: the call's id, and whether to reject it."""

    id: UUID
    rejected: bool


@dataclass(frozen=True, kw_only=True)
class GetCall:
    """Ask for one call."""

    id: UUID


@dataclass(frozen=True, kw_only=True)
class ListCalls:
    """Ask for the calls of these areas, latest first."""

    areas: tuple[AreaCode, ...]
    direction: CallDirection | None = None
    state: CallState | None = None
    outcome: CallOutcome | None = None
    queue: QueueName | None = None
    agent_id: UUID | None = None
    cursor: str | None = None
    limit: Annotated[int, validate.Range(1, 200)] = 50


@dataclass(frozen=True, kw_only=True)
class BindCall:
    """Say that this request was made on this call."""

    id: UUID
    request_id: UUID


@dataclass(frozen=True, kw_only=True)
class LookUpCaller:
    """Ask what is known of the caller with this number, as far as the area reaches."""

    number: Phone
    area_code: AreaCode


@dataclass(frozen=True, kw_only=True)
class PopUp:
    """Ask what the operator needs to know of the caller of this call."""

    id: UUID


@dataclass(frozen=True, kw_only=True)
class CallView:
    """One call; the number is masked, seconds are from ringing to the answer."""

    id: UUID
    version: int
    area_code: AreaCode
    line_id: UUID
    direction: CallDirection
    state: CallState
    outcome: CallOutcome | None
    number: str | None
    own_number: str
    queue: str | None
    extension: str | None
    agent_id: UUID | None
    rang_at: datetime
    answered_at: datetime | None
    ended_at: datetime | None
    seconds_to_answer: float | None
    cause: str | None
    recording_url: str | None
    requests: tuple[UUID, ...]


@dataclass(frozen=True, kw_only=True)
class CallPage:
    """A page of calls and the cursor of the next."""

    items: tuple[CallView, ...]
    next_cursor: str | None


@dataclass(frozen=True, kw_only=True)
class CallerRequest:
    """One request of the caller."""

    id: UUID
    tracking_code: str
    title: str
    area_code: AreaCode
    request: RequestSummary


@dataclass(frozen=True, kw_only=True)
class CallerCall:
    """One earlier call of the caller, or to them."""

    id: UUID
    direction: CallDirection
    outcome: CallOutcome | None
    rang_at: datetime


@dataclass(frozen=True, kw_only=True)
class ScreenPop:
    """What the operator sees when it rings 来电弹屏: who calls (masked), what they asked for, how often they called.

    `open_requests` are the oldest ones not ended, `history` the newest requests of all, `calls` the newest calls before
    this one; `marks` and `return_call` are those of the number that count now; `flags` say what who agreed to it lets
    the hotline know of the household;
    `calls_24h` and `missed_24h` count incoming calls of the last 24 hours, this one not among them.
    """

    call: CallView | None
    number: str | None
    known: bool
    suggested_area: AreaCode | None
    open_requests: tuple[CallerRequest, ...]
    history: tuple[CallerRequest, ...]
    calls: tuple[CallerCall, ...]
    calls_24h: int
    missed_24h: int
    marks: tuple[MarkView, ...]
    return_call: ReturnCallView | None
    flags: tuple[HouseholdFlag, ...] = ()
