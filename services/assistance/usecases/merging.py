"""Two entries of the register found to be one person: what the one had is the other's from then on."""

from __future__ import annotations

from uuid import UUID, uuid4

from linli.contracts.assistance.entitlements import EndReason, Rhythm
from linli.contracts.assistance.register import MemberRelation
from linli.work import Work
from services.assistance.domain.entitlements import Entitlement, month_before, month_of
from services.assistance.domain.register import Consent, Membership
from services.assistance.store import applications, employment, entitlements
from services.assistance.store import merging as store_merging
from services.assistance.store import register as store
from services.assistance.usecases.household_flags import look_again
from services.assistance.usecases.households import members_on
from services.assistance.usecases.people import today

NOTE = "重复登记合并 entries of one person"


def carry_over(work: Work, to_id: UUID, from_id: UUID) -> None:
    """Memberships, consents, applications, entitlements, cards, care and search for work go to the entry that stays.

    A monthly entitlement that the person has twice by one program ends with this month, the later one (应停发重复待遇):
    up to the decision both were paid. So does what a household had that the other entry was the last to leave.
    """
    _memberships(work, to_id, from_id)
    _consents(work, to_id, from_id)
    _seekers(work, to_id, from_id)
    store_merging.move_owned(work.session, to_id, from_id)
    for one in applications.of_applicants(work.session, [from_id]):
        one.applicant_id = to_id
    running: set[str] = set()
    for found in entitlements.of_beneficiaries(work.session, [to_id, from_id]):
        found.beneficiary_id = to_id
        if _runs(work, found):
            if found.program in running:
                _end(work, found)
            running.add(found.program)
    look_again(work, [to_id, from_id])
    for empty in entitlements.of_beneficiaries(work.session, _left_empty(work, from_id)):
        if _runs(work, empty):
            _end(work, empty)


def _end(work: Work, found: Entitlement) -> None:
    """Pay it up to this month; never, where it would only begin."""
    last = max(month_of(today(work)), month_before(found.first_month))
    work.emit(found.end(last, EndReason.DUPLICATE, NOTE, work.now))


def _left_empty(work: Work, from_id: UUID) -> list[UUID]:
    """The households that an entry belonged to and nobody belongs to any more."""
    homes = {one.household_id for one in store.memberships_of(work.session, [from_id])}
    return sorted(one for one in homes if not members_on(work, one, today(work)))


def _runs(work: Work, one: Entitlement) -> bool:
    """Whether it is paid after this month, every month."""
    goes_on = one.last_month is None or one.last_month > month_of(today(work))
    return one.rhythm is Rhythm.MONTHLY and one.end_reason is None and goes_on


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


def _seekers(work: Work, to_id: UUID, from_id: UUID) -> None:
    """Refusals of work count under the entry that stays; offers and measures of the other stay where they are."""
    held = {one.person_id: one for one in employment.seekers_among(work.session, [to_id, from_id])}
    mine, other = held.get(to_id), held.get(from_id)
    if mine is not None and other is not None:
        mine.absorb(other)
    elif other is not None:
        other.person_id = to_id
        other.sequence += 1


def _consents(work: Work, to_id: UUID, from_id: UUID) -> None:
    given = {one.purpose for one in store.consents(work.session, to_id) if one.withdrawn_at is None}
    for one in store.consents(work.session, from_id):
        if one.withdrawn_at is None and one.purpose not in given:
            own = Consent(id=uuid4(), person_id=to_id, purpose=one.purpose, given_at=one.given_at, how=one.how)
            store.save(work.session, own)
