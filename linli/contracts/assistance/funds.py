"""The calls about funds 资金: what they hold by source, what came in and what went out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from marshmallow import validate

from linli.contracts.assistance.money import Amount, BankAccount, Voucher
from linli.contracts.assistance.programs import ProgramCode
from linli.contracts.base import AreaCode, ShortText, text


class FundSource(StrEnum):
    """Where a fund's money comes from."""

    BUDGET = "budget"
    LOTTERY = "lottery"
    DEVELOPERS = "developers"
    DONATIONS = "donations"
    DUES = "dues"


@dataclass(frozen=True, kw_only=True)
class OpenFund:
    """Open a fund of an area; `account` is the institution's own, from which the bank pays."""

    area_code: AreaCode
    code: ProgramCode
    name: Annotated[str, text(1, 60)]
    account: BankAccount


@dataclass(frozen=True, kw_only=True)
class ReceiveMoney:
    """Note money that came in; each voucher of a fund is noted once."""

    fund_id: UUID
    source: FundSource
    amount: Amount
    voucher: Voucher
    received_on: date


@dataclass(frozen=True, kw_only=True)
class ReverseReceipt:
    """Undo what was noted wrongly by its opposite; nothing is erased."""

    fund_id: UUID
    voucher: Voucher
    reason: ShortText


@dataclass(frozen=True, kw_only=True)
class GetFund:
    """Ask for one fund."""

    id: UUID


@dataclass(frozen=True, kw_only=True)
class ListFunds:
    """Ask for the funds of an area and of those below."""

    area_code: AreaCode


@dataclass(frozen=True, kw_only=True)
class FundStatement:
    """Ask for the postings of one source of a fund, the latest first."""

    fund_id: UUID
    source: FundSource
    cursor: Annotated[str, text(1, 200)] | None = None
    limit: Annotated[int, validate.Range(1, 200)] = 50


@dataclass(frozen=True, kw_only=True)
class SourceBalance:
    """What came from a source, and what of it is left to spend; in yuan."""

    source: FundSource
    received: Decimal
    balance: Decimal


@dataclass(frozen=True, kw_only=True)
class FundView:
    """A fund: what is left by source, what is set aside for approved payments, and what was paid."""

    id: UUID
    area_code: AreaCode
    code: str
    name: str
    bank: str
    sources: tuple[SourceBalance, ...]
    balance: Decimal
    reserved: Decimal
    paid: Decimal


@dataclass(frozen=True, kw_only=True)
class FundList:
    """Funds, by area and code."""

    items: tuple[FundView, ...]


@dataclass(frozen=True, kw_only=True)
class FundLine:
    """A posting; `amount` is negative for what went out. `cause` names the voucher or the payment run."""

    kind: str
    cause: str
    reason: str
    happened_at: datetime
    recorded_at: datetime
    amount: Decimal
    balance: Decimal


@dataclass(frozen=True, kw_only=True)
class FundLines:
    """A page of postings."""

    items: tuple[FundLine, ...]
    next_cursor: str | None
