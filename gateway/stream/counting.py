"""Counts the requests of the areas that screens show, once for all screens, as soon as something there has changed."""

from __future__ import annotations

import time

from gateway.projections import store
from gateway.stream.hub import Counted, Hub
from linli.clock import now
from linli.db import Database
from linli.jobs import Job

EVERY = 0.3
"""Seconds between two rounds, however much changes."""
IDLE = 5.0
"""Seconds between two looks where nobody says that anything has changed: for what could not be counted before."""


class Counting:
    """Tells a hub's screens how many requests are open, closed and late in their areas."""

    def __init__(self, hub: Hub, database: Database) -> None:
        self._hub, self._database = hub, database
        self._last = 0.0

    def job(self) -> Job:
        """The work, for the process's loops."""
        return Job("stream.counts", self.step, IDLE, wake=self._hub.moved)

    def step(self) -> None:
        """One round: each area that is shown and has changed is counted and told; what failed is left for the next."""
        moved = self._hub.take_moved()
        if not moved:
            return
        try:
            time.sleep(max(0.0, self._last + EVERY - time.monotonic()))
            moved |= self._hub.take_moved()
            with self._database.peeking() as session:
                for area in sorted(moved):
                    found = store.figures(session, area, now())
                    self._hub.tell_counts(Counted(area, found.open, found.closed, found.late))
                    moved.discard(area)
        finally:
            self._hub.put_back(moved)
            self._last = time.monotonic()
