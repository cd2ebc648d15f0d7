"""Aid cases: one function for each command; what all tasks do alike is in `linli.tasks.usecases`."""

from __future__ import annotations

from linli.contracts.assistance.cases import AidCaseView, DecideCase, SurveyCase
from linli.contracts.task import ChangeTask
from linli.errors import Invalid
from linli.tasks.usecases import caller_of, task_to_change
from linli.work import Work
from services.assistance.domain.case import AidCase
from services.assistance.store.cases import CASES


def accept_case(work: Work, said: ChangeTask) -> AidCase:
    """The papers are complete."""
    case, at = task_to_change(work, said, CASES)
    work.emit(case.accept(caller_of(work), at, said.note))
    return case


def survey_case(work: Work, said: SurveyCase) -> AidCase:
    """The household was surveyed."""
    case, at = task_to_change(work, said, CASES)
    work.emit(case.survey(caller_of(work), said.investigators, at, said.note))
    return case


def decide_case(work: Work, said: DecideCase) -> AidCase:
    """Approve, or refuse with the reason; a refusal that names an amount contradicts itself."""
    case, at = task_to_change(work, said, CASES)
    if said.approve:
        work.emit(case.approve(caller_of(work), said.amount, at, said.note))
    elif said.amount:
        text = "A refusal has no amount. 不予批准时不得填写金额。"
        raise Invalid("refusal_with_amount", text, "不予批准时不得填写金额。", {"amount": [text]})
    else:
        work.emit(case.refuse(caller_of(work), said.note, at))
    return case


def view(case: AidCase) -> AidCaseView:
    """The case as it is shown."""
    return AidCaseView(
        id=case.id,
        version=case.sequence,
        area_code=case.area_code,
        task=case.summary(),
        note=case.note,
        amount=case.amount,
        investigators=case.investigators,
    )
