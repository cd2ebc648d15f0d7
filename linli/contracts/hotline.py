"""The hotline's events, calls and resources."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from marshmallow import validate

from linli.contracts.base import END, AreaCode, LongText, Note, ShortText, text
from linli.contracts.envelope import Event, event

Category = Annotated[
    str, validate.Length(max=60), validate.Regexp(rf"^[a-z0-9_]+(\.[a-z0-9_]+)*{END}", error="Give a category code.")
]
Phone = Annotated[
    str,
    validate.Length(max=24),
    validate.Regexp(r"^\+?[0-9][0-9 -]{4,22}" + END, error="Give a telephone number. 请填写电话号码。"),
]
TrackingCode = Annotated[str, validate.Regexp(r"^[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}" + END)]
Latitude = Annotated[float, validate.Range(-90, 90)]
Longitude = Annotated[float, validate.Range(-180, 180)]


class Channel(StrEnum):
    """How a request reached the hotline."""

    PHONE = "phone"
    WEB = "web"
    APP = "app"
    LETTER = "letter"
    VISIT = "visit"
    OTHER = "other"


class Kind(StrEnum):
    """What the citizen wants: 咨询 求助 投诉 举报 建议 表扬."""

    QUESTION = "question"
    HELP = "help"
    COMPLAINT = "complaint"
    REPORT = "report"
    SUGGESTION = "suggestion"
    PRAISE = "praise"


class RequestState(StrEnum):
    """The states of a work order 工单."""

    DISPATCHED = "dispatched"
    SIGNED = "signed"
    SETTLED = "settled"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class TaskService(StrEnum):
    """The services a request may call on."""

    ASSISTANCE = "assistance"
    VOLUNTEER = "volunteer"
    GRID = "grid"


@dataclass(frozen=True, kw_only=True)
class RequestSummary:
    """Where a request stands after the event: all that another service or a list needs, nothing personal."""

    state: RequestState
    kind: Kind
    category: str
    channel: Channel
    urgent: bool
    unit_area: AreaCode
    department: str
    service: TaskService
    task_id: UUID
    opened_at: datetime
    sign_due_at: datetime
    answer_due_at: datetime
    settle_due_at: datetime
    signed_at: datetime | None = None
    settled_at: datetime | None = None
    ended_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class RequestEvent(Event):
    """An event of a request; its `subject` is the request's id."""

    request: RequestSummary


@event("hotline", "request.opened")
@dataclass(frozen=True, kw_only=True)
class RequestOpened(RequestEvent):
    """A citizen's request was recorded and has its deadlines."""


@event("hotline", "request.dispatched")
@dataclass(frozen=True, kw_only=True)
class RequestDispatched(RequestEvent):
    """A unit was made responsible, and the service that the category calls for is asked for the task `task_id`."""


@event("hotline", "request.signed")
@dataclass(frozen=True, kw_only=True)
class RequestSigned(RequestEvent):
    """The responsible unit signed for the request 签收."""


@event("hotline", "request.returned")
@dataclass(frozen=True, kw_only=True)
class RequestReturned(RequestEvent):
    """The unit sent the request back 退单, or its task was given up; the unit one tier up is responsible now."""


@event("hotline", "request.settled")
@dataclass(frozen=True, kw_only=True)
class RequestSettled(RequestEvent):
    """The unit reported the matter done 办结."""


@event("hotline", "request.closed")
@dataclass(frozen=True, kw_only=True)
class RequestClosed(RequestEvent):
    """The request is closed."""


@event("hotline", "request.withdrawn")
@dataclass(frozen=True, kw_only=True)
class RequestWithdrawn(RequestEvent):
    """The request was withdrawn 销单; its task is not needed any more."""


@dataclass(frozen=True, kw_only=True)
class OpenRequest:
    """Record a request and dispatch it. `id` and `tracking_code` are given by the gateway and stay the same on repeats.

    `at` and `settle_due_at` import the past: they need the role administrator, and `at` may not lie in the future.
    """

    id: UUID
    tracking_code: TrackingCode
    area_code: AreaCode
    category: Category
    title: ShortText
    description: Annotated[str, text(0, 4000)] = ""
    kind: Kind = Kind.HELP
    channel: Channel = Channel.PHONE
    contact_name: Annotated[str, text(1, 60)] | None = None
    contact_phone: Phone | None = None
    latitude: Latitude | None = None
    longitude: Longitude | None = None
    source_ref: Annotated[str, text(1, 120)] | None = None
    at: datetime | None = None
    settle_due_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class ChangeRequest:
    """Move a request on: `version` is the one the caller saw, None for any; `at` as in `OpenRequest`."""

    id: UUID
    version: int | None = None
    note: Note = ""
    at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class ReturnRequest:
    """Send a request back 退单 with the reason."""

    id: UUID
    reason: ShortText
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class SettleRequest:
    """Report the matter done 办结 with what was done."""

    id: UUID
    result: LongText
    version: int | None = None
    at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class GetRequest:
    """Ask for one request."""

    id: UUID


@dataclass(frozen=True, kw_only=True)
class RequestView:
    """A work order as its unit sees it; the contact is masked."""

    id: UUID
    version: int
    tracking_code: str
    area_code: AreaCode
    title: str
    description: str
    request: RequestSummary
    contact_name: str | None
    contact_phone: str | None
    latitude: float | None
    longitude: float | None
    result: str | None
    source_ref: str | None


@dataclass(frozen=True, kw_only=True)
class ListCategories:
    """Ask for the catalogue."""


@dataclass(frozen=True, kw_only=True)
class CategoryView:
    """One category of the catalogue: who handles it, through which service, by when."""

    code: str
    zh: str
    en: str
    service: TaskService
    tier: str
    department: str
    urgent: bool
    sign: str
    answer: str
    settle: str


@dataclass(frozen=True, kw_only=True)
class CatalogueView:
    """The catalogue of categories, in its published order."""

    categories: tuple[CategoryView, ...]
