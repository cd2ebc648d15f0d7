"""The three clocks of a request together: they follow its steps, and a breach climbs community → street → district."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol, Self

from linli.areas import parent_of
from linli.calendar import Deadline, WorkingCalendar
from linli.contracts.hotline.clocks import ClockKind, ClockView, Stage
from services.hotline.domain.clocks import STAGES, Clock


class Promised(Protocol):
    """How long each clock of a request is allowed."""

    @property
    def sign(self) -> Deadline: ...
    @property
    def answer(self) -> Deadline: ...
    @property
    def settle(self) -> Deadline: ...


class Progress(Protocol):
    """What the clocks look at in a request: what has happened, and what is so now."""

    dispatches: int
    signed_at: datetime | None
    first_answered_at: datetime | None
    settled_at: datetime | None
    ended_at: datetime | None
    waiting_since: datetime | None
    settle_due_at: datetime


@dataclass(frozen=True)
class Clocks:
    """The clocks of a request, and how high it has climbed. Never changed: each step makes another one.

    `dispatches` is the dispatch that the clock to sign is for. `escalated_to` is the area that must see to it now,
    above the responsible unit, which stays responsible; it climbs again at `climbs_at`.
    """

    sign: Clock
    answer: Clock
    settle: Clock
    dispatches: int = 0
    escalated_to: str | None = None
    climbs_at: datetime | None = None

    @classmethod
    def begin(
        cls, allowed: Promised, at: datetime, calendar: WorkingCalendar, settle_due_at: datetime | None = None
    ) -> Self:
        """Fresh clocks from `at` on; the moment to settle by may be given."""
        if settle_due_at is None:
            settle = Clock.start(ClockKind.SETTLE, allowed.settle, at, calendar)
        else:
            settle = Clock.until(ClockKind.SETTLE, at, settle_due_at)
        return cls(
            Clock.start(ClockKind.SIGN, allowed.sign, at, calendar),
            Clock.start(ClockKind.ANSWER, allowed.answer, at, calendar),
            settle,
        )

    @property
    def all(self) -> tuple[Clock, Clock, Clock]:
        """To sign, to answer, to settle."""
        return self.sign, self.answer, self.settle

    @property
    def stage(self) -> Stage:
        """The furthest that one of them has run, as announced; done late stays so, at the last moment is forgotten."""
        return max(map(_reached, self.all), key=STAGES.index)

    def follow(self, said: Progress, at: datetime, calendar: WorkingCalendar) -> Self:
        """In step with a request after what happened to it at `at`; with nothing changed, the same again.

        A unit that is new to the request has a fresh clock to sign. What was settled, ended or paused and goes on has
        the time back that it stood still. When nothing is late any more, nobody above has to see to it.
        """
        over = said.settled_at or said.ended_at
        sign, settle = self.sign, self.settle.move(said.settle_due_at, at, calendar)
        if said.dispatches != self.dispatches and not said.signed_at:
            sign = sign.restart(at, calendar)
        paused = said.waiting_since is not None
        followed = replace(
            self,
            sign=_follow(sign, said.signed_at or over, paused, at, calendar),
            answer=_follow(self.answer, said.first_answered_at or over, paused, at, calendar),
            settle=_follow(settle, over, paused, at, calendar),
            dispatches=said.dispatches,
        )
        return replace(followed, escalated_to=None) if followed.stage is not Stage.BREACHED else followed

    def recount(self, now: datetime, calendar: WorkingCalendar) -> Self:
        """All three by this calendar; the same again where nothing changes."""
        sign, answer, settle = (one.recount(now, calendar) for one in self.all)
        return self if (sign, answer, settle) == self.all else replace(self, sign=sign, answer=answer, settle=settle)

    def next_moment(self) -> datetime | None:
        """When there is something to announce or to escalate next."""
        moments = [one.next_moment() for one in self.all]
        if any(map(_late, self.all)):
            moments.append(self.climbs_at)
        return min((one for one in moments if one), default=None)

    def watch(
        self, now: datetime, unit_area: str, interval: Deadline, calendar: WorkingCalendar
    ) -> tuple[Self, frozenset[Stage]]:
        """What has come to be by now: the clocks with it announced, and which stages are newly reached.

        Each breach climbs one tier above `unit_area` or where it has climbed to, then one more after each `interval`
        while one that is late still runs, as far as the district; late in the telling, all at once.
        """
        running = [one for one in self.all if not one.held_at]
        reached = [one for one in running if STAGES.index(one.stage(now)) > STAGES.index(one.told)]
        breached = sorted(one.due_at for one in reached if one.stage(now) is Stage.BREACHED)
        sign, answer, settle = (replace(one, told=one.stage(now)) if one in reached else one for one in self.all)
        told = replace(self, sign=sign, answer=answer, settle=settle)
        return told._climb(breached, now, unit_area, interval, calendar), frozenset(one.stage(now) for one in reached)

    def _climb(
        self,
        breached: Iterable[datetime],
        now: datetime,
        unit_area: str,
        interval: Deadline,
        calendar: WorkingCalendar,
    ) -> Self:
        area, climbs_at = min(self.escalated_to or unit_area, unit_area, key=len), self.climbs_at
        for moment in breached:
            area, climbs_at = parent_of(area) or area, interval.due(moment, calendar)
        while any(map(_late, self.all)) and climbs_at and climbs_at <= now and parent_of(area):
            area, climbs_at = parent_of(area) or area, interval.due(climbs_at, calendar)
        escalated_to = area if area != unit_area else self.escalated_to
        return replace(self, escalated_to=escalated_to, climbs_at=climbs_at if parent_of(area) else None)

    def views(self, now: datetime, calendar: WorkingCalendar) -> tuple[ClockView, ...]:
        """As they are shown at this moment."""
        return tuple(one.view(now, calendar) for one in self.all)


def _reached(one: Clock) -> Stage:
    if one.held_at is None:
        return one.told
    stage = one.stage(one.held_at)
    return Stage.ON_TIME if one.stopped_at and stage is Stage.AT_RISK else stage


def _late(one: Clock) -> bool:
    """Whether it was announced as breached and runs on."""
    return one.told is Stage.BREACHED and not one.held_at


def _follow(one: Clock, done_at: datetime | None, paused: bool, at: datetime, calendar: WorkingCalendar) -> Clock:
    if done_at is not None:
        return one.stop(at, calendar)
    if not paused:
        return one.resume(at, calendar)
    return one if one.paused_at else one.resume(at, calendar).pause(at)
