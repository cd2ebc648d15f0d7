"""What happens to the clocks of applications when the calendar of working days has changed."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from linli.clock import local
from linli.work import Work
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


def _recount(work: Work, application_id: UUID) -> bool:
    application = store.application_of(work.session, application_id, to_change=True)
    here = programs.edition(work, local(application.accepted_at or work.now).date())
    if application.program not in here.programs:
        return False
    times = here.clocks_at(application.area_code, here.program(application.program).said.profile)
    counted = application.recount(store.steps_of(work.session, application_id), times, work.now)
    if counted is None:
        return False
    store.save(work.session, application)
    work.emit(counted)
    set_timer(work, application)
    return True
