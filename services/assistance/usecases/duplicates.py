"""Entries of the register that may be one person: suspected when they are made, decided by a person."""

from __future__ import annotations

from uuid import uuid4

from linli.contracts.assistance.register import DecideDuplicate, ListDuplicates, PersonDuplicates, PersonDuplicateView
from linli.errors import Conflict
from linli.sealing import KeyRing
from linli.tasks.usecases import caller_of
from linli.work import Work
from services.assistance.domain.register import SUSPECT, Duplicate, Person, likeness
from services.assistance.store import register as store
from services.assistance.usecases.merging import carry_over
from services.assistance.usecases.people import today, view


def suspect(work: Work, person: Person) -> None:
    """Note everybody whom a new entry may be."""
    for other in store.alike(work.session, person):
        score, reasons = likeness(person, other)
        if score >= SUSPECT:
            pair = Duplicate(
                id=uuid4(),
                area_code=person.area_code,
                path=person.path,
                one_id=other.id,
                other_id=person.id,
                score=score,
                reasons=reasons,
            )
            store.save(work.session, pair)


def list_duplicates(work: Work, said: ListDuplicates, keys: KeyRing) -> PersonDuplicates:
    """Pairs of an area that nobody has decided."""
    work.authorise(said.area_code, "area", "区域")
    found = store.open_duplicates(work.session, said.area_code, said.limit)
    return PersonDuplicates(items=tuple(_view(work, one, keys) for one in found))


def decide_duplicate(work: Work, said: DecideDuplicate, keys: KeyRing) -> PersonDuplicateView:
    """Say whether two entries are one person; who is in two households at once is first taken out of one."""
    pair = store.duplicate_of(work.session, said.id)
    work.authorise(pair.area_code, "pair", "疑似重复")
    work.expect(said.version, pair.sequence)
    pair.decide(caller_of(work), work.now, same=said.same, note=said.reason)
    if said.same:
        one, other = (store.person_of(work.session, each, to_change=True) for each in (pair.one_id, pair.other_id))
        homes = {store.household_on(work.session, each.id, today(work)) for each in (one, other)} - {None}
        if len(homes) > 1:
            text, zh = "The two belong to two households: take one out first.", "二者分属两个家庭，请先移出其一。"
            raise Conflict("two_households", text, zh)
        other.merged_into = one.id
        other.sequence += 1
        carry_over(work, one.id, other.id)
    work.session.flush()
    return _view(work, pair, keys)


def _view(work: Work, pair: Duplicate, keys: KeyRing) -> PersonDuplicateView:
    both = [view(work, store.person_of(work.session, one), keys) for one in (pair.one_id, pair.other_id)]
    return PersonDuplicateView(
        id=pair.id,
        version=pair.sequence,
        one=both[0],
        other=both[1],
        score=pair.score,
        reasons=tuple(pair.reasons),
        state=pair.state,
    )
