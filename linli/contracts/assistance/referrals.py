"""Referrals 转办: what another department gives is passed on to it, answered by it, and told to who applied."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from marshmallow import validate

from linli.contracts.assistance.programs import Station
from linli.contracts.base import AreaCode, ShortText, text
from linli.contracts.envelope import Event, event


class AidReferralState(StrEnum):
    """Where a referral stands."""

    SENT = "sent"
    TAKEN_UP = "taken_up"
    CONCLUDED = "concluded"
    DECLINED = "declined"
    UNANSWERED = "unanswered"


class AidReferralAnswer(StrEnum):
    """What a department answers: it takes it up, it has helped, or it refuses."""

    TAKE_UP = "take_up"
    CONCLUDE = "conclude"
    DECLINE = "decline"


@event("assistance", "referral.moved")
@dataclass(frozen=True, kw_only=True)
class AidReferralMoved(Event):
    """An application was passed on to a department, which answered or did not; its `subject` is the referral."""

    application_id: UUID
    program: str
    department: Station
    state: AidReferralState


@dataclass(frozen=True, kw_only=True)
class AnswerAidReferral:
    """Enter what the department answers to the application that was passed on to it.

    `text` is the result, the reason for refusing, or who deals with it; who applied is told it. `reference` is the
    number of the department's paper (文号).
    """

    id: UUID
    answer: AidReferralAnswer
    text: ShortText
    reference: Annotated[str, text(1, 60)]
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class ShowApplicant:
    """Show a department who applied, for a reason that is written down."""

    id: UUID
    reason: ShortText


@dataclass(frozen=True, kw_only=True)
class Applicant:
    """Who applied, in full."""

    name: str
    id_number: str | None
    phone: str | None


@dataclass(frozen=True, kw_only=True)
class ListAidReferrals:
    """Ask for the referrals of an area, those sent last first."""

    area_code: AreaCode
    department: Station | None = None
    state: AidReferralState | None = None
    cursor: Annotated[str, text(1, 200)] | None = None
    limit: Annotated[int, validate.Range(1, 200)] = 50


@dataclass(frozen=True, kw_only=True)
class AidReferralView:
    """A referral; `applicant` is masked, `version` that of its application, which the answer names."""

    id: UUID
    application_id: UUID
    version: int
    area_code: AreaCode
    program: str
    department: Station
    state: AidReferralState
    applicant: str
    sent_at: datetime
    due_at: datetime | None
    answered_at: datetime | None
    text: str
    reference: str


@dataclass(frozen=True, kw_only=True)
class AidReferralPage:
    """A page of referrals."""

    items: tuple[AidReferralView, ...]
    next_cursor: str | None
