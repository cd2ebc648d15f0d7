"""An engagement 志愿者参与: a place in a task offered to a volunteer, taken or not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta, timezone
from decimal import Decimal
from types import MappingProxyType
from typing import Any
from uuid import UUID

from linli.contracts.terms import zh
from linli.contracts.volunteer.attendance import Issue, Proof
from linli.contracts.volunteer.engagements import (
    EngagementAccepted,
    EngagementEnded,
    EngagementEvent,
    EngagementMoved,
    EngagementNear,
    EngagementOffered,
    EngagementState,
)
from linli.contracts.volunteer.own import OwnAction
from linli.errors import Conflict, Forbidden
from services.volunteer.domain.tasks import VolunteerTask

State = EngagementState
TRANSITIONS = MappingProxyType(
    {
        (State.OFFERED, "accept"): State.ACCEPTED,
        (State.OFFERED, "decline"): State.DECLINED,
        (State.OFFERED, "expire"): State.EXPIRED,
        (State.OFFERED, "withdraw"): State.WITHDRAWN,
        (State.ACCEPTED, "decline"): State.CANCELLED,
        (State.ACCEPTED, "withdraw"): State.WITHDRAWN,
        (State.OFFERED, "move"): State.OFFERED,
        (State.ACCEPTED, "move"): State.OFFERED,
    }
)
"""What may be done in which state; who took a place may still say that they cannot come (志愿服务条例 art. 22)."""
HOLDING = frozenset({State.OFFERED, State.ACCEPTED, State.PRESENT})
"""In these states an engagement takes its volunteer's time."""
EARLIEST = timedelta(hours=1)
"""One may check in so long before it begins; the hours count from its beginning."""
FILLING = frozenset({State.ACCEPTED, State.PRESENT, State.SERVED})
"""In these states it fills a place."""
LONGEST_OFFER, SHORTEST_OFFER, URGENT_OFFER = timedelta(hours=4), timedelta(minutes=10), timedelta(minutes=10)
CHINA = timezone(timedelta(hours=8))
NIGHT_BEGINS, NIGHT_ENDS = time(22), time(8)
REMINDED, REMINDED_LATE = timedelta(days=1), timedelta(hours=2)


