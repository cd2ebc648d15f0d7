"""When hours run out 时长有效期: the oldest are spent first, and what is left on the last day goes to the fund."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from linli.contracts.volunteer.hours import HourEntryKind, HourRule
from linli.ledger.entry import NOTHING
from services.volunteer.domain.hours import rule_on

COMES = frozenset(
    {HourEntryKind.SERVICE, HourEntryKind.GRANT, HourEntryKind.TRANSFER, HourEntryKind.MERGE, HourEntryKind.DEBT}
)
"""What brings hours; what else adds to an account gives back what was taken from it."""
LATE = timedelta(days=3)
"""So many days late one is still warned: the timer may have waited for a service that was down."""


@dataclass(frozen=True, kw_only=True)
class Posted:
    """A line of an account: how much came (or, below 0, went) on a day, by which entry, and which one that undoes."""

    day: date
    amount: Decimal
    kind: str
    entry_id: UUID
    reverses: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class Lot:
    """Hours that came together and are not spent; `ends_on` is the first day on which they are gone."""

    amount: Decimal
    ends_on: date
    warned_on: date


def lots(lines: Iterable[Posted], rules: Sequence[HourRule]) -> list[Lot]:
    """What is left of each lot that runs out, the earliest to end first, given all lines of an account.

    Lines that were undone, and those that undid them, count for nothing.
    """
    found = list(lines)
    undone = {line.reverses for line in found if line.reverses is not None}
    standing = [line for line in found if line.reverses is None and line.entry_id not in undone]
    came = [(line.day, line.amount) for line in standing if line.amount > 0 and line.kind in COMES]
    spent = sum((amount for _, amount in came), NOTHING) - sum((line.amount for line in standing), NOTHING)
    left: list[Lot] = []
    for day, amount in sorted(came):
        kept = max(amount - spent, NOTHING)
        spent -= amount - kept
        lot = lot_of(day, kept, rule_on(rules, day)) if kept else None
        left += [lot] if lot else []
    return sorted(left, key=lambda one: one.ends_on)


def lot_of(day: date, amount: Decimal, rule: HourRule) -> Lot | None:
    """Hours that came on a day under a rule; None where they last for ever."""
    if rule.expires_after_years is None:
        return None
    ends = _years_after(day, rule.expires_after_years)
    return Lot(amount=amount, ends_on=ends, warned_on=ends - timedelta(days=rule.warned_days))


def _years_after(day: date, years: int) -> date:
    """The same day so many years later; of 29 February 1 March where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def ended(left: Iterable[Lot], today: date) -> Decimal:
    """The hours that have run out."""
    return sum((one.amount for one in left if one.ends_on <= today), NOTHING)


def next_day(left: Iterable[Lot], today: date) -> date | None:
    """The next day on which to warn of hours or to take them."""
    days = (day for one in left for day in (one.warned_on, one.ends_on))
    return min((day for day in days if day > today), default=None)


def warned(left: Iterable[Lot], today: date) -> Lot | None:
    """What is warned of today: everything whose warning day has come, if that of one came just now."""
    due = [one for one in left if one.warned_on <= today < one.ends_on]
    if not any(today - one.warned_on <= LATE for one in due):
        return None
    return replace(due[0], amount=sum((one.amount for one in due), NOTHING))
