"""The calls about entitlements 待遇, the entitlement as it is shown, and its events."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from marshmallow import validate

from linli.contracts.assistance.money import Amount, BankAccount, Month
from linli.contracts.assistance.programs import ProgramCode, ReckoningStep
from linli.contracts.base import AreaCode, ShortText, text
from linli.contracts.envelope import Event, event


class Rhythm(StrEnum):
    """How often an entitlement is paid."""

    MONTHLY = "monthly"
    ONCE = "once"


class EndReason(StrEnum):
    """Why an entitlement ended."""

    REVIEW = "review"
    CHANGED = "changed"
    DEATH = "death"
    MOVED = "moved"
    WAIVED = "waived"
    REVOKED = "revoked"
    STEP_DOWN = "step_down"
    DUPLICATE = "duplicate"


@dataclass(frozen=True, kw_only=True)
class GrantForCase:
    """Turn an approved case into an entitlement: whose it is, by which program, and where the money goes.

    The amount is the one that was decided, paid as the program says, monthly or once. `first_month` is the month after
    the decision unless said; `last_month` is the last one paid, none where it is open.
    """

    case_id: UUID
    beneficiary_id: UUID
    program: ProgramCode
    payee: BankAccount
    first_month: Month | None = None
    last_month: Month | None = None


@dataclass(frozen=True, kw_only=True)
class ChangePayee:
    """Have the money go to another bank account from the next payment on."""

    id: UUID
    payee: BankAccount
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class EndEntitlement:
    """Pay a last month, and no more after it; the reason goes to the household in writing."""

    id: UUID
    last_month: Month
    reason: EndReason
    note: ShortText
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class AdjustEntitlement:
    """Another amount from a month on: this entitlement ends before it, and one that replaces it begins."""

    id: UUID
    amount: Amount
    first_month: Month
    note: ShortText
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class GetEntitlement:
    """Ask for one entitlement."""

    id: UUID


@dataclass(frozen=True, kw_only=True)
class ListEntitlements:
    """Ask for the entitlements of an area, those granted last first; `month`: only those paid for this month."""

    area_code: AreaCode
    program: ProgramCode | None = None
    beneficiary_id: UUID | None = None
    month: Month | None = None
    cursor: Annotated[str, text(1, 200)] | None = None
    limit: Annotated[int, validate.Range(1, 200)] = 50


@dataclass(frozen=True, kw_only=True)
class EntitlementView:
    """An entitlement; name and number of the bank account are masked, `reckoning` says how the amount came about."""

    id: UUID
    version: int
    area_code: AreaCode
    beneficiary_id: UUID
    case_id: UUID | None
    application_id: UUID | None
    replaces: UUID | None
    program: str
    rhythm: Rhythm
    amount: Decimal
    reckoning: tuple[ReckoningStep, ...]
    first_month: date
    last_month: date | None
    end_reason: EndReason | None
    end_note: str
    payee_name: str
    payee_number: str
    payee_bank: str
    granted_at: datetime


@dataclass(frozen=True, kw_only=True)
class EntitlementPage:
    """A page of entitlements."""

    items: tuple[EntitlementView, ...]
    next_cursor: str | None


@dataclass(frozen=True, kw_only=True)
class EntitlementSummary:
    """What an entitlement is after an event; neither how much, nor whose account, nor why it ended."""

    program: str
    rhythm: Rhythm
    beneficiary_id: UUID
    first_month: date
    case_id: UUID | None = None
    last_month: date | None = None


@dataclass(frozen=True, kw_only=True)
class EntitlementEvent(Event):
    """An event of an entitlement; its `subject` is the entitlement's id."""

    entitlement: EntitlementSummary


@event("assistance", "entitlement.granted", external=True)
@dataclass(frozen=True, kw_only=True)
class EntitlementGranted(EntitlementEvent):
    """Somebody is entitled to money 待遇核定."""


@event("assistance", "entitlement.payee_changed", external=True)
@dataclass(frozen=True, kw_only=True)
class PayeeChanged(EntitlementEvent):
    """The money goes to another bank account 账户变更."""


@event("assistance", "entitlement.ended", external=True)
@dataclass(frozen=True, kw_only=True)
class EntitlementEnded(EntitlementEvent):
    """A last month was set for an entitlement 停发."""
