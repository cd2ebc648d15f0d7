"""Urgent aid paid before the survey: granted by the street, paid, borne out by the survey or not, given back."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from linli.contracts.assistance.advances import AdvanceFate, RecordRecovery
from linli.contracts.assistance.applications import ApplicationAction, MoveApplication, ReasonApplication
from linli.contracts.assistance.entitlements import EndReason, Rhythm
from linli.contracts.assistance.funds import ReceiveMoney
from linli.contracts.assistance.programs import FEN, ProfileDefinition, ProgramDefinition
from linli.errors import Conflict
from linli.work import Work
from services.assistance.domain import advances
from services.assistance.domain.application import Application
from services.assistance.domain.entitlements import Terms, month_before, month_of
from services.assistance.domain.facts import WORDS
from services.assistance.domain.formula.evaluating import Result, evaluate
from services.assistance.store import entitlements as store
from services.assistance.store import register
from services.assistance.store.payments import paid_of
from services.assistance.usecases import funds, programs
from services.assistance.usecases.applications import granted, kept, to_change
from services.assistance.usecases.entitlements import entitle, paid_at
from services.assistance.usecases.granting import payee_of, standing
from services.assistance.usecases.households import facts_of
from services.assistance.usecases.people import today

A = ApplicationAction


def advance_aid(work: Work, said: ReasonApplication) -> Application:
    """Grant what may be paid before the survey, by the program's formula: nobody types it. The reason says the urgency.

    Raises `Conflict` (`not_urgent` for other programs, `does_not_qualify`, `facts_missing`).
    """
    application, program, _ = to_change(work, said, A.ADVANCE)
    if program.advance is None:
        text, zh = "This program pays nothing before the survey.", "该项目不适用先行救助。"
        raise Conflict("not_urgent", text, zh)
    whole, steps = granted(work, application)
    most = _most(work, application)
    if whole is None or not isinstance(most.value, Decimal):
        raise Conflict("facts_missing", "Its limit cannot be reckoned yet.", "先行救助限额所需信息不全。")
    amount = min(whole, most.value.quantize(FEN, ROUND_HALF_UP))
    moved = advances.approve(application, amount, work.now)
    application.reckoning = [*steps, *([one.zh, one.en] for one in most.steps)]
    return kept(work, application, A.ADVANCE, moved, said.reason)


def _most(work: Work, application: Application) -> Result:
    """What the program lets be paid before the survey."""
    home, here = register.home_of(work.session, application.household_id), programs.edition(work)
    rule = here.program(application.program).advance
    known = here.with_standards(home.area_code, facts_of(work, home))
    return Result() if rule is None else evaluate(rule, known, WORDS)


def pay_advance(work: Work, said: MoveApplication) -> Application:
    """The payer lets it be paid in this month's next run; survey and papers follow. Raises `Conflict`."""
    application, _, times = to_change(work, said, A.PAY_ADVANCE)
    moved = advances.pay(application, times, work.now)
    terms = Terms(
        area_code=paid_at(application.area_code),
        beneficiary_id=application.household_id,
        program=application.program,
        rhythm=Rhythm.ONCE,
        amount=application.advanced or Decimal("0.00"),
        first_month=month_of(today(work)),
        application_id=application.id,
        reckoning=application.reckoning,
    )
    application.advance_id = entitle(work, terms, payee_of(application)).id
    return kept(work, application, A.PAY_ADVANCE, moved, said.note)


def borne_out(application: Application, program: ProgramDefinition) -> None:
    """The survey says yes: what papers were to come must have come. What was not let be paid by now is not, apart."""
    if program.advance is None:
        return
    advances.check_complete(application, program)
    if application.advance_id is None:
        advances.forget(application)


def not_borne_out(work: Work, application: Application, fate: AdvanceFate | None, times: ProfileDefinition) -> None:
    """The survey says no: what is not on its way is not paid any more; of the rest it is said what becomes of it."""
    if application.advance_id is not None:
        found = store.entitlement_of(work.session, application.advance_id, to_change=True)
        if found.end_reason is None:
            note = "先行救助核查不符 not borne out by the survey"
            work.emit(found.end(month_before(found.first_month), EndReason.REVOKED, note, work.now))
        if paid_of(work.session, found.id):
            advances.refuse(application, fate, times, work.now)
            return
    advances.forget(application)


def record_recovery(work: Work, said: RecordRecovery) -> Application:
    """Money came back; it goes into the fund under its voucher. Raises `Conflict` for more than is owed."""
    application, _, _ = to_change(work, said, A.RECOVER)
    moved = advances.recover(application, said.amount, owed(work, application), work.now)
    receipt = ReceiveMoney(
        fund_id=said.fund_id,
        source=said.source,
        amount=said.amount,
        voucher=said.voucher,
        received_on=said.received_on,
    )
    funds.receive(work, receipt)
    return kept(work, application, A.RECOVER, moved, f"{said.amount} {said.voucher}")


def owed(work: Work, application: Application) -> Decimal:
    """What is still to be given back, in yuan; nothing of what the bank returned."""
    return advances.owed(application, standing(work, application))
