"""One clock of a request: the time it is allowed, when that is up, and how pausing gives the waiting time back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Self

from linli.calendar import Deadline, WorkingCalendar
from linli.contracts.hotline.clocks import ClockKind, ClockView, Measure, Stage

UNUSED_AT_WARNING = 0.2
"""The share of a clock's time that is left when it warns: at 80 %."""
_NOTHING = timedelta()
STAGES = tuple(Stage)


def elapsed(measure: Measure, a: datetime, b: datetime, calendar: WorkingCalendar) -> timedelta:
    """The time of this measure from `a` to `b`; negative when `b` is the earlier."""
    return b - a if measure is Measure.CALENDAR else calendar.working_time_between(a, b)


def after(measure: Measure, start: datetime, amount: timedelta, calendar: WorkingCalendar) -> datetime:
    """The moment by which `amount` of this measure has passed since `start`.

    Working days are working time of so many hours, and keep their rule that a day which is over at its closing hour is
    due at the next opening: so a clock of 5 days that was paused runs on by the hour and ends as any of 5 days does.
    """
    if measure is Measure.CALENDAR:
        return start + amount
    due = calendar.add_working_time(start, amount)
    return calendar.next_working_moment(due) if measure is Measure.WORKING_DAYS else due


def before(measure: Measure, due: datetime, amount: timedelta, calendar: WorkingCalendar) -> datetime:
    """The earliest moment from which no more than `amount` of this measure is left to `due`."""
    return due - amount if measure is Measure.CALENDAR else calendar.subtract_working_time(due, amount)


