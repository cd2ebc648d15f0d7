"""What passing time does to a work order: its clocks warn 预警, are breached 超期, and it climbs 升级."""

from __future__ import annotations

from datetime import datetime

from linli.calendar import Deadline
from linli.contracts.envelope import Event
from linli.contracts.hotline.clocks import Stage
from linli.contracts.hotline.events import RequestBreached, RequestEscalated, RequestRecounted, RequestWarned
from services.hotline.domain.order import Order, Terms


class Watched(Order):
    """The steps that nobody takes: they come with time, and move nothing else."""

    def watch(self, now: datetime, terms: Terms) -> list[Event]:
        """What has come to be by now. Told late (after a standstill, or of an imported past) it is told as one.

        A breach tells more than the warning before it, so that one is left out then.
        """
        before = self.clocks
        self.clocks, reached = before.watch(now, self.unit_area, self._interval(terms), self.calendar)
        told: list[Event] = []
        if Stage.BREACHED in reached:
            told.append(self._caused(RequestBreached, now))
        elif Stage.AT_RISK in reached:
            told.append(self._caused(RequestWarned, now))
        if self.clocks.escalated_to != before.escalated_to:
            told.append(self._caused(RequestEscalated, now))
        return told

    def recount(self, now: datetime) -> Event | None:
        """Count the clocks anew by the present calendar; None when that moves none of their due moments."""
        counted = self.clocks.recount(now, self.calendar)
        if counted is self.clocks:
            return None
        self.clocks, self.settle_due_at = counted, counted.settle.due_at
        return self._caused(RequestRecounted, now)

    def _interval(self, terms: Terms) -> Deadline:
        return terms.escalation_urgent if self.urgent else terms.escalation
