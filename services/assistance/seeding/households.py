"""Made-up households of the register, the same for the same seed, many of them at a threshold or with unknown facts."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from random import Random
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid5

from sqlalchemy import select
from sqlalchemy.orm import Session

from linli.areas import path_of
from linli.contracts.assistance.register import MemberRelation, Purpose
from linli.db import insert_new
from linli.sealing import KeyRing
from services.assistance.domain.register import HOME_FACTS, MEMBER_FACTS
from services.assistance.tables.register import CONSENT, HOME, MEMBERSHIP, PERSON

STREETS = 11
Rows = dict[str, list[dict[str, Any]]]
JOINED = date(2020, 1, 1)
UNKNOWN = 0.02
"""The share of facts that nobody knows."""
_AMOUNTS = tuple(Decimal(fen) / 100 for fen in (0, 1, 69_999, 70_000, 109_999, 110_000, 165_000, 165_001))


def household_id(seed: int, number: int) -> UUID:
    """The household of a number."""
    return uuid5(NAMESPACE_OID, f"register:{seed}:{number}")


def facts_of(seed: int, number: int) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The facts of a household and of its one to five members, `born` among them."""
    random = Random(f"register:{seed}:{number}")  # made-up people
    home = {name: _known(random, _home_fact(random, name)) for name in HOME_FACTS}
    members = []
    for _ in range(random.randint(1, 5)):
        one = {name: _known(random, _member_fact(random, name)) for name in MEMBER_FACTS}
        born = random.randint(1920, 2020) * 10_000 + random.randint(1, 12) * 100 + random.randint(1, 28)
        members.append({**one, "born": born})
    return home, members


def _known(random: Random, value: Any) -> Any:
    return None if random.random() < UNKNOWN else value


def _money(random: Random, most: int) -> Decimal:
    return random.choice(_AMOUNTS) if random.random() < 0.5 else Decimal(random.randint(0, most * 100)) / 100


def _home_fact(random: Random, name: str) -> Any:
    if name in ("savings", "spending", "sudden_loss", "medical_costs"):
        return random.choice([Decimal("0.00"), Decimal("20000.00"), _money(random, 60_000)])
    if name in ("urgent", "barrier_at_home"):
        return random.random() < 0.2
    return random.randint(0, 14 if name == "dues_paid_months" else 2)


def _member_fact(random: Random, name: str) -> Any:
    if name in ("income", "deductible"):
        return _money(random, 4_000 if name == "income" else 300)
    if name == "disability":
        return random.choice(["intellectual", "mental", "physical", "none"])
    if name in ("disability_grade", "self_care_failed"):
        return random.choice([0, 0, 0, random.randint(0, 4 if name == "disability_grade" else 6)])
    return random.random() < 0.3


def entered(session: Session, seed: int, number: int) -> bool:
    """Whether the household of this number is in the register."""
    return session.scalar(select(HOME.c.id).where(HOME.c.id == household_id(seed, number))) is not None


def enter(session: Session, keys: KeyRing, seed: int, numbers: range, district: str, at: datetime) -> None:
    """Have the households of these numbers in the register, with consents; those entered before stay as they are."""
    rows: Rows = {"home": [], "person": [], "member": [], "consent": []}
    for number in numbers:
        _add(rows, keys, seed, number, district, at)
    dialect = session.get_bind().dialect.name
    for name, table in (("home", HOME), ("person", PERSON), ("member", MEMBERSHIP), ("consent", CONSENT)):
        session.execute(insert_new(table, dialect), rows[name])


def _add(rows: Rows, keys: KeyRing, seed: int, number: int, district: str, at: datetime) -> None:
    area = f"{district}{number % STREETS + 1:03}{number % 10 + 1:03}"
    where = {"area_code": area, "path": path_of(area), "sequence": 1}
    home, members = facts_of(seed, number)
    own = household_id(seed, number)
    rows["home"].append({**where, **home, "id": own, "opened_at": at})
    for place, facts in enumerate(members):
        person = uuid5(own, str(place))
        secret = {"name": keys.seal(f"户{number}员{place}", "register.name"), "id_number": None, "phone": None}
        rows["person"].append({**where, **facts, **secret, "id": person, "registered_at": at, "merged_into": None})
        relation = MemberRelation.SUPPORTED if place else MemberRelation.HEAD
        span = {"since": JOINED, "until": None, "reason": ""}
        rows["member"].append(
            {"id": uuid5(person, "member"), "household_id": own, "person_id": person, "relation": relation, **span}
        )
        agreed = {"purpose": Purpose.ASSISTANCE, "given_at": at, "how": "书面"}
        ended = {"withdrawn_at": None, "withdrawn_how": ""}
        rows["consent"].append({"id": uuid5(person, "consent"), "person_id": person, **agreed, **ended})
