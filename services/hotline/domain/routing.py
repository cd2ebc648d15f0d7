"""Which unit is responsible for what, by when: categories, units, and the rules that outrank the category."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Generic, TypeVar

from linli.areas import Tier, parent_of, path_of, tier_of
from linli.calendar import Deadline
from linli.contracts.hotline.catalogue import Priority
from linli.contracts.hotline.routing import Condition, DeadlineDefinition, RoutedUnit, RoutingDefinition
from linli.contracts.hotline.words import Channel, Kind, TaskService

LAST_RESORT = "RX"
"""The department that takes what nobody is responsible for 兜底: the district's hotline office."""
CLOCKS = ("sign", "answer", "settle")


@dataclass(frozen=True)
class Category:
    """One category of the catalogue: its unit by tier and department, its service, its clocks."""

    code: str
    zh: str
    en: str
    service: TaskService
    tier: Tier
    department: str
    urgent: bool
    sign: Deadline
    answer: Deadline
    settle: Deadline


@dataclass(frozen=True)
class Unit:
    """Who is responsible: a department at an area."""

    area_code: str
    department: str

    def __str__(self) -> str:
        return f"{self.area_code}/{self.department}"

    def one_tier_up(self) -> Unit:
        """The same department one tier up; the district's stays where it is 兜底, so nothing ever loops."""
        return Unit(parent_of(self.area_code) or self.area_code, self.department)


@dataclass(frozen=True)
class Case:
    """What rules look at: where a request is, what about, of what kind, how it came, and whether it is urgent."""

    area_code: str
    category: str
    kind: Kind
    channel: Channel
    urgent: bool

    def is_for(self, condition: Condition) -> bool:
        """Whether kind, channel and priority are those that the condition asks for."""
        wanted = condition.priority
        alike = condition.kind in (None, self.kind) and condition.channel in (None, self.channel)
        return alike and (wanted is None or (wanted is Priority.URGENT) is self.urgent)


R = TypeVar("R", RoutingDefinition, DeadlineDefinition)


class Rules(Generic[R]):
    """Rules by code, found by the area and the subject (a category or a group) that they are for."""

    def __init__(self, said: Mapping[str, R]) -> None:
        self._by_place: dict[str | None, dict[str | None, list[tuple[int, str, R]]]] = {}
        for code, rule in sorted(said.items()):
            subjects = self._by_place.setdefault(rule.area_code, {})
            subjects.setdefault(rule.category or rule.group, []).append((rule.order, code, rule))

    def fitting(self, case: Case, subjects: Sequence[str]) -> Iterator[tuple[str, R]]:
        """The rules that fit, as they decide: the most specific area first, in an area the lowest order, then the code.

        `subjects` are the case's category and the groups it is in.
        """
        if not self._by_place:
            return
        for area in _upwards(case.area_code):
            of_area = self._by_place.get(area)
            if of_area is None:
                continue
            found = [one for subject in (*subjects, None) for one in of_area.get(subject, ()) if case.is_for(one[2])]
            for _, code, rule in sorted(found, key=lambda one: one[:2]):
                yield code, rule


@dataclass(frozen=True)
class Assignment:
    """The unit that answers and the rule that said so (None: the category did), with the clocks that hold."""

    category: Category
    unit: Unit
    rule: str | None


@lru_cache(maxsize=65_536)
def _upwards(area_code: str) -> tuple[str | None, ...]:
    """The area, those above it up to the district, and None for everywhere."""
    return (*reversed(path_of(area_code).split("/")), None)


@lru_cache(maxsize=65_536)
def at_tier(area_code: str, tier: Tier) -> str:
    """The area of this tier above the one given, which is itself the answer when it is higher already."""
    return next((code for code in path_of(area_code).split("/") if tier_of(code) is tier), area_code)


def responsible_unit(area_code: str, category: Category) -> Unit:
    """Area × category → unit: the category's department at its tier, or at the request's own area if that is higher."""
    return Unit(at_tier(area_code, category.tier), category.department)


def last_resort(area_code: str) -> Unit:
    """Who takes what nobody is responsible for: the district 兜底."""
    return Unit(at_tier(area_code, Tier.DISTRICT), LAST_RESORT)


def routed_unit(case: Case, category: Category, to: RoutedUnit) -> Unit:
    """The unit that a rule leads to; what it does not say is as the category has it."""
    own = responsible_unit(case.area_code, category)
    area = to.area_code or (at_tier(case.area_code, Tier(to.tier)) if to.tier else own.area_code)
    return Unit(area, to.department or own.department)


def with_clocks(category: Category, rules: Iterable[tuple[str, DeadlineDefinition]]) -> Category:
    """The category with each clock as the first of these rules that says it."""
    said: dict[str, Any] = {}
    for _, rule in rules:
        for name in CLOCKS:
            written: str | None = getattr(rule.deadlines, name)
            if written is not None and name not in said:
                said[name] = Deadline.parse(written, field=name)
    return replace(category, **said) if said else category
