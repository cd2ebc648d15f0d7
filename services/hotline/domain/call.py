"""A telephone call: what was reported of it, in whatever order, and the one record that follows from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from types import MappingProxyType
from typing import Any
from uuid import UUID, uuid5

from linli.areas import covers, path_of
from linli.calendar import LOCAL
from linli.contracts.envelope import Event
from linli.contracts.hotline.telephone import (
    CallAnswered,
    CallDirection,
    CallEnded,
    CallEvent,
    CallOutcome,
    CallRinging,
    CallSign,
    CallState,
    CallSummary,
)

UNANSWERED: Mapping[str, CallOutcome] = MappingProxyType(
    {"cancel": CallOutcome.ABANDONED, "forwarded": CallOutcome.FORWARDED}
)
"""What a call in came to that nobody answered, by the cause of its end (Zammad's generic CTI); all others: missed."""
TOLD: Mapping[CallState, type[CallEvent]] = MappingProxyType(
    {CallState.RINGING: CallRinging, CallState.ON_CALL: CallAnswered, CallState.ENDED: CallEnded}
)


class CallTurn(Enum):
    """What a report changed for those who wait for the caller, or for whom the caller waits."""

    MISSED = auto()
    NOT_MISSED = auto()
    SPOKEN = auto()
    IN_VAIN = auto()


def call_id_for(line_id: UUID, call_ref: str) -> UUID:
    """The id of the call that a line's telephone system calls so, the same at every report."""
    return uuid5(line_id, call_ref)


@dataclass
class CallFact:
    """What was reported of a call once: the first report of each sign counts."""

    call_id: UUID
    sign: CallSign
    at: datetime
    direction: CallDirection
    own_number: str
    number: str | None = None
    queue: str | None = None
    extension: str | None = None
    agent_id: UUID | None = None
    cause: str | None = None
    recording_url: str | None = None
    rejected: bool = False


@dataclass
class Call:
    """One call, as its facts have it: `learn` makes it of them, so their order does not matter.

    `number` is the other side's, sealed; None for one who withheld it. `rang_hour` is the hour of the day here.
    """

    id: UUID
    line_id: UUID
    call_ref: str
    area_code: str
    path: str
    district: str
    direction: CallDirection
    own_number: str
    rang_at: datetime
    rang_hour: int
    state: CallState
    number: str | None = None
    queue: str | None = None
    extension: str | None = None
    agent_id: UUID | None = None
    outcome: CallOutcome | None = None
    answered_at: datetime | None = None
    ended_at: datetime | None = None
    seconds_to_answer: float | None = None
    cause: str | None = None
    recording_url: str | None = None
    sequence: int = 0

    @classmethod
    def first(cls, line_id: UUID, call_ref: str, area_code: str, fact: CallFact) -> Call:
        """The call of which this is the first report."""
        path = path_of(area_code)
        return cls(
            id=fact.call_id,
            line_id=line_id,
            call_ref=call_ref,
            area_code=area_code,
            path=path,
            district=path.partition("/")[0],
            direction=fact.direction,
            own_number=fact.own_number,
            rang_at=fact.at,
            rang_hour=fact.at.astimezone(LOCAL).hour,
            state=CallState.RINGING,
        )

    @property
    def unanswered(self) -> bool:
        """Whether somebody called and nobody spoke to them: they are to be called back."""
        return self.outcome in (CallOutcome.MISSED, CallOutcome.ABANDONED)

    @property
    def spoken(self) -> bool:
        """Whether the two sides spoke, whoever called."""
        return self.answered_at is not None

    def reaches(self, area_code: str) -> bool:
        """Whether its line is for this area."""
        return covers(self.area_code, area_code)

    def turn(self, before: Call, sign: CallSign) -> CallTurn | None:
        """What the report of this sign turned, if anything: the call as it was before, against what it is now."""
        if self.unanswered != before.unanswered:
            return CallTurn.MISSED if self.unanswered else CallTurn.NOT_MISSED
        if self.spoken and not before.spoken:
            return CallTurn.SPOKEN
        in_vain = self.direction is CallDirection.OUT and sign is CallSign.HANGUP and not self.spoken
        return CallTurn.IN_VAIN if in_vain else None

    def learn(self, facts: Sequence[CallFact]) -> Event:
        """Take everything that was reported so far; the event says where the call stands now."""
        told = {fact.sign: fact for fact in facts}
        in_order = [told[sign] for sign in CallSign if sign in told]
        self.direction = in_order[0].direction
        self.number = _first(in_order, lambda fact: fact.number)
        self.own_number = _first(in_order, lambda fact: fact.own_number) or ""
        self.queue = _first(in_order, lambda fact: fact.queue)
        self.recording_url = _first(in_order, lambda fact: fact.recording_url)
        self._learn_who(told)
        self._learn_when(told)
        self.outcome = self._outcome(told)
        self.sequence += 1
        return self._event(max(fact.at for fact in facts))

    def _learn_who(self, told: Mapping[CallSign, CallFact]) -> None:
        """Who answered; of a call out, who made it. A call in that rings at many belongs to none of them yet."""
        signs = [CallSign.ANSWER, CallSign.HANGUP]
        if self.direction is CallDirection.OUT:
            signs = [CallSign.NEW_CALL, *signs]
        known = [told[sign] for sign in signs if sign in told]
        self.extension = _first(known, lambda fact: fact.extension)
        self.agent_id = _first(known, lambda fact: fact.agent_id)

    def _learn_when(self, told: Mapping[CallSign, CallFact]) -> None:
        """The moments in their natural order, even when the reports came otherwise."""
        new, answer, hangup = (told.get(sign) for sign in CallSign)
        rejected = new is not None and new.rejected and answer is None
        self.rang_at = min(fact.at for fact in told.values())
        self.rang_hour = self.rang_at.astimezone(LOCAL).hour
        self.ended_at = hangup.at if hangup else self.rang_at if rejected else None
        self.answered_at = min(answer.at, self.ended_at or answer.at) if answer else None
        self.seconds_to_answer = (self.answered_at - self.rang_at).total_seconds() if self.answered_at else None
        self.cause = hangup.cause if hangup else None
        open_state = CallState.ON_CALL if answer else CallState.RINGING
        self.state = CallState.ENDED if self.ended_at else open_state

    def _outcome(self, told: Mapping[CallSign, CallFact]) -> CallOutcome | None:
        new = told.get(CallSign.NEW_CALL)
        if self.direction is CallDirection.OUT:
            return CallOutcome.OUTGOING
        if self.answered_at:
            return CallOutcome.ANSWERED
        if new is not None and new.rejected:
            return CallOutcome.REJECTED
        return UNANSWERED.get(self.cause or "", CallOutcome.MISSED) if self.ended_at else None

    def _event(self, at: datetime) -> Event:
        return TOLD[self.state](
            subject=self.id, area_code=self.area_code, sequence=self.sequence, occurred_at=at, call=self.summary()
        )

    def summary(self) -> CallSummary:
        """Where the call stands, without anything personal."""
        return CallSummary(
            direction=self.direction,
            state=self.state,
            rang_at=self.rang_at,
            outcome=self.outcome,
            queue=self.queue,
            agent_id=self.agent_id,
            answered_at=self.answered_at,
            ended_at=self.ended_at,
        )


def _first(facts: Sequence[CallFact], of: Callable[[CallFact], Any]) -> Any:
    """The first of the facts' values that is known."""
    return next((value for value in map(of, facts) if value), None)
