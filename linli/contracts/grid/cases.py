"""The calls about grid cases, a case as it is shown, and its events."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from marshmallow import validate

from linli.contracts.base import Note, ShortText
from linli.contracts.envelope import event
from linli.contracts.grid.findings import CaseSource
from linli.contracts.hotline.words import Category, Latitude, Longitude
from linli.contracts.task import TaskEvent, TaskView


class CaseState(StrEnum):
    """The states of a grid case 网格案件: collect, file, dispatch, handle, feed back, verify and close, evaluate."""

    REPORTED = "reported"
    FILED = "filed"
    ASSIGNED = "assigned"
    IN_HAND = "in_hand"
    HANDLED = "handled"
    SHELVED = "shelved"
    REFERRED = "referred"
    VERIFIED = "verified"
    ON_SPOT = "on_spot"
    DISMISSED = "dismissed"
    CANCELLED = "cancelled"


@event("grid", "case.reported")
@dataclass(frozen=True, kw_only=True)
class CaseReported(TaskEvent):
    """Something was noticed in the field 信息采集; it is not filed yet."""


@event("grid", "case.settled_on_spot")
@dataclass(frozen=True, kw_only=True)
class CaseSettledOnSpot(TaskEvent):
    """Who noticed it settled it there and then 现场处置, which ends it."""


@event("grid", "case.filed")
@dataclass(frozen=True, kw_only=True)
class CaseFiled(TaskEvent):
    """A case was filed 立案, for a request or for a finding."""


@event("grid", "case.confirmed")
@dataclass(frozen=True, kw_only=True)
class CaseConfirmed(TaskEvent):
    """A person saw that what a device reported is there 人工核实; it is not filed yet."""


@event("grid", "case.dismissed")
@dataclass(frozen=True, kw_only=True)
class CaseDismissed(TaskEvent):
    """A finding was not filed 不予立案, with the reason."""


@event("grid", "case.assigned")
@dataclass(frozen=True, kw_only=True)
class CaseAssigned(TaskEvent):
    """A grid worker was sent."""


@event("grid", "case.started")
@dataclass(frozen=True, kw_only=True)
class CaseStarted(TaskEvent):
    """The worker is at it."""


@event("grid", "case.handled")
@dataclass(frozen=True, kw_only=True)
class CaseHandled(TaskEvent):
    """The matter is reported handled; it still has to be verified on site."""


@event("grid", "case.verified")
@dataclass(frozen=True, kw_only=True)
class CaseVerified(TaskEvent):
    """Another person verified on site that it is done 核查; the case ends."""


@event("grid", "case.rejected")
@dataclass(frozen=True, kw_only=True)
class CaseRejected(TaskEvent):
    """The verification failed: the matter has to be handled again 返工."""


@event("grid", "case.extended")
@dataclass(frozen=True, kw_only=True)
class CaseExtended(TaskEvent):
    """There is more time to handle it 延期."""


@event("grid", "case.shelved")
@dataclass(frozen=True, kw_only=True)
class CaseShelved(TaskEvent):
    """No unit is responsible, so the case hangs 挂账: it is not lost."""


@event("grid", "case.taken_up")
@dataclass(frozen=True, kw_only=True)
class CaseTakenUp(TaskEvent):
    """The case hangs no more, or came back from the hotline: it is to be dispatched again."""


@event("grid", "case.referred")
@dataclass(frozen=True, kw_only=True)
class CaseReferred(TaskEvent):
    """The hotline is asked to open a request of this category for the case 转热线; `key` makes it one request.

    `kind_zh` is what the kind of case is called.
    """

    hotline_category: Category
    kind_zh: ShortText
    key: UUID


@event("grid", "case.evaluated")
@dataclass(frozen=True, kw_only=True)
class CaseEvaluated(TaskEvent):
    """A case that is closed was judged 综合评价."""


@event("grid", "case.cancelled")
@dataclass(frozen=True, kw_only=True)
class CaseCancelled(TaskEvent):
    """The case was given up unhandled."""


@dataclass(frozen=True, kw_only=True)
class LocateCase:
    """Say where the matter of a case is: the hotline's cases come without a place."""

    id: UUID
    latitude: Latitude
    longitude: Longitude
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class ConfirmCase:
    """Say whether what a device reported is there; what is not is dismissed."""

    id: UUID
    found: bool
    note: Note = ""
    version: int | None = None
    at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class AssignCase:
    """Send one grid worker."""

    id: UUID
    worker_id: UUID
    version: int | None = None
    at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class VerifyCase:
    """Say whether the matter is really done, seen on site by someone who did not handle it."""

    id: UUID
    passed: bool
    version: int | None = None
    note: Note = ""
    at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class GiveReason:
    """Dismiss or shelve a case, with the reason."""

    id: UUID
    reason: ShortText
    version: int | None = None
    at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class ExtendCase:
    """Give more time to handle a case, with the reason."""

    id: UUID
    due_at: datetime
    reason: ShortText
    version: int | None = None
    at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class ReferCase:
    """Have the hotline open a request for a case; the category is that of the kind, unless another is named."""

    id: UUID
    category: Category | None = None
    version: int | None = None
    at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class EvaluateCase:
    """Judge how a closed case was handled, from 1 (very bad) to 5 (very good)."""

    id: UUID
    rating: Annotated[int, validate.Range(1, 5)]
    note: Note = ""
    version: int | None = None
    at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class GridCaseView(TaskView):
    """A grid case as its leader sees it. `referred_to` is the hotline's request for it, `commitment_id` the
    commitment that it is a breach of; `confirmed_by` saw what a device reported; photographs have its id."""

    source: CaseSource
    worker_id: UUID | None = None
    found_by: UUID | None = None
    round_id: UUID | None = None
    latitude: float | None = None
    longitude: float | None = None
    referred_to: UUID | None = None
    commitment_id: UUID | None = None
    device_id: UUID | None = None
    confirmed_by: UUID | None = None
    photos: tuple[UUID, ...] = ()
    rework: int = 0
    extensions: int = 0
    rating: int | None = None
