"""Persons of the register as use cases reach them, open their secrets, and show them masked."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from linli.clock import local
from linli.config import Settings
from linli.contracts.assistance.register import ConsentView, PersonFacts, PersonView, Secret
from linli.sealing import KeyRing, masked_name, masked_phone
from linli.work import Work
from services.assistance.domain.identity import masked_id_number
from services.assistance.domain.register import Person
from services.assistance.store import register as store

CONTEXT = {secret: f"register.{secret}" for secret in Secret}


def register_keys(settings: Settings) -> KeyRing:
    """The keys of the register of an installation."""
    return KeyRing(*(settings.register_keys or (settings.secret,)))


def today(work: Work) -> date:
    """Today, in the district."""
    return local(work.now).date()


def reached(work: Work, person_id: UUID, *, to_change: bool = False) -> Person:
    """The person, if the caller may act at their area; raises `NotFound`, `Forbidden`."""
    person = store.person_of(work.session, person_id, to_change=to_change)
    work.authorise(person.area_code, "person", "人员")
    return person


def opened(person: Person, secret: Secret, keys: KeyRing) -> str | None:
    """A secret of a person in full."""
    sealed: str | None = getattr(person, secret.value)
    return None if sealed is None else keys.open(sealed, CONTEXT[secret])


def view(work: Work, person: Person, keys: KeyRing) -> PersonView:
    """A person as they are shown: masked."""
    number, phone = opened(person, Secret.ID_NUMBER, keys), opened(person, Secret.PHONE, keys)
    facts = person.facts_on(today(work))
    return PersonView(
        id=person.id,
        version=person.sequence,
        area_code=person.area_code,
        name=masked_name(opened(person, Secret.NAME, keys) or ""),
        id_number=None if number is None else masked_id_number(number),
        phone=None if phone is None else masked_phone(phone),
        born_in=person.born // 10_000,
        facts=PersonFacts(**{name: _plain(name, value) for name, value in facts.items()}),
        consents=tuple(
            ConsentView(purpose=one.purpose, given_at=one.given_at, withdrawn_at=one.withdrawn_at)
            for one in store.consents(work.session, person.id)
        ),
        household_id=store.household_on(work.session, person.id, today(work)),
        merged_into=person.merged_into,
    )


def _plain(name: str, value: Any) -> Any:
    """A fact as contracts have it: whole numbers as such, money as a decimal."""
    return value if name in ("income", "deductible") or not isinstance(value, Decimal) else int(value)
