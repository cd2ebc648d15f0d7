"""The one timer of each request: due when its clocks have something to announce, put anew with each of its steps."""

from __future__ import annotations

from datetime import timedelta

from linli import timers
from linli.calendar import WorkingCalendar
from linli.contracts.hotline.events import RequestEvent
from linli.work import Work
from services.hotline.domain.request import Request
from services.hotline.store import requests as store

SUCCESSION = timedelta(minutes=1)
"""Steps that are recorded from the past come in quick succession: what is long due waits for the rest of them."""


def run_by(calendar: WorkingCalendar) -> None:
    """From now on, let the clocks of all requests in this process run by the installation's calendar."""
    Request.calendar = calendar


def keep_time(work: Work, event: RequestEvent) -> None:
    """Put the request's timer at the next moment of its clocks, or take it away when there is none."""
    moment = store.request_of(work.session, event.subject).clocks.next_moment()
    if moment is None:
        timers.cancel(work.session, "request.clock", event.subject)
        return
    if work.now - event.occurred_at > SUCCESSION:
        moment = max(moment, work.now + SUCCESSION)
    timers.put(work.session, "request.clock", event.subject, moment)
