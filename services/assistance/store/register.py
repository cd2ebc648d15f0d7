"""Every question about the register of persons and households."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from linli.contracts.assistance.register import DuplicateState, MemberRelation, Purpose
from linli.db import get
from linli.errors import existing
from linli.paging import below
from services.assistance.domain.register import (
    Consent,
    Duplicate,
    Home,
    Kinship,
    Look,
    Membership,
    Person,
    Staff,
)
from services.assistance.tables.register import (
    CONSENT,
    DUPLICATE,
    KINSHIP,
    LOOK,
    MEMBERSHIP,
    PERSON,
    STAFF,
)


def save(session: Session, *things: object) -> None:
    """Keep what is new."""
    session.add_all(things)
    session.flush()


def person_of(session: Session, person_id: UUID, *, to_change: bool = False) -> Person:
    """The person; raises `NotFound`."""
    return existing(get(session, Person, person_id, to_change=to_change), "person", "人员")


def persons_of(session: Session, ids: Iterable[UUID]) -> dict[UUID, Person]:
    """Those persons, by id."""
    return {one.id: one for one in session.scalars(select(Person).where(PERSON.c.id.in_(list(ids))))}


def persons_with(session: Session, field: str, sealed: Iterable[str]) -> Sequence[Person]:
    """The persons whose sealed field is one of these: equal when it was equal before it was sealed."""
    return session.scalars(select(Person).where(PERSON.c[field].in_(list(sealed))).order_by(PERSON.c.id)).all()


def alike(session: Session, person: Person) -> Sequence[Person]:
    """Those who may be this person: of the same name and day of birth, or telephone."""
    same: ColumnElement[bool] = (PERSON.c.name == person.name) & (PERSON.c.born == person.born)
    if person.phone is not None:
        same = or_(same, PERSON.c.phone == person.phone)
    wanted = select(Person).where(same, PERSON.c.id != person.id, PERSON.c.merged_into.is_(None))
    return session.scalars(wanted.order_by(PERSON.c.registered_at).limit(20)).all()


def home_of(session: Session, household_id: UUID, *, to_change: bool = False) -> Home:
    """The household; raises `NotFound`."""
    return existing(get(session, Home, household_id, to_change=to_change), "household", "家庭")


def memberships(session: Session, household_id: UUID) -> Sequence[Membership]:
    """Who ever belonged to a household: the head first, then as they came."""
    wanted = select(Membership).where(MEMBERSHIP.c.household_id == household_id)
    others = MEMBERSHIP.c.relation != MemberRelation.HEAD
    return session.scalars(wanted.order_by(others, MEMBERSHIP.c.since, MEMBERSHIP.c.id)).all()


def members(session: Session, households: Iterable[UUID]) -> set[UUID]:
    """Who ever belonged to one of these households."""
    wanted = select(MEMBERSHIP.c.person_id).where(MEMBERSHIP.c.household_id.in_(list(households)))
    return set(session.scalars(wanted))


def memberships_of(session: Session, persons: Iterable[UUID]) -> Sequence[Membership]:
    """Every household that these persons ever belonged to."""
    return session.scalars(select(Membership).where(MEMBERSHIP.c.person_id.in_(list(persons)))).all()


def heads(session: Session, households: Sequence[UUID], day: date) -> dict[UUID, Person]:
    """Who was the head of each of these households on a day."""
    wanted = (
        select(MEMBERSHIP.c.household_id, Person)
        .join(Person, PERSON.c.id == MEMBERSHIP.c.person_id)
        .where(MEMBERSHIP.c.household_id.in_(households), MEMBERSHIP.c.relation == MemberRelation.HEAD)
        .where(MEMBERSHIP.c.since <= day, or_(MEMBERSHIP.c.until.is_(None), MEMBERSHIP.c.until > day))
    )
    return {row[0]: row[1] for row in session.execute(wanted)}


def household_on(session: Session, person_id: UUID, day: date) -> UUID | None:
    """The household that a person belongs to on a day."""
    found = memberships_of(session, [person_id])
    return next((one.household_id for one in found if one.holds(day)), None)


def consents(session: Session, person_id: UUID) -> Sequence[Consent]:
    """What a person ever agreed to."""
    wanted = select(Consent).where(CONSENT.c.person_id == person_id)
    return session.scalars(wanted.order_by(CONSENT.c.given_at)).all()


def without_consent(session: Session, persons: Sequence[UUID], purpose: Purpose) -> set[UUID]:
    """Those of these persons who do not agree to the purpose now."""
    agreed = select(CONSENT.c.person_id).where(
        CONSENT.c.person_id.in_(persons), CONSENT.c.purpose == purpose, CONSENT.c.withdrawn_at.is_(None)
    )
    return set(persons) - set(session.scalars(agreed))


def looks(session: Session, person_id: UUID) -> Sequence[Look]:
    """Who has seen a person's secrets, the latest first."""
    wanted = select(Look).where(LOOK.c.person_id == person_id)
    return session.scalars(wanted.order_by(LOOK.c.at.desc()).limit(500)).all()


def kin_of(session: Session, persons: Iterable[UUID]) -> set[UUID]:
    """Everybody related to one of these persons, as either of the two took it down."""
    ids = list(persons)
    wanted = select(Kinship).where(or_(KINSHIP.c.person_id.in_(ids), KINSHIP.c.other_id.in_(ids)))
    return {one for pair in session.scalars(wanted) for one in (pair.person_id, pair.other_id)}


def kinship(session: Session, one: UUID, other: UUID) -> Kinship | None:
    """What was taken down of these two."""
    return session.get(Kinship, (one, other)) or session.get(Kinship, (other, one))


def staff_of(session: Session, accounts: Iterable[UUID]) -> dict[UUID, Staff]:
    """Which person each of these accounts is, of those that are registered."""
    wanted = select(Staff).where(STAFF.c.account_id.in_(list(accounts)))
    return {one.account_id: one for one in session.scalars(wanted)}


def any_staff(session: Session, persons: Iterable[UUID]) -> bool:
    """Whether one of these persons is staff."""
    return session.scalar(select(STAFF.c.account_id).where(STAFF.c.person_id.in_(list(persons))).limit(1)) is not None


def identities(session: Session, persons: Iterable[UUID]) -> set[UUID]:
    """These persons under all ids they have: what was found to be the same person, both ways."""
    known: set[UUID] = set()
    new = set(persons)
    while new:
        known |= new
        rows = session.execute(
            select(PERSON.c.id, PERSON.c.merged_into).where(or_(PERSON.c.id.in_(new), PERSON.c.merged_into.in_(new)))
        )
        new = {one for row in rows for one in row if one is not None} - known
    return known


def duplicate_of(session: Session, duplicate_id: UUID) -> Duplicate:
    """The pair, kept from others; raises `NotFound`."""
    return existing(get(session, Duplicate, duplicate_id, to_change=True), "pair", "疑似重复")


def open_duplicates(session: Session, area_code: str, limit: int) -> Sequence[Duplicate]:
    """Pairs of an area that nobody has decided, the likeliest first."""
    wanted = select(Duplicate).where(DUPLICATE.c.state == DuplicateState.OPEN, below(DUPLICATE.c.path, area_code))
    return session.scalars(wanted.order_by(DUPLICATE.c.score.desc(), DUPLICATE.c.id).limit(limit)).all()


def number_of_households(session: Session) -> int:
    """How many households there are."""
    return int(session.scalar(select(func.count()).select_from(Home)) or 0)
