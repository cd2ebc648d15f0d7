"""The evaluation of patrols: figures of areas and teams by formulas that are data, and exactly what each counted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from linli.areas import Tier, covers, district_of, tier_of
from linli.clock import local
from linli.contracts.grid.cases import CaseState
from linli.contracts.grid.coverage import GetCoverage
from linli.contracts.grid.evaluation import (
    EvaluateBy,
    EvaluatedGroup,
    EvaluatedRecord,
    EvaluatedRecordList,
    EvaluatePatrols,
    Evaluation,
    FactKind,
    ListEvaluated,
    ListPatrolFormulas,
    PatrolFigure,
    PatrolFormula,
    PatrolFormulaList,
    PatrolWord,
)
from linli.contracts.grid.rounds import RoundState
from linli.errors import Invalid, existing
from linli.work import Work
from services.grid.catalogue import formula_of, formulas
from services.grid.domain.case import GridCase
from services.grid.domain.duty import Team
from services.grid.domain.evaluation import WORDS, CaseFact, CellFact, Fact, RoundFact, counted, figure
from services.grid.domain.round import OVER
from services.grid.domain.visits import day_begins, local_day
from services.grid.store import evaluation as store
from services.grid.usecases.cells import map_of
from services.grid.usecases.coverage import LONGEST, cell_facts

_DIGITS = {EvaluateBy.COMMUNITY: 12, EvaluateBy.STREET: 9, EvaluateBy.DISTRICT: 6}
Asked = EvaluatePatrols | ListEvaluated
Facts = dict[FactKind, list[Fact]]


def list_formulas(work: Work, said: ListPatrolFormulas) -> PatrolFormulaList:
    """The formulas in force, and the words that they are made of."""
    work.authorise(said.area_code, "area", "区域")
    words = tuple(
        PatrolWord(of=of, word=name, zh=one.zh, en=one.en) for of, known in WORDS.items() for name, one in known.items()
    )
    return PatrolFormulaList(items=tuple(formulas().values()), words=words)


def evaluate(work: Work, said: EvaluatePatrols) -> Evaluation:
    """The figures of an area and its groups. Raises `Invalid` for a period that is none."""
    work.authorise(said.area_code, "area", "区域")
    facts = {of: list(gather(work, said)) for of, gather in _GATHERED.items()}
    whole = EvaluatedGroup(key=said.area_code, figures=_figures(formulas().values(), facts))
    return Evaluation(
        area_code=said.area_code,
        since=said.since,
        until=said.until,
        by=said.by,
        whole=whole,
        groups=tuple(_by_team(work, said, facts) if said.by is EvaluateBy.TEAM else _by_area(said, facts)),
    )


def _figures(wanted: Iterable[PatrolFormula], facts: Facts) -> tuple[PatrolFigure, ...]:
    return tuple(figure(one, facts[one.of]) for one in wanted)


def _by_area(said: EvaluatePatrols, facts: Facts) -> Iterable[EvaluatedGroup]:
    digits = _DIGITS[said.by]
    groups: dict[str, Facts] = {}
    for of, all_of in facts.items():
        for one in all_of:
            own = _ground(one.area_code)[:digits]
            if len(own) == digits:
                groups.setdefault(own, {kind: [] for kind in FactKind})[of].append(one)
    return (EvaluatedGroup(key=one, figures=_figures(formulas().values(), groups[one])) for one in sorted(groups))


def _ground(area_code: str) -> str:
    """The digits of the district, street and community of an area."""
    return area_code[6:18] if tier_of(area_code) is Tier.CELL else area_code


def _by_team(work: Work, said: EvaluatePatrols, facts: Facts) -> Iterable[EvaluatedGroup]:
    wanted = [one for one in formulas().values() if one.teams]
    for team in store.teams_of(work.session, said.area_code):
        own = {of: _of_team(team, all_of) for of, all_of in facts.items()}
        yield EvaluatedGroup(key=str(team.id), figures=_figures(wanted, own))


def _of_team(team: Team, facts: Iterable[Fact]) -> list[Fact]:
    """What a team answers for: the cells of its area, its members' rounds, cases they handle or were there before."""
    members = set(team.members)
    found: list[Fact] = []
    for one in facts:
        if isinstance(one, CellFact):
            if covers(team.area_code, one.key):
                found.append(replace(one, visited=bool(one.people & members)))
        elif isinstance(one, CaseFact):
            mine = frozenset(one.patrolled_by & members)
            if mine or one.people & members:
                found.append(replace(one, patrolled_by=mine))
        elif one.people & members:
            found.append(one)
    return found


