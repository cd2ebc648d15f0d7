"""The calls of the moral bank 道德银行: deeds confirmed by a second person, points by published rule, what they buy."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from marshmallow import validate

from linli.contracts.base import END, AreaCode, Hundredths, Note, ShortText, text
from linli.contracts.envelope import Event, event

DeedCode = Annotated[str, validate.Regexp(r"^[a-z0-9_]{1,40}" + END, error="Give a code. 请填写代码。")]
Points = Annotated[Decimal, validate.Range(min=Decimal("0.01"), max=Decimal(1_000_000)), Hundredths()]


class DeedState(StrEnum):
    """Where a deed stands."""

    REPORTED = "reported"
    CONFIRMED = "confirmed"
    REFUSED = "refused"


class RedemptionState(StrEnum):
    """Where a wish for goods stands."""

    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"
    COLLECTED = "collected"


@dataclass(frozen=True, kw_only=True)
class DeedRule:
    """A kind of good deed and its points, from a date on until before another; `most_a_year` counts for one person."""

    code: DeedCode
    zh: ShortText
    en: ShortText
    points: Points
    valid_from: date
    valid_until: date | None = None
    most_a_year: Annotated[int, validate.Range(1, 1000)] = 12


@dataclass(frozen=True, kw_only=True)
class ListDeedRules:
    """Ask for the published rules."""


@dataclass(frozen=True, kw_only=True)
class DeedRuleList:
    """Every rule, of the past too."""

    items: tuple[DeedRule, ...]


@dataclass(frozen=True, kw_only=True)
class ReportDeed:
    """Report a deed that somebody did; its points follow the rule of its day."""

    doer_id: UUID
    area_code: AreaCode
    code: DeedCode
    done_on: date
    text: ShortText


@dataclass(frozen=True, kw_only=True)
class DecideDeed:
    """Confirm the deed, or refuse it, as a second person: neither who reported it nor who did it."""

    id: UUID
    confirmed: bool
    note: Note = ""
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class GetDeed:
    """Ask for a deed."""

    id: UUID


@dataclass(frozen=True, kw_only=True)
class ListDeeds:
    """Ask for deeds of an area and below, the latest first."""

    area_code: AreaCode
    state: DeedState | None = None
    cursor: Annotated[str, text(1, 200)] | None = None
    limit: Annotated[int, validate.Range(1, 200)] = 50


@dataclass(frozen=True, kw_only=True)
class DeedView:
    """A deed."""

    id: UUID
    version: int
    doer_id: UUID
    area_code: AreaCode
    code: str
    zh: str
    points: Decimal
    done_on: date
    text: str
    state: DeedState
    reported_at: datetime
    reported_by: UUID
    decided_at: datetime | None
    decided_by: UUID | None
    note: str


@dataclass(frozen=True, kw_only=True)
class DeedPage:
    """A page of deeds."""

    items: tuple[DeedView, ...]
    next_cursor: str | None


@dataclass(frozen=True, kw_only=True)
class GetPoints:
    """Ask what points somebody has."""

    owner_id: UUID


@dataclass(frozen=True, kw_only=True)
class GetMyPoints:
    """Ask what points the caller has."""


@dataclass(frozen=True, kw_only=True)
class PointsView:
    """Points somebody has, and those set aside for what they asked for."""

    owner_id: UUID
    area_code: AreaCode | None
    balance: Decimal
    reserved: Decimal


@dataclass(frozen=True, kw_only=True)
class ConvertHours:
    """Make points of hours, by the rule of today."""

    owner_id: UUID
    hours: Annotated[Decimal, validate.Range(min=Decimal("0.01"), max=Decimal(10000))]


@dataclass(frozen=True, kw_only=True)
class RedeemPoints:
    """Ask the charity supermarket for goods, for at most so many points, which are set aside until it answers."""

    owner_id: UUID
    good_id: UUID
    quantity: Annotated[int, validate.Range(1, 100)]
    points: Points


@dataclass(frozen=True, kw_only=True)
class GetRedemption:
    """Ask for a wish for goods."""

    id: UUID


@dataclass(frozen=True, kw_only=True)
class RedemptionView:
    """A wish for goods: what was set aside, what the goods cost, why it was refused."""

    id: UUID
    version: int
    owner_id: UUID
    area_code: AreaCode
    good_id: UUID
    quantity: int
    reserved: Decimal
    paid: Decimal | None
    state: RedemptionState
    asked_at: datetime
    answered_at: datetime | None
    refusal: str


@dataclass(frozen=True, kw_only=True)
class WishSummary:
    """What is asked for, nothing personal."""

    good_id: UUID
    quantity: int
    points: Decimal


@event("volunteer", "redemption.asked")
@dataclass(frozen=True, kw_only=True)
class RedemptionAsked(Event):
    """Somebody asks the charity supermarket for goods, and the points are set aside 积分兑换申请."""

    wish: WishSummary


@event("volunteer", "deed.confirmed", external=True)
@dataclass(frozen=True, kw_only=True)
class DeedConfirmed(Event):
    """A second person confirmed a good deed, and its points were credited 善行确认."""

    code: DeedCode
    points: Decimal
