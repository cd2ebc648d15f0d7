"""The calendar in a service: what administrators said of working days is kept, followed, and deadlines counted anew."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy.exc import DBAPIError

from linli import observe, timers
from linli.calendar import WorkingCalendar, provisional_calendar
from linli.calendar_store import keep_rules, rules_in_force, version_in_force
from linli.calls import call
from linli.clock import LOCAL
from linli.context import Context
from linli.contracts.calendar import CalendarChanged, CalendarEffect, PreviewCalendar
from linli.db import Asked
from linli.events import on
from linli.identity import Role
from linli.jobs import every
from linli.timers import timer
from linli.work import Work

FOLLOWED_EVERY = 2.0
"""Seconds after which each process of a service knows a calendar that another has kept."""
SETTLING = timedelta(seconds=5)
"""What began before every process knew the new calendar is counted anew with the rest."""
BATCH = 50
"""How many are counted anew in one transaction."""
LOOKED_AT = 500
"""How many a preview looks at, so that it takes about a second."""
_FIRST = UUID(int=0)
_RECOUNT = "calendar.recount"
_ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})


class RunsByCalendar(ABC):
    """The part of a service whose deadlines run by working days; the service says how they are set and counted."""

    def __init__(self, context: Context) -> None:
        self._of, self._file = context.database, context.settings.calendar
        self._calendar, self._sequence = provisional_calendar(self._file), 0
        self.run_by(self._calendar)
        try:
            self.follow_calendar()
        except DBAPIError as error:
            observe.log.warning("calendar not read yet", error=type(error).__name__)

    @abstractmethod
    def run_by(self, calendar: WorkingCalendar) -> None:
        """From now on, count by this calendar in this process."""

    @abstractmethod
    def recount(self, work: Work, after: UUID | None, limit: int) -> tuple[Sequence[UUID], int]:
        """Count anew what is under way, those after the id `after`: which were looked at, and how many moved."""

    @abstractmethod
    def effect(self, work: Work, calendar: WorkingCalendar, since: datetime, limit: int) -> CalendarEffect:
        """What would become of deadlines after `since` by this calendar, by a look at `limit` of them at most."""

    @every(FOLLOWED_EVERY)
    def follow_calendar(self) -> None:
        """Run by what was kept last, also by another process."""
        with self._of.peeking() as session:
            self._follow(session)

    def _follow(self, session: Asked) -> None:
        if version_in_force(session) > self._sequence:
            self._sequence, rules = rules_in_force(session)
            self._calendar = provisional_calendar(self._file, rules)
            self.run_by(self._calendar)

    @on(CalendarChanged)
    def keep_calendar(self, event: CalendarChanged, work: Work) -> None:
        """An administrator has set working days: soon all that is under way is counted anew."""
        if keep_rules(work.session, event.sequence, event.rules, event.occurred_at):
            timers.put(work.session, _RECOUNT, _FIRST, work.now + SETTLING)

    @timer(_RECOUNT)
    def recount_deadlines(self, subject: UUID, work: Work) -> None:
        """Count some anew, and the rest at once thereafter; `subject` is the last that was looked at before."""
        self._follow(work.session)
        found, moved = self.recount(work, None if subject == _FIRST else subject, BATCH)
        if moved:
            observe.log.info("deadlines counted anew", looked=len(found), moved=moved)
        if found:
            timers.put(work.session, _RECOUNT, found[-1], work.now)

    @call(PreviewCalendar, CalendarEffect, roles=_ADMINISTRATORS, changes=False)
    def preview_calendar(self, said: PreviewCalendar, work: Work) -> CalendarEffect:
        """What would become of deadlines if the installation said this of working days; nothing is changed."""
        work.authorise(said.area_code, "area", "区域")
        then = provisional_calendar(self._file, said.rules)
        first = self._calendar.first_difference(then)
        if first is None:
            return CalendarEffect(due=0, looked=0, earlier=0, later=0)
        return self.effect(work, then, _begin(first), LOOKED_AT)


def _begin(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=LOCAL)
