"""Greeting calls 问候电话: who is called when, and how a missed answer climbs from neighbour to hotline."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from uuid import UUID

from linli.contracts.terms import zh
from linli.contracts.volunteer.greetings import (
    GreetingAlarmed,
    GreetingAnswered,
    GreetingClosed,
    GreetingDue,
    GreetingEvent,
    GreetingLevel,
    GreetingMeans,
    GreetingResult,
    GreetingState,
    GreetingSummary,
    PauseReason,
)
from linli.errors import Conflict, Invalid

ANSWERED_WITHIN = timedelta(minutes=5)
"""So long after a call is due the alarm is raised, if nobody has answered: time for a second try."""
CLIMBS_AFTER = timedelta(minutes=10)
"""So long one has to look before the next is alarmed."""
LEVELS = (GreetingLevel.NEIGHBOUR, GreetingLevel.GRID_WORKER, GreetingLevel.HOTLINE)


def next_moment(call_at: str, days: str, after: datetime, zone: tzinfo) -> datetime:
    """The first moment after `after`, in UTC, that has this time of day on one of these weekdays."""
    at, today = time.fromisoformat(call_at), after.astimezone(zone).date()
    moments = (datetime.combine(today + timedelta(days=number), at, zone) for number in range(9))
    return next(one for one in moments if str(one.isoweekday()) in days and one > after).astimezone(UTC)


@dataclass(eq=False)
class Greeted:
    """Somebody who is called; name and telephone are sealed by who keeps it. `sequence` is the version."""

    id: UUID
    area_code: str
    path: str
    name: str
    phone: str
    call_at: str
    days: str
    neighbour_id: UUID | None
    note: str
    listed_at: datetime
    next_at: datetime | None = None
    paused_for: PauseReason | None = None
    paused_until: date | None = None
    ended_at: datetime | None = None
    sequence: int = 1

    def change(self, call_at: str, days: str, neighbour_id: UUID | None, note: str) -> None:
        """Call at other times."""
        self._must_be_listed()
        self.call_at, self.days, self.neighbour_id, self.note = call_at, days, neighbour_id, note
        self.sequence += 1

    def pause(self, reason: PauseReason, until: date | None, today: date) -> None:
        """Call no more until before a day; raises `Invalid` for one that is past."""
        self._must_be_listed()
        if until is not None and until <= today:
            text, zh_text = "Give a day after today.", "请填写今天之后的日期。"
            raise Invalid("pause_is_past", text, zh_text, {"until": [f"{text} {zh_text}"]})
        self.paused_for, self.paused_until = reason, until
        self.sequence += 1

    def resume(self) -> None:
        """Call again; raises `Conflict` where that is not paused."""
        self._must_be_listed()
        if self.paused_for is None:
            raise Conflict("not_paused", "The calls are not paused.", "问候电话未暂停。")
        self.paused_for = self.paused_until = None
        self.sequence += 1

    def end(self, at: datetime, reason: str) -> None:
        """Take them off the list."""
        self._must_be_listed()
        self.ended_at, self.note, self.next_at = at, reason, None
        self.sequence += 1

    def is_called_on(self, day: date) -> bool:
        """Whether they are called that day; a pause that is over is forgotten."""
        if self.ended_at is not None:
            return False
        if self.paused_until is not None and day >= self.paused_until:
            self.paused_for = self.paused_until = None
            self.sequence += 1
        return self.paused_for is None

    def _must_be_listed(self) -> None:
        if self.ended_at is not None:
            raise Conflict("not_listed", "They are on the list no more.", "已不在问候名单。")


@dataclass(eq=False)
class GreetingCall:
    """One call, from when it is due until it is known that all is well. `sequence` counts its events."""

    id: UUID
    greeted_id: UUID
    neighbour_id: UUID | None
    area_code: str
    path: str
    due_at: datetime
    alarm_due_at: datetime
    state: GreetingState = GreetingState.DUE
    tries: int = 0
    dialled_at: datetime | None = None
    dialled_by: UUID | None = None
    result: GreetingResult | None = None
    means: GreetingMeans | None = None
    recorded_by: UUID | None = None
    level: GreetingLevel | None = None
    alarmed_at: datetime | None = None
    climbs_at: datetime | None = None
    closed_at: datetime | None = None
    note: str = ""
    sequence: int = 0

    @classmethod
    def begin(
        cls, call_id: UUID, greeted: Greeted, due_at: datetime, at: datetime
    ) -> tuple[GreetingCall, GreetingEvent]:
        """They are to be called. The time to answer runs from `at`, when it is told: `due_at` or a little later."""
        where = (greeted.id, greeted.neighbour_id, greeted.area_code, greeted.path)
        made = cls(call_id, *where, due_at, at + ANSWERED_WITHIN)
        return made, made._caused(GreetingDue, at)

    def dial(self, by: UUID, at: datetime) -> None:
        """Somebody takes the number to call it."""
        self._must_be_open()
        self.tries += 1
        self.dialled_by, self.dialled_at = by, at

    def record(
        self, result: GreetingResult, means: GreetingMeans, note: str, by: UUID | None, at: datetime
    ) -> GreetingEvent | None:
        """What came of calling or looking: well ends it, help goes to the hotline at once, else the clock runs on."""
        self._must_be_open()
        self.result, self.means, self.note, self.recorded_by = result, means, note or self.note, by
        if result is GreetingResult.WELL:
            answered = self.state is GreetingState.DUE
            self.state = GreetingState.ANSWERED if answered else GreetingState.CLOSED
            self.closed_at, self.climbs_at = at, None
            return self._caused(GreetingAnswered if answered else GreetingClosed, at)
        if result is GreetingResult.HELP and self.level is not GreetingLevel.HOTLINE:
            return self._alarm(GreetingLevel.HOTLINE, at)
        return None

    def alarm(self, at: datetime) -> GreetingEvent | None:
        """Nobody answered in time; the first who is to look is the neighbour, where there is one."""
        if self.state is not GreetingState.DUE:
            return None
        return self._alarm(GreetingLevel.NEIGHBOUR if self.neighbour_id else GreetingLevel.GRID_WORKER, at)

    def climb(self, at: datetime) -> GreetingEvent | None:
        """Nobody looked in time: the next is alarmed; above the hotline there is nobody."""
        if self.state is not GreetingState.ALARMED or self.level in (None, GreetingLevel.HOTLINE):
            return None
        return self._alarm(LEVELS[LEVELS.index(self.level) + 1], at)

    def _alarm(self, level: GreetingLevel, at: datetime) -> GreetingEvent:
        self.state, self.level = GreetingState.ALARMED, level
        self.alarmed_at = self.alarmed_at or at
        self.climbs_at = None if level is GreetingLevel.HOTLINE else at + CLIMBS_AFTER
        return self._caused(GreetingAlarmed, at)

    def _must_be_open(self) -> None:
        if self.state not in (GreetingState.DUE, GreetingState.ALARMED):
            raise Conflict(
                "greeting_over",
                f"The call is {self.state}: nothing is open.",
                f"该问候电话已结束（{zh(self.state)}）。",
            )

    def _caused(self, kind: type[GreetingEvent], at: datetime) -> GreetingEvent:
        self.sequence += 1
        summary = GreetingSummary(
            greeted_id=self.greeted_id,
            state=self.state,
            due_at=self.due_at,
            level=self.level,
            neighbour_id=self.neighbour_id,
        )
        return kind(subject=self.id, area_code=self.area_code, sequence=self.sequence, occurred_at=at, greeting=summary)
