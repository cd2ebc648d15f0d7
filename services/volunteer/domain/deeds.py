"""The moral bank 道德银行: good deeds that a second person confirms, and wishes for goods that points buy."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID, uuid5

from linli.areas import district_of
from linli.contracts.assistance.charity_shop import GoodsEvent, GoodsOrderState
from linli.contracts.terms import zh
from linli.contracts.volunteer.deeds import (
    DeedConfirmed,
    DeedRule,
    DeedState,
    RedemptionAsked,
    RedemptionState,
    WishSummary,
)
from linli.contracts.volunteer.hours import HourRule
from linli.errors import Conflict, Forbidden, Invalid
from linli.ledger.entry import HUNDREDTH

UNIT = "point"
_NAMES = UUID("0b5c1f7a-5d3e-4b8e-9f0b-7f2b1c8e4a55")
"""What the ids of accounts are derived from: never changed."""


def own_account(owner_id: UUID) -> UUID:
    """The id of the account of somebody's points."""
    return uuid5(_NAMES, f"own:{owner_id}")


def issuing_account(area_code: str) -> UUID:
    """The id of the account that the points of an area come from."""
    return uuid5(_NAMES, f"issued:{area_code}")


def spent_account(area_code: str) -> UUID:
    """The id of the account of the points that bought goods in the area's district."""
    return uuid5(_NAMES, f"spent:{district_of(area_code)}")


def checked(rules: Iterable[DeedRule]) -> tuple[DeedRule, ...]:
    """The rules; raises `Invalid` where two of one kind hold on one day, or one ends before it begins."""
    found = tuple(rules)
    for number, one in enumerate(found):
        end = one.valid_until or date.max
        others = (other for other in found[:number] if other.code == one.code)
        if end <= one.valid_from or any(
            one.valid_from < (other.valid_until or date.max) and other.valid_from < end for other in others
        ):
            text, told = f"The days of {one.code} are not right.", f"善行 {one.code} 的有效期有误。"
            raise Invalid("bad_deed_rules", text, told, {"valid_from": [f"{text} {told}"]})
    return found


def rule_of(rules: Sequence[DeedRule], code: str, day: date) -> DeedRule:
    """The published rule for a kind of deed on a day; raises `Invalid` where there is none."""
    for one in rules:
        if one.code == code and one.valid_from <= day < (one.valid_until or date.max):
            return one
    text, told = "No published rule has this code on that day.", "该日没有此善行的积分规则。"
    raise Invalid("unknown_deed", text, told, {"code": [f"{text} {told}"]})


def worth(rule: HourRule, hours: Decimal) -> Decimal:
    """The points that hours become; raises `Invalid` for fewer hours than may be converted."""
    points = (hours * rule.points_per_hour).quantize(HUNDREDTH)
    if hours < rule.least_converted or points <= 0:
        text, told = f"Convert at least {rule.least_converted} hours.", f"至少兑换 {rule.least_converted} 小时。"
        raise Invalid("too_few_hours", text, told, {"hours": [f"{text} {told}"]})
    return points


@dataclass(eq=False)
class Deed:
    """A deed somebody did; `points` follow the rule of its day. `sequence` is its version."""

    id: UUID
    doer_id: UUID
    area_code: str
    path: str
    code: str
    points: Decimal
    done_on: date
    text: str
    reported_at: datetime
    reported_by: UUID
    state: DeedState = DeedState.REPORTED
    decided_at: datetime | None = None
    decided_by: UUID | None = None
    note: str = ""
    sequence: int = 1

    def decide(self, confirmed: bool, by: UUID, holder: UUID, note: str, at: datetime) -> DeedConfirmed | None:
        """Confirm or refuse it by an account, which is that of `holder` among the volunteers.

        Raises `Forbidden` for who reported it or did it, `Conflict` when it is decided.
        """
        if by == self.reported_by or self.doer_id in (by, holder):
            raise Forbidden(
                "second_person",
                "A second person decides: not who reported or did it.",
                "须由第二人确认，不能是填报人或本人。",
            )
        if self.state is not DeedState.REPORTED:
            raise Conflict("decided_already", f"The deed is {self.state}.", f"该善行{zh(self.state)}。")
        self.state = DeedState.CONFIRMED if confirmed else DeedState.REFUSED
        self.decided_at, self.decided_by, self.note = at, by, note
        self.sequence += 1
        if not confirmed:
            return None
        told = {"subject": self.id, "area_code": self.area_code, "sequence": 1, "occurred_at": at}
        return DeedConfirmed(code=self.code, points=self.points, **told)  # type: ignore[arg-type]


@dataclass(eq=False)
class Redemption:
    """A wish for goods, its points set aside under its own id. `sequence` is its version."""

    id: UUID
    owner_id: UUID
    area_code: str
    good_id: UUID
    quantity: int
    reserved: Decimal
    asked_at: datetime
    state: RedemptionState = RedemptionState.ASKED
    paid: Decimal | None = None
    answered_at: datetime | None = None
    refusal: str = ""
    sequence: int = 1

    def ask(self) -> RedemptionAsked:
        """What the supermarket is told."""
        wish = WishSummary(good_id=self.good_id, quantity=self.quantity, points=self.reserved)
        return RedemptionAsked(
            subject=self.id, area_code=self.area_code, sequence=1, occurred_at=self.asked_at, wish=wish
        )

    def follow(self, event: GoodsEvent) -> bool:
        """Follow the supermarket's word; whether the points are to be settled now."""
        first = self.state is RedemptionState.ASKED
        if self.state in (RedemptionState.REFUSED, RedemptionState.COLLECTED):
            return False
        self.sequence += 1
        if event.order.state is GoodsOrderState.REFUSED:
            self.state, self.refusal = RedemptionState.REFUSED, (event.order.refusal or "")
        else:
            collected = event.order.state is GoodsOrderState.COLLECTED
            self.state = RedemptionState.COLLECTED if collected else RedemptionState.GRANTED
            self.paid = event.order.points
        self.answered_at = self.answered_at or event.occurred_at
        return first
