"""What requests' clocks lead to when their time has come, and how far the calendar they run by reaches."""

from __future__ import annotations

from uuid import UUID

from linli import observe
from linli.clock import local, now
from linli.jobs import every
from linli.timers import timer
from linli.work import Work
from services.hotline.service.desk import Desk
from services.hotline.usecases import clocks as usecases

FEW_DAYS = 60
"""Less than this is told: longer deadlines than that are rare, and the notice of the next year comes in November."""


class ClockTimers(Desk):
    """Warnings, breaches and escalations."""

    @timer("request.clock")
    def watch_request(self, subject: UUID, work: Work) -> None:
        """The next moment of a request's clocks has come."""
        usecases.clocks_due(work, subject, self.terms)

    @every(3600.0)
    def measure_calendar(self) -> None:
        """Tell for how many days to come it is published which of them are worked, and warn when they are few."""
        days = (self.calendar.known_until - local(now()).date()).days
        observe.CALENDAR_DAYS.set(days)
        if days < FEW_DAYS:
            observe.log.warning("calendar ends soon", known_until=str(self.calendar.known_until), days=days)
