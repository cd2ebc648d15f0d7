"""Entitlements granted, adjusted, ended, and sent to another bank account."""

from __future__ import annotations

from uuid import uuid4

from linli.areas import Tier, parent_of, tier_of
from linli.clock import local
from linli.contracts.assistance.cases import AidState
from linli.contracts.assistance.entitlements import (
    AdjustEntitlement,
    ChangePayee,
    EndEntitlement,
    EndReason,
    EntitlementPage,
    EntitlementView,
    GetEntitlement,
    GrantForCase,
    ListEntitlements,
    Rhythm,
)
from linli.contracts.assistance.money import BankAccount
from linli.contracts.assistance.programs import Cycle, ProgramEntryKind, ReckoningStep
from linli.errors import Conflict, Forbidden, Invalid
from linli.sealing import Sealer, masked_name, masked_phone
from linli.work import Work
from services.assistance.domain.entitlements import Entitlement, Payee, Terms, month_after, month_before
from services.assistance.store import applications
from services.assistance.store import entitlements as store
from services.assistance.store.cases import CASES
from services.assistance.usecases.programs import edition

NAME, NUMBER = "payee-name", "payee-number"
"""The contexts under which a bank account is sealed."""


def grant(work: Work, terms: Terms, payee: BankAccount, sealer: Sealer) -> Entitlement:
    """Entitle somebody: what a decided case calls, in its own transaction; the caller has checked who may.

    Raises `Invalid` for terms that cannot be, `Conflict` (`granted_already`) for a case that led to one before.
    """
    if terms.case_id is not None and terms.replaces is None and store.of_case(work.session, terms.case_id):
        raise Conflict("granted_already", "This case has led to an entitlement.", "该个案已核定待遇。")
    return entitle(work, terms, sealed(payee, sealer))


def entitle(work: Work, terms: Terms, payee: Payee) -> Entitlement:
    """Entitle somebody whose bank account is sealed already."""
    made, granted = Entitlement.grant(uuid4(), terms, payee, work.now, work.by)
    store.save(work.session, made)
    work.emit(granted)
    return made


def replaced(work: Work, found: Entitlement, terms: Terms, note: str) -> Entitlement:
    """Another in its place, to the same bank account; this one ends before it."""
    work.emit(found.end(month_before(terms.first_month), EndReason.CHANGED, note, work.now))
    return entitle(work, terms, Payee(name=found.payee_name, number=found.payee_number, bank=found.payee_bank))


def grant_for_case(work: Work, said: GrantForCase, sealer: Sealer) -> EntitlementView:
    """Turn an approved case into an entitlement; nobody is entitled without one (民发〔2021〕57号 art. 28).

    Raises `Conflict` (`case_not_approved`; `has_application` where an application entitles by its program's formula),
    and `Forbidden` (`four_eyes`) for who decided the case.
    """
    case = CASES.task_to_change(work.session, said.case_id)
    work.authorise(case.area_code, CASES.what, CASES.what_zh)
    if applications.of_case(work.session, case.id):
        text, zh = "Its application entitles to what its program gives.", "该个案已有申请，待遇由申请核定。"
        raise Conflict("has_application", text, zh)
    if case.state is not AidState.APPROVED or case.amount is None or case.ended_at is None:
        raise Conflict("case_not_approved", "Only an approved case entitles to money.", "仅审核确认的个案可核定待遇。")
    if work.principal is not None and work.principal.account_id == case.decided_by:
        text, zh = "You decided this case; someone else must enter the bank account.", "审批人员不得录入收款账户。"
        raise Forbidden("four_eyes", text, zh)
    terms = Terms(
        area_code=paid_at(case.area_code),
        beneficiary_id=said.beneficiary_id,
        program=said.program,
        rhythm=rhythm_of(work, said.program),
        amount=case.amount,
        first_month=said.first_month or month_after(local(case.ended_at).date()),
        last_month=said.last_month,
        case_id=case.id,
    )
    return view(grant(work, terms, said.payee, sealer), sealer)


