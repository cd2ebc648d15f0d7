"""The call-back 回访: drawn by rules, taken in hand by one, tried a few times, rated on five levels."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from linli.areas import ancestors, covers
from linli.contracts.hotline.call_backs import CallBackEnded, CallBackEnding, CallResult, Complaint, RecordCall
from linli.contracts.hotline.words import Kind
from linli.errors import Conflict, Invalid
from services.hotline.domain.order import Order

WHOLE = 10_000
"""Shares are of ten thousand: 100 % is all of it."""
BAD = 2
"""The highest of the levels that are bad 差评."""
TRIES = 3
PAUSE = timedelta(hours=4)
"""Between one try and the next."""
SPREAD = timedelta(hours=24)
"""Between the first try and the last, so that they are on two days."""
IN_HAND = timedelta(minutes=15)


@dataclass(frozen=True)
class Rule:
    """One rule of sampling: which requests it is for (None: any), and of how many of them the citizen is called."""

    name: str
    share: int
    category: str | None = None
    kind: Kind | None = None
    urgent: bool | None = None
    area: str | None = None

    def fits(self, order: Order) -> bool:
        """Whether the rule is for this request. A category's rule is for those below it too."""
        return (
            (self.category is None or f"{order.category}.".startswith(f"{self.category}."))
            and self.kind in (None, order.kind)
            and self.urgent in (None, order.urgent)
            and (self.area is None or covers(self.area, order.area_code))
        )


ALWAYS = Rule("always", WHOLE)
"""Complaints, what was supervised and what was reopened: no file of rules can spare them."""


def rule_for(order: Order, rules: Sequence[Rule]) -> Rule:
    """The first rule that fits; without one, all are called."""
    if order.kind is Kind.COMPLAINT or order.supervised_at is not None or order.reopenings:
        return ALWAYS
    return next((rule for rule in rules if rule.fits(order)), Rule("rest", WHOLE))


def draw(request_id: UUID, round_: int) -> int:
    """The lot of a request in a round, from 0 to 9999: nobody chooses it, and anybody can check it.

    It is the number in the first 8 bytes of SHA-256 of the request's id, a slash and the round, by modulus 10,000.
    """
    digest = hashlib.sha256(f"{request_id}/{round_}".encode()).digest()
    return int.from_bytes(digest[:8], "big") % WHOLE


