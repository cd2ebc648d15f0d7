"""The catalogue as data: entries with dates of validity, and what of them holds on a day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property
from typing import Any, TypeVar

from linli.areas import Tier
from linli.calendar import Deadline
from linli.contracts.hotline.catalogue import (
    CategoryDefinition,
    DepartmentDefinition,
    GroupDefinition,
    Priority,
)
from linli.contracts.hotline.routing import DeadlineDefinition, RoutingDefinition
from linli.contracts.hotline.words import Channel, Kind
from linli.dated import ALWAYS as ALWAYS
from linli.dated import Entry as Entry
from linli.dated import Versions, definition_of
from linli.errors import Invalid
from services.hotline.domain.routing import (
    Assignment,
    Case,
    Category,
    Rules,
    Unit,
    last_resort,
    responsible_unit,
    routed_unit,
    with_clocks,
)
from services.hotline.domain.suggesting import Suggester

CATCH_ALL = "other"
"""The category that always is: for what no other category is about."""


class EntryKind(StrEnum):
    """What an entry of the catalogue describes."""

    DEPARTMENT = "department"
    GROUP = "group"
    CATEGORY = "category"
    ROUTING = "routing"
    DEADLINE = "deadline"


Definition = DepartmentDefinition | GroupDefinition | CategoryDefinition | RoutingDefinition | DeadlineDefinition
DEFINITIONS: Mapping[StrEnum, type[Definition]] = {
    EntryKind.DEPARTMENT: DepartmentDefinition,
    EntryKind.GROUP: GroupDefinition,
    EntryKind.CATEGORY: CategoryDefinition,
    EntryKind.ROUTING: RoutingDefinition,
    EntryKind.DEADLINE: DeadlineDefinition,
}
D = TypeVar("D", bound=Definition)


def definition_in(kind: EntryKind, said: Any) -> Any:
    """What a command says of an entry, without its code and its dates."""
    return definition_of(DEFINITIONS[kind], said)


def category_of(code: str, said: CategoryDefinition) -> Category:
    """The category as the rules use it."""
    clocks = {name: Deadline.parse(getattr(said.deadlines, name), field=name) for name in ("sign", "answer", "settle")}
    return Category(
        code=code,
        zh=said.zh,
        en=said.en,
        service=said.service,
        tier=Tier(said.unit.tier),
        department=said.unit.department,
        urgent=said.priority is Priority.URGENT,
        **clocks,
    )


class Edition:
    """The catalogue as it holds on one day."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.entries = tuple(sorted(entries, key=lambda one: (one.position, one.code)))
        self._by_key = {one.key: one for one in self.entries}
        self.departments = self._said(EntryKind.DEPARTMENT, DepartmentDefinition)
        self.groups = self._said(EntryKind.GROUP, GroupDefinition)
        self.definitions = self._said(EntryKind.CATEGORY, CategoryDefinition)
        self.categories = {code: category_of(code, said) for code, said in self.definitions.items()}
        self.routing = Rules(self._said(EntryKind.ROUTING, RoutingDefinition))
        self.deadlines = Rules(self._said(EntryKind.DEADLINE, DeadlineDefinition))
        self._subjects = {code: (code, *self.groups_of(said.group)) for code, said in self.definitions.items()}

    def _said(self, kind: EntryKind, _form: type[D]) -> dict[str, D]:
        return {one.code: one.definition for one in self.of_kind(kind)}

    @cached_property
    def suggester(self) -> Suggester:
        """What suggests categories for a text."""
        return Suggester(self.definitions)

    def groups_of(self, code: str) -> tuple[str, ...]:
        """A group and the one above it."""
        found = self.groups.get(code)
        return (code, found.parent) if found and found.parent else (code,)

    def of_kind(self, kind: EntryKind) -> Iterator[Entry]:
        """The entries of a kind, in their order."""
        return (one for one in self.entries if one.kind is kind)

    def entry(self, kind: EntryKind, code: str) -> Entry | None:
        """The entry that holds."""
        return self._by_key.get((kind, code))

    def category(self, code: str) -> Category:
        """The category; raises `Invalid` naming the field."""
        found = self.categories.get(code)
        if found is None:
            text = f"There is no category {code}; GET /api/hotline/categories lists them. 没有该类别。"
            raise Invalid("unknown_category", text, "没有该类别。", {"category": [text]})
        return found

    def assign(self, area_code: str, code: str, kind: Kind, channel: Channel, urgent: bool | None = None) -> Assignment:
        """Who answers a request, by when; `urgent` is the category's unless given. Raises as `category`."""
        category = self.category(code)
        case = Case(area_code, code, kind, channel, category.urgent if urgent is None else urgent)
        unit, rule = self.unit_for(case)
        clocked = with_clocks(category, self.deadlines.fitting(case, self._subjects[code]))
        return Assignment(clocked, unit, rule)

    def unit_for(self, case: Case) -> tuple[Unit, str | None]:
        """The one responsible unit, and the rule that said so; None: the category did, or nobody 兜底."""
        category = self.categories.get(case.category)
        if category is None:
            return last_resort(case.area_code), None
        for rule, said in self.routing.fitting(case, self._subjects[case.category]):
            return routed_unit(case, category, said.unit), rule
        return responsible_unit(case.area_code, category), None


class Catalogue(Versions[Edition]):
    """All entries of all times."""

    def edition_of(self, entries: Iterable[Entry]) -> Edition:
        """The catalogue of a day."""
        return Edition(entries)

    def last_day_of(self, category: str, day: date) -> date:
        """This day, or the last one before it on which there was the category, when there is one."""
        mine = [one for one in self.entries if one.key == (EntryKind.CATEGORY, category) and one.valid_from <= day]
        ends = [one.valid_until for one in mine]
        return min(day, max(one - timedelta(1) for one in ends if one)) if ends and None not in ends else day
