"""What citizen and unit write on a request, and the citizen's rating: calls and views."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID

from marshmallow import validate

from linli.contracts.base import Note, text
from linli.contracts.hotline.words import Level, TrackingCode, UpdateKind

Tail = Annotated[str, validate.Regexp(r"^[0-9]{4}\Z", error="Give the last 4 digits. 请填写手机号后4位。")]
"""The last four digits of the telephone number that a request was filed with."""

Message = Annotated[str, text(1, 2000)]


@dataclass(frozen=True, kw_only=True)
class CommentRequest:
    """The citizen writes on their request."""

    tracking_code: TrackingCode
    phone_tail: Tail
    text: Message


@dataclass(frozen=True, kw_only=True)
class PassOnComment:
    """The program that filed a request, and alone was told its tracking code, passes on what the citizen writes."""

    tracking_code: TrackingCode
    text: Message


@dataclass(frozen=True, kw_only=True)
class RateRequest:
    """The citizen rates how their request was dealt with, once."""

    tracking_code: TrackingCode
    phone_tail: Tail
    level: Level
    note: Note = ""


@dataclass(frozen=True, kw_only=True)
class TellCitizen:
    """Someone of the desk or unit writes to the citizen, who reads it with the tracking code and telephone number."""

    id: UUID
    text: Message
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class ListUpdates:
    """Ask for what was written on one request."""

    id: UUID


@dataclass(frozen=True, kw_only=True)
class UpdateView:
    """One comment or reply."""

    kind: UpdateKind
    text: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class RatingView:
    """How the citizen rated the request."""

    level: Level
    note: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class UpdatesView:
    """All that was written on a request, oldest first, at most 200 updates, and its rating."""

    id: UUID
    version: int
    items: tuple[UpdateView, ...]
    rating: RatingView | None
