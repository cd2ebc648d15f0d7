"""The calls that refer a request to providers of the directory, and a referral as it is shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from marshmallow import validate

from linli.contracts.base import AreaCode, LongText, Note, ShortText
from linli.contracts.hotline.directory import ServiceCode, Stars


class ReferralState(StrEnum):
    """Where a referral stands with the provider that was asked last."""

    OFFERED = "offered"
    ACCEPTED = "accepted"
    DONE = "done"
    DECLINED = "declined"
    NO_ANSWER = "no_answer"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, kw_only=True)
class StartReferral:
    """Refer a request to the first of these providers; the others are asked in this order when it will not.

    Without providers the best rated ones that offer the service at the request's area are asked.
    """

    request_id: UUID
    service: ServiceCode
    providers: Annotated[tuple[UUID, ...], validate.Length(max=10)] = ()
    note: Note = ""


@dataclass(frozen=True, kw_only=True)
class AcceptReferral:
    """The provider takes it on."""

    id: UUID
    note: Note = ""
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class DeclineReferral:
    """The provider will not do it, or gives it up: the next one is asked."""

    id: UUID
    reason: ShortText
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class FinishReferral:
    """The provider has done it; with `settle` the request is settled with its result."""

    id: UUID
    result: LongText
    settle: bool = True
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class WithdrawReferral:
    """No provider is needed any more."""

    id: UUID
    reason: ShortText
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class RateReferral:
    """Give the provider that did it the resident's stars, once."""

    id: UUID
    stars: Stars
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class GetReferral:
    """Ask for one referral."""

    id: UUID


@dataclass(frozen=True, kw_only=True)
class ListReferrals:
    """Ask for the referrals of a request, oldest first."""

    request_id: UUID


@dataclass(frozen=True, kw_only=True)
class AskedProvider:
    """A provider that was asked, and what came of it; `outcome` is null while it is asked or at work."""

    provider_id: UUID
    name: str
    asked_at: datetime
    answered_at: datetime | None
    outcome: ReferralState | None
    note: str


@dataclass(frozen=True, kw_only=True)
class ReferralView:
    """A referral: where it stands, by when an answer or the work is due, who was asked, who is next."""

    id: UUID
    version: int
    request_id: UUID
    area_code: AreaCode
    service: str
    state: ReferralState
    due_at: datetime | None
    asked: tuple[AskedProvider, ...]
    waiting: tuple[UUID, ...]
    result: str | None
    stars: int | None


@dataclass(frozen=True, kw_only=True)
class ReferralList:
    """The referrals of a request."""

    items: tuple[ReferralView, ...]
