"""The calls about volunteers' hours 服务时长: what somebody holds, how it came to it, and what may be done with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from marshmallow import validate

from linli.contracts.base import AreaCode, ShortText, text

Hours = Annotated[Decimal, validate.Range(min=Decimal("0.01"), max=Decimal(10000))]
"""Hours, to the hundredth."""


class HourEntryKind(StrEnum):
    """Why hours moved."""

    SERVICE = "service"
    TRANSFER = "transfer"
    DONATION = "donation"
    GRANT = "grant"
    CONVERSION = "conversion"
    RESERVATION = "reservation"
    RELEASE = "release"
    REVERSAL = "reversal"
    DEBT = "debt"
    MERGE = "merge"
    EXPIRY = "expiry"


class Relation(StrEnum):
    """What a relative is to the volunteer."""

    SPOUSE = "spouse"
    PARENT = "parent"
    CHILD = "child"
    GRANDPARENT = "grandparent"
    GRANDCHILD = "grandchild"
    SIBLING = "sibling"
    PARENT_IN_LAW = "parent_in_law"
    CHILD_IN_LAW = "child_in_law"


@dataclass(frozen=True, kw_only=True)
class HourRule:
    """What holds for hours from a date on, until the next rule begins.

    Nobody keeps more than `cap`; what is above it is given to the fund. An hour is worth `points_per_hour` in the moral
    bank, and no fewer than `least_converted` are converted at once. Hours that came under this rule and are not spent
    `expires_after_years` later are given to the fund; their volunteer is told `warned_days` before. `source` names who
    decided it.
    """

    valid_from: date
    cap: Annotated[Decimal, validate.Range(min=Decimal(1))]
    points_per_hour: Annotated[Decimal, validate.Range(min=Decimal(0))]
    least_converted: Annotated[Decimal, validate.Range(min=Decimal("0.01"))]
    source: ShortText
    expires_after_years: Annotated[int, validate.Range(1, 50)] | None = None
    warned_days: Annotated[int, validate.Range(1, 366)] = 30


@dataclass(frozen=True, kw_only=True)
class HourRuleList:
    """The rules, the earliest first."""

    items: tuple[HourRule, ...]


@dataclass(frozen=True, kw_only=True)
class ListHourRules:
    """Ask for the rules of hours."""


@dataclass(frozen=True, kw_only=True)
class GetHours:
    """Ask what a volunteer holds."""

    volunteer_id: UUID


@dataclass(frozen=True, kw_only=True)
class GetMyHours:
    """Ask what the caller holds."""


@dataclass(frozen=True, kw_only=True)
class HoursView:
    """What a volunteer holds, in hours.

    `served` is what was credited for service and not undone since, which is never spent: it is what a certificate says.
    `owed` are hours that a decided dispute took back when they were spent: the next hours of service pay them first.
    """

    volunteer_id: UUID
    area_code: AreaCode | None
    balance: Decimal
    reserved: Decimal
    served: Decimal
    owed: Decimal
    cap: Decimal


@dataclass(frozen=True, kw_only=True)
class ListHourLines:
    """Ask for a page of a volunteer's statement, the latest first."""

    volunteer_id: UUID
    cursor: Annotated[str, text(1, 200)] | None = None
    limit: Annotated[int, validate.Range(1, 200)] = 50


@dataclass(frozen=True, kw_only=True)
class ListMyHourLines:
    """Ask for a page of the caller's own statement, the latest first."""

    cursor: Annotated[str, text(1, 200)] | None = None
    limit: Annotated[int, validate.Range(1, 200)] = 50


@dataclass(frozen=True, kw_only=True)
class HourLine:
    """One line of a statement: how much came (or, below 0, went), and what was held after it."""

    number: int
    entry_id: UUID
    kind: HourEntryKind
    amount: Decimal
    balance: Decimal
    happened_at: datetime
    recorded_at: datetime
    reason: str
    task_id: UUID | None = None
    reverses: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class HourLinePage:
    """A page of a statement."""

    items: tuple[HourLine, ...]
    next_cursor: str | None


@dataclass(frozen=True, kw_only=True)
class CreditHours:
    """Record service that no task shows, truly and by who organised it (志愿服务条例 art. 19)."""

    volunteer_id: UUID
    area_code: AreaCode
    hours: Annotated[Decimal, validate.Range(min=Decimal("0.25"), max=Decimal(24))]
    served_on: date
    reason: ShortText


@dataclass(frozen=True, kw_only=True)
class DeclareRelative:
    """Note, having seen the papers, that two volunteers are relatives: the first may give hours to the other."""

    volunteer_id: UUID
    relative_id: UUID
    relation: Relation


@dataclass(frozen=True, kw_only=True)
class RelativeView:
    """A relative whom a volunteer may give hours to."""

    volunteer_id: UUID
    relative_id: UUID
    relation: Relation
    declared_at: datetime


@dataclass(frozen=True, kw_only=True)
class TransferHours:
    """Give hours to a declared relative."""

    volunteer_id: UUID
    relative_id: UUID
    hours: Hours
    reason: Annotated[str, text(0, 200)] = ""


@dataclass(frozen=True, kw_only=True)
class GiveMyHours:
    """Give one's own hours to a declared relative."""

    relative_id: UUID
    hours: Hours
    reason: Annotated[str, text(0, 200)] = ""


@dataclass(frozen=True, kw_only=True)
class DonateHours:
    """Give hours to the district's fund, for people in need."""

    volunteer_id: UUID
    hours: Hours
    reason: Annotated[str, text(0, 200)] = ""


@dataclass(frozen=True, kw_only=True)
class GrantHours:
    """Give hours of the fund to somebody in need, who may have service for them."""

    volunteer_id: UUID
    area_code: AreaCode
    hours: Hours
    reason: ShortText


@dataclass(frozen=True, kw_only=True)
class ReserveHours:
    """Set hours of who is served aside while a task runs; they pay its volunteer, or go back if it is given up."""

    volunteer_id: UUID
    task_id: UUID
    hours: Hours


@dataclass(frozen=True, kw_only=True)
class ReleaseHours:
    """Give back what was set aside for a task."""

    volunteer_id: UUID
    task_id: UUID


@dataclass(frozen=True, kw_only=True)
class ReverseHours:
    """Undo an entry by a counter-entry, with the reason."""

    entry_id: UUID
    reason: ShortText


@dataclass(frozen=True, kw_only=True)
class HoursMoved:
    """The entry that was made, and what the volunteer holds now."""

    entry_id: UUID
    hours: HoursView


@dataclass(frozen=True, kw_only=True)
class GetHourFund:
    """Ask what a district's fund holds."""

    area_code: AreaCode


@dataclass(frozen=True, kw_only=True)
class HourFundView:
    """What a district's fund holds, and what has been issued there for service in all."""

    area_code: AreaCode
    balance: Decimal
