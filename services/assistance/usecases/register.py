"""The register of persons: entered, found by what is equal, shown masked, unmasked for a reason that is kept."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from typing import Any
from uuid import uuid4

from linli.areas import path_of
from linli.contracts.assistance.register import (
    FindPersons,
    GetPerson,
    Kept,
    ListLooks,
    LookList,
    LookView,
    PersonFacts,
    PersonList,
    PersonView,
    RegisterPerson,
    RegisterStaff,
    RevisePerson,
    Secret,
    SetConsent,
    StateKin,
    Unmask,
    Unmasked,
)
from linli.errors import Conflict, Invalid
from linli.phone import canonical
from linli.sealing import KeyRing
from linli.tasks.usecases import caller_of
from linli.work import Work
from services.assistance.domain.identity import valid_id_number
from services.assistance.domain.register import Consent, Kinship, Look, Person, Staff, number_of
from services.assistance.store import register as store
from services.assistance.usecases import duplicates, household_flags
from services.assistance.usecases.people import CONTEXT, opened, reached, today, view


def register_person(work: Work, said: RegisterPerson, keys: KeyRing) -> PersonView:
    """Enter a person; raises `Conflict` for an ID number that is there already."""
    work.authorise(said.area_code, "area", "区域")
    number, born = _identity(said, today(work))
    if number is not None and store.persons_with(work.session, "id_number", _all(keys, Secret.ID_NUMBER, number)):
        text, zh = "A person with this ID number is in the register.", "该身份证号已登记。"
        raise Conflict("already_registered", text, zh, {"id_number": [f"{text} {zh}"]})
    person = Person(
        id=uuid4(),
        area_code=said.area_code,
        path=path_of(said.area_code),
        name=keys.seal(said.name.strip(), CONTEXT[Secret.NAME]),
        id_number=None if number is None else keys.seal(number, CONTEXT[Secret.ID_NUMBER]),
        phone=_phone(said.phone, keys),
        born=number_of(born),
        registered_at=work.now,
        **_facts_said(said.facts),
    )
    agreed = [
        Consent(id=uuid4(), person_id=person.id, purpose=one, given_at=work.now, how=said.agreed_how)
        for one in dict.fromkeys(said.consents)
    ]
    store.save(work.session, person)
    store.save(work.session, *agreed)
    duplicates.suspect(work, person)
    household_flags.look_again(work, [person.id])
    return view(work, person, keys)


def _identity(said: RegisterPerson, day: date) -> tuple[str | None, date]:
    if said.id_number is not None:
        number, born = valid_id_number(said.id_number, day)
        if said.born is not None and said.born != born:
            text, zh = "The ID number says another day of birth.", "与身份证号中的出生日期不符。"
            raise Invalid("birth_differs", text, zh, {"born": [f"{text} {zh}"]})
        return number, born
    if said.born is None or not date(1880, 1, 1) <= said.born <= day:
        text, zh = "Give the ID number, or the day of birth of who has none.", "请填写身份证号；没有的请填写出生日期。"
        raise Invalid("identity_missing", text, zh, {"born": [f"{text} {zh}"]})
    return None, said.born


def _phone(given: str | None, keys: KeyRing) -> str | None:
    if given is None:
        return None
    return keys.seal(canonical(given) or given, CONTEXT[Secret.PHONE])


def _all(keys: KeyRing, secret: Secret, value: str) -> tuple[str, ...]:
    return keys.seals(value, CONTEXT[secret])


def _facts_said(said: PersonFacts) -> dict[str, Any]:
    return {one.name: getattr(said, one.name) for one in fields(said) if one.name != "age"}


def revise_person(work: Work, said: RevisePerson, keys: KeyRing) -> PersonView:
    """Say anew what is known of a person."""
    person = reached(work, said.id, to_change=True)
    work.expect(said.version, person.sequence)
    person.revise(_facts_said(said.facts), _phone(said.phone, keys))
    work.session.flush()
    household_flags.look_again(work, [person.id])
    return view(work, person, keys)


def find_persons(work: Work, said: FindPersons, keys: KeyRing) -> PersonList:
    """Persons with exactly this ID number or telephone number, of those that the caller's areas reach."""
    work.authorise(said.area_code, "area", "区域")
    if (said.id_number is None) == (said.phone is None):
        text, zh = "Give either an ID number or a telephone number.", "请填写身份证号或电话之一。"
        raise Invalid("one_of_both", text, zh, {"id_number": [f"{text} {zh}"]})
    if said.id_number is not None:
        number = valid_id_number(said.id_number, today(work))[0]
        found = store.persons_with(work.session, "id_number", _all(keys, Secret.ID_NUMBER, number))
    else:
        given = str(said.phone)
        found = store.persons_with(work.session, "phone", _all(keys, Secret.PHONE, canonical(given) or given))
    return PersonList(items=tuple(view(work, one, keys) for one in found if work.reaches(one.area_code)))


