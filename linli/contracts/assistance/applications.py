"""Applications for programs 申请: the steps of the national procedure, the events they cause, how they are shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from marshmallow import validate

from linli.contracts.assistance.advances import AdvanceFate
from linli.contracts.assistance.money import BankAccount
from linli.contracts.assistance.programs import ProgramCode, ReckoningStep, Station
from linli.contracts.base import AreaCode, Note, ShortText
from linli.contracts.envelope import Event, event


class ApplicationState(StrEnum):
    """Where an application stands (民发〔2021〕57号)."""

    FILED = "filed"
    ACCEPTED = "accepted"
    SURVEYED = "surveyed"
    POSTED = "posted"
    OBJECTED = "objected"
    FORWARDED = "forwarded"
    GRANTED = "granted"
    REFERRED = "referred"
    SETTLED = "settled"
    PAYING = "paying"
    CHANGING = "changing"
    STEPPING_DOWN = "stepping_down"
    REFUSED = "refused"
    APPEALED = "appealed"
    STOPPED = "stopped"
    ENDED = "ended"


class ApplicationAction(StrEnum):
    """What may be done to an application."""

    FILE = "file"
    ASK_PAPERS = "ask_papers"
    HAND_IN = "hand_in"
    NAME_PAYEE = "name_payee"
    ACCEPT = "accept"
    ADVANCE = "advance"
    PAY_ADVANCE = "pay_advance"
    RECOVER = "recover"
    SURVEY = "survey"
    INQUIRE = "inquire"
    VISIT = "visit"
    OPINE = "opine"
    OBJECT = "object"
    HEAR = "hear"
    FORWARD = "forward"
    EXTEND = "extend"
    GRANT = "grant"
    REFUSE = "refuse"
    DELIVER = "deliver"
    PAY = "pay"
    REFER = "refer"
    TAKE_UP = "take_up"
    CONCLUDE = "conclude"
    DECLINE = "decline"
    LAPSE = "lapse"
    APPEAL = "appeal"
    REOPEN = "reopen"
    UPHOLD = "uphold"
    RECHECK = "recheck"
    PROPOSE = "propose"
    CHANGE = "change"
    STEP_DOWN = "step_down"
    STOP = "stop"
    KEEP = "keep"
    END = "end"


class ProposedChange(StrEnum):
    """What is proposed for a household that has aid: its amount anew, without the own share of who refused work
    three times (社会救助暂行办法 art. 45), the step-down period, or an end."""

    CHANGE = "change"
    OWN_SHARE = "own_share"
    STEP_DOWN = "step_down"
    STOP = "stop"


class ClockName(StrEnum):
    """The clocks of the procedure."""

    SURVEY = "survey"
    INQUIRY = "inquiry"
    POSTING = "posting"
    OBJECTION = "objection"
    CONFIRM = "confirm"
    WHOLE = "whole"
    REFUSAL = "refusal"
    RECHECK = "recheck"
    STEP_DOWN = "step_down"
    COMPLETION = "completion"
    RECOVERY = "recovery"
    ANSWER = "answer"
    RESULT = "result"


@dataclass(frozen=True, kw_only=True)
class ApplicationEvent(Event):
    """An event of an application; its `subject` is the application's id."""

    program: str
    state: ApplicationState


@event("assistance", "application.moved", external=True)
@dataclass(frozen=True, kw_only=True)
class ApplicationMoved(ApplicationEvent):
    """A step of an application was taken."""

    action: ApplicationAction


@event("assistance", "application.late", external=True)
@dataclass(frozen=True, kw_only=True)
class ApplicationLate(ApplicationEvent):
    """A clock of an application has run out, or a re-check is due."""

    clock: ClockName


@event("assistance", "application.recounted", external=True)
@dataclass(frozen=True, kw_only=True)
class ApplicationRecounted(ApplicationEvent):
    """Its due moments were counted anew, for the calendar of working days had changed."""


@dataclass(frozen=True, kw_only=True)
class FileApplications:
    """Apply for programs at once, for a household; the applicant is one of its members (art. 4).

    `papers` are those handed in. `case_id` is the case that a hotline request opened, which then moves with the first.
    `payee` is the bank account that the money of all of them goes to; it can be named later.
    """

    household_id: UUID
    applicant_id: UUID
    programs: Annotated[tuple[ProgramCode, ...], validate.Length(min=1, max=20)]
    papers: Annotated[tuple[ProgramCode, ...], validate.Length(max=60)] = ()
    case_id: UUID | None = None
    payee: BankAccount | None = None
    note: Note = ""


@dataclass(frozen=True, kw_only=True)
class MoveApplication:
    """Take a step that needs nothing but a note."""

    id: UUID
    version: int | None = None
    note: Note = ""


