"""The calls about work for those who are aided 就业救助: seekers, measures, offers, and what refusing them leads to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from marshmallow import validate

from linli.contracts.base import AreaCode, Note, ShortText, text
from linli.contracts.envelope import Event, event


class EmploymentMeasure(StrEnum):
    """How somebody is helped to work (社会救助暂行办法 art. 42)."""

    LOAN_INTEREST = "loan_interest"
    INSURANCE_SUBSIDY = "insurance_subsidy"
    POST_SUBSIDY = "post_subsidy"
    TRAINING_SUBSIDY = "training_subsidy"
    FEE_WAIVER = "fee_waiver"
    PUBLIC_POST = "public_post"
    GUIDANCE = "guidance"


class SeekerState(StrEnum):
    """Whether somebody still looks for work."""

    SEEKING = "seeking"
    WORKING = "working"
    LEFT = "left"


class OfferOutcome(StrEnum):
    """What came of an offer of work."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    EXCUSED = "excused"


@dataclass(frozen=True, kw_only=True)
class RegisterSeeker:
    """Register a member able to work who has none, as they applied for it (社会救助暂行办法 art. 44)."""

    person_id: UUID
    note: Note = ""


@dataclass(frozen=True, kw_only=True)
class GiveMeasure:
    """Note how a seeker was helped."""

    id: UUID
    measure: EmploymentMeasure
    note: ShortText
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class OfferWork:
    """Offer a seeker a place; `suits` says why it fits their health and ability, without which no refusal counts."""

    id: UUID
    employer: Annotated[str, text(1, 100)]
    post: Annotated[str, text(1, 100)]
    suits: ShortText
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class AnswerWorkOffer:
    """What the seeker said to an offer: yes, no, or no for a reason that is just (`excused`), which does not count."""

    id: UUID
    outcome: OfferOutcome
    reason: Note = ""
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class LeaveWork:
    """A seeker who worked lost it, or looks no more: `state` says which."""

    id: UUID
    state: SeekerState
    reason: ShortText
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class GetSeeker:
    """Ask for one seeker."""

    id: UUID


@dataclass(frozen=True, kw_only=True)
class ListSeekers:
    """Ask for the seekers of an area, the latest first; `refused_thrice`: only those whose own share is in question."""

    area_code: AreaCode
    state: SeekerState | None = None
    refused_thrice: bool = False
    cursor: Annotated[str, text(1, 200)] | None = None
    limit: Annotated[int, validate.Range(1, 200)] = 50


@dataclass(frozen=True, kw_only=True)
class WorkOfferView:
    """An offer and its answer."""

    id: UUID
    version: int
    employer: str
    post: str
    suits: str
    offered_at: datetime
    outcome: OfferOutcome
    reason: str
    answered_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class MeasureView:
    """A measure that was given."""

    measure: EmploymentMeasure
    note: str
    given_at: datetime


@dataclass(frozen=True, kw_only=True)
class SeekerView:
    """A seeker. `refusals` counts refusals in a row; `zero_employment`: nobody able to work in the household does.

    `share_stopped_at`: since when the person's own share of the living allowance is not paid (art. 45).
    """

    id: UUID
    version: int
    area_code: AreaCode
    person_id: UUID
    household_id: UUID | None
    state: SeekerState
    refusals: int
    refused_thrice: bool
    share_stopped_at: datetime | None
    zero_employment: bool
    registered_at: datetime
    offers: tuple[WorkOfferView, ...]
    measures: tuple[MeasureView, ...]


@dataclass(frozen=True, kw_only=True)
class SeekerPage:
    """A page of seekers."""

    items: tuple[SeekerView, ...]
    next_cursor: str | None


@dataclass(frozen=True, kw_only=True)
class SeekerEvent(Event):
    """An event of a seeker; its `subject` is the seeker's id."""

    household_id: UUID | None


@event("assistance", "seeker.refused_thrice", external=True)
@dataclass(frozen=True, kw_only=True)
class RefusedThrice(SeekerEvent):
    """Suitable work was refused three times in a row without a just reason 连续三次拒绝就业."""


@event("assistance", "seeker.found_work", external=True)
@dataclass(frozen=True, kw_only=True)
class FoundWork(SeekerEvent):
    """A seeker took an offer 实现就业: the household is due a re-check and may step down."""
