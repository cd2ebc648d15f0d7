"""The aid case 救助个案: its states, the table of transitions, four eyes. Methods return the event they cause."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from types import MappingProxyType
from typing import ClassVar
from uuid import UUID

from linli.contracts.assistance.cases import (
    AidState,
    CaseAccepted,
    CaseCancelled,
    CaseDecided,
    CaseOpened,
    CaseSurveyed,
)
from linli.contracts.hotline.words import TaskService
from linli.contracts.task import TaskEvent
from linli.errors import Forbidden, Invalid
from linli.tasks.aggregate import Task, Transitions

TRANSITIONS: Transitions = MappingProxyType(
    {
        (AidState.RECEIVED, "accept"): AidState.ACCEPTED,
        (AidState.RECEIVED, "cancel"): AidState.CANCELLED,
        (AidState.ACCEPTED, "survey"): AidState.SURVEYED,
        (AidState.ACCEPTED, "cancel"): AidState.CANCELLED,
        (AidState.SURVEYED, "approve"): AidState.APPROVED,
        (AidState.SURVEYED, "refuse"): AidState.REFUSED,
        (AidState.SURVEYED, "cancel"): AidState.CANCELLED,
    }
)
"""Nobody is aided without acceptance, survey and decision (民发〔2021〕57号 art. 28)."""


@dataclass(kw_only=True, eq=False)
class AidCase(Task):
    """One household's case. `amount` is yuan a month; the accounts are kept for four eyes."""

    service = TaskService.ASSISTANCE
    transitions: ClassVar[Transitions] = TRANSITIONS
    first = AidState.RECEIVED
    opened = CaseOpened
    cancelled = CaseCancelled

    amount: Decimal | None = None
    investigators: tuple[UUID, ...] = ()
    accepted_by: UUID | None = None
    surveyed_by: UUID | None = None
    decided_by: UUID | None = None

    def accept(self, by: UUID, at: datetime, note: str = "") -> TaskEvent:
        """The papers are complete 受理; what is missing is to be told all at once (民发〔2021〕57号 art. 10)."""
        accepted = self._step("accept", CaseAccepted, at, note)
        self.accepted_by = by
        return accepted

    def survey(self, by: UUID, investigators: Sequence[UUID], at: datetime, note: str = "") -> TaskEvent:
        """The household was surveyed 入户调查 by at least two different people (民发〔2021〕57号 art. 15)."""
        different = tuple(dict.fromkeys(investigators))
        if len(different) < 2:
            text = "Name at least two different investigators. 入户调查须由两名以上不同人员进行。"
            raise Invalid("two_investigators", text, "入户调查须由两名以上人员进行。", {"investigators": [text]})
        surveyed = self._step("survey", CaseSurveyed, at, note)
        self.investigators, self.surveyed_by = different, by
        return surveyed

    def approve(self, by: UUID, amount: Decimal, at: datetime, note: str = "") -> TaskEvent:
        """Grant `amount` yuan a month (民发〔2021〕57号 art. 22, 23), more than nothing and in whole fen 分."""
        self._four_eyes(by)
        if amount <= 0 or amount % Decimal("0.01"):
            text = "Give an amount above 0 with at most two decimals. 请填写大于0、最多两位小数的金额。"
            raise Invalid("amount_needed", text, "批准须填写救助金额。", {"amount": [text]})
        approved = self._step("approve", CaseDecided, at, note, outcome="approved")
        self.amount, self.decided_by = amount.quantize(Decimal("0.01")), by
        return approved

    def refuse(self, by: UUID, reason: str, at: datetime) -> TaskEvent:
        """Refuse with the reason, which the household gets in writing (民发〔2021〕57号 art. 22)."""
        self._four_eyes(by)
        if not reason.strip():
            text = "Give the reason for refusing. 请说明不予批准的理由。"
            raise Invalid("reason_needed", text, "不予批准须说明理由。", {"note": [text]})
        refused = self._step("refuse", CaseDecided, at, reason, outcome="refused")
        self.decided_by = by
        return refused

    def _four_eyes(self, by: UUID) -> None:
        """Who prepared the case does not decide it: preparer and approver are different people."""
        if by in {*self.investigators, self.accepted_by, self.surveyed_by}:
            raise Forbidden(
                "four_eyes",
                "You prepared or surveyed this case; someone else must decide it.",
                "受理或调查人员不得审批同一个案，请由他人审批。",
            )
