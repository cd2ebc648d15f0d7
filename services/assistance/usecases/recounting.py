"""What happens to the clocks of applications when the calendar of working days has changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from linli.calendar import WorkingCalendar
from linli.clock import local
from linli.contracts.assistance.programs import ProfileDefinition
from linli.contracts.calendar import CalendarEffect
from linli.work import Work
from services.assistance.domain.application import Application
from services.assistance.store import applications as store
from services.assistance.usecases import programs
from services.assistance.usecases.applications import set_timer


def recount(work: Work, after: UUID | None, limit: int) -> tuple[Sequence[UUID], int]:
    """Count the clocks of applications under way anew by the present calendar, those after the id `after`, by id.

    Which were looked at, none when there are no more, and how many moved.
    """
    work.authorised = True
    found = store.in_procedure_after(work.session, after, limit)
    return found, sum(_recount(work, one) for one in found)


def effect(work: Work, calendar: WorkingCalendar, since: datetime, limit: int) -> CalendarEffect:
    """What would become of applications under way that are due after `since` if their clocks ran by this calendar.

    An application comes earlier or later by its clocks together. `limit` are looked at, at most.
    """
    found = store.in_procedure_after(work.session, None, limit)
    shifts = [_shift(work, store.application_of(work.session, one), calendar) for one in found]
    return CalendarEffect(
        due=store.count_in_procedure(work.session),
        looked=len(found),
        earlier=sum(one < timedelta() for one in shifts),
        later=sum(one > timedelta() for one in shifts),
    )


def _shift(work: Work, application: Application, calendar: WorkingCalendar) -> timedelta:
    times = _times(work, application)
    if times is None:
        return timedelta()
    then = application.counted_by(calendar, store.steps_of(work.session, application.id), times, work.now)
    moments = datetime.fromisoformat
    return sum((moments(then[one]) - moments(due) for one, due in application.clocks.items()), timedelta())


def _times(work: Work, application: Application) -> ProfileDefinition | None:
    """How long its clocks run; None for a program that is no more."""
    here = programs.edition(work, local(application.accepted_at or work.now).date())
    if application.program not in here.programs:
        return None
    return here.clocks_at(application.area_code, here.program(application.program).said.profile)


def _recount(work: Work, application_id: UUID) -> bool:
    application = store.application_of(work.session, application_id, to_change=True)
    times = _times(work, application)
    if times is None:
        return False
    counted = application.recount(store.steps_of(work.session, application_id), times, work.now)
    if counted is None:
        return False
    store.save(work.session, application)
    work.emit(counted)
    set_timer(work, application)
    return True
