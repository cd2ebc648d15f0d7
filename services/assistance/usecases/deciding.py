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
from linli.contracts.assistance.entitlements import EndReason
from linli.contracts.assistance.programs import ProgramDefinition
from linli.errors import Conflict, Invalid
from linli.tasks.usecases import caller_of
from linli.work import Work
from services.assistance.domain.application import Application
from services.assistance.domain.entitlements import month_of
from services.assistance.store import applications as store
from services.assistance.store.cases import CASES
from services.assistance.usecases import programs
from services.assistance.usecases.advances import borne_out, not_borne_out
from services.assistance.usecases.applications import granted, kept, to_change
from services.assistance.usecases.chains import refuse_department
from services.assistance.usecases.employment import restore_shares, stop_shares
from services.assistance.usecases.granting import change_amount, end_aid, entitle_household
from services.assistance.usecases.households import able_to_work

A = ApplicationAction
CHANGES = {
    ProposedChange.CHANGE: A.CHANGE,
    ProposedChange.OWN_SHARE: A.CHANGE,
    ProposedChange.STEP_DOWN: A.STEP_DOWN,
    ProposedChange.STOP: A.STOP,
}


def decide_application(work: Work, said: DecideApplication) -> Application:
    """Grant what the program gives by the register now, or refuse (art. 21-22); the case goes with it."""
    action = A.GRANT if said.approve else A.REFUSE
    application, program, times = to_change(work, said, action)
    if said.approve:
        application.amount, application.reckoning = granted(work, application)
        borne_out(application, program)
    moved = application.decide(approve=said.approve, reason=said.reason, times=times, at=work.now)
    if not said.approve:
        not_borne_out(work, application, said.advance, times)
    if application.case_id is not None and (application.amount or not said.approve):
        case = CASES.task_to_change(work.session, application.case_id)
        by, at = caller_of(work), work.now
        amount = application.amount if said.approve else None
        work.emit(case.approve(by, amount, at, said.reason) if amount else case.refuse(by, said.reason, at))
    return kept(work, application, action, moved, said.reason)


def deliver_refusal(work: Work, said: ReasonApplication) -> Application:
    """The household has the refusal with its reasons in writing (art. 22); it can still appeal."""
    application, _, _ = to_change(work, said, A.DELIVER)
    return kept(work, application, A.DELIVER, application.move(A.DELIVER, work.now), said.reason)


def pay_application(work: Work, said: MoveApplication) -> Application:
    """The payer lets the aid be paid, from the month after the decision (art. 22): the household is entitled to it.

    The re-check falls due (art. 31). Raises `Conflict` (`payee_missing`).
    """
    application, program, _ = to_change(work, said, A.PAY)
    refuse_department(work, application)
    moved = application.move(A.PAY, work.now)
    entitle_household(work, application, program, application.decided_at)
    set_recheck(work, application, program)
    return kept(work, application, A.PAY, moved, said.note)


def set_recheck(work: Work, application: Application, program: ProgramDefinition) -> None:
    """When the household is checked again: yearly, or half-yearly where a member is able to work (art. 31)."""
    if program.recheck_months is not None:
        months = program.recheck_months
        if program.recheck_unstable_months is not None and able_to_work(work, application.household_id):
            months = program.recheck_unstable_months
        application.recheck_at = months_after(work.now, months)
        application.clocks = {**application.clocks, ClockName.RECHECK: application.recheck_at.isoformat()}


def months_after(at: datetime, months: int) -> datetime:
    """The same day so many months later, or the last of a shorter month."""
    here = local(at)
    year, month = divmod(here.month - 1 + months, 12)
    first = here.replace(year=here.year + year, month=month + 1, day=1)
    last = (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return first.replace(day=min(here.day, last.day))


def recheck_application(work: Work, said: ReasonApplication) -> Application:
    """The household was checked again and keeps what it has (art. 31).

    Raises `Conflict` (`does_not_qualify`, `amount_differs`) where the register gives something else now: that is for
    two to change.
    """
    application, program, _ = to_change(work, said, A.RECHECK)
    amount, _ = granted(work, application)
    if amount != application.amount:
        text = f"By the register it is {amount} now, not {application.amount}: propose a change (art. 32)."
        zh = f"按现有信息应为 {amount}，与现发 {application.amount} 不符，请提出调整（第32条）。"
        raise Conflict("amount_differs", text, zh)
    moved = application.move(A.RECHECK, work.now)
    set_recheck(work, application, program)
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
        restore_shares(work, application.household_id)
        if proposed is ProposedChange.OWN_SHARE:
            stop_shares(work, application.household_id, program)
        application.amount, application.reckoning = granted(work, application)
    moved = application.keep(work.now) if action is A.KEEP else application.move(action, work.now)
    _carry_out(work, application, action, program, said.reason)
    application.proposed = None
    return kept(work, application, action, moved, said.reason)


def _carry_out(work: Work, application: Application, action: A, program: ProgramDefinition, reason: str) -> None:
    """Have what the household is entitled to follow the decision: another amount, a last month, or an end."""
    if action is A.CHANGE:
        application.clocks = {name: due for name, due in application.clocks.items() if name != ClockName.STEP_DOWN}
        change_amount(work, application, program, reason)
    elif action is A.STEP_DOWN:
        ends = months_after(work.now, program.step_down_months or 1)
        application.clocks = {**application.clocks, ClockName.STEP_DOWN: ends.isoformat()}
        end_aid(work, application, month_of(local(ends).date()), EndReason.STEP_DOWN, reason)
    elif action is A.STOP:
        end_aid(work, application, month_of(local(work.now).date()), EndReason.REVIEW, reason)


def _proposed(work: Work, said: DecideApplication) -> ProposedChange | None:
    return store.application_of(work.session, said.id).proposed


def appeal_application(work: Work, said: ReasonApplication) -> Application:
    """The household appeals against a refusal or a stop (art. 38)."""
    application, _, _ = to_change(work, said, A.APPEAL)
    return kept(work, application, A.APPEAL, application.move(A.APPEAL, work.now), said.reason)


def decide_appeal(work: Work, said: DecideApplication) -> Application:
    """An appeal is granted, and the survey begins anew, or the decision stands (art. 38)."""
    action = A.REOPEN if said.approve else A.UPHOLD
    application, program, _ = to_change(work, said, action)
    moved = application.move(action, work.now)
    if said.approve:
        times = programs.edition(work).clocks_at(application.area_code, program.profile)
        application.accepted_at, application.extended = work.now, False
        application.fate = None
        application.run_survey(times, work.now)
        application.start(ClockName.WHOLE, times.whole, work.now)
    return kept(work, application, action, moved, said.reason)
