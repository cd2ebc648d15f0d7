"""Telling the hotline what may be told of a household, whenever it is other words: when data change, and once a day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from uuid import UUID

from linli import timers
from linli.contracts.assistance.household_flags import HouseholdFlag, HouseholdFlagsChanged
from linli.contracts.assistance.register import Purpose, Secret
from linli.errors import NotFound
from linli.sealing import KeyRing, Sealer
from linli.work import Work
from services.assistance.domain.entitlements import month_of
from services.assistance.domain.household_flags import flags_of
from services.assistance.domain.register import Person
from services.assistance.store import household_flags as store
from services.assistance.store import register
from services.assistance.usecases.people import opened, today

EVERY = timedelta(days=1)
"""So often it is looked at again: years pass, and aid begins and ends with months."""


def look_again(work: Work, persons: Iterable[UUID]) -> None:
    """Something about these persons changed: have them, and whom they live with, looked at in a moment."""
    day, found = today(work), set(persons)
    homes = {one.household_id for one in register.memberships_of(work.session, found) if one.holds(day)}
    for home in homes:
        found |= {one.person_id for one in register.memberships(work.session, home) if one.holds(day)}
    timers.put_all(work.session, "household.flags", dict.fromkeys(sorted(found), work.now))


def tell(work: Work, person_id: UUID, keys: KeyRing, sealer: Sealer) -> None:
    """Tell what changed of a person's household; as long as they agree, look at it again tomorrow."""
    try:
        person = register.person_of(work.session, person_id)
    except NotFound:
        return
    work.authorised = True
    flags = _flags(work, person)
    number = opened(person, Secret.PHONE, keys) if flags else None
    caller = sealer.mark(number, "caller") if number else None
    _keep(work, person, caller, flags if caller else ())
    if not register.without_consent(work.session, [person_id], Purpose.HOTLINE) and person.merged_into is None:
        timers.put(work.session, "household.flags", person_id, work.now + EVERY)


def _keep(work: Work, person: Person, caller: str | None, flags: Sequence[HouseholdFlag]) -> None:
    known = store.told(work.session, person.id)
    if (known.caller, tuple(known.flags)) == (caller, tuple(flags)) if known else not flags:
        return
    sequence = known.sequence + 1 if known else 1
    told = {"person_id": person.id, "caller": caller, "flags": tuple(flags), "sequence": sequence}
    store.keep(work.session, told, anew=known is None)
    work.emit(
        HouseholdFlagsChanged(
            subject=person.id,
            area_code=person.area_code,
            sequence=sequence,
            occurred_at=work.now,
            caller=caller,
            flags=tuple(flags),
        )
    )


def _flags(work: Work, person: Person) -> tuple[HouseholdFlag, ...]:
    if person.merged_into is not None:
        return ()
    day = today(work)
    home = register.household_on(work.session, person.id, day)
    held = register.memberships(work.session, home) if home else ()
    members = [one.person_id for one in held if one.holds(day)] or [person.id]
    people = register.persons_of(work.session, members)
    agreed = set(members) - register.without_consent(work.session, members, Purpose.HOTLINE)
    owners = [*members, home] if home else members
    programs = store.programs_running(work.session, owners, month_of(day))
    found = flags_of(person.id, {one: people[one].facts_on(day) for one in members}, agreed, programs)
    return found if home else tuple(one for one in found if one is not HouseholdFlag.LIVES_ALONE)
