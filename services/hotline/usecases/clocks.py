"""What happens when a request's timer is due, and when the calendar of working days has changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from linli import timers
from linli.calendar import WorkingCalendar
from linli.contracts.calendar import CalendarEffect
from linli.work import Work
from services.hotline.domain.request import Request, Terms
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


def effect(work: Work, calendar: WorkingCalendar, since: datetime, limit: int) -> CalendarEffect:
    """What would become of open requests that are due after `since` if their clocks ran by this calendar.

    A request comes earlier or later by its three due moments together. `limit` are looked at, at most.
    """
    moment = max(since, work.now)
    found = store.due_after(work.session, moment, None, limit)
    moved = [_shift(store.request_of(work.session, one), work.now, calendar) for one in found]
    return CalendarEffect(
        due=store.count_due_after(work.session, moment),
        looked=len(found),
        earlier=sum(one < timedelta() for one in moved),
        later=sum(one > timedelta() for one in moved),
    )


def _shift(request: Request, now: datetime, calendar: WorkingCalendar) -> timedelta:
    then = request.clocks.recount(now, calendar)
    pairs = zip(request.clocks.all, then.all, strict=True)
    return sum((new.due_at - old.due_at for old, new in pairs), timedelta())


def _recount(work: Work, request_id: UUID) -> bool:
    request = store.request_to_change(work.session, request_id)
    counted = request.recount(work.now)
    if counted is None:
        return False
    tell(work, counted)
    return True
