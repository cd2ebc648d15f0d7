"""What happens when a clock of an application runs out."""

from __future__ import annotations

from uuid import UUID

from linli.contracts.assistance.applications import ClockName
from linli.work import Work
from services.assistance.store import applications as store
from services.assistance.usecases.advances import owed
from services.assistance.usecases.applications import set_timer
from services.assistance.usecases.referrals import lapse

SILENT = frozenset({ClockName.ANSWER, ClockName.RESULT})
"""The clocks of a department: when one runs out, the application goes back to be passed on again."""


def clock_due(work: Work, application_id: UUID) -> None:
    """A clock has run out: it is told, once for each clock. The end of a posting is no lateness."""
    application = store.application_of(work.session, application_id, to_change=True)
    work.authorised = True
    for name in ClockName:
        due = application.due(name)
        if due is None or not application.told_until < due <= work.now or name is ClockName.POSTING:
            continue
        if name is ClockName.RECOVERY and not owed(work, application):
            continue
        work.emit(application.late(name, work.now))
        if name in SILENT:
            lapse(work, application)
    application.told_until = work.now
    store.save(work.session, application)
    set_timer(work, application)
