"""Messages to citizens and units: the words, the delivery log and the notices, for every service that sends some."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from marshmallow import validate

from linli.contracts.base import END, AreaCode, text

Email = Annotated[
    str,
    validate.Length(max=120),
    validate.Regexp(
        r"^[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+" + END,
        error="Give an e-mail address. 请填写电子邮箱地址。",
    ),
]
Limit = Annotated[int, validate.Range(1, 200)]
Cursor = Annotated[str, text(1, 200)]


class MessageChannel(StrEnum):
    """How a message reaches its recipient."""

    SMS = "sms"
    EMAIL = "email"
    WEBHOOK = "webhook"
    IN_APP = "in_app"


class MessageState(StrEnum):
    """What became of a message."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"
    NO_CHANNEL = "no_channel"


class Audience(StrEnum):
    """Who a message is for."""

    CITIZEN = "citizen"
    UNIT = "unit"


class Language(StrEnum):
    """The languages of messages."""

    ZH = "zh"
    EN = "en"


class Notify(StrEnum):
    """How a citizen wants to be told."""

    SMS = "sms"
    EMAIL = "email"
    NONE = "none"


@dataclass(frozen=True, kw_only=True)
class ListDeliveries:
    """Ask for the delivery log of an area and all below it, newest first; without an area, of the caller's areas."""

    area_code: AreaCode | None = None
    subject_id: UUID | None = None
    state: MessageState | None = None
    channel: MessageChannel | None = None
    cursor: Cursor | None = None
    limit: Limit = 50


@dataclass(frozen=True, kw_only=True)
class DeliveryView:
    """One message in the delivery log: to whom (masked), how, and what became of it; not what it says.

    `due_at` is the moment of the next try, None when there is none; `error` the code of the last failure.
    """

    id: UUID
    area_code: AreaCode
    subject_id: UUID
    template: str
    audience: Audience
    channel: MessageChannel
    language: Language
    recipient: str
    urgent: bool
    state: MessageState
    attempts: int
    error: str | None
    made_at: datetime
    due_at: datetime | None
    sent_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class DeliveryPage:
    """A page of the delivery log."""

    items: tuple[DeliveryView, ...]
    next_cursor: str | None


@dataclass(frozen=True, kw_only=True)
class RetryDelivery:
    """Try a message again that failed or had no channel."""

    id: UUID


@dataclass(frozen=True, kw_only=True)
class ListNotices:
    """Ask for the notices to the units of one area, newest first; without an area, of the caller's own areas."""

    area_code: AreaCode | None = None
    unread: bool = False
    cursor: Cursor | None = None
    limit: Limit = 50


@dataclass(frozen=True, kw_only=True)
class NoticeView:
    """A message to a unit in the application; read once one of its people has said so."""

    id: UUID
    area_code: AreaCode
    department: str
    subject_id: UUID
    template: str
    title: str
    text: str
    urgent: bool
    made_at: datetime
    read_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class NoticePage:
    """A page of notices, and how many of all of them nobody has read."""

    items: tuple[NoticeView, ...]
    next_cursor: str | None
    unread: int


@dataclass(frozen=True, kw_only=True)
class ReadNotice:
    """Say that a notice was read."""

    id: UUID