@dataclass(frozen=True)
class Clock:
    """A clock of a request. It runs from `started_at` unless it is paused or stopped; `told` is the stage announced.

    `due_at` was counted at `counted_at` from the time that was `left` then; where it was set, these are None. Never
    changed: what happens to it makes another one.
    """

    kind: ClockKind
    measure: Measure
    allowed: timedelta
    started_at: datetime
    warning_at: datetime
    due_at: datetime
    paused_at: datetime | None = None
    stopped_at: datetime | None = None
    told: Stage = Stage.ON_TIME
    counted_at: datetime | None = None
    left: timedelta | None = None

    @classmethod
    def start(cls, kind: ClockKind, deadline: Deadline, at: datetime, calendar: WorkingCalendar) -> Self:
        """A clock that begins at `at`; its first due moment is the deadline's own."""
        if isinstance(deadline.amount, int):
            measure, allowed = Measure.WORKING_DAYS, deadline.amount * calendar.hours.length
        else:
            measure, allowed = Measure.WORKING if deadline.working else Measure.CALENDAR, deadline.amount
        return cls._from(kind, measure, allowed, at, calendar)

    @classmethod
    def until(cls, kind: ClockKind, at: datetime, due_at: datetime) -> Self:
        """A clock whose due moment was given, not counted: it runs in calendar time."""
        warning_at = due_at - UNUSED_AT_WARNING * (due_at - at)
        return cls(kind, Measure.CALENDAR, due_at - at, at, warning_at, due_at)

    @classmethod
    def _from(
        cls, kind: ClockKind, measure: Measure, allowed: timedelta, at: datetime, calendar: WorkingCalendar
    ) -> Self:
        due_at = after(measure, at, allowed, calendar)
        warning_at = before(measure, due_at, UNUSED_AT_WARNING * allowed, calendar)
        return cls(kind, measure, allowed, at, warning_at, due_at, counted_at=at, left=allowed)

    @property
    def held_at(self) -> datetime | None:
        """Since when it stands still; None while it runs."""
        return self.stopped_at or self.paused_at

    def restart(self, at: datetime, calendar: WorkingCalendar) -> Self:
        """A fresh clock with the same time allowed."""
        return self._from(self.kind, self.measure, self.allowed, at, calendar)

    def pause(self, at: datetime) -> Self:
        """It stands still from `at` on, if it runs."""
        return self if self.held_at else replace(self, paused_at=at)

    def resume(self, at: datetime, calendar: WorkingCalendar) -> Self:
        """It runs on with exactly the time that was left when it was paused (or stopped, when that is taken back).

        What was past due by then stays so.
        """
        if self.held_at is None:
            return self
        running = replace(self, paused_at=None, stopped_at=None)
        if self.held_at > self.due_at:
            return running
        left = elapsed(self.measure, self.held_at, self.due_at, calendar)
        due_at = after(self.measure, at, left, calendar)
        return replace(running._due(due_at, calendar), counted_at=at, left=left)

    def stop(self, at: datetime, calendar: WorkingCalendar) -> Self:
        """What it counts down to has happened; a paused one is given its waiting time back first."""
        return self if self.stopped_at else replace(self.resume(at, calendar), stopped_at=at)

    def move(self, due_at: datetime, at: datetime, calendar: WorkingCalendar) -> Self:
        """Another due moment is set at `at`: an extension 延期 allows more time, supervision 督办 less.

        A warning that was given is given again when there is time again.
        """
        if due_at == self.due_at:
            return self
        more = elapsed(self.measure, self.due_at, due_at, calendar)
        allowed = max(self.allowed + more, _NOTHING)
        moved = replace(self, allowed=allowed, counted_at=None, left=None)._due(due_at, calendar)
        return replace(moved, told=min(moved.told, moved.stage(at), key=STAGES.index))

    def recount(self, now: datetime, calendar: WorkingCalendar) -> Self:
        """Its due moment by this calendar, where that was counted (not set) in working time and is still to come.

        The same again where nothing changes, and where the calendar's due moment would have passed already: nobody is
        made late by a notice.
        """
        if self.counted_at is None or self.left is None or self.stopped_at or now >= self.due_at:
            return self
        due_at = after(self.measure, self.counted_at, self.left, calendar)
        if due_at == self.due_at or due_at <= now:
            return self
        counted = self._due(due_at, calendar)
        return replace(counted, told=min(counted.told, counted.stage(now), key=STAGES.index))

    def _due(self, due_at: datetime, calendar: WorkingCalendar) -> Self:
        warning_at = before(self.measure, due_at, UNUSED_AT_WARNING * self.allowed, calendar)
        return replace(self, due_at=due_at, warning_at=warning_at)

    def stage(self, now: datetime) -> Stage:
        """How far it has run by now; one that stands still, by then."""
        moment = self.held_at or now
        if moment > self.due_at:
            return Stage.BREACHED
        return Stage.AT_RISK if moment >= self.warning_at else Stage.ON_TIME

    def next_moment(self) -> datetime | None:
        """When there is something to announce next; None while it stands still, and when all is said."""
        if self.held_at or self.told is Stage.BREACHED:
            return None
        late = self.due_at + timedelta.resolution
        return min(self.warning_at, late) if self.told is Stage.ON_TIME else late

    def used(self, now: datetime, calendar: WorkingCalendar) -> float:
        """The share of its time that is used by now: 1.0 is all of it, more is late."""
        if not self.allowed:
            return 1.0
        return 1 - elapsed(self.measure, self.held_at or now, self.due_at, calendar) / self.allowed

    def view(self, now: datetime, calendar: WorkingCalendar) -> ClockView:
        """As it is shown at this moment."""
        return ClockView(
            kind=self.kind,
            measure=self.measure,
            allowed_hours=round(self.allowed / timedelta(hours=1), 2),
            started_at=self.started_at,
            warning_at=self.warning_at,
            due_at=self.due_at,
            paused_at=self.paused_at,
            stopped_at=self.stopped_at,
            stage=self.stage(now),
            used=round(self.used(now, calendar), 4),
            provisional=self.measure is not Measure.CALENDAR and calendar.is_provisional(self.due_at),
        )
