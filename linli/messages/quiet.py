"""Do-not-disturb hours: when a message may go out that is not urgent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from linli.clock import LOCAL


@dataclass(frozen=True)
class QuietHours:
    """From `start` up to `end` on the clocks of Asia/Shanghai, over midnight where the end is the earlier; equal: none.

    Times without a zone.
    """

    start: time
    end: time

    def holds(self, moment: datetime) -> bool:
        """Whether nobody may be disturbed at this moment."""
        clock = moment.astimezone(LOCAL).time()
        if self.start <= self.end:
            return self.start <= clock < self.end
        return clock >= self.start or clock < self.end

    def next_allowed(self, moment: datetime) -> datetime:
        """The moment itself, or where it is a quiet one the end of those hours; aware, in UTC."""
        if not self.holds(moment):
            return moment.astimezone(UTC)
        local = moment.astimezone(LOCAL)
        day = local.date() if local.time() < self.end else local.date() + timedelta(days=1)
        return datetime.combine(day, self.end, LOCAL).astimezone(UTC)


NEVER_QUIET = QuietHours(time(0), time(0))
NIGHT = QuietHours(time(22), time(8))


def quiet_hours_from(written: str) -> QuietHours:
    """The hours written as `22:00-08:00`, or `none`; raises ValueError for any other text."""
    if written == "none":
        return NEVER_QUIET
    start, dash, end = written.partition("-")
    if not dash:
        raise ValueError(written)
    return QuietHours(_clock(start), _clock(end))


def _clock(written: str) -> time:
    hour, _, minute = written.partition(":")
    if not (hour.isascii() and hour.isdigit() and minute.isascii() and minute.isdigit() and len(minute) == 2):
        raise ValueError(written)
    return time(int(hour), int(minute))
