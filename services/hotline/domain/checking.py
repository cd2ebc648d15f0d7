"""Whether the entries of a catalogue fit together: what they name exists, and what they say can be done."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from linli.areas import Tier
from linli.contracts.hotline.catalogue import CategoryDefinition, FieldDefinition, FieldType, GroupDefinition
from linli.contracts.hotline.routing import Condition, DeadlineDefinition, RoutingDefinition
from services.hotline.domain.catalogue import CATCH_ALL, Catalogue, Edition, Entry
from services.hotline.domain.routing import CLOCKS, LAST_RESORT, at_tier


@dataclass(frozen=True)
class Fault:
    """What is wrong with which field of which entry, in both languages."""

    entry: Entry
    field: str
    text: str
    text_zh: str


Wrong = tuple[str, str, str]
"""A field, and what is wrong with it in English and in Chinese."""


def faults_of(entries: Iterable[Entry], catalogue: Catalogue, day: date) -> Iterator[Fault]:
    """What is wrong with these entries of the catalogue, each on the day or on its own first day after it."""
    for entry in entries:
        if entry.ever_holds:
            for field, text, text_zh in _wrong(entry, catalogue.on(max(day, entry.valid_from))):
                yield Fault(entry, field, text, text_zh)


def missing_from(edition: Edition) -> Iterator[Wrong]:
    """What every catalogue must have: the category for everything else, and the department of last resort."""
    if CATCH_ALL not in edition.categories:
        yield "categories", f"The category {CATCH_ALL} must be there.", f"缺少类别 {CATCH_ALL}。"
    if LAST_RESORT not in edition.departments:
        yield "departments", f"The department {LAST_RESORT} must be there.", f"缺少部门 {LAST_RESORT}。"


def _wrong(entry: Entry, edition: Edition) -> Iterator[Wrong]:
    said = entry.definition
    if isinstance(said, GroupDefinition):
        yield from _of_group(said, edition)
    elif isinstance(said, CategoryDefinition):
        yield from _of_category(said, edition)
    elif isinstance(said, RoutingDefinition):
        yield from (*_of_condition(said, edition), *_of_routing(said, edition))
    elif isinstance(said, DeadlineDefinition):
        yield from _of_condition(said, edition)
        if not any(getattr(said.deadlines, name) for name in CLOCKS):
            yield "deadlines", "Give at least one of sign, answer, settle.", "请至少填写 sign、answer、settle 之一。"


def _of_group(said: GroupDefinition, edition: Edition) -> Iterator[Wrong]:
    if said.parent is None:
        return
    above = edition.groups.get(said.parent)
    if above is None or above.parent is not None:
        yield "parent", f"There is no group {said.parent} of level 1.", f"没有一级分组 {said.parent}。"


def _of_category(said: CategoryDefinition, edition: Edition) -> Iterator[Wrong]:
    group = edition.groups.get(said.group)
    if group is None or group.parent is None:
        yield "group", f"There is no group {said.group} of level 2.", f"没有二级分组 {said.group}。"
    yield from _of_department(said.unit.department, edition)
    yield from _repeated("fields", "name", [one.name for one in said.fields])
    yield from _repeated("keywords", "", list(said.keywords))
    for number, field in enumerate(said.fields):
        yield from _of_field(f"fields.{number}", field)


def _of_field(where: str, said: FieldDefinition) -> Iterator[Wrong]:
    if (said.type is FieldType.CHOICE) is not bool(said.choices):
        yield f"{where}.choices", "A choice needs choices, and only a choice has them.", "仅单选字段需要选项。"
    yield from _repeated(f"{where}.choices", "code", [one.code for one in said.choices])


def _repeated(where: str, name: str, values: list[str]) -> Iterator[Wrong]:
    for number, value in enumerate(values):
        if value in values[:number]:
            place = ".".join(part for part in (where, str(number), name) if part)
            yield place, f"{value} is there twice.", f"“{value}”重复。"


def _of_department(code: str, edition: Edition, field: str = "unit.department") -> Iterator[Wrong]:
    if code not in edition.departments:
        yield field, f"There is no department {code}.", f"没有部门 {code}。"


def _of_condition(said: Condition, edition: Edition) -> Iterator[Wrong]:
    if said.category is not None and said.group is not None:
        yield "group", "Give a category or a group, not both.", "类别与分组只能填写一个。"
    if said.category is not None and said.category not in edition.categories:
        yield "category", f"There is no category {said.category} then.", f"当日没有类别 {said.category}。"
    if said.group is not None and said.group not in edition.groups:
        yield "group", f"There is no group {said.group}.", f"没有分组 {said.group}。"


def _of_routing(said: RoutingDefinition, edition: Edition) -> Iterator[Wrong]:
    to = said.unit
    if to.tier is None and to.area_code is None and to.department is None:
        yield "unit", "Give a tier, an area_code or a department.", "请填写层级、区域或部门。"
    if to.tier is not None and to.area_code is not None:
        yield "unit.area_code", "Give a tier or an area_code, not both.", "层级与区域只能填写一个。"
    if to.department is not None:
        yield from _of_department(to.department, edition)
    if to.area_code is not None and _district(said.area_code) != _district(to.area_code):
        text = "A rule that leads to one area is for an area of the same district."
        yield "unit.area_code", text, "指定承办区域的规则，其适用区域须属同一个区。"


def _district(area_code: str | None) -> str | None:
    return at_tier(area_code, Tier.DISTRICT) if area_code else None
