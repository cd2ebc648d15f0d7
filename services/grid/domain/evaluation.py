"""What the evaluation of patrols counts: facts, the words that formulas say of them, and the figures."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import NamedTuple
from uuid import UUID

from linli.contracts.grid.cases import CaseState
from linli.contracts.grid.evaluation import FactKind, PatrolFigure, PatrolFormula
from linli.contracts.grid.findings import CaseSource
from linli.contracts.grid.rounds import RoundState

NOT = "not "
"""Before a word: that it does not hold."""
_ENDED = frozenset({CaseState.VERIFIED, CaseState.ON_SPOT})
_DROPPED = frozenset({CaseState.REPORTED, CaseState.DISMISSED, CaseState.CANCELLED})


@dataclass(frozen=True)
class CellFact:
    """A cell in the period: whether it was ever left alone for too long, and by whom it was visited."""

    key: str
    area_code: str
    in_time: bool
    people: frozenset[UUID]
    visited: bool
    at: datetime | None = None


@dataclass(frozen=True)
class RoundFact:
    """A round whose time ended in the period."""

    key: str
    area_code: str
    at: datetime
    people: frozenset[UUID]
    state: RoundState
    voluntary: bool
    cancelled: bool
    late: bool
    over: bool


@dataclass(frozen=True)
class CaseFact:
    """A case that was reported in the period. `patrolled_by`: who was in its cell earlier on that day."""

    key: str
    area_code: str
    at: datetime
    people: frozenset[UUID]
    source: CaseSource
    state: CaseState
    due_at: datetime
    ended_at: datetime | None
    rework: int
    located: bool
    patrolled_by: frozenset[UUID]
    now: datetime


Fact = CellFact | RoundFact | CaseFact


class Word(NamedTuple):
    """What a word of the formulas says of a fact."""

    holds: Callable[..., bool]
    zh: str
    en: str


def _in_time(one: CaseFact) -> bool:
    return one.ended_at is not None and one.ended_at <= one.due_at


def _decided(one: CaseFact) -> bool:
    return one.state in _ENDED or one.due_at <= one.now


WORDS: Mapping[FactKind, Mapping[str, Word]] = MappingProxyType(
    {
        FactKind.CELLS: {
            "in_time": Word(lambda one: one.in_time, "从未超过巡访间隔", "never alone longer than its interval"),
            "visited": Word(lambda one: one.visited, "有值守人员到访", "visited by somebody on duty"),
        },
        FactKind.ROUNDS: {
            "planned": Word(lambda one: not one.voluntary, "计划任务", "planned by a leader"),
            "over": Word(lambda one: one.over, "已到期", "its time is over"),
            "cancelled": Word(lambda one: one.cancelled, "已取消", "cancelled before it began"),
            "begun": Word(lambda one: one.state is not RoundState.EXPIRED, "已开始", "somebody began it"),
            "late": Word(lambda one: one.late, "超过宽限开始", "begun after its grace"),
            "complete": Word(lambda one: one.state is RoundState.COMPLETE, "无漏点", "every point was visited"),
        },
        FactKind.CASES: {
            "found": Word(lambda one: one.source is not CaseSource.REQUEST, "巡查或设备发现", "not by the public"),
            "public": Word(lambda one: one.source is CaseSource.REQUEST, "群众（热线）反映", "reported by the public"),
            "pursued": Word(lambda one: one.state not in _DROPPED, "已立案或现场处置", "filed, or settled on the spot"),
            "decided": Word(_decided, "已办结或已到期", "ended, or its deadline is past"),
            "solved": Word(lambda one: one.state in _ENDED, "核查结案或现场处置", "verified, or settled on the spot"),
            "verified": Word(lambda one: one.state is CaseState.VERIFIED, "核查结案", "verified by another person"),
            "in_time": Word(_in_time, "按时", "ended by its deadline"),
            "reworked": Word(lambda one: one.rework > 0, "返工", "a verification failed"),
            "located": Word(lambda one: one.located, "已确定网格", "its cell is known"),
            "patrolled": Word(
                lambda one: bool(one.patrolled_by), "当日事前有巡访", "its cell was visited before, that day"
            ),
        },
    }
)
"""Every word that a formula may use; a new one is a line here with what it says."""


def holds(words: Sequence[str], fact: Fact, of: FactKind) -> bool:
    """Whether all of these words hold of a fact."""
    known = WORDS[of]
    return all(
        not known[one.removeprefix(NOT)].holds(fact) if one.startswith(NOT) else known[one].holds(fact) for one in words
    )


def strange_words(formula: PatrolFormula) -> list[str]:
    """The words of a formula that there are not."""
    said = (*formula.counted, *formula.reached)
    return [one for one in said if one.removeprefix(NOT) not in WORDS[formula.of]]


def counted(formula: PatrolFormula, facts: Iterable[Fact]) -> list[tuple[Fact, bool]]:
    """The facts that a formula counts, each with whether it reaches the figure."""
    return [(one, holds(formula.reached, one, formula.of)) for one in facts if holds(formula.counted, one, formula.of)]


def figure(formula: PatrolFormula, facts: Iterable[Fact]) -> PatrolFigure:
    """The figure of these facts."""
    found = counted(formula, facts)
    reached = sum(yes for _, yes in found)
    share = round(reached / len(found), 4) if found else None
    return PatrolFigure(code=formula.code, counted=len(found), reached=reached, share=share)
