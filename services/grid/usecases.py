"""What grid does: one function for each command; what all tasks do alike is in `linli.tasks.usecases`."""

from __future__ import annotations

from linli.contracts.grid import AssignCase, GridCaseView, VerifyCase
from linli.contracts.task import ChangeTask
from linli.tasks.usecases import caller_of, task_to_change
from linli.work import Work
from services.grid.domain import GridCase
from services.grid.store import CASES


def assign_case(work: Work, said: AssignCase) -> GridCase:
    """Send one grid worker."""
    case, at = task_to_change(work, said, CASES)
    work.emit(case.assign(said.worker_id, at))
    return case


def handle_case(work: Work, said: ChangeTask) -> GridCase:
    """The matter is reported handled."""
    case, at = task_to_change(work, said, CASES)
    work.emit(case.handle(caller_of(work), at, said.note))
    return case


def verify_case(work: Work, said: VerifyCase) -> GridCase:
    """The matter was looked at on site: done, or to be handled again."""
    case, at = task_to_change(work, said, CASES)
    look = case.verify if said.passed else case.reject
    work.emit(look(caller_of(work), at, said.note))
    return case


def view(case: GridCase) -> GridCaseView:
    """The case as it is shown."""
    return GridCaseView(
        id=case.id,
        version=case.sequence,
        area_code=case.area_code,
        task=case.summary(),
        note=case.note,
        worker_id=case.worker_id,
        rework=case.rework,
    )
