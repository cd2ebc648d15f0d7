"""What programs say of all households of an area, reckoned by the database, so many households at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ColumnElement, Subquery, and_, case, cast, func, literal_column, or_, select, text
from sqlalchemy.orm import Session

from linli.contracts.assistance.programs import FEN, Verdict
from linli.contracts.assistance.register import Purpose
from linli.paging import below
from services.assistance.domain.facts import MONEY, WORDS
from services.assistance.domain.formula.tree import Kind
from services.assistance.domain.programs import Edition, Program
from services.assistance.domain.register import HOME_FACTS, MEMBER_FACTS
from services.assistance.domain.register import number_of as day_number
from services.assistance.store.formula_sql import MOST_MEMBERS, Said, TooLarge, Writer, number_of
from services.assistance.tables.register import CONSENT, HOME, MEMBERSHIP, PERSON

CHUNK = 20_000
"""Households of one query."""
MOST = {MONEY: 10**9, 0: 10_000}
"""What a fact is at most in its smallest unit, by its decimal places: `Yuan` and the other forms refuse more."""
_QUALIFIES = 1
_PLAIN = ((Verdict.FAILS, None), (Verdict.QUALIFIES, None), (Verdict.UNDECIDED, None))
"""The verdicts by the number that the database says."""


@dataclass(frozen=True, slots=True)
class Found:
    """What each program says of a household: its verdict, and its amount where it gives money."""

    household_id: UUID
    area_code: str
    said: Mapping[str, tuple[Verdict, Decimal | None]]


def areas_of(session: Session, area_code: str | None) -> list[str]:
    """The areas in which households are, at or below an area if one is given."""
    wanted = select(HOME.c.area_code).distinct()
    if area_code is not None:
        wanted = wanted.where(below(HOME.c.path, area_code))
    return sorted(session.scalars(wanted))


def after(session: Session, areas: Sequence[str], last: UUID | None, limit: int = CHUNK) -> list[UUID]:
    """The next households of these areas by their ids."""
    wanted = select(HOME.c.id).where(HOME.c.area_code.in_(areas))
    if last is not None:
        wanted = wanted.where(HOME.c.id > last)
    return list(session.scalars(wanted.order_by(HOME.c.id).limit(limit)))


def without_consent(session: Session, areas: Sequence[str], day: date) -> set[UUID]:
    """The households of which a member has not agreed to the use of their data for assistance."""
    agreed = select(CONSENT.c.id).where(
        CONSENT.c.person_id == MEMBERSHIP.c.person_id,
        CONSENT.c.purpose == Purpose.ASSISTANCE,
        CONSENT.c.withdrawn_at.is_(None),
    )
    wanted = select(MEMBERSHIP.c.household_id).join(HOME, HOME.c.id == MEMBERSHIP.c.household_id)
    return set(session.scalars(wanted.where(HOME.c.area_code.in_(areas), _holds(day), ~agreed.exists())))


def reckoned(
    session: Session, here: Edition, areas: Sequence[str], first: UUID, last: UUID, day: date
) -> tuple[list[Found], frozenset[str]]:
    """What the programs say of the households from one id to another, in areas of the same standards.

    The codes are those of programs whose numbers might not fit in 64 bits, of which nothing is said: the interpreter
    knows.
    """
    dialect = session.get_bind().dialect.name
    standards = {f"standard.{kind}": one.definition.amount for kind, one in here.standards_at(areas[0]).items()}
    writer = Writer(_home_facts(standards), _member_facts(day), dialect, _member_column)
    written, too_large = {}, set()
    for code, program in here.programs.items():
        try:
            written[code] = _program(writer, program)
        except TooLarge:
            too_large.add(code)
    members = _members(writer, first, last, day)
    columns = [one for verdict, amount, _ in written.values() for one in (verdict, amount)]
    wanted = (
        select(HOME.c.id, HOME.c.area_code, *columns)
        .select_from(HOME.outerjoin(members, members.c.household_id == HOME.c.id))
        .where(HOME.c.id.between(first, last), HOME.c.area_code.in_(areas))
        .order_by(HOME.c.id)
    )
    places = [(2 + 2 * number, code, kept) for number, (code, (_, _, kept)) in enumerate(written.items())]
    found = [
        Found(row[0], row[1], {code: _told(row[at], row[at + 1], kept) for at, code, kept in places})
        for row in session.execute(wanted)
    ]
    return found, frozenset(too_large)


def _told(verdict: int, amount: int | None, places: int | None) -> tuple[Verdict, Decimal | None]:
    if verdict != _QUALIFIES or places is None:
        return _PLAIN[verdict]
    if amount is None:
        return Verdict.UNDECIDED, None
    return Verdict.QUALIFIES, Decimal(amount).scaleb(-places).quantize(FEN, ROUND_HALF_UP)


def _program(writer: Writer, program: Program) -> tuple[ColumnElement[Any], ColumnElement[Any], int | None]:
    """The verdict by its place in `_PLAIN`, the amount in its smallest unit, and that unit's places."""
    tests = [writer.write(rule).sql for _, rule in program.tests]
    verdict = case((or_(*(~one for one in tests)), 0), (and_(*tests), 1), else_=2)
    if program.amount is None:
        return verdict, cast(literal_column("NULL"), BigInteger), None
    amount = writer.write(program.amount)
    return verdict, cast(amount.sql, BigInteger), amount.places


