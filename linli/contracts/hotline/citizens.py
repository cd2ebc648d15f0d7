"""The calls that the gateway makes for a citizen: file a request, recognise, follow and withdraw it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from marshmallow import validate

from linli.contracts.base import AreaCode, Note, ShortText, text
from linli.contracts.hotline.answers import Answers
from linli.contracts.hotline.updates import RatingView, Tail, UpdateView
from linli.contracts.hotline.words import (
    Category,
    Channel,
    Kind,
    Latitude,
    Longitude,
    Mobile,
    Phone,
    RequestState,
    TrackingCode,
)
from linli.contracts.messages import Email, Language, Notify


class CitizenAction(StrEnum):
    """What a citizen may do with their request now."""

    COMMENT = "comment"
    WITHDRAW = "withdraw"
    RATE = "rate"


@dataclass(frozen=True, kw_only=True)
class FileRequest:
    """A citizen's own request, dispatched at once. `id`, `tracking_code` and how to be told as in `OpenRequest`."""

    id: UUID
    tracking_code: TrackingCode
    area_code: AreaCode
    category: Category
    title: ShortText
    description: Annotated[str, text(0, 4000)] = ""
    kind: Kind = Kind.HELP
    channel: Annotated[Channel, validate.OneOf([Channel.WEB, Channel.APP])] = Channel.WEB
    contact_name: Annotated[str, text(1, 60)] | None = None
    contact_phone: Phone | None = None
    latitude: Latitude | None = None
    longitude: Longitude | None = None
    answers: Answers = field(default_factory=dict)
    contact_email: Email | None = None
    language: Language = Language.ZH
    notify: Notify | None = None


@dataclass(frozen=True, kw_only=True)
class FiledView:
    """What a citizen is told of a request just filed."""

    id: UUID
    tracking_code: str
    state: RequestState


@dataclass(frozen=True, kw_only=True)
class RecogniseRequest:
    """Show a request to who knows its tracking code and has shown that the whole telephone number is theirs."""

    tracking_code: TrackingCode
    phone: Mobile


@dataclass(frozen=True, kw_only=True)
class FollowRequest:
    """Show a request to who knows its tracking code and the last digits of its telephone number."""

    tracking_code: TrackingCode
    phone_tail: Tail


@dataclass(frozen=True, kw_only=True)
class WithdrawOwnRequest:
    """The citizen needs the request no more; a reason is kept as their comment."""

    tracking_code: TrackingCode
    phone_tail: Tail
    reason: Note = ""


@dataclass(frozen=True, kw_only=True)
class CitizenView:
    """A request as its citizen sees it; `result` once it is settled."""

    id: UUID
    tracking_code: str
    state: RequestState
    area_code: AreaCode
    category: str
    title: str
    description: str
    opened_at: datetime
    settle_due_at: datetime
    ended_at: datetime | None
    result: str | None
    updates: tuple[UpdateView, ...]
    rating: RatingView | None
    actions: tuple[CitizenAction, ...]
