"""Persons and households of the register: who belongs to which from when to when, who is related, who may be twice."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from linli.contracts.assistance.register import DuplicateState, Kin, MemberRelation, Purpose, Secret
from linli.errors import Conflict, Invalid
from services.assistance.domain.formula.tree import Value

MEMBER_FACTS = (
    "income",
    "deductible",
    "disability",
    "disability_grade",
    "grave_illness",
    "student",
    "able_bodied",
    "supported",
    "self_care_failed",
    "guardian",
)
"""The facts of a person that are kept; the age is not, for it grows."""
HOME_FACTS = (
    "savings",
    "vehicles",
    "dwellings",
    "spending",
    "sudden_loss",
    "medical_costs",
    "urgent",
    "dues_paid_months",
    "barrier_at_home",
)
WEIGHTS = {"phone": 40, "name": 35, "born": 25}
"""What of a hundred each agreement says for two entries being one person."""
SUSPECT = 60
"""From this score on a person is to look at it."""


def age_on(born: int, day: date) -> int:
    """Full years of age on a day of who was born on the day written YYYYMMDD."""
    return (number_of(day) - born) // 10_000


def number_of(day: date) -> int:
    """The day written YYYYMMDD: by it an age is a subtraction, here and in the database."""
    return day.year * 10_000 + day.month * 100 + day.day


@dataclass(kw_only=True, eq=False)
class Person:
    """A person. `name`, `id_number` and `phone` are sealed; `born` is YYYYMMDD."""

    id: UUID
    area_code: str
    path: str
    name: str
    id_number: str | None
    phone: str | None
    born: int
    registered_at: datetime
    income: Decimal | None = None
    deductible: Decimal | None = None
    disability: str | None = None
    disability_grade: int | None = None
    grave_illness: bool | None = None
    student: bool | None = None
    able_bodied: bool | None = None
    supported: bool | None = None
    self_care_failed: int | None = None
    guardian: bool | None = None
    merged_into: UUID | None = None
    sequence: int = 1

    def facts_on(self, day: date) -> dict[str, Value]:
        """The facts by which programs decide, on a day."""
        return {"age": Decimal(age_on(self.born, day)), **_facts(self, MEMBER_FACTS)}

    def revise(self, facts: Mapping[str, object], phone: str | None) -> None:
        """Say anew what is known."""
        for name in MEMBER_FACTS:
            setattr(self, name, facts[name])
        self.phone = phone
        self.sequence += 1


@dataclass(kw_only=True, eq=False)
class Home:
    """A household: what is known of it besides its members."""

    id: UUID
    area_code: str
    path: str
    opened_at: datetime
    savings: Decimal | None = None
    vehicles: int | None = None
    dwellings: int | None = None
    spending: Decimal | None = None
    sudden_loss: Decimal | None = None
    medical_costs: Decimal | None = None
    urgent: bool | None = None
    dues_paid_months: int | None = None
    barrier_at_home: bool | None = None
    sequence: int = 1

    def facts(self) -> dict[str, Value]:
        """The facts by which programs decide."""
        return _facts(self, HOME_FACTS)

    def revise(self, facts: Mapping[str, object]) -> None:
        """Say anew what is known."""
        for name in HOME_FACTS:
            setattr(self, name, facts[name])
        self.sequence += 1


def _facts(of: object, names: Sequence[str]) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for name in names:
        value = getattr(of, name)
        found[name] = Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else value
    return found


@dataclass(kw_only=True, eq=False)
class Membership:
    """A person in a household from `since` up to `until`, the day on which they are not in it any more."""

    id: UUID
    household_id: UUID
    person_id: UUID
    relation: MemberRelation
    since: date
    until: date | None = None
    reason: str = ""

    def holds(self, day: date) -> bool:
        """Whether it holds on this day."""
        return self.since <= day and (self.until is None or day < self.until)

    def end(self, day: date, reason: str) -> None:
        """The person leaves; raises `Invalid` before they came."""
        if day < self.since:
            text, zh = "They came later than that.", "早于加入日期。"
            raise Invalid("before_joining", text, zh, {"until": [f"{text} {zh}"]})
        self.until, self.reason = day, reason


@dataclass(kw_only=True, eq=False)
class Consent:
    """A purpose that a person agreed to."""

    id: UUID
    person_id: UUID
    purpose: Purpose
    given_at: datetime
    how: str
    withdrawn_at: datetime | None = None
    withdrawn_how: str = ""


@dataclass(kw_only=True, eq=False)
class Kinship:
    """Two persons are related."""

    person_id: UUID
    other_id: UUID
    kin: Kin
    stated_at: datetime
    stated_by: UUID


@dataclass(kw_only=True, eq=False)
class Staff:
    """Which person an account is."""

    account_id: UUID
    person_id: UUID
    area_code: str
    registered_at: datetime
    registered_by: UUID


@dataclass(kw_only=True, eq=False)
class Look:
    """Somebody saw a secret of a person in full."""

    id: UUID
    person_id: UUID
    account_id: UUID
    secret: Secret
    reason: str
    at: datetime


@dataclass(kw_only=True, eq=False)
class Duplicate:
    """Two entries that may be one person; both go on as they are, aid too, until a person decides."""

    id: UUID
    area_code: str
    path: str
    one_id: UUID
    other_id: UUID
    score: int
    reasons: list[str] = field(default_factory=list)
    state: DuplicateState = DuplicateState.OPEN
    decided_by: UUID | None = None
    decided_at: datetime | None = None
    note: str = ""
    sequence: int = 1

    def decide(self, by: UUID, at: datetime, *, same: bool, note: str) -> None:
        """Say what they are; raises `Conflict` for a second decision."""
        if self.state is not DuplicateState.OPEN:
            raise Conflict("already_decided", "This was decided before.", "已有结论。")
        self.state = DuplicateState.SAME if same else DuplicateState.DIFFERENT
        self.decided_by, self.decided_at, self.note = by, at, note
        self.sequence += 1


def likeness(one: Person, other: Person) -> tuple[int, list[str]]:
    """How likely two entries are one person, of 100, and why: equal sealed values are equal values.

    Two different ID numbers are two persons, whatever else agrees.
    """
    if one.id_number and other.id_number:
        return (100, ["id_number"]) if one.id_number == other.id_number else (0, [])
    agreeing = [
        name for name in WEIGHTS if getattr(one, name) is not None and getattr(one, name) == getattr(other, name)
    ]
    return sum(WEIGHTS[name] for name in agreeing), agreeing


def check_members(relations: Collection[MemberRelation]) -> None:
    """Raises `Invalid` unless exactly one of them is the head."""
    if sum(one is MemberRelation.HEAD for one in relations) != 1:
        text, zh = "One member is the head of the household, and only one.", "须有且仅有一名户主。"
        raise Invalid("one_head", text, zh, {"members": [f"{text} {zh}"]})