def _member_column(name: str) -> ColumnElement[Any]:
    return literal_column(f"members.{name}", BigInteger)


def _members(writer: Writer, first: UUID, last: UUID, day: date) -> Subquery:
    """What is gathered of the members of these households, a row for each household that has any."""
    gathered = [sql.label(name) for name, sql in writer.gathered.values()]
    wanted = (
        select(MEMBERSHIP.c.household_id, func.count().label("size"), *gathered)
        .join(PERSON, PERSON.c.id == MEMBERSHIP.c.person_id)
        .join(HOME, HOME.c.id == MEMBERSHIP.c.household_id)
        .where(MEMBERSHIP.c.household_id.between(first, last), HOME.c.id.between(first, last), _holds(day))
        .group_by(MEMBERSHIP.c.household_id)
    )
    return wanted.subquery("members")


def _holds(day: date, of: Any = MEMBERSHIP.c) -> ColumnElement[bool]:
    return and_(of.since <= day, or_(of.until.is_(None), of.until > day))


def _home_facts(standards: Mapping[str, Decimal]) -> dict[str, Said]:
    size = cast(func.coalesce(_member_column("size"), 0), BigInteger)
    amounts = {
        name: number_of(None if name not in standards else standards[name].scaleb(word.places), word.places, MOST[2])
        for name, word in WORDS.household.items()
        if name.startswith("standard.")
    }
    own = {name: _fact(HOME.c[name], name, WORDS.household[name].kind) for name in HOME_FACTS}
    return {**amounts, **own, "size": Said(size, Kind.NUMBER, 0, MOST_MEMBERS)}


def _member_facts(day: date) -> dict[str, Said]:
    age = (cast(number_of(day_number(day)).sql - PERSON.c.born, BigInteger)).op("/")(number_of(10_000).sql)
    own = {name: _fact(PERSON.c[name], name, WORDS.member[name].kind) for name in MEMBER_FACTS}
    beside = MEMBERSHIP.alias("beside")
    others = select(func.count()).where(beside.c.household_id == MEMBERSHIP.c.household_id, _holds(day, beside.c))
    size = cast(others.correlate(MEMBERSHIP).scalar_subquery(), BigInteger)
    return {**own, "age": Said(age, Kind.NUMBER, 0, MOST[0]), "size": Said(size, Kind.NUMBER, 0, MOST_MEMBERS)}


def _fact(column: ColumnElement[Any], name: str, kind: Kind) -> Said:
    if kind is not Kind.NUMBER:
        return Said(column, kind)
    places = WORDS.words(inside=True)[name].places
    return Said(cast(column, BigInteger), kind, places, MOST[places])


def each(
    session: Session, here: Edition, areas: Sequence[str], day: date
) -> Iterator[tuple[list[Found], frozenset[str]]]:
    """All households of areas of the same standards, a list at a time, as `reckoned`."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SET LOCAL jit = off"))  # compiling the long statement costs more than it saves, each time
    last: UUID | None = None
    while ids := after(session, areas, last):
        yield reckoned(session, here, areas, ids[0], ids[-1], day)
        last = ids[-1]
