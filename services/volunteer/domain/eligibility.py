"""The hard rules of a match: who may be offered which place, and which rule says no."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from math import cos, hypot, radians
from uuid import UUID

from linli.contracts.volunteer.engagements import MatchRule
from services.volunteer.domain.people import age_on

METRES_A_DEGREE = 111_195.0
NEVER = date.min
ALWAYS = date.max
FIXED = frozenset(
    {MatchRule.ACTIVE, MatchRule.AGE, MatchRule.CERTIFICATE, MatchRule.CHECK, MatchRule.INSURANCE, MatchRule.CONSENT}
)
"""What no reason overrules: the law (志愿服务条例 art. 15-17, 25), and what a volunteer has said of themselves."""


@dataclass(frozen=True, slots=True)
class Need:
    """One place that is open: in which task and role, when, where, and what it calls for.

    `span` has a bit for every quarter of an hour from the cycle's beginning on, set for those it takes.
    """

    task_id: UUID
    role: str
    area_code: str
    begins: datetime
    ends: datetime
    day: date
    latitude: float | None
    longitude: float | None
    skills: frozenset[str]
    youngest: int
    dangerous: bool
    urgent: bool
    gender: str | None
    language: str | None
    check: str | None
    beneficiary_id: UUID | None
    waiting_hours: float = 0.0
    span: int = 0
    asked: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A volunteer as matching sees them.

    `able` says of each skill and `checked` of each check until which day it counts (`NEVER`: a certificate is
    missing); `free` has a bit for every quarter of an hour in which they are free.
    """

    id: UUID
    area_code: str
    active: bool
    consents: bool
    birth: date
    able: Mapping[str, date]
    checked: Mapping[str, date] = field(default_factory=dict)
    insured_until: date = NEVER
    gender: str | None = None
    languages: frozenset[str] = frozenset({"zh"})
    radius: int = 3000
    latitude: float | None = None
    longitude: float | None = None
    free: int = 0
    holds: bool = False
    offered: int = 0
    accepted: int = 0
    load: float = 0.0
    served: Mapping[UUID, int] = field(default_factory=dict)


def metres_between(need: Need, one: Candidate) -> float | None:
    """The distance, on the plane that touches the district; None where either says no place."""
    if need.latitude is None or need.longitude is None or one.latitude is None or one.longitude is None:
        return None
    return metres_apart(need.latitude, need.longitude, one.latitude, one.longitude)


def metres_apart(north: float, east: float, other_north: float, other_east: float) -> float:
    """The distance of two places a few kilometres apart, by latitude and longitude."""
    return METRES_A_DEGREE * hypot(north - other_north, (east - other_east) * cos(radians(north)))


def refusals(need: Need, one: Candidate, metres: float | None, *, free: bool) -> Iterator[MatchRule]:
    """Every rule that stands against the match, the quickest to tell first."""
    if not one.active:
        yield MatchRule.ACTIVE
    if not one.consents:
        yield MatchRule.CONSENT
    if one.id in need.asked:
        yield MatchRule.ASKED
    if one.holds:
        yield MatchRule.HOLDS
    if not free:
        yield MatchRule.FREE
    if _out_of_reach(need, one, metres):
        yield MatchRule.REACH
    yield from _unable(need, one)


def _out_of_reach(need: Need, one: Candidate, metres: float | None) -> bool:
    """Without a place to measure from, the volunteer's community must be the task's, or lie in its area."""
    if metres is not None:
        return metres > one.radius
    return not (one.area_code.startswith(need.area_code) or need.area_code.startswith(one.area_code))


def _unable(need: Need, one: Candidate) -> Iterator[MatchRule]:
    """What they cannot or may not do; the age is counted on the day of the task (art. 15)."""
    for skill in need.skills:
        until = one.able.get(skill)
        if until is None:
            yield MatchRule.SKILL
        elif until < need.day:
            yield MatchRule.CERTIFICATE
    if age_on(one.birth, need.day) < need.youngest:
        yield MatchRule.AGE
    if need.dangerous and one.insured_until < need.day:
        yield MatchRule.INSURANCE
    if need.check is not None and one.checked.get(need.check, NEVER) < need.day:
        yield MatchRule.CHECK
    if need.gender is not None and one.gender != need.gender:
        yield MatchRule.GENDER
    if need.language is not None and need.language not in one.languages:
        yield MatchRule.LANGUAGE


def is_free_by_bits(need: Need, one: Candidate) -> bool:
    """Whether every quarter of an hour that the place takes is one in which they are free."""
    return one.free & need.span == need.span
