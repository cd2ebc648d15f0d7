"""What requests' clocks lead to when their time has come."""

from __future__ import annotations

from uuid import UUID

from linli.timers import timer
from linli.work import Work
from services.hotline.service.desk import Desk
from services.hotline.usecases import clocks as usecases


class ClockTimers(Desk):
    """Warnings, breaches and escalations."""

    @timer("request.clock")
    def watch_request(self, subject: UUID, work: Work) -> None:
        """The next moment of a request's clocks has come."""
        usecases.clocks_due(work, subject, self.terms)
