"""Work for those who are aided: who seeks it, what they were offered, and the rule of three refusals in a row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from types import MappingProxyType
from uuid import UUID

from linli.contracts.assistance.employment import (
    EmploymentMeasure,
    FoundWork,
    OfferOutcome,
    RefusedThrice,
    SeekerEvent,
    SeekerState,
)
from linli.contracts.envelope import Event
from linli.contracts.terms import zh
from linli.errors import Conflict, Invalid

THRICE = 3
"""Refusals in a row after which the own share is reduced or stopped (社会救助暂行办法 art. 45)."""
FEN = Decimal("0.01")
MOVES: Mapping[SeekerState, frozenset[SeekerState]] = MappingProxyType(
    {
        SeekerState.SEEKING: frozenset({SeekerState.LEFT}),
        SeekerState.WORKING: frozenset({SeekerState.SEEKING, SeekerState.LEFT}),
        SeekerState.LEFT: frozenset({SeekerState.SEEKING}),
    }
)
"""What may become of a seeker besides taking an offer."""


@dataclass(kw_only=True, eq=False)
class Seeker:
    """A member able to work who has none. `refusals` are those in a row; a just reason neither counts nor breaks it."""

    id: UUID
    person_id: UUID
    area_code: str
    path: str
    registered_at: datetime
    state: SeekerState = SeekerState.SEEKING
    refusals: int = 0
    share_stopped_at: datetime | None = None
    sequence: int = 1

    @property
    def refused_thrice(self) -> bool:
        """Whether the own share is in question."""
        return self.refusals >= THRICE

    def must_seek(self) -> None:
        """Raises `Conflict` for who does not look for work."""
        if self.state is not SeekerState.SEEKING:
            state = zh(self.state)
            raise Conflict("not_seeking", f"This seeker is {self.state}.", f"该求职者当前状态为{state}。")

    def answer(self, outcome: OfferOutcome, household_id: UUID | None, at: datetime) -> Event | None:
        """Take in the answer to an offer (社会救助暂行办法 art. 45); the event of the third refusal, or of work."""
        self.sequence += 1
        if outcome is OfferOutcome.ACCEPTED:
            self.state, self.refusals = SeekerState.WORKING, 0
            return self._told(FoundWork, household_id, at)
        if outcome is OfferOutcome.REFUSED:
            self.refusals += 1
            if self.refusals == THRICE:
                return self._told(RefusedThrice, household_id, at)
        return None

    def become(self, state: SeekerState) -> None:
        """Work was lost, or is looked for no more, or again; raises `Conflict`."""
        if state not in MOVES[self.state]:
            text = f"Who is {self.state} cannot become {state}."
            raise Conflict("illegal_transition", text, f"当前状态（{zh(self.state)}）不允许该操作。")
        self.state = state
        self.sequence += 1

    def absorb(self, other: Seeker) -> None:
        """Two entries of one person: the longer row of refusals counts, and a share that was stopped stays so."""
        self.refusals = max(self.refusals, other.refusals)
        self.share_stopped_at = self.share_stopped_at or other.share_stopped_at
        other.state, other.share_stopped_at = SeekerState.LEFT, None
        self.sequence += 1
        other.sequence += 1

    def _told(self, kind: type[SeekerEvent], household_id: UUID | None, at: datetime) -> Event:
        return kind(
            subject=self.id,
            area_code=self.area_code,
            sequence=self.sequence,
            occurred_at=at,
            household_id=household_id,
        )


@dataclass(kw_only=True, eq=False)
class WorkOffer:
    """A place that was offered, why it suits, and what was answered."""

    id: UUID
    seeker_id: UUID
    employer: str
    post: str
    suits: str
    offered_at: datetime
    offered_by: UUID
    outcome: OfferOutcome = OfferOutcome.OPEN
    reason: str = ""
    answered_at: datetime | None = None
    answered_by: UUID | None = None
    sequence: int = 1

    def answer(self, outcome: OfferOutcome, reason: str, by: UUID, at: datetime) -> None:
        """Note the answer, once; a no needs its reason."""
        if self.outcome is not OfferOutcome.OPEN:
            raise Conflict("already_answered", "This offer was answered before.", "该岗位已有答复。")
        if outcome is OfferOutcome.OPEN:
            text = "Say accepted, refused or excused. 请填写 accepted、refused 或 excused。"
            raise Invalid("no_answer", text, "请填写答复结果。", {"outcome": [text]})
        if outcome is not OfferOutcome.ACCEPTED and not reason.strip():
            text = "Give the reason in their words. 请说明拒绝理由。"
            raise Invalid("reason_needed", text, "请说明拒绝理由。", {"reason": [text]})
        self.outcome, self.reason, self.answered_by, self.answered_at = outcome, reason, by, at
        self.sequence += 1


@dataclass(kw_only=True, eq=False)
class Measure:
    """A measure that was given, which stays as it is."""

    id: UUID
    seeker_id: UUID
    measure: EmploymentMeasure
    note: str
    given_at: datetime
    given_by: UUID


def without_shares(amount: Decimal, size: int, stopped: int) -> tuple[Decimal, tuple[str, str]]:
    """What a household gets while the own shares of some members are stopped (art. 45), and how that came about.

    A share is the amount divided by the members, so that the others keep theirs; half a fen is rounded up once, at the
    end.
    """
    left = max(size - stopped, 0)
    kept = (amount * left / size).quantize(FEN, ROUND_HALF_UP) if size else amount
    return kept, (
        f"连续三次拒绝就业的成员{stopped}人停发本人份额（暂行办法第45条）：{amount} × {left} ÷ {size} = {kept}",
        f"own share of {stopped} member(s) who refused work three times (art. 45): {amount} × {left} ÷ {size} = {kept}",
    )
