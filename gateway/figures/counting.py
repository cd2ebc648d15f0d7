"""Counting the figures of an area in a period for each of its groups, with one question for each subject."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from gateway.figures.conditions import EXCLUDED, Subject, Vocabulary
from gateway.figures.formulas import Formula
from gateway.projections.scopes import within
from linli.areas import LENGTHS, Tier, ancestors, tier_of
from linli.contracts.hotline.words import Kind

BELOW = {Tier.DISTRICT: "street", Tier.STREET: "community", Tier.COMMUNITY: "area_code", Tier.CELL: "area_code"}
"""The column that tells the areas directly below an area of each tier apart."""


TIERS = {length: tier.value for tier, length in LENGTHS.items()}


class Grouping(StrEnum):
    """Into what the figures of an area are broken down; the tier is that of the responsible unit."""

    AREA = "area"
    UNIT = "unit"
    CATEGORY = "category"
    KIND = "kind"
    TIER = "tier"


@dataclass(frozen=True, kw_only=True)
class Scope:
    """Which facts: at an area and below (`own`: at the area itself only), placed from `since` up to `until`, as of
    `now`; None is any.
    """

    area: str
    since: datetime
    until: datetime
    now: datetime
    own: bool = False
    category: str | None = None
    kind: Kind | None = None
    unit_tier: Tier | None = None
    unit_area: str | None = None
    department: str | None = None


@dataclass(frozen=True)
class Share:
    """How many were counted, and how many of them reached it; no value where none was counted, which is not 0 %."""

    reached: int = 0
    counted: int = 0

    @property
    def value(self) -> float | None:
        """The share, rounded to four places."""
        return round(self.reached / self.counted, 4) if self.counted else None

    def __add__(self, other: Share) -> Share:
        return Share(self.reached + other.reached, self.counted + other.counted)


Shares = Mapping[str, Share]
"""By the code of the figure."""
Key = tuple[str | None, ...]


def counted(session: Session, formulas: Iterable[Formula], scope: Scope, by: Grouping) -> dict[Key, Shares]:
    """The figures of each group in the scope that has any fact; their sums are those of the whole."""
    found: defaultdict[Key, dict[str, Share]] = defaultdict(dict)
    for subject in Subject:
        mine = [one for one in formulas if one.of is subject]
        for row in session.execute(_question(mine, scope, by), {"now": scope.now}) if mine else ():
            _take(found, row, mine)
    return dict(found)


def total(groups: Mapping[Key, Shares]) -> Shares:
    """The figures of all groups together."""
    sums: defaultdict[str, Share] = defaultdict(Share)
    for shares in groups.values():
        for code, share in shares.items():
            sums[code] += share
    return sums


def _take(found: Mapping[Key, dict[str, Share]], row: Row[Any], formulas: Sequence[Formula]) -> None:
    width = len(row) - 2 * len(formulas)
    key, counts = tuple(TIERS.get(one, one) for one in row[:width]), row[width:]
    for number, one in enumerate(formulas):
        found[key][one.code] = Share(counts[2 * number + 1], counts[2 * number])


def _question(formulas: Sequence[Formula], scope: Scope, by: Grouping) -> Select[Any]:
    words = formulas[0].vocabulary
    key = _key(words, scope.area, by)
    counts = []
    for one in formulas:
        is_counted = is_in(one, scope)
        counts.append(func.count().filter(is_counted))
        counts.append(func.count().filter(is_counted, words.all_of(one.reached)))
    placed = or_(*(_placed(words, moment, scope) for moment in dict.fromkeys(one.by for one in formulas)))
    return facts(select(*key, *counts), words).where(*in_scope(words, scope), placed).group_by(*key)


def facts(question: Select[Any], words: Vocabulary) -> Select[Any]:
    """The question asked of the facts, each with whether its request is out of scope."""
    return question.select_from(words.table.outerjoin(EXCLUDED, words.table.c.request_id == EXCLUDED.c.id))


def in_scope(words: Vocabulary, scope: Scope) -> list[ColumnElement[bool]]:
    """The facts at the area and below, and whatever else is asked for. The district stands in every index."""
    known = words.table.c
    district = (*ancestors(scope.area), scope.area)[0]
    found = [known.district == district]
    if scope.area != district:
        found.append(within(words.table, scope.area))
    if scope.own:
        found.append(known.area_code == scope.area)
    if scope.unit_tier is not None:
        found.append(func.length(known.unit_area) == LENGTHS[scope.unit_tier])
    equal = {name: getattr(scope, name) for name in ("category", "kind", "unit_area", "department")}
    return found + [known[name] == wanted for name, wanted in equal.items() if wanted is not None]


def is_in(formula: Formula, scope: Scope) -> ColumnElement[bool]:
    """Whether a fact of the scope is counted for this figure."""
    words = formula.vocabulary
    return and_(_placed(words, formula.by, scope), words.all_of(formula.counted))


def _placed(words: Vocabulary, moment: str, scope: Scope) -> ColumnElement[bool]:
    column = words.moments[moment][0]
    return and_(column >= scope.since, column < scope.until)


def _key(words: Vocabulary, area: str, by: Grouping) -> list[ColumnElement[Any]]:
    known = words.table.c
    match by:
        case Grouping.AREA:
            return [known[BELOW[tier_of(area)]]]
        case Grouping.UNIT:
            return [known.unit_area, known.department]
        case Grouping.TIER:
            return [func.length(known.unit_area)]
        case _:
            return [known[by.value]]
