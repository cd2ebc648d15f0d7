"""Referrals 转办: an application passed on to a department, and what it answers (社会救助暂行办法 art. 4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from uuid import UUID

from linli.contracts.assistance.applications import ApplicationAction
from linli.contracts.assistance.programs import Station
from linli.contracts.assistance.referrals import AidReferralAnswer, AidReferralMoved, AidReferralState
from linli.contracts.terms import zh
from linli.errors import Conflict

S = AidReferralState
ACTIONS: Mapping[AidReferralAnswer, ApplicationAction] = MappingProxyType(
    {
        AidReferralAnswer.TAKE_UP: ApplicationAction.TAKE_UP,
        AidReferralAnswer.CONCLUDE: ApplicationAction.CONCLUDE,
        AidReferralAnswer.DECLINE: ApplicationAction.DECLINE,
    }
)
"""What each answer does to the application."""
_STATES: Mapping[AidReferralAnswer, AidReferralState] = MappingProxyType(
    {
        AidReferralAnswer.TAKE_UP: S.TAKEN_UP,
        AidReferralAnswer.CONCLUDE: S.CONCLUDED,
        AidReferralAnswer.DECLINE: S.DECLINED,
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
    state: AidReferralState = S.SENT
    answered_at: datetime | None = None
    answered_by: UUID | None = None
    text: str = ""
    reference: str = ""
    sequence: int = 0

    def sent(self) -> AidReferralMoved:
        """The event of its beginning."""
        return self._moved(self.sent_at)

    def answer(self, said: AidReferralAnswer, text: str, reference: str, by: UUID, at: datetime) -> AidReferralMoved:
        """The department has answered; raises `Conflict` for what is over, or was taken up before."""
        if self.state not in OPEN or (said is AidReferralAnswer.TAKE_UP and self.state is not S.SENT):
            message = f"What is {self.state} cannot be answered so."
            raise Conflict("illegal_transition", message, f"当前转办状态（{zh(self.state)}）不允许该答复。")
        self.state, self.text, self.reference = _STATES[said], text, reference
        self.answered_at, self.answered_by = at, by
        return self._moved(at)

    def lapse(self, at: datetime) -> AidReferralMoved:
        """No answer came in time."""
        self.state = S.UNANSWERED
        return self._moved(at)

    def _moved(self, at: datetime) -> AidReferralMoved:
        self.sequence += 1
        return AidReferralMoved(
            subject=self.id,
            area_code=self.area_code,
            sequence=self.sequence,
            occurred_at=at,
            application_id=self.application_id,
            program=self.program,
            department=self.department,
            state=self.state,
        )
