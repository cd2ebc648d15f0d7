"""The rules of hours 服务时长: who gets how many for a service, and where what is above the cap goes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID, uuid5

from linli.areas import district_of
from linli.contracts.volunteer.hours import HourRule
from linli.errors import Conflict, Invalid
from linli.ledger.entry import HUNDREDTH, NOTHING, Move

UNIT = "hour"
QUARTER = Decimal("0.25")
_NAMES = UUID("6f0d2a52-6b0e-4c9b-9d0a-5b1f6f1b7a10")
"""What the ids of accounts are derived from: never changed."""


def own_account(volunteer_id: UUID) -> UUID:
    """The id of the account of a volunteer's hours."""
    return uuid5(_NAMES, f"own:{volunteer_id}")


def debt_account(volunteer_id: UUID) -> UUID:
    """The id of the account of what a volunteer owes: below nothing while hours were taken back that were spent."""
    return uuid5(_NAMES, f"owed:{volunteer_id}")


def issuing_account(area_code: str) -> UUID:
    """The id of the account that hours for service in an area come from: it holds what it gave, below nothing."""
    return uuid5(_NAMES, f"issued:{area_code}")


def fund_account(area_code: str) -> UUID:
    """The id of the account of the fund of the area's district."""
    return uuid5(_NAMES, f"fund:{district_of(area_code)}")


def converted_account(area_code: str) -> UUID:
    """The id of the account of the hours that became points in the area's district."""
    return uuid5(_NAMES, f"converted:{district_of(area_code)}")


def reservation_of(task_id: UUID, number: int) -> UUID:
    """The id of what is set aside for a task, of the first, second, … time that something is."""
    return uuid5(_NAMES, f"reserved:{task_id}:{number}")


def in_order(rules: Iterable[HourRule]) -> tuple[HourRule, ...]:
    """The rules, the earliest first; raises `Invalid` for none, or two of one date."""
    found = tuple(sorted(rules, key=lambda one: one.valid_from))
    if not found or len({one.valid_from for one in found}) < len(found):
        text, zh = (
            "Give at least one rule of hours, each from another date.",
            "至少需要一条时长规则，且生效日期不得重复。",
        )
        raise Invalid("bad_hour_rules", text, zh, {"valid_from": [f"{text} {zh}"]})
    return found


def rule_on(rules: Sequence[HourRule], day: date) -> HourRule:
    """The rule that holds on a day; for what lies before the first rule that one does."""
    return next((one for one in reversed(rules) if one.valid_from <= day), rules[0])


def in_quarters(hours: Decimal) -> Decimal:
    """The hours of a service as they are recorded; raises `Invalid` for others than quarters above 0."""
    if hours <= 0 or hours % QUARTER:
        text = "Give the hours above 0 in quarters of an hour, as 1.25."
        zh = "请以0.25小时为单位填写大于0的时长。"
        raise Invalid("hours_in_quarters", text, zh, {"hours": [f"{text} {zh}"]})
    return hours.quantize(HUNDREDTH)


def credit(
    payers: Sequence[tuple[UUID, Decimal]],
    own_id: UUID,
    fund_id: UUID,
    room: Decimal,
    *,
    give_back: Sequence[Move] = (),
    debt: tuple[UUID, Decimal] | None = None,
) -> tuple[Move, ...]:
    """The moves that credit a service: up to `room` hours to the volunteer, what is above the cap to the fund.

    `payers` are the accounts that give, and how much each; `give_back` is what a reservation is not needed for. A
    `debt`, its account and how much, is paid first.
    """
    moves, left = [], max(room, NOTHING)
    owed = debt[1] if debt else NOTHING
    for payer, given in payers:
        paid = min(given, owed)
        owed, amount = owed - paid, given - paid
        moves += [Move(from_id=payer, to_id=debt[0], amount=paid)] if debt and paid else []
        kept = min(amount, left)
        left -= kept
        moves += [Move(from_id=payer, to_id=own_id, amount=kept)] if kept else []
        moves += [Move(from_id=payer, to_id=fund_id, amount=amount - kept)] if amount > kept else []
    return (*moves, *give_back)


def refuse_above_cap(rule: HourRule, held: Decimal, hours: Decimal) -> None:
    """Raises `Conflict` where somebody who is given hours would hold more than the cap."""
    if held + hours > rule.cap:
        text = f"They hold {held} of at most {rule.cap} hours."
        zh = f"对方已有 {held} 小时，上限 {rule.cap} 小时。"
        raise Conflict("above_cap", text, zh, {"hours": [f"{text} {zh}"]})
