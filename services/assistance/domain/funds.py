"""Funds 资金: the accounts a fund has in the books, and which source pays first and gets back first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID, uuid5

from linli.contracts.assistance.funds import FundSource
from linli.errors import Conflict

UNIT = "CNY"
NOTHING = Decimal("0.00")
Draw = tuple[FundSource, Decimal]


@dataclass(kw_only=True, eq=False)
class Fund:
    """Money for a purpose; the bank account is the institution's, not a person's."""

    id: UUID
    area_code: str
    code: str
    name: str
    account_name: str
    account_number: str
    bank: str
    opened_at: datetime


def source_account(fund_id: UUID, source: FundSource) -> UUID:
    """The account of what is left of a source; it holds never less than nothing."""
    return uuid5(fund_id, f"source:{source}")


def origin_account(fund_id: UUID, source: FundSource) -> UUID:
    """The account of the world outside that a source's money came from; it holds less than nothing by what came."""
    return uuid5(fund_id, f"origin:{source}")


def paid_account(fund_id: UUID) -> UUID:
    """The account of what has reached people."""
    return uuid5(fund_id, "paid")


def run_account(run_id: UUID) -> UUID:
    """The account of what is set aside for an approved payment run."""
    return uuid5(run_id, "run")


def draw(balances: Mapping[FundSource, Decimal], order: Iterable[FundSource], amount: Decimal) -> tuple[Draw, ...]:
    """How much each source gives, in this order, each until it is empty.

    Raises `Conflict` (`fund_short`) when all of them together have too little.
    """
    drawn, left = [], amount
    for source in order:
        part = min(left, balances.get(source, NOTHING))
        if part > 0:
            drawn.append((source, part))
            left -= part
    if left > 0:
        text = f"The fund lacks {left} yuan in these sources."
        zh = f"所选资金来源余额不足，尚差 {left} 元。"
        raise Conflict("fund_short", text, zh, {"sources": [f"{text} {zh}"]})
    return tuple(drawn)


def give_back(drawn: Iterable[Draw], before: Decimal, amount: Decimal) -> tuple[Draw, ...]:
    """Where an amount goes back to that people did not get: the source that gave last gets back first.

    `before` went back earlier. Never more goes to a source than it gave.
    """
    skipped, left, found = before, amount, []
    for source, given in reversed(tuple(drawn)):
        passed = min(skipped, given)
        skipped -= passed
        part = min(left, given - passed)
        if part > 0:
            found.append((source, part))
            left -= part
    if left > 0:
        raise ValueError("more is given back than was drawn")
    return tuple(found)