def paid_at(area: str) -> str:
    """The area at which money is paid and disclosed: a community, for what is of a cell of it."""
    return str(parent_of(area)) if tier_of(area) is Tier.CELL else area


def rhythm_of(work: Work, program: str) -> Rhythm:
    """How often a program of today pays; raises `Invalid` (`not_paid`) for one that gives no money, or is none."""
    known = {one.code: one.definition.cycle for one in edition(work).of_kind(ProgramEntryKind.PROGRAM)}
    if known.get(program) not in {Cycle.MONTHLY, Cycle.ONCE}:
        text, zh = "Give the code of a program that pays money.", "请填写以现金发放的项目代码。"
        raise Invalid("not_paid", text, zh, {"program": [f"{text} {zh}"]})
    return Rhythm(known[program].value)


def change_payee(work: Work, said: ChangePayee, sealer: Sealer) -> EntitlementView:
    """Have the money go to another account."""
    found = _to_change(work, said)
    work.emit(found.change_payee(sealed(said.payee, sealer), work.now))
    return view(found, sealer)


def end(work: Work, said: EndEntitlement, sealer: Sealer) -> EntitlementView:
    """Set the last month."""
    found = _to_change(work, said)
    work.emit(found.end(said.last_month, said.reason, said.note, work.now))
    return view(found, sealer)


def adjust(work: Work, said: AdjustEntitlement, sealer: Sealer) -> EntitlementView:
    """Replace it by one of another amount; the answer is the new one."""
    found = _to_change(work, said)
    terms = found.terms_from(said.first_month, said.amount)
    return view(replaced(work, found, terms, said.note), sealer)


def get(work: Work, said: GetEntitlement, sealer: Sealer) -> EntitlementView:
    """One entitlement."""
    found = store.entitlement_of(work.session, said.id)
    work.authorise(found.area_code, "entitlement", "待遇")
    return view(found, sealer)


def list_page(work: Work, said: ListEntitlements, sealer: Sealer) -> EntitlementPage:
    """A page of an area's entitlements."""
    work.authorise(said.area_code, "area", "区域")
    found, cursor = store.page(work.session, said)
    return EntitlementPage(items=tuple(view(one, sealer) for one in found), next_cursor=cursor)


def sealed(payee: BankAccount, sealer: Sealer) -> Payee:
    """The bank account as it is kept."""
    return Payee(name=sealer.seal(payee.name, NAME), number=sealer.seal(payee.number, NUMBER), bank=payee.bank)


def _to_change(work: Work, said: ChangePayee | EndEntitlement | AdjustEntitlement) -> Entitlement:
    found = store.entitlement_of(work.session, said.id, to_change=True)
    work.authorise(found.area_code, "entitlement", "待遇")
    work.expect(said.version, found.sequence)
    return found


def view(one: Entitlement, sealer: Sealer) -> EntitlementView:
    """An entitlement as it is shown."""
    return EntitlementView(
        id=one.id,
        version=one.sequence,
        area_code=one.area_code,
        beneficiary_id=one.beneficiary_id,
        case_id=one.case_id,
        application_id=one.application_id,
        replaces=one.replaces,
        program=one.program,
        rhythm=one.rhythm,
        amount=one.amount,
        reckoning=tuple(ReckoningStep(zh=zh, en=en) for zh, en in one.reckoning),
        first_month=one.first_month,
        last_month=one.last_month,
        end_reason=one.end_reason,
        end_note=one.end_note,
        payee_name=masked_name(sealer.open(one.payee_name, NAME)),
        payee_number=masked_phone(sealer.open(one.payee_number, NUMBER)),
        payee_bank=one.payee_bank,
        granted_at=one.granted_at,
    )


def payee_of(name: str, number: str, bank: str, sealer: Sealer) -> BankAccount:
    """The bank account in clear, for the bank's file alone."""
    return BankAccount(name=sealer.open(name, NAME), number=sealer.open(number, NUMBER), bank=bank)
