"""What happens when a request's timer is due, and when the calendar of working days has changed."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from linli import timers
from linli.work import Work
from services.hotline.domain.request import Terms
from services.hotline.store import requests as store
from services.hotline.usecases.history import tell


def clocks_due(work: Work, request_id: UUID, terms: Terms) -> None:
    """Tell what has come to be; where nothing has (the moment has moved on), wait for the next."""
    request = store.request_to_change(work.session, request_id)
    told = request.watch(work.now, terms)
    if told:
        tell(work, *told)
    elif moment := request.clocks.next_moment():
        timers.put(work.session, "request.clock", request_id, moment)


def recount(work: Work, after: UUID | None, limit: int) -> tuple[Sequence[UUID], int]:
    """Count the due moments of open requests anew by the present calendar, those after the id `after`, by id.

    Which were looked at, none when there are no more, and how many moved.
    """
    found = store.due_after(work.session, work.now, after, limit)
    return found, sum(_recount(work, one) for one in found)


def _recount(work: Work, request_id: UUID) -> bool:
    request = store.request_to_change(work.session, request_id)
    counted = request.recount(work.now)
    if counted is None:
        return False
    tell(work, counted)
    return True
