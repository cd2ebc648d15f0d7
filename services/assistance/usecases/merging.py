"""Two entries of the register found to be one person: what the one had is the other's from then on."""

from __future__ import annotations

from uuid import UUID, uuid4

from linli.contracts.assistance.entitlements import EndReason, Rhythm
from linli.contracts.assistance.register import MemberRelation
from linli.work import Work
from services.assistance.domain.entitlements import Entitlement, month_of
from services.assistance.domain.register import Consent, Membership
from services.assistance.store import applications, entitlements
from services.assistance.store import register as store
from services.assistance.usecases.people import today

NOTE = "重复登记合并 entries of one person"


def carry_over(work: Work, to_id: UUID, from_id: UUID) -> None:
    """Memberships, consents, applications and entitlements of an entry go to the one that stays.

    A monthly entitlement that the person has twice by one program ends with this month, the later one (应停发重复待遇):
    up to the decision both were paid.
    """
    _memberships(work, to_id, from_id)
    _consents(work, to_id, from_id)
    for one in applications.of_applicants(work.session, [from_id]):
        one.applicant_id = to_id
    running: set[str] = set()
    for found in entitlements.of_beneficiaries(work.session, [to_id, from_id]):
        found.beneficiary_id = to_id
        if _runs(work, found):
            if found.program in running:
                work.emit(found.end(month_of(today(work)), EndReason.DUPLICATE, NOTE, work.now))
            running.add(found.program)


def _runs(work: Work, one: Entitlement) -> bool:
    """Whether it is paid after this month, every month."""
    month = month_of(today(work))
    goes_on = one.last_month is None or one.last_month > month
    return one.rhythm is Rhythm.MONTHLY and one.end_reason is None and goes_on and one.first_month <= month


def _memberships(work: Work, to_id: UUID, from_id: UUID) -> None:
    day = today(work)
    held = {one.household_id: one for one in store.memberships_of(work.session, [to_id]) if one.holds(day)}
    for one in [one for one in store.memberships_of(work.session, [from_id]) if one.holds(day)]:
        one.end(day, NOTE)
        known = held.get(one.household_id)
        if known is None:
            moved = Membership(
                id=uuid4(), household_id=one.household_id, person_id=to_id, relation=one.relation, since=day
            )
            store.save(work.session, moved)
        elif one.relation is MemberRelation.HEAD:
            known.relation = MemberRelation.HEAD
        store.home_of(work.session, one.household_id, to_change=True).sequence += 1


def _consents(work: Work, to_id: UUID, from_id: UUID) -> None:
    given = {one.purpose for one in store.consents(work.session, to_id) if one.withdrawn_at is None}
    for one in store.consents(work.session, from_id):
        if one.withdrawn_at is None and one.purpose not in given:
            own = Consent(id=uuid4(), person_id=to_id, purpose=one.purpose, given_at=one.given_at, how=one.how)
            store.save(work.session, own)
