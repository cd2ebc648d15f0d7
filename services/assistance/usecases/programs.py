"""Programs: shown, tried on a household, loaded from files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from datetime import date
from decimal import Decimal
from typing import Any

from linli.clock import local
from linli.contracts.assistance.programs import (
    FEN,
    HouseholdFacts,
    ListPrograms,
    MemberFacts,
    ProgramEntryKind,
    ProgramList,
    ProgramView,
    Proposals,
    ProposalView,
    ReckoningStep,
    StandardView,
    TestView,
    TryPrograms,
    Verdict,
)
from linli.dated import Entry
from linli.dated_files import Loading
from linli.work import Work
from services.assistance.catalogue import read, refuse_faults, shipped
from services.assistance.domain.formula.evaluating import Facts, Household, Result
from services.assistance.domain.formula.tree import Value
from services.assistance.domain.programs import Book, Edition, Proposal, Tested
from services.assistance.store.programs import PROGRAMS

_ORDER = (Verdict.QUALIFIES, Verdict.COVERED, Verdict.UNDECIDED, Verdict.FAILS)


def current(work: Work) -> Book:
    """All programs of all times."""
    return PROGRAMS.current(work.session, shipped)


def edition(work: Work, day: date | None = None) -> Edition:
    """The programs of a day, today unless given."""
    return current(work).on(day or local(work.now).date())


def list_programs(work: Work, said: ListPrograms) -> ProgramList:
    """The programs, clocks and standards of an area."""
    work.authorise(said.area_code, "area", "区域")
    known, here = current(work), edition(work, said.at)
    return ProgramList(
        programs=tuple(
            _program_view(one, known, here, said.area_code) for one in here.of_kind(ProgramEntryKind.PROGRAM)
        ),
        standards=tuple(
            StandardView(**_said(one.definition), code=one.code, valid_from=one.valid_from)
            for one in here.standards_at(said.area_code).values()
        ),
    )


def _program_view(entry: Entry, known: Book, here: Edition, area_code: str) -> ProgramView:
    return ProgramView(
        **_said(entry.definition),
        code=entry.code,
        version=known.latest(*entry.key),
        valid_from=entry.valid_from,
        clocks=here.clocks_at(area_code, entry.definition.profile),
    )


def _said(definition: Any) -> dict[str, Any]:
    return {one.name: getattr(definition, one.name) for one in fields(definition)}


def try_programs(work: Work, said: TryPrograms) -> Proposals:
    """What every program says of a household with these facts."""
    work.authorise(said.area_code, "area", "区域")
    household = Household(facts_of(said.facts), [facts_of(one) for one in said.members])
    return proposals(edition(work, said.at).propose(said.area_code, household))


def facts_of(said: HouseholdFacts | MemberFacts) -> Facts:
    """The facts by the names that formulas have for them."""
    return {name: _fact(value) for name, value in _said(said).items()}


def _fact(value: Any) -> Value:
    if isinstance(value, Decimal):
        return value.quantize(FEN)
    known: Value = Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else value
    return known


def proposals(found: Sequence[Proposal]) -> Proposals:
    """What the programs say, as it is shown: first what the household qualifies for."""
    ordered = sorted(found, key=lambda one: _ORDER.index(one.verdict))
    return Proposals(items=tuple(proposal_view(one) for one in ordered))


def proposal_view(one: Proposal) -> ProposalView:
    """What one program says."""
    said = one.program.said
    return ProposalView(
        program=one.program.code,
        zh=said.zh,
        en=said.en,
        source=said.source,
        cycle=said.cycle,
        verdict=one.verdict,
        amount=one.amount,
        tests=tuple(_test_view(test) for test in one.tests),
        steps=_steps(one.reckoning) if one.amount is not None else (),
        missing=one.missing,
        covered_by=one.covered_by,
    )


def _test_view(one: Tested) -> TestView:
    passed = one.result.value
    assert passed is None or isinstance(passed, bool), "a test says true or false"
    test = one.test
    steps = _steps(one.result)
    return TestView(code=test.code, zh=test.zh, en=test.en, source=test.source, passed=passed, steps=steps)


def _steps(result: Result) -> tuple[ReckoningStep, ...]:
    return tuple(ReckoningStep(zh=one.zh, en=one.en) for one in result.steps)


LOADING = Loading(PROGRAMS, shipped, read, refuse_faults)
"""How files become the programs."""
