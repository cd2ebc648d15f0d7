"""Four eyes over a payment run: three different people by the register, none of them near a household it pays."""

from __future__ import annotations

from uuid import UUID

from linli.work import Work
from services.assistance.domain.eyes import Eyes, related, same_person
from services.assistance.domain.payments import PaymentRun
from services.assistance.store import payments as store
from services.assistance.store import register


def check_eyes(work: Work, run: PaymentRun, *accounts: UUID) -> None:
    """These accounts are as many people, and nobody of them is paid by the run, nor kin of who is.

    Raises `Forbidden` (`staff_unregistered`, `four_eyes`, `related_to_household`). One who is near a household has
    somebody else prepare, approve or release the run (民发〔2021〕57号 art. 11).
    """
    known = register.staff_of(work.session, accounts)
    persons = {account: min(register.identities(work.session, [one.person_id])) for account, one in known.items()}
    Eyes(persons, ()).known(accounts)
    if len({persons[one] for one in accounts}) < len(accounts):
        raise same_person()
    for person in persons.values():
        if store.pays_any(work.session, run.id, _near(work, person)):
            raise related()


def _near(work: Work, person_id: UUID) -> set[UUID]:
    """A person, their kin, and the households that they or their kin or who ever lived with them belong to."""
    own = register.identities(work.session, [person_id])
    kin = register.identities(work.session, own | register.kin_of(work.session, own))
    homes = {one.household_id for one in register.memberships_of(work.session, kin)}
    living = {one.person_id for home in homes for one in register.memberships(work.session, home)}
    around = register.identities(work.session, kin | living)
    return around | homes | {one.household_id for one in register.memberships_of(work.session, around)}
