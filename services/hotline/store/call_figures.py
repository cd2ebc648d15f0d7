"""Every question that the figures of the telephone ask of calls and agents, each within a window of time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session

from linli.contracts.hotline.telephone import CallDirection, CallOutcome
from services.hotline.domain.agent import AgentSpell
from services.hotline.domain.call_figures import QUICK, Tally
from services.hotline.store.calls import within
from services.hotline.tables.calls import CALL
from services.hotline.tables.telephone import AGENT_SPELL

_CALL = CALL.c
_OUT_OF_COUNT = (CallOutcome.REJECTED, CallOutcome.FORWARDED)


@dataclass(frozen=True)
class Window:
    """Which calls: those of an area (or one line of it) that rang after `since`, as they stood `at` a later moment."""

    area_code: str
    since: datetime
    at: datetime
    line_id: UUID | None = None

    def offered(self) -> ColumnElement[bool]:
        """Calls in that were answered or had ended by then, neither rejected nor forwarded."""
        line = [] if self.line_id is None else [_CALL.line_id == self.line_id]
        return and_(
            within([self.area_code]),
            _CALL.rang_at > self.since,
            _CALL.rang_at <= self.at,
            _CALL.direction == CallDirection.IN,
            _CALL.outcome.not_in(_OUT_OF_COUNT),
            or_(_CALL.answered_at <= self.at, _CALL.ended_at <= self.at),
            *line,
        )

    def connected(self) -> ColumnElement[bool]:
        """Those of them that were answered by then."""
        return and_(_CALL.answered_at.is_not(None), _CALL.answered_at <= self.at)


def tallies(session: Session, window: Window) -> list[Tally]:
    """The calls of the window by queue and hour of the day."""
    connected = window.connected()
    quick = and_(connected, _CALL.seconds_to_answer <= QUICK)
    columns = (
        func.count(),
        _how_many(connected),
        _how_many(quick),
        _how_many(_CALL.outcome == CallOutcome.ABANDONED),
        _how_many(_CALL.outcome == CallOutcome.MISSED),
        func.coalesce(func.sum(case((connected, _CALL.seconds_to_answer))), 0.0),
    )
    wanted = select(_CALL.queue, _CALL.rang_hour, *columns).where(window.offered())
    return [Tally(*row) for row in session.execute(wanted.group_by(_CALL.queue, _CALL.rang_hour))]


def _how_many(which: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((which, 1), else_=0)), 0)


def seconds_at(session: Session, window: Window, place: int) -> float | None:
    """The seconds to the answer of the connected call that has this place, from 0, in their order."""
    wanted = select(_CALL.seconds_to_answer).where(window.offered(), window.connected())
    return session.scalar(wanted.order_by(_CALL.seconds_to_answer).offset(place).limit(1))


def spells(session: Session, district: str, agents: Sequence[UUID], window: Window) -> Sequence[AgentSpell]:
    """What these agents of a district did in the window, as far as it is over."""
    wanted = select(AgentSpell).where(
        AGENT_SPELL.c.district == district,
        AGENT_SPELL.c.until > window.since,
        AGENT_SPELL.c.since < window.at,
        AGENT_SPELL.c.agent_id.in_(agents),
    )
    return session.scalars(wanted).all()


def districts(session: Session) -> list[str]:
    """The districts that ever had a call; each is looked for behind the one before, which the index answers at once."""
    found: list[str] = []
    while True:
        following = session.scalar(
            select(func.min(_CALL.district)).where(_CALL.district > (found[-1] if found else ""))
        )
        if following is None:
            return found
        found.append(following)