@dataclass(eq=False)
class Engagement:
    """A volunteer's part in a task. `why_zh` and `why_en` say why they were chosen; `overruled`: against a rule.

    From `arrived_at` on it is what is known of their attendance; `reported_at`: since when it stands on the report.
    """

    id: UUID
    task_id: UUID
    volunteer_id: UUID
    area_code: str
    role: str
    state: EngagementState
    starts_at: datetime
    ends_at: datetime
    offered_at: datetime
    band: int
    by_hand: bool = False
    overruled: bool = False
    offered_by: UUID | None = None
    expires_at: datetime | None = None
    answered_at: datetime | None = None
    beneficiary_id: UUID | None = None
    note: str = ""
    why_zh: str = ""
    why_en: str = ""
    arrived_at: datetime | None = None
    arrived_by: Proof | None = None
    left_at: datetime | None = None
    left_by: Proof | None = None
    hours: Decimal | None = None
    issue: Issue | None = None
    reported_at: datetime | None = None
    recorded_by: UUID | None = None
    disputed_by: UUID | None = None
    disputed_hours: Decimal | None = None
    dispute: str = ""
    decision: str = ""
    entry_id: UUID | None = None
    sequence: int = 0

    @classmethod
    def offer(
        cls, engagement_id: UUID, task: VolunteerTask, volunteer_id: UUID, role: str, at: datetime, band: int
    ) -> tuple[Engagement, EngagementEvent]:
        """Offer a place; it may be answered until `expires_at`, and never after the task has begun."""
        plan = task.planned()
        made = cls(
            engagement_id, task.id, volunteer_id, task.area_code, role, State.OFFERED, plan.starts_at, plan.ends_at, at,
            band, expires_at=expiry_of(at, plan.starts_at, plan.urgent), beneficiary_id=plan.beneficiary_id,
        )  # fmt: skip
        return made, made._caused(EngagementOffered, at)

    def accept(self, at: datetime) -> EngagementEvent:
        """The volunteer takes the place; raises `Conflict` after the offer has run out."""
        if self.state is State.OFFERED and self.expires_at is not None and at > self.expires_at:
            raise Conflict("offer_expired", "The offer has run out.", "邀约已过期。")
        return self._step("accept", EngagementAccepted, at)

    def decline(self, at: datetime, note: str) -> EngagementEvent:
        """The volunteer will not, or cannot come after all."""
        return self._step("decline", EngagementEnded, at, note)

    def expire(self, at: datetime) -> EngagementEvent | None:
        """Nobody answered in time; nothing where it was answered."""
        return self._step("expire", EngagementEnded, at) if self.state is State.OFFERED else None

    def withdraw(self, at: datetime, note: str = "") -> EngagementEvent:
        """It is not offered any more."""
        return self._step("withdraw", EngagementEnded, at, note)

    def move(self, starts_at: datetime, ends_at: datetime, at: datetime, urgent: bool) -> EngagementEvent:
        """The task has another time: they are asked anew, for whoever took the one took no other (art. 25)."""
        event = self._step("move", EngagementMoved, at)
        self.starts_at, self.ends_at, self.answered_at = starts_at, ends_at, None
        self.expires_at = expiry_of(at, starts_at, urgent)
        return event

    def near(self, at: datetime) -> EngagementEvent | None:
        """It begins soon; None where they are not expected any more."""
        return self._caused(EngagementNear, at) if self.state is State.ACCEPTED and at < self.starts_at else None

    @property
    def reminder_at(self) -> datetime:
        """When to remind of it: a day before, or two hours before what was taken later than that."""
        taken = self.answered_at or self.offered_at
        day = self.starts_at - REMINDED
        return day if day > taken else self.starts_at - REMINDED_LATE

    @property
    def holds(self) -> bool:
        """Whether it takes its volunteer's time."""
        return self.state in HOLDING

    def only_by(self, account_id: UUID, owner: UUID | None) -> None:
        """Raises `Forbidden` unless the account is the volunteer's: nobody answers for another."""
        if owner != account_id:
            raise Forbidden(
                "offered_to_another",
                "Only the volunteer it is offered to, or a coordinator, may answer the offer.",
                "仅受邀志愿者本人或协调员可以回应。",
            )

    def _step(self, action: str, event: type[EngagementEvent], at: datetime, note: str = "") -> EngagementEvent:
        after = TRANSITIONS.get((self.state, action))
        if after is None:
            raise Conflict(
                "illegal_transition",
                f"An engagement that is {self.state} cannot take '{action}'.",
                f"当前状态（{zh(self.state)}）不允许该操作。",
            )
        self.state, self.answered_at = after, at
        self.note = note or self.note
        return self._caused(event, at)

    def tell(self, event: type[EngagementEvent], at: datetime, **more: Any) -> EngagementEvent:
        """The event of a step that was taken with it."""
        return self._caused(event, at, **more)

    def _caused(self, event: type[EngagementEvent], at: datetime, **more: Any) -> EngagementEvent:
        self.sequence += 1
        return event(
            subject=self.id,
            area_code=self.area_code,
            sequence=self.sequence,
            occurred_at=at,
            task_id=self.task_id,
            volunteer_id=self.volunteer_id,
            role=self.role,
            state=self.state,
            **more,
        )


def actions(one: Engagement, at: datetime) -> tuple[OwnAction, ...]:
    """What its volunteer may do with it at a moment."""
    runs_out = one.expires_at or one.starts_at
    found = {
        OwnAction.ACCEPT: one.state is State.OFFERED and at <= runs_out,
        OwnAction.DECLINE: one.state in (State.OFFERED, State.ACCEPTED),
        OwnAction.CHECK_IN: one.state is State.ACCEPTED and one.starts_at - EARLIEST <= at <= one.ends_at,
        OwnAction.CHECK_OUT: one.state is State.PRESENT,
        OwnAction.DISPUTE: one.state in (State.SERVED, State.MISSED) and one.disputed_hours is None,
    }
    return tuple(action for action, may in found.items() if may)


def expiry_of(at: datetime, starts_at: datetime, urgent: bool) -> datetime:
    """A quarter of the time that is left, from ten minutes to four hours; ten minutes when urgent.

    At night nobody is told of what is not urgent: the time to answer runs from the morning, and ends no later than the
    task begins.
    """
    if urgent:
        return at + URGENT_OFFER
    told = min(_morning(at), starts_at)
    wanted = min(max((starts_at - told) / 4, SHORTEST_OFFER), LONGEST_OFFER)
    return told + wanted if told == at else min(told + wanted, max(starts_at, at + SHORTEST_OFFER))


def _morning(at: datetime) -> datetime:
    """The moment itself by day, else the end of the night."""
    there = at.astimezone(CHINA)
    if NIGHT_ENDS <= there.time() < NIGHT_BEGINS:
        return at
    day = there.date() + timedelta(days=there.time() >= NIGHT_BEGINS)
    return datetime.combine(day, NIGHT_ENDS, CHINA).astimezone(at.tzinfo)