def list_evaluated(work: Work, said: ListEvaluated) -> EvaluatedRecordList:
    """Exactly the records that a figure counted, by key. Raises `NotFound` for a figure or team that there is not."""
    work.authorise(said.area_code, "area", "区域")
    formula = formula_of(said.code)
    facts = list(_GATHERED[formula.of](work, said))
    if said.team_id is not None:
        teams = {one.id: one for one in store.teams_of(work.session, said.area_code)}
        facts = _of_team(existing(teams.get(said.team_id), "team", "队伍"), facts)
    all_of = _sorted(formula, facts, said.reached)
    left = [pair for pair in all_of if said.after is None or pair[0].key > said.after]
    items = tuple(
        EvaluatedRecord(of=formula.of, key=one.key, area_code=one.area_code, at=one.at, reached=yes)
        for one, yes in left[: said.limit]
    )
    more = len(left) > said.limit
    return EvaluatedRecordList(count=len(all_of), items=items, next_after=items[-1].key if more else None)


def _sorted(formula: PatrolFormula, facts: Iterable[Fact], reached: bool | None) -> list[tuple[Fact, bool]]:
    found = [(one, yes) for one, yes in counted(formula, facts) if reached is None or yes is reached]
    return sorted(found, key=lambda pair: pair[0].key)


def _span(said: Asked) -> store.Span:
    if not said.since < said.until or said.until - said.since > LONGEST:
        text, zh = "Give a day after the first, within a year.", "应晚于起始日期，且不超过一年。"
        raise Invalid("bad_period", text, zh, {"until": [f"{text} {zh}"]})
    return day_begins(said.since), day_begins(said.until)


def _cells(work: Work, said: Asked) -> Iterable[Fact]:
    people = store.visitors(work.session, said.area_code, _span(said))
    asked = GetCoverage(area_code=said.area_code, since=said.since, until=said.until)
    for one in cell_facts(work, asked):
        yield CellFact(one.code, one.code, one.in_time, frozenset(people.get(one.code, ())), one.visits > 0)


def _rounds(work: Work, said: Asked) -> Iterable[Fact]:
    for one in store.rounds_ending(work.session, said.area_code, _span(said)):
        yield RoundFact(
            key=str(one.id),
            area_code=one.area_code,
            at=one.starts_at,
            people=frozenset({one.officer_id}),
            state=one.state,
            voluntary=one.voluntary,
            cancelled=one.state is RoundState.CANCELLED,
            late=one.late,
            over=one.state in OVER,
        )


def _cases(work: Work, said: Asked) -> Iterable[Fact]:
    cases = store.cases_opened(work.session, said.area_code, _span(said))
    cells = _cells_of(work, said, cases)
    days = {local_day(one.opened_at) for one in cases}
    seen = store.visits_of_days(work.session, set(cells.values()), days)
    for one in cases:
        cell = cells.get(one.id)
        there = seen.get((cell, local_day(one.opened_at)), []) if cell else []
        yield CaseFact(
            key=str(one.id),
            area_code=one.area_code,
            at=one.opened_at,
            people=frozenset(found for found in (one.worker_id or one.found_by,) if found),
            source=one.source,
            state=CaseState(one.state),
            due_at=one.due_at,
            ended_at=one.ended_at,
            rework=one.rework,
            located=cell is not None,
            patrolled_by=frozenset(officer for at, officer in there if at <= one.opened_at),
            now=work.now,
        )


def _cells_of(work: Work, said: Asked, cases: Sequence[GridCase]) -> dict[UUID, UUID]:
    """The cell of each case that has a place or is of a cell, as cells are on the last day, like those of coverage."""
    day = min(said.until - timedelta(days=1), local(work.now).date())
    ground = map_of(work, district_of(said.area_code), day)
    codes = {cell.code: cell.id for cell in ground.cells}
    found = {one.id: codes[one.area_code] for one in cases if one.area_code in codes}
    placed = [one for one in cases if one.found_longitude is not None]
    lons = [one.found_longitude or 0.0 for one in placed]
    lats = [one.found_latitude or 0.0 for one in placed]
    at = zip(placed, ground.find_all(lons, lats), strict=True)
    return found | {one.id: cell.id for one, cell in at if cell is not None}


_GATHERED: Mapping[FactKind, Callable[[Work, Asked], Iterable[Fact]]] = {
    FactKind.CELLS: _cells,
    FactKind.ROUNDS: _rounds,
    FactKind.CASES: _cases,
}