@dataclass(frozen=True, kw_only=True)
class ReasonApplication:
    """Take a step that needs its reason."""

    id: UUID
    reason: ShortText
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class HandInPapers:
    """Papers were handed in."""

    id: UUID
    papers: Annotated[tuple[ProgramCode, ...], validate.Length(min=1, max=60)]
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class NamePayee:
    """Say which bank account the money goes to, before it is paid; afterwards the entitlement's is changed."""

    id: UUID
    payee: BankAccount
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class RecordSurvey:
    """The household was surveyed by at least two different people, who signed the form (art. 15)."""

    id: UUID
    investigators: Annotated[tuple[UUID, ...], validate.Length(min=2, max=6)]
    signed: bool
    finding: ShortText
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class HearObjection:
    """An objection was answered by a new survey or by a democratic review 民主评议 (art. 19); then a new opinion."""

    id: UUID
    democratic_review: bool
    finding: ShortText
    investigators: Annotated[tuple[UUID, ...], validate.Length(max=6)] = ()
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class DecideApplication:
    """Grant what the program's formula gives, or refuse with the reason (art. 22).

    Who refuses where aid was paid before the survey says what becomes of that money.
    """

    id: UUID
    approve: bool
    reason: Note = ""
    advance: AdvanceFate | None = None
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class ProposeChange:
    """Propose what becomes of aid that is paid: notice and reason go to the household first (art. 32)."""

    id: UUID
    change: ProposedChange
    reason: ShortText
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class GetApplication:
    """Ask for one application."""

    id: UUID


@dataclass(frozen=True, kw_only=True)
class ListApplications:
    """Ask for the applications of an area, newest first.

    Of a state, of staff's relatives, those that the district has to visit before it decides, or whose re-check is due.
    """

    area_code: AreaCode
    state: ApplicationState | None = None
    staff_relative: bool | None = None
    visit_needed: bool = False
    recheck_due: bool = False
    cursor: str | None = None
    limit: Annotated[int, validate.Range(1, 200)] = 50


@dataclass(frozen=True, kw_only=True)
class ListPostings:
    """Ask for what is to be published of an area's households: first opinions that hang out, or aid that is `paid`."""

    area_code: AreaCode
    paid: bool = False
    limit: Annotated[int, validate.Range(1, 500)] = 200


@dataclass(frozen=True, kw_only=True)
class PostingView:
    """What is published of a household and no more: the applicant's name, its size, its amount (art. 24)."""

    id: UUID
    program: str
    name: str
    size: int
    amount: Decimal | None
    until: datetime | None


@dataclass(frozen=True, kw_only=True)
class PostingList:
    """What is to be published, the latest first."""

    items: tuple[PostingView, ...]


@dataclass(frozen=True, kw_only=True)
class ApplicationClock:
    """A clock that runs, and when it runs out."""

    name: ClockName
    due_at: datetime


@dataclass(frozen=True, kw_only=True)
class ApplicationStep:
    """A step that was taken, by which account."""

    action: ApplicationAction
    at: datetime
    account_id: UUID
    note: str


@dataclass(frozen=True, kw_only=True)
class ApplicationView:
    """An application as its officers see it; `missing_papers` is the one-time notice (art. 10).

    `entitlement_id` is what it is paid by, the last one where the amount was changed; `visit_needed`: the district
    visits before it decides, for it is a relative of staff or was drawn by lot. `chain` are the stations that take its
    steps, the one that decides last. `advanced` was granted before the survey; `to_recover` of it is still to be given
    back.
    """

    id: UUID
    version: int
    area_code: AreaCode
    filing_id: UUID
    household_id: UUID
    applicant_id: UUID
    program: str
    state: ApplicationState
    staff_relative: bool
    visit_needed: bool
    papers: tuple[str, ...]
    missing_papers: tuple[str, ...]
    clocks: tuple[ApplicationClock, ...]
    amount: Decimal | None
    reckoning: tuple[ReckoningStep, ...]
    chain: tuple[Station, ...]
    advanced: Decimal | None
    advance_paid: bool
    to_recover: Decimal
    payee_named: bool
    entitlement_id: UUID | None
    proposed: ProposedChange | None
    possible: tuple[ApplicationAction, ...]
    steps: tuple[ApplicationStep, ...]


@dataclass(frozen=True, kw_only=True)
class FiledApplications:
    """The applications that were filed together."""

    items: tuple[ApplicationView, ...]


@dataclass(frozen=True, kw_only=True)
class ApplicationPage:
    """A page of applications."""

    items: tuple[ApplicationView, ...]
    next_cursor: str | None
