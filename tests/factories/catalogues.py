"""A small catalogue of its own for tests, as entries and as a file."""

from __future__ import annotations

from datetime import date
from functools import cache
from itertools import count
from typing import Any

from linli.contracts.base import load
from services.hotline.domain.catalogue import ALWAYS, DEFINITIONS, Catalogue, Entry, EntryKind

SMALL = """\
departments:
  CG: {zh: 城市管理, en: Urban management}
  RX: {zh: 热线办, en: Hotline office}
groups:
  city:
    zh: 城市
    en: City
    groups:
      road: {zh: 道路, en: Roads}
categories:
  - code: road.lamp
    zh: 路灯
    en: Lamp
    group: road
    service: grid
    unit: {tier: street, department: CG}
    deadlines: {sign: "1h", answer: "2h", settle: "3wd"}
    keywords: [路灯, lamp]
  - code: other
    zh: 其他
    en: Other
    group: road
    service: grid
    unit: {tier: community, department: CG}
    deadlines: {sign: "1h", answer: "2h", settle: "3wd"}
routing:
  - code: lamps
    category: road.lamp
    unit: {tier: district}
deadlines:
  - code: quick
    kind: question
    deadlines: {settle: "1wd"}
"""
"""A whole catalogue in 34 lines."""

_positions = count()


def entry(
    what: EntryKind,
    code: str,
    /,
    *,
    version: int = 1,
    since: date = ALWAYS,
    until: date | None = None,
    **said: Any,
) -> Entry:
    """One version of an entry that says this."""
    definition = load(DEFINITIONS[what], said)
    return Entry(what, code, version, next(_positions), since, until, definition)


def group(code: str, parent: str | None = None) -> Entry:
    """A group."""
    return entry(EntryKind.GROUP, code, zh="组", en="Group", parent=parent)


def department(code: str) -> Entry:
    """A department."""
    return entry(EntryKind.DEPARTMENT, code, zh="部门", en="Department")


def category(code: str, group: str = "road", tier: str = "street", **said: Any) -> Entry:
    """A category of the urban management department."""
    clocks = {"sign": "1h", "answer": "2h", "settle": "3wd"}
    given = {"zh": "类", "en": "Category", "service": "grid", "unit": {"tier": tier, "department": "CG"}}
    return entry(EntryKind.CATEGORY, code, **{**given, "group": group, "deadlines": clocks, **said})


def routing(code: str, **said: Any) -> Entry:
    """A routing rule, to the district unless it says otherwise."""
    return entry(EntryKind.ROUTING, code, **{"unit": {"tier": "district"}, **said})


def clocks(code: str, **said: Any) -> Entry:
    """A deadline rule."""
    return entry(EntryKind.DEADLINE, code, **said)


@cache
def _base() -> tuple[Entry, ...]:
    given = [department("CG"), department("RX"), group("city"), group("road", "city"), group("misc", "city")]
    return (*given, category("road.lamp"), category("road.hole", tier="community"), category("other", "misc"))


def catalogue(*more: Entry) -> Catalogue:
    """Groups city > road, departments CG and RX, the categories road.lamp, road.hole and other, and these entries."""
    return Catalogue([*_base(), *more])
