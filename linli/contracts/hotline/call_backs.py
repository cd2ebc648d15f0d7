"""Call-backs 回访: the list, who calls, what each try found, the rating on five levels, and how it ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from marshmallow import validate

from linli.contracts.base import AreaCode, Note
from linli.contracts.envelope import Event, event
from linli.contracts.hotline.words import Kind
from linli.contracts.messages import Cursor, Limit

Level = Annotated[int, validate.Range(1, 5)]
"""很满意 5, 满意 4, 基本满意 3, 不满意 2, 很不满意 1: the levels of 国办发〔2019〕51号, the last two bad 差评."""


class CallResult(StrEnum):
    """What one try to call a citizen back came to."""

    REACHED = "reached"
    NO_ANSWER = "no_answer"
    DECLINED = "declined"
    WRONG_NUMBER = "wrong_number"


class CallBackEnding(StrEnum):
    """How a call-back ended."""

    SATISFIED = "satisfied"
    UNSATISFIED = "unsatisfied"
    DECLINED = "declined"
    WRONG_NUMBER = "wrong_number"
    NOT_REACHED = "not_reached"
    NOT_DRAWN = "not_drawn"
    NO_NUMBER = "no_number"
    OTHERWISE = "otherwise"


class Complaint(StrEnum):
    """What a citizen is not satisfied with."""

    SLOW = "slow"
    UNRESOLVED = "unresolved"
    ATTITUDE = "attitude"
    NOT_CONTACTED = "not_contacted"
    UNFAIR = "unfair"
    OTHER = "other"


@event("hotline", "call_back.ended")
@dataclass(frozen=True, kw_only=True)
class CallBackEnded(Event):
    """A call-back is over: levels and codes only; `unit_area` and `department` are whose work was rated.

    `round`: how often the request had been begun again before it.
    """

    request_id: UUID
    category: str
    kind: Kind
    unit_area: AreaCode
    department: str
    ending: CallBackEnding
    tries: int
    round: int = 0
    contacted: bool | None = None
    resolved: bool | None = None
    satisfaction: int | None = None
    complaints: tuple[Complaint, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ListCallBacks:
    """Ask for the call-backs that are due now in an area and below, the longest due first; or for `mine`, in hand."""

    area_code: AreaCode | None = None
    mine: bool = False
    cursor: Cursor | None = None
    limit: Limit = 50


@dataclass(frozen=True, kw_only=True)
class GetCallBack:
    """Ask for one call-back; whoever has it in hand is told the number."""

    id: UUID


@dataclass(frozen=True, kw_only=True)
class ClaimCallBack:
    """Take a call-back in hand for a quarter of an hour, so that no other calls at the same time."""

    id: UUID
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class ReleaseCallBack:
    """Give a call-back back untried."""

    id: UUID
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class RecordCall:
    """What a try came to. Who was reached says whether the unit contacted them, whether it is resolved, and how
    satisfied they are; a bad rating needs what they complain of, and in words why.
    """

    id: UUID
    result: CallResult
    contacted: bool | None = None
    resolved: bool | None = None
    satisfaction: Level | None = None
    complaints: tuple[Complaint, ...] = ()
    comment: Note = ""
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class TryView:
    """One try to call: when, by whom, what it came to."""

    number: int
    at: datetime
    account_id: UUID
    result: CallResult


@dataclass(frozen=True, kw_only=True)
class CallBackView:
    """A call-back. `rule`, `share` and `draw` say by which rule it was drawn: it was if `draw` is below `share`
    (both of 10,000). `phone` is masked; `number` is it in full, for whoever has the call-back in hand.
    """

    id: UUID
    version: int
    request_id: UUID
    round: int
    tracking_code: str
    title: str
    area_code: AreaCode
    unit_area: AreaCode
    department: str
    category: str
    kind: Kind
    urgent: bool
    rule: str
    share: int
    draw: int
    entered_at: datetime
    due_at: datetime | None
    claimed_by: UUID | None
    claimed_until: datetime | None
    ending: CallBackEnding | None
    ended_at: datetime | None
    contacted: bool | None
    resolved: bool | None
    satisfaction: int | None
    complaints: tuple[Complaint, ...]
    phone: str | None
    number: str | None
    tries: tuple[TryView, ...]


@dataclass(frozen=True, kw_only=True)
class CallBackPage:
    """A page of call-backs."""

    items: tuple[CallBackView, ...]
    next_cursor: str | None
