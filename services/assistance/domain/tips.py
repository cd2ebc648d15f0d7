"""Tips 举报 about aid: each is checked by two, and who gave a name is told (民发〔2021〕57号 art. 37)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from linli.contracts.assistance.tips import TipAction, TipMoved, TipOutcome, TipState
from linli.contracts.terms import zh
from linli.errors import Conflict

S = TipState


@dataclass(kw_only=True, eq=False)
class Tip:
    """What somebody said of a household, known or not. Name and telephone are sealed; None of who gave none."""

    id: UUID
    area_code: str
    path: str
    about: str
    household_id: UUID | None
    informant_name: str | None
    informant_phone: str | None
    received_at: datetime
    state: TipState = S.RECEIVED
    outcome: TipOutcome | None = None
    sequence: int = 0

    def received(self) -> TipMoved:
        """The event of its beginning."""
        return self._moved(self.received_at)

    def check(self, outcome: TipOutcome, household_id: UUID | None, at: datetime) -> TipMoved:
        """It was checked; raises `Conflict` for one that was before."""
        self._must_be(S.RECEIVED)
        self.state, self.outcome = S.CHECKED, outcome
        self.household_id = self.household_id or household_id
        return self._moved(at)

    def answer(self, at: datetime) -> TipMoved:
        """Who gave a name was told; raises `Conflict` before the check, and where nobody is to be told."""
        if self.informant_name is None:
            text, zh_text = "Nobody gave a name: there is nobody to tell.", "匿名举报，无需反馈。"
            raise Conflict("anonymous", text, zh_text)
        self._must_be(S.CHECKED)
        self.state = S.ANSWERED
        return self._moved(at)

    def _must_be(self, state: TipState) -> None:
        if self.state is not state:
            text = f"What is {self.state} cannot be treated so; it must be {state}."
            raise Conflict("illegal_transition", text, f"当前状态（{zh(self.state)}）不允许该操作。")

    def _moved(self, at: datetime) -> TipMoved:
        self.sequence += 1
        return TipMoved(
            subject=self.id,
            area_code=self.area_code,
            sequence=self.sequence,
            occurred_at=at,
            state=self.state,
            outcome=self.outcome,
        )


@dataclass(kw_only=True, eq=False)
class TipStep:
    """Something that was done about a tip, and by whom; it stays as it is."""

    id: UUID
    tip_id: UUID
    number: int
    action: TipAction
    account_id: UUID
    others: list[str] = field(default_factory=list)
    note: str = ""
    at: datetime