@dataclass(kw_only=True, eq=False)
class CallBack:
    """One call-back of a request in one round (a reopening begins another). `sequence` is its version."""

    id: UUID
    request_id: UUID
    round: int
    area_code: str
    district: str
    street: str | None
    community: str | None
    unit_area: str
    department: str
    category: str
    kind: Kind
    urgent: bool
    rule: str
    share: int
    draw: int
    entered_at: datetime
    due_at: datetime | None
    sequence: int = 1
    tries: int = 0
    first_try_at: datetime | None = None
    claimed_by: UUID | None = None
    claimed_until: datetime | None = None
    ending: CallBackEnding | None = None
    ended_at: datetime | None = None
    contacted: bool | None = None
    resolved: bool | None = None
    satisfaction: int | None = None
    complaints: str = ""

    @classmethod
    def enter(cls, order: Order, rules: Sequence[Rule], at: datetime) -> CallBack:
        """Draw the request's lot. One that is not drawn, or left no number, has ended already."""
        rule = rule_for(order, rules)
        district, street, community = (*ancestors(order.area_code), order.area_code, None, None)[:3]
        made = cls(
            id=id_of(order.id, order.reopenings),
            request_id=order.id,
            round=order.reopenings,
            area_code=order.area_code,
            district=str(district),
            street=street,
            community=community,
            unit_area=order.unit_area,
            department=order.department,
            category=order.category,
            kind=order.kind,
            urgent=order.urgent,
            rule=rule.name,
            share=rule.share,
            draw=draw(order.id, order.reopenings),
            entered_at=at,
            due_at=at,
        )
        if made.draw >= made.share:
            made.end(CallBackEnding.NOT_DRAWN, at)
        elif order.contact_phone is None:
            made.end(CallBackEnding.NO_NUMBER, at)
        return made

    def in_hand_of(self, account: UUID, at: datetime) -> bool:
        """Whether this account has it in hand."""
        return self.claimed_by == account and self.claimed_until is not None and at < self.claimed_until

    def claim(self, account: UUID, at: datetime) -> None:
        """Take it in hand, or keep it longer. Raises `Conflict` when it is over, not due, or in another's hand."""
        self._check_open()
        if self.due_at is not None and at < self.due_at:
            raise Conflict("not_due", f"It is due at {self.due_at.isoformat()}.", "尚未到回访时间。")
        if self.claimed_until is not None and at < self.claimed_until and self.claimed_by != account:
            raise Conflict("in_other_hands", "Someone else is calling.", "其他话务员正在回访。")
        self.claimed_by, self.claimed_until = account, at + IN_HAND
        self.sequence += 1

    def release(self, account: UUID, at: datetime) -> None:
        """Give it back untried. Raises `Conflict` when it is not in this account's hand."""
        self._check_in_hand(account, at)
        self.claimed_by = self.claimed_until = None
        self.sequence += 1

    def record(self, account: UUID, said: RecordCall, at: datetime) -> None:
        """One try was made. It ends with an answer, or with the last try.

        Raises `Conflict` when it is not in this account's hand, `Invalid` naming what the result lacks.
        """
        self._check_in_hand(account, at)
        self.tries += 1
        self.sequence += 1
        self.first_try_at = self.first_try_at or at
        self.claimed_by = self.claimed_until = None
        if said.result is CallResult.REACHED:
            self._rate(said, at)
        elif said.result is not CallResult.NO_ANSWER:
            self.end(CallBackEnding(said.result.value), at)
        elif self.tries >= TRIES:
            self.end(CallBackEnding.NOT_REACHED, at)
        else:
            last = self.first_try_at + SPREAD if self.tries == TRIES - 1 else at
            self.due_at = max(at + PAUSE, last)

    def rate_by_hand(self, ending: CallBackEnding, satisfaction: int, at: datetime) -> None:
        """The citizen was spoken to without the list, and only their rating was taken down."""
        self.tries += 1
        self.sequence += 1
        self.satisfaction = satisfaction
        self.complaints = Complaint.OTHER if ending is CallBackEnding.UNSATISFIED else ""
        self.end(ending, at)

    def end(self, ending: CallBackEnding, at: datetime) -> None:
        """It is over."""
        self.ending, self.ended_at, self.due_at = ending, at, None
        self.claimed_by = self.claimed_until = None

    def told(self) -> CallBackEnded:
        """The event of its end."""
        assert self.ending is not None
        assert self.ended_at is not None
        return CallBackEnded(
            subject=self.id,
            area_code=self.area_code,
            sequence=1,
            occurred_at=self.ended_at,
            request_id=self.request_id,
            category=self.category,
            kind=self.kind,
            unit_area=self.unit_area,
            department=self.department,
            ending=self.ending,
            tries=self.tries,
            round=self.round,
            contacted=self.contacted,
            resolved=self.resolved,
            satisfaction=self.satisfaction,
            complaints=self.said_complaints,
        )

    @property
    def said_complaints(self) -> tuple[Complaint, ...]:
        """What the citizen complains of."""
        return tuple(Complaint(one) for one in self.complaints.split())

    def _rate(self, said: RecordCall, at: datetime) -> None:
        for name in ("contacted", "resolved", "satisfaction"):
            _given(name, getattr(said, name) is not None)
        assert said.satisfaction is not None
        bad = said.satisfaction <= BAD
        if bad:
            _given("complaints", bool(said.complaints))
            _given("comment", bool(said.comment.strip()))
        self.contacted, self.resolved, self.satisfaction = said.contacted, said.resolved, said.satisfaction
        self.complaints = " ".join(sorted(set(said.complaints)))
        self.end(CallBackEnding.UNSATISFIED if bad else CallBackEnding.SATISFIED, at)

    def _check_open(self) -> None:
        if self.ending is not None:
            raise Conflict("call_back_over", "This call-back is over.", "该回访已结束。")

    def _check_in_hand(self, account: UUID, at: datetime) -> None:
        self._check_open()
        if not self.in_hand_of(account, at):
            raise Conflict("not_in_hand", "Claim the call-back first.", "请先领取该回访任务。")


def id_of(request_id: UUID, round_: int) -> UUID:
    """The id of a request's call-back in a round."""
    return uuid5(request_id, f"call-back-{round_}")


def _given(field: str, there: bool) -> None:
    if not there:
        text = "It is needed here. 此处必填。"
        raise Invalid("field_needed", text, "缺少必填项。", {field: [text]})
