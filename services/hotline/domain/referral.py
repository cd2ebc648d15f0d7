"""A referral 转介 of a request to providers: asked one after the other, each with a clock, until one has done it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from uuid import UUID

from linli.calendar import Deadline, WorkingCalendar
from linli.contracts.hotline.directory import ConvenienceService
from linli.contracts.hotline.referrals import ReferralState
from linli.contracts.terms import zh
from linli.errors import Conflict

TRANSITIONS: Mapping[tuple[ReferralState, str], ReferralState] = MappingProxyType(
    {
        (ReferralState.OFFERED, "accept"): ReferralState.ACCEPTED,
        (ReferralState.OFFERED, "decline"): ReferralState.DECLINED,
        (ReferralState.OFFERED, "expire"): ReferralState.NO_ANSWER,
        (ReferralState.OFFERED, "withdraw"): ReferralState.WITHDRAWN,
        (ReferralState.ACCEPTED, "decline"): ReferralState.DECLINED,
        (ReferralState.ACCEPTED, "finish"): ReferralState.DONE,
        (ReferralState.ACCEPTED, "withdraw"): ReferralState.WITHDRAWN,
    }
)
"""What may become of a referral; after a decline or no answer the next provider, if there is one, is asked at once."""


@dataclass
class Attempt:
    """One provider that was asked."""

    referral_id: UUID
    position: int
    provider_id: UUID
    name: str
    asked_at: datetime
    answered_at: datetime | None = None
    outcome: ReferralState | None = None
    note: str = ""


@dataclass
class Referral:
    """A request's referral for one service. `candidates` are all providers in their order; `position` the one asked."""

    id: UUID
    request_id: UUID
    area_code: str
    service: str
    terms: ConvenienceService
    candidates: list[str]
    state: ReferralState
    started_at: datetime
    position: int = -1
    due_at: datetime | None = None
    result: str | None = None
    stars: int | None = None
    sequence: int = 0

    def ask_next(self, name: str, calendar: WorkingCalendar, at: datetime) -> Attempt:
        """Ask the next provider, whose name this is; its answer is due in the service's time."""
        self.position += 1
        self.state = ReferralState.OFFERED
        self.due_at = Deadline.parse(self.terms.answer_within, field="answer_within").due(at, calendar)
        self.sequence += 1
        return Attempt(self.id, self.position, UUID(self.candidates[self.position]), name, at)

    @property
    def next_provider(self) -> UUID | None:
        """Who is asked after the present one."""
        waiting = self.candidates[self.position + 1 :]
        return UUID(waiting[0]) if waiting else None

    def accept(self, attempt: Attempt, calendar: WorkingCalendar, at: datetime, note: str) -> None:
        """The provider takes it on; the work is due in the service's time."""
        self._move("accept", attempt, at, note)
        attempt.outcome = None
        self.due_at = Deadline.parse(self.terms.done_within, field="done_within").due(at, calendar)

    def decline(self, attempt: Attempt, at: datetime, reason: str) -> None:
        """The provider will not do it, or gives it up."""
        self._move("decline", attempt, at, reason)

    def expire(self, attempt: Attempt, at: datetime) -> bool:
        """The provider's time to answer is over; False when it has answered or the time is not over yet."""
        if self.state is not ReferralState.OFFERED or self.due_at is None or at < self.due_at:
            return False
        self._move("expire", attempt, at, "")
        return True

    def finish(self, attempt: Attempt, at: datetime, result: str) -> None:
        """The provider has done it."""
        self._move("finish", attempt, at, result)
        self.result = result

    def withdraw(self, attempt: Attempt, at: datetime, reason: str) -> None:
        """No provider is needed any more."""
        self._move("withdraw", attempt, at, reason)

    def rate(self, stars: int) -> None:
        """Note the resident's stars; raises `Conflict` for work that is not done or is rated."""
        if self.state is not ReferralState.DONE or self.stars is not None:
            text, zh = "Only work that is done is rated, and once.", "仅可对已完成的服务评价一次。"
            raise Conflict("not_to_be_rated", text, zh)
        self.stars = stars
        self.sequence += 1

    def _move(self, action: str, attempt: Attempt, at: datetime, note: str) -> None:
        if (self.state, action) not in TRANSITIONS:
            raise Conflict(
                "illegal_transition",
                f"A referral that is {self.state} cannot take '{action}'.",
                f"当前状态（{zh(self.state)}）不允许该操作。",
            )
        self.state = TRANSITIONS[self.state, action]
        self.due_at = None
        self.sequence += 1
        attempt.answered_at, attempt.outcome, attempt.note = at, self.state, note
