"""Four eyes over money: different people by the register, none of them near who is paid by a run or holds a card."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
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
    for person in _different(work, accounts):
        if store.pays_any(work.session, run.id, _near(work, person)):
            raise related()


def check_apart(work: Work, persons: Iterable[UUID], *accounts: UUID) -> None:
    """These accounts are as many people, and nobody of them is near one of these persons; raises as `check_eyes`."""
    _different(work, accounts)
    check_apart_from(work, _near(work, *persons), accounts)


def check_apart_from(work: Work, around: Collection[UUID], accounts: Sequence[UUID]) -> None:
    """These accounts are registered persons, none of them among those around; raises `Forbidden`."""
    if set(around) & set(persons_of(work, accounts).values()):
        raise related()


def persons_of(work: Work, accounts: Iterable[UUID]) -> dict[UUID, UUID]:
    """The one person that each of these accounts is; raises `Forbidden` (`staff_unregistered`)."""
    asked = list(accounts)
    known = register.staff_of(work.session, asked)
    persons = {account: min(register.identities(work.session, [one.person_id])) for account, one in known.items()}
    Eyes(persons, ()).known(asked)
    return persons


def _different(work: Work, accounts: Sequence[UUID]) -> list[UUID]:
    """The persons that these accounts are, each another."""
    persons = persons_of(work, accounts)
    if len(set(persons.values())) < len(accounts):
        raise same_person()
    return list(persons.values())


def _near(work: Work, *persons: UUID) -> set[UUID]:
    """These persons, their kin, and the households that they or their kin or who ever lived with them belong to."""
    own = register.identities(work.session, persons)
    kin = register.identities(work.session, own | register.kin_of(work.session, own))
    homes = {one.household_id for one in register.memberships_of(work.session, kin)}
    around = register.identities(work.session, kin | register.members(work.session, homes))
    return around | homes | {one.household_id for one in register.memberships_of(work.session, around)}
