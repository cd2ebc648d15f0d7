"""The calls about the evaluation of patrols 考核评价: figures without mileage or quotas, each open to its records."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from marshmallow import validate

from linli.contracts.base import AreaCode, ShortText
from linli.contracts.grid.findings import KindCode


class FactKind(StrEnum):
    """What a figure of patrols is counted of."""

    CELLS = "cells"
    ROUNDS = "rounds"
    CASES = "cases"


class EvaluateBy(StrEnum):
    """Whom or what figures of patrols are told for."""

    TEAM = "team"
    COMMUNITY = "community"
    STREET = "street"
    DISTRICT = "district"


@dataclass(frozen=True, kw_only=True)
class PatrolFormula:
    """A figure is reached / counted, of those facts of which all words of `counted` hold; `reached` likewise of these.

    `not ` before a word says that it is not. `lower`: less is better. `teams`: it is told for teams too.
    """

    code: KindCode
    zh: ShortText
    en: ShortText
    says_zh: ShortText
    says_en: ShortText
    source: ShortText
    of: FactKind
    counted: tuple[str, ...]
    reached: Annotated[tuple[str, ...], validate.Length(min=1)]
    lower: bool = False
    teams: bool = True


@dataclass(frozen=True, kw_only=True)
class ListPatrolFormulas:
    """Ask for the formulas, at an area."""

    area_code: AreaCode


@dataclass(frozen=True, kw_only=True)
class PatrolWord:
    """A word of the formulas: of which facts, and what it says."""

    of: FactKind
    word: str
    zh: str
    en: str


@dataclass(frozen=True, kw_only=True)
class PatrolFormulaList:
    """The formulas, and the words that they are made of."""

    items: tuple[PatrolFormula, ...]
    words: tuple[PatrolWord, ...]


@dataclass(frozen=True, kw_only=True)
class EvaluatePatrols:
    """Ask for the figures of an area from the first day up to, and without, the day `until`."""

    area_code: AreaCode
    since: date
    until: date
    by: EvaluateBy = EvaluateBy.COMMUNITY


@dataclass(frozen=True, kw_only=True)
class PatrolFigure:
    """A figure: `share` is reached / counted; nothing was counted where it is not there, which is not 0."""

    code: str
    counted: int
    reached: int
    share: float | None


@dataclass(frozen=True, kw_only=True)
class EvaluatedGroup:
    """The figures of an area, or of a team (its id)."""

    key: str
    figures: tuple[PatrolFigure, ...]


@dataclass(frozen=True, kw_only=True)
class Evaluation:
    """The figures of an area as a whole and by groups."""

    area_code: str
    since: date
    until: date
    by: EvaluateBy
    whole: EvaluatedGroup
    groups: tuple[EvaluatedGroup, ...]


@dataclass(frozen=True, kw_only=True)
class ListEvaluated:
    """Ask for exactly the records that a figure counted: of an area, or of a team; reached or not, if so said."""

    area_code: AreaCode
    since: date
    until: date
    code: KindCode
    team_id: UUID | None = None
    reached: bool | None = None
    after: str | None = None
    limit: Annotated[int, validate.Range(1, 500)] = 100


@dataclass(frozen=True, kw_only=True)
class EvaluatedRecord:
    """A record behind a figure: the code of a cell, or the id of a round or case, where and when."""

    of: FactKind
    key: str
    area_code: str
    at: datetime | None
    reached: bool


@dataclass(frozen=True, kw_only=True)
class EvaluatedRecordList:
    """How many records there are, and those of a page; `next_after` leads on."""

    count: int
    items: tuple[EvaluatedRecord, ...]
    next_after: str | None