def get_person(work: Work, said: GetPerson, keys: KeyRing) -> PersonView:
    """One person, masked."""
    return view(work, reached(work, said.id), keys)


def unmask_person(work: Work, said: Unmask, keys: KeyRing) -> Unmasked:
    """A secret in full; who saw it and why stays written down."""
    person = reached(work, said.id)
    look = Look(
        id=uuid4(),
        person_id=person.id,
        account_id=caller_of(work),
        secret=said.secret,
        reason=said.reason,
        at=work.now,
    )
    store.save(work.session, look)
    return Unmasked(value=opened(person, said.secret, keys))


def list_looks(work: Work, said: ListLooks) -> LookList:
    """Who has seen a person's secrets."""
    reached(work, said.id)
    return LookList(
        items=tuple(
            LookView(at=one.at, account_id=one.account_id, secret=one.secret, reason=one.reason)
            for one in store.looks(work.session, said.id)
        )
    )


def set_consent(work: Work, said: SetConsent, keys: KeyRing) -> PersonView:
    """A person agrees to a purpose, or withdraws it; said again it changes nothing."""
    person = reached(work, said.id, to_change=True)
    held = [
        one for one in store.consents(work.session, said.id) if one.purpose is said.purpose and not one.withdrawn_at
    ]
    if said.given and not held:
        agreed = Consent(id=uuid4(), person_id=said.id, purpose=said.purpose, given_at=work.now, how=said.how)
        store.save(work.session, agreed)
    for one in held if not said.given else ():
        one.withdrawn_at, one.withdrawn_how = work.now, said.how
    work.session.flush()
    household_flags.look_again(work, [said.id])
    return view(work, person, keys)


def state_kin(work: Work, said: StateKin) -> Kept:
    """Two persons are related."""
    reached(work, said.id)
    store.person_of(work.session, said.other_id)
    if said.id == said.other_id:
        text, zh = "Nobody is related to themselves.", "不能与本人建立亲属关系。"
        raise Invalid("same_person", text, zh, {"other_id": [f"{text} {zh}"]})
    if store.kinship(work.session, said.id, said.other_id) is None:
        known = Kinship(
            person_id=said.id,
            other_id=said.other_id,
            kin=said.kin,
            stated_at=work.now,
            stated_by=caller_of(work),
        )
        store.save(work.session, known)
    return Kept(id=said.id)


def register_staff(work: Work, said: RegisterStaff) -> Kept:
    """An account is this person; raises `Conflict` when it is another, or the caller's own."""
    work.authorise(said.area_code, "area", "区域")
    store.person_of(work.session, said.person_id)
    if said.account_id == caller_of(work):
        raise Conflict("own_account", "Someone else registers your account.", "本人账号须由他人登记。")
    known = store.staff_of(work.session, [said.account_id]).get(said.account_id)
    if known is not None and known.person_id != said.person_id:
        raise Conflict("account_taken", "This account is another person.", "该账号已登记为他人。")
    if known is None:
        staff = Staff(
            account_id=said.account_id,
            person_id=said.person_id,
            area_code=said.area_code,
            registered_at=work.now,
            registered_by=caller_of(work),
        )
        store.save(work.session, staff)
    return Kept(id=said.account_id)
