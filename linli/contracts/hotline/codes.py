"""The calls by which citizens who sign in are sent a code: whether that can be done here, and doing it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID

from marshmallow import validate

from linli.contracts.base import END, AreaCode
from linli.contracts.hotline.words import Mobile
from linli.contracts.messages import Email, Language

SignInCode = Annotated[str, validate.Regexp(r"^[0-9]{6}" + END, error="Give the 6 digits. 请填写6位数字验证码。")]


@dataclass(frozen=True, kw_only=True)
class OfferCodes:
    """Ask whether codes can be sent to telephones."""

    area_code: AreaCode


@dataclass(frozen=True, kw_only=True)
class CodeOffer:
    """Whether codes can be sent to telephones: whether there is a channel for SMS."""

    available: bool


@dataclass(frozen=True, kw_only=True)
class SendCode:
    """Send a code to a telephone at once, whatever the hour; it is worth nothing after `expires_at`.

    `id` names the sending in the delivery log; `area_code` is the district whose people see it there, without the code.
    """

    id: UUID
    area_code: AreaCode
    phone: Mobile
    code: SignInCode
    language: Language
    expires_at: datetime


@dataclass(frozen=True, kw_only=True)
class SendEmailCode:
    """Send a code to an e-mail address at once, by which a citizen shows that it is theirs; otherwise as `SendCode`."""

    id: UUID
    area_code: AreaCode
    email: Email
    code: SignInCode
    language: Language
    expires_at: datetime
