"""Referrals 转办: an application passed on to a department, and what it answers (社会救助暂行办法 art. 4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from uuid import UUID

from linli.contracts.assistance.applications import ApplicationAction
from linli.contracts.assistance.programs import Station
from linli.contracts.assistance.referrals import ReferralAnswer, ReferralMoved, ReferralState
from linli.contracts.terms import zh
from linli.errors import Conflict

S = ReferralState
ACTIONS: Mapping[ReferralAnswer, ApplicationAction] = MappingProxyType(
    {
        ReferralAnswer.TAKE_UP: ApplicationAction.TAKE_UP,
        ReferralAnswer.CONCLUDE: ApplicationAction.CONCLUDE,
        ReferralAnswer.DECLINE: ApplicationAction.DECLINE,
    }
)
"""What each answer does to the application."""
_STATES: Mapping[ReferralAnswer, ReferralState] = MappingProxyType(
    {
        ReferralAnswer.TAKE_UP: S.TAKEN_UP,
        ReferralAnswer.CONCLUDE: S.CONCLUDED,
        ReferralAnswer.DECLINE: S.DECLINED,
    }
)
OPEN = (S.SENT, S.TAKEN_UP)


@dataclass(kw_only=True, eq=False)
class Referral:
    """An application as one department has it; passed on again it is another. `text` is what the department said."""

    id: UUID
    application_id: UUID
    program: str
    department: Station
    area_code: str
    path: str
    sent_at: datetime
    sent_by: UUID
    state: ReferralState = S.SENT
    answered_at: datetime | None = None
    answered_by: UUID | None = None
    text: str = ""
    reference: str = ""
    sequence: int = 0

    def sent(self) -> ReferralMoved:
        """The event of its beginning."""
        return self._moved(self.sent_at)

    def answer(self, said: ReferralAnswer, text: str, reference: str, by: UUID, at: datetime) -> ReferralMoved:
        """The department has answered; raises `Conflict` for what is over, or was taken up before."""
        if self.state not in OPEN or (said is ReferralAnswer.TAKE_UP and self.state is not S.SENT):
            message = f"What is {self.state} cannot be answered so."
            raise Conflict("illegal_transition", message, f"当前转办状态（{zh(self.state)}）不允许该答复。")
        self.state, self.text, self.reference = _STATES[said], text, reference
        self.answered_at, self.answered_by = at, by
        return self._moved(at)

    def lapse(self, at: datetime) -> ReferralMoved:
        """No answer came in time."""
        self.state = S.UNANSWERED
        return self._moved(at)

    def _moved(self, at: datetime) -> ReferralMoved:
        self.sequence += 1
        return ReferralMoved(
            subject=self.id,
            area_code=self.area_code,
            sequence=self.sequence,
            occurred_at=at,
            application_id=self.application_id,
            program=self.program,
            department=self.department,
            state=self.state,
        )
