"""A return call: somebody called and nobody spoke to them; one for each number until it is done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from linli.contracts.envelope import Event
from linli.contracts.hotline.return_calls import (
    ReturnCallClaimed,
    ReturnCallDone,
    ReturnCallDue,
    ReturnCallEvent,
    ReturnCallResult,
    ReturnCallState,
    ReturnCallSummary,
)
from linli.contracts.hotline.telephone import CallDirection
from linli.errors import Conflict
from services.hotline.domain.call import Call

CLAIM = timedelta(minutes=15)
"""How long a claim keeps others away; who calls longer has an answered call, which ends the return call."""


@dataclass
class ReturnCall:
    """Who is to be called back (the number sealed), since when, by when, and who is about to."""

    id: UUID
    area_code: str
    path: str
    district: str
    number: str
    state: ReturnCallState
    first_missed_at: datetime
    last_missed_at: datetime
    due_at: datetime
    calls: int = 0
    attempts: int = 0
    claimed_by: UUID | None = None
    claimed_until: datetime | None = None
    result: ReturnCallResult | None = None
    note: str = ""
    closed_by: UUID | None = None
    closed_at: datetime | None = None
    sequence: int = 0

    @classmethod
    def after(cls, call: Call, minutes: int) -> ReturnCall:
        """The return call of an unanswered call, due so many minutes after its end; `missed` counts the call."""
        assert call.number is not None
        ended = call.ended_at or call.rang_at
        return cls(
            id=uuid4(),
            area_code=call.area_code,
            path=call.path,
            district=call.district,
            number=call.number,
            state=ReturnCallState.DUE,
            first_missed_at=ended,
            last_missed_at=ended,
            due_at=ended + timedelta(minutes=minutes),
        )

    def claimed_at(self, at: datetime) -> bool:
        """Whether somebody keeps others away at that moment."""
        return self.state is ReturnCallState.CLAIMED and self.claimed_until is not None and at < self.claimed_until

    def missed(self, ended_at: datetime, at: datetime) -> Event:
        """They called once more, and nobody spoke to them again."""
        self.calls += 1
        self.last_missed_at = max(self.last_missed_at, ended_at)
        return self._now(ReturnCallDue, at)

    def claim(self, by: UUID, at: datetime) -> Event:
        """Keep others away for a while. Raises `Conflict` when it is done, or somebody else does."""
        self._check_open()
        if self.claimed_at(at) and self.claimed_by != by:
            raise Conflict("claimed", "Another operator is calling back.", "其他话务员正在回拨。")
        self.state, self.claimed_by, self.claimed_until = ReturnCallState.CLAIMED, by, at + CLAIM
        return self._now(ReturnCallClaimed, at)

    def release(self, by: UUID, at: datetime) -> Event:
        """Leave it to others. Raises `Conflict` when it is not one's own."""
        self._check_open()
        if self.claimed_by != by:
            raise Conflict("not_claimed", "You have not claimed it.", "您未领取该回拨任务。")
        self._let_go()
        return self._now(ReturnCallDue, at)

    def tried(self, at: datetime) -> Event:
        """They were called and did not answer: whoever comes next may try again."""
        self.attempts += 1
        self._let_go()
        return self._now(ReturnCallDue, at)

    def spoken(self, call: Call, at: datetime) -> Event | None:
        """The two sides speak on this call: it is done, unless they called in vain after it."""
        if call.answered_at is None or call.answered_at < self.last_missed_at:
            return None
        outgoing = call.direction is CallDirection.OUT
        return self.close(None, ReturnCallResult.REACHED if outgoing else ReturnCallResult.CALLED_AGAIN, "", at)

    def not_missed(self, call: Call, last_missed_at: datetime | None, at: datetime) -> Event:
        """This one of its calls was answered after all, as is reported late; the last of the others was missed then.

        They were spoken to on it, so it is done, unless they called in vain after that.
        """
        self.calls -= 1
        if not self.calls or last_missed_at is None:
            return self.close(None, ReturnCallResult.NOT_NEEDED, "", at)
        self.last_missed_at = last_missed_at
        return self.spoken(call, at) or self._now(ReturnCallDue, at)

    def close(self, by: UUID | None, result: ReturnCallResult, note: str, at: datetime) -> Event:
        """End it; `by` nobody when a call did. Raises `Conflict` when it is done, or another operator is at it."""
        self._check_open()
        if by is not None and self.claimed_at(at) and self.claimed_by != by:
            raise Conflict("claimed", "Another operator is calling back.", "其他话务员正在回拨。")
        self.state, self.result, self.note = ReturnCallState.DONE, result, note
        self.closed_by, self.closed_at = by, at
        return self._now(ReturnCallDone, at)

    def _let_go(self) -> None:
        self.state, self.claimed_by, self.claimed_until = ReturnCallState.DUE, None, None

    def _check_open(self) -> None:
        if self.state is ReturnCallState.DONE:
            raise Conflict("return_call_done", "This return call is done.", "该回拨任务已完成。")

    def _now(self, event: type[ReturnCallEvent], at: datetime) -> Event:
        self.sequence += 1
        summary = ReturnCallSummary(
            state=self.state, calls=self.calls, attempts=self.attempts, due_at=self.due_at, outcome=self.result
        )
        return event(
            subject=self.id, area_code=self.area_code, sequence=self.sequence, occurred_at=at, return_call=summary
        )
