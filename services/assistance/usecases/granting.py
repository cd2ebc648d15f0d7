"""What a granted application entitles to, and what becomes of it when the aid is changed, stepped down or stopped."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from linli.clock import local
from linli.contracts.assistance.applications import NamePayee
from linli.contracts.assistance.entitlements import EndReason, Rhythm
from linli.contracts.assistance.programs import Cycle, ProgramDefinition
from linli.errors import Conflict
from linli.sealing import Sealer
from linli.work import Work
from services.assistance.domain.application import Application
from services.assistance.domain.entitlements import Entitlement, Payee, Terms, month_after, month_before, month_of
from services.assistance.store import entitlements as store
from services.assistance.store.payments import paid_of
from services.assistance.usecases.applications import A, kept, to_change
from services.assistance.usecases.entitlements import entitle, paid_at, replaced, sealed
from services.assistance.usecases.people import today

RHYTHMS = {Cycle.MONTHLY: Rhythm.MONTHLY, Cycle.ONCE: Rhythm.ONCE}


def name_payee(work: Work, said: NamePayee, sealer: Sealer) -> Application:
    """Say where the money goes; whoever decides or pays does not."""
    application, _, _ = to_change(work, said, A.NAME_PAYEE)
    moved = application.move(A.NAME_PAYEE, work.now)
    application.name_payee(sealed(said.payee, sealer))
    return kept(work, application, A.NAME_PAYEE, moved, "")


def entitle_household(
    work: Work, application: Application, program: ProgramDefinition, decided_at: datetime | None
) -> Entitlement | None:
    """The household is entitled to what was granted, with its reckoning; None where the program gives no money.

    Monthly aid is paid from the month after the decision (民发〔2021〕57号 art. 22), what is given once in the month of
    the decision. Raises `Conflict` (`payee_missing`) while nobody has said where the money goes.
    """
    rhythm, due = RHYTHMS.get(program.cycle), rest_of(work, application)
    if rhythm is None or not due:
        return None
    decided = local(decided_at or work.now).date()
    before = store.of_application(work.session, application.id, to_change=True)
    first = month_after(decided) if rhythm is Rhythm.MONTHLY else month_of(decided)
    terms = Terms(
        area_code=paid_at(application.area_code),
        beneficiary_id=application.household_id,
        program=application.program,
        rhythm=rhythm,
        amount=due,
        first_month=first if before is None else max(first, _after(before)),
        last_month=None,
        application_id=application.id,
        reckoning=application.reckoning,
        replaces=None if before is None else before.id,
    )
    return entitle(work, replace(terms, last_month=_valid_until(terms, program)), payee_of(application))


def rest_of(work: Work, application: Application) -> Decimal | None:
    """What of the amount that was granted is still to be paid: urgent aid was paid in advance."""
    if application.amount is None:
        return None
    return max(application.amount - standing(work, application) + application.recovered, Decimal("0.00"))


def standing(work: Work, application: Application) -> Decimal:
    """What was paid before the survey, or is on its way, in yuan."""
    if application.advance_id is None or application.advanced is None:
        return Decimal("0.00")
    found = store.entitlement_of(work.session, application.advance_id)
    return application.advanced if found.end_reason is None else paid_of(work.session, found.id)


def _after(before: Entitlement) -> date:
    """The month after the last one that was paid before an appeal, so that no month is paid twice."""
    return before.first_month if before.last_month is None else month_after(before.last_month)


def _valid_until(terms: Terms, program: ProgramDefinition) -> date | None:
    if program.valid_months is None or terms.rhythm is Rhythm.ONCE:
        return None
    months = terms.first_month.year * 12 + terms.first_month.month - 2 + program.valid_months
    return date(months // 12, months % 12 + 1, 1)


def payee_of(application: Application) -> Payee:
    name, number, bank = application.payee_name, application.payee_number, application.payee_bank
    if name is None or number is None or bank is None:
        text, zh = "Say first which bank account the money goes to.", "请先登记收款账户。"
        raise Conflict("payee_missing", text, zh, {"payee": [f"{text} {zh}"]})
    return Payee(name=name, number=number, bank=bank)


def change_amount(work: Work, application: Application, program: ProgramDefinition, note: str) -> None:
    """Pay what was granted anew from next month on; nothing where that is nothing."""
    found = store.of_application(work.session, application.id, to_change=True)
    if found is None or found.rhythm is Rhythm.ONCE:
        return
    if not application.amount:
        end_aid(work, application, month_of(today(work)), EndReason.CHANGED, note)
        return
    if found.end_reason not in (None, EndReason.STEP_DOWN):
        entitle_household(work, application, program, work.now)
        return
    if found.amount == application.amount and found.end_reason is None:
        return
    first = max(month_after(today(work)), month_after(found.first_month))
    terms = replace(
        found.terms_from(first, application.amount),
        reckoning=application.reckoning,
        last_month=None if found.end_reason is EndReason.STEP_DOWN else found.last_month,
    )
    replaced(work, found, terms, note)


def end_aid(work: Work, application: Application, last_month: date, reason: EndReason, note: str) -> None:
    """Pay up to a month and no longer; nothing where nothing is paid by the month."""
    found = store.of_application(work.session, application.id, to_change=True)
    if found is None or found.rhythm is Rhythm.ONCE or found.end_reason not in (None, EndReason.STEP_DOWN):
        return
    latest = max(last_month, month_before(found.first_month))
    work.emit(found.end(min(latest, found.last_month or latest), reason, note, work.now))
