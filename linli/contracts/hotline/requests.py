"""The calls that open, show and move requests, and the request as it is shown."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated
from uuid import UUID

from linli.contracts.base import AreaCode, LongText, Note, ShortText, text
from linli.contracts.hotline.answers import Answers
from linli.contracts.hotline.clocks import ClockView
from linli.contracts.hotline.events import RequestSummary
from linli.contracts.hotline.words import (
    Category,
    Channel,
    Kind,
    Latitude,
    Longitude,
    Phone,
    ReturnReason,
    TrackingCode,
)
from linli.contracts.messages import Email, Language, Notify


@dataclass(frozen=True, kw_only=True)
class OpenRequest:
    """Record and dispatch a request, or `hold` it for a dispatcher, or close it with the `answer` given on the phone.

    `id` and `tracking_code` are given by the gateway and stay the same on repeats.
    `at` and `settle_due_at` import the past: they need the role administrator, and `at` may not lie in the future.
    `call_id` binds it to the telephone call it was made on. `language` and `notify`: how the citizen wants to be told.
    `answers` are those to the fields of the category's form.
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
    contact_email: Email | None = None
    language: Language = Language.ZH
    notify: Notify | None = None
    latitude: Latitude | None = None
    longitude: Longitude | None = None
    source_ref: Annotated[str, text(1, 120)] | None = None
    at: datetime | None = None
    settle_due_at: datetime | None = None
    call_id: UUID | None = None
    hold: bool = False
    answer: LongText | None = None
    answers: Answers = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class ChangeRequest:
    """Move a request on: `version` is the one the caller saw, None for any; `at` as in `OpenRequest`."""

    id: UUID
    version: int | None = None
    note: Note = ""
    at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class ReturnRequest:
    """Send a request back 退单 with the reason, in words and as a code."""

    id: UUID
    reason: ShortText
    code: ReturnReason = ReturnReason.NOT_OURS
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
    """A work order as its unit sees it; the contact is masked. `actions` are what its state allows.

    Its three `clocks` run down to signing, the first answer and settling.
    """

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
    actions: tuple[str, ...]
    clocks: tuple[ClockView, ...]
