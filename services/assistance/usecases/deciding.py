"""What is decided about applications, and what becomes of aid that is paid: payment, re-checks, changes, appeals."""

from __future__ import annotations

from datetime import datetime, timedelta

from linli.clock import local
from linli.contracts.assistance.applications import (
    ApplicationAction,
    ClockName,
    DecideApplication,
    MoveApplication,
    ProposeChange,
    ProposedChange,
    ReasonApplication,
)
from linli.contracts.assistance.programs import ProgramDefinition
from linli.errors import Invalid
from linli.tasks.usecases import caller_of
from linli.work import Work
from services.assistance.domain.application import Application
from services.assistance.store import applications as store
from services.assistance.store.cases import CASES
from services.assistance.usecases.applications import granted, kept, reckon, to_change

A = ApplicationAction
CHANGES = {ProposedChange.CHANGE: A.CHANGE, ProposedChange.STEP_DOWN: A.STEP_DOWN, ProposedChange.STOP: A.STOP}


def decide_application(work: Work, said: DecideApplication) -> Application:
    """Grant what the program gives by the register now, or refuse (art. 21-22); the case goes with it."""
    action = A.GRANT if said.approve else A.REFUSE
    application, _, times = to_change(work, said, action)
    if said.approve:
        application.amount, application.reckoning = granted(reckon(work, application))
    moved = application.decide(approve=said.approve, reason=said.reason, times=times, at=work.now)
    if application.case_id is not None and (application.amount or not said.approve):
        case = CASES.task_to_change(work.session, application.case_id)
        by, at = caller_of(work), work.now
        amount = application.amount if said.approve else None
        work.emit(case.approve(by, amount, at, said.reason) if amount else case.refuse(by, said.reason, at))
    return kept(work, application, action, moved, said.reason)


def pay_application(work: Work, said: MoveApplication) -> Application:
    """The payer lets the aid be paid, from the month after the decision (art. 22); the re-check falls due (art. 31)."""
    application, program, _ = to_change(work, said, A.PAY)
    moved = application.move(A.PAY, work.now)
    set_recheck(application, program, work.now)
    return kept(work, application, A.PAY, moved, said.note)


def set_recheck(application: Application, program: ProgramDefinition, at: datetime) -> None:
    """When the household is checked again: yearly, or as the program says (art. 31)."""
    if program.recheck_months is not None:
        application.recheck_at = months_after(at, program.recheck_months)
        application.clocks = {**application.clocks, ClockName.RECHECK: application.recheck_at.isoformat()}


def months_after(at: datetime, months: int) -> datetime:
    """The same day so many months later, or the last of a shorter month."""
    here = local(at)
    year, month = divmod(here.month - 1 + months, 12)
    first = here.replace(year=here.year + year, month=month + 1, day=1)
    last = (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return first.replace(day=min(here.day, last.day))


def recheck_application(work: Work, said: ReasonApplication) -> Application:
    """The household was checked again and keeps what it has (art. 31)."""
    application, program, _ = to_change(work, said, A.RECHECK)
    moved = application.move(A.RECHECK, work.now)
    set_recheck(application, program, work.now)
    return kept(work, application, A.RECHECK, moved, said.reason)


def propose_change(work: Work, said: ProposeChange) -> Application:
    """Propose another amount, the step-down period or an end, after notice with the reason (art. 32)."""
    application, _, _ = to_change(work, said, A.PROPOSE)
    moved = application.move(A.PROPOSE, work.now)
    application.proposed = said.change
    return kept(work, application, A.PROPOSE, moved, said.reason)


def decide_change(work: Work, said: DecideApplication) -> Application:
    """What was proposed is done by another, or the aid stays as it is (art. 32, 34)."""
    proposed = _proposed(work, said) if said.approve else None
    action = CHANGES[proposed] if proposed else A.KEEP
    application, program, _ = to_change(work, said, action)
    if not said.reason.strip():
        text = "Give the reason. 请说明理由。"
        raise Invalid("reason_needed", text, "请说明理由。", {"reason": [text]})
    if action is A.CHANGE:
        application.amount, application.reckoning = granted(reckon(work, application))
    moved = application.move(action, work.now)
    if action is A.STEP_DOWN:
        ends = months_after(work.now, program.step_down_months or 1)
        application.clocks = {**application.clocks, ClockName.STEP_DOWN: ends.isoformat()}
    application.proposed = None
    return kept(work, application, action, moved, said.reason)


def _proposed(work: Work, said: DecideApplication) -> ProposedChange | None:
    return store.application_of(work.session, said.id).proposed


def appeal_application(work: Work, said: ReasonApplication) -> Application:
    """The household appeals against a refusal or a stop (art. 38)."""
    application, _, _ = to_change(work, said, A.APPEAL)
    return kept(work, application, A.APPEAL, application.move(A.APPEAL, work.now), said.reason)


def decide_appeal(work: Work, said: DecideApplication) -> Application:
    """An appeal is granted, and the survey begins anew, or the decision stands (art. 38)."""
    action = A.REOPEN if said.approve else A.UPHOLD
    application, _, times = to_change(work, said, action)
    moved = application.move(action, work.now)
    if said.approve:
        application.accepted_at = work.now
        application.run_survey(times, work.now)
        application.start(ClockName.WHOLE, times.whole, work.now)
    return kept(work, application, action, moved, said.reason)
