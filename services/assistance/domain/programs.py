"""Programs as they hold on a day and at an area: standards, clocks, tests and amounts of a household. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from functools import lru_cache

from linli.areas import covers
from linli.calendar import Deadline
from linli.contracts.assistance.programs import (
    FEN,
    Cycle,
    LocalityDefinition,
    ProfileDefinition,
    ProgramDefinition,
    ProgramEntryKind,
    StandardDefinition,
    StandardKind,
    TestDefinition,
    Verdict,
)
from linli.dated import Entry, Versions
from linli.errors import Invalid
from services.assistance.domain.chain import TIERS, Chain, is_chain, with_areas
from services.assistance.domain.facts import WORDS
from services.assistance.domain.formula.checking import formula_of, names_in
from services.assistance.domain.formula.evaluating import Household, Result, evaluate
from services.assistance.domain.formula.tree import Formula, Kind, Value

DEFINITIONS: Mapping[StrEnum, type] = {
    ProgramEntryKind.STANDARD: StandardDefinition,
    ProgramEntryKind.PROFILE: ProfileDefinition,
    ProgramEntryKind.LOCALITY: LocalityDefinition,
    ProgramEntryKind.PROGRAM: ProgramDefinition,
}


@lru_cache(maxsize=4096)
def rule_of(text: str, wanted: Kind) -> Formula:
    """The formula over a household's facts; raises `Invalid` (`bad_formula`)."""
    return formula_of(text, WORDS, wanted)


@dataclass(frozen=True)
class Program:
    """A program by its code, its formulas read."""

    code: str
    said: ProgramDefinition

    @property
    def tests(self) -> Iterator[tuple[TestDefinition, Formula]]:
        """Each test with its formula."""
        return ((one, rule_of(one.rule, Kind.TRUTH)) for one in self.said.tests)

    @property
    def amount(self) -> Formula | None:
        """The formula of what it gives."""
        return None if self.said.amount is None else rule_of(self.said.amount, Kind.NUMBER)

    @property
    def advance(self) -> Formula | None:
        """The formula of what may be paid before the survey."""
        return None if self.said.advance is None else rule_of(self.said.advance, Kind.NUMBER)

    def names(self) -> frozenset[str]:
        """The facts that it needs."""
        formulas = [one for _, one in self.tests] + ([self.amount] if self.amount else [])
        return frozenset().union(*(names_in(one.root) for one in formulas))


@dataclass(frozen=True)
class Tested:
    """A test with what it came to."""

    test: TestDefinition
    result: Result


@dataclass(frozen=True)
class Proposal:
    """What a program says of a household. `amount` is None where it gives no money or a fact is unknown."""

    program: Program
    verdict: Verdict
    tests: tuple[Tested, ...]
    amount: Decimal | None
    reckoning: Result
    missing: tuple[str, ...]
    covered_by: str | None = None


class Edition:
    """What holds on one day."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.entries = tuple(sorted(entries, key=lambda one: (one.position, one.code)))
        self.programs = {one.code: Program(one.code, one.definition) for one in self.of_kind(ProgramEntryKind.PROGRAM)}
        self.profiles: dict[str, ProfileDefinition] = {
            one.code: one.definition for one in self.of_kind(ProgramEntryKind.PROFILE)
        }

    def of_kind(self, kind: ProgramEntryKind) -> Iterator[Entry]:
        """The entries of a kind, in their order."""
        return (one for one in self.entries if one.kind is kind)

    def program(self, code: str) -> Program:
        """The program; raises `Invalid` naming the field."""
        if code not in self.programs:
            text, zh = f"There is no program {code} on that day.", f"当日没有项目 {code}。"
            raise Invalid("unknown_program", text, zh, {"program": [f"{text} {zh}"]})
        return self.programs[code]

    def standards_at(self, area_code: str) -> dict[StandardKind, Entry]:
        """The standards that hold at an area: of those that cover it the one of the smallest area."""
        found: dict[StandardKind, Entry] = {}
        for one in sorted(self.of_kind(ProgramEntryKind.STANDARD), key=_narrowness):
            if one.definition.area_code is None or covers(one.definition.area_code, area_code):
                found[one.definition.kind] = one
        return found

    def clocks_at(self, area_code: str, profile: str) -> ProfileDefinition:
        """The clocks of a profile at an area, or of the one that stands in its place there."""
        local = self._locality(area_code, profile)
        return self.profiles[profile if local is None else local.instead]

    def chain_at(self, area_code: str, program: ProgramDefinition) -> Chain:
        """Who takes the steps of a program at an area."""
        local = self._locality(area_code, program.profile)
        return with_areas(program.chain, None if local is None else local.chain)

    def _locality(self, area_code: str, profile: str) -> LocalityDefinition | None:
        """What the smallest area that covers this one has in the place of a profile."""
        for one in sorted(self.of_kind(ProgramEntryKind.LOCALITY), key=_narrowness, reverse=True):
            said: LocalityDefinition = one.definition
            if said.profile == profile and covers(said.area_code, area_code):
                return said
        return None

    def with_standards(self, area_code: str, household: Household) -> Household:
        """The household's facts, its size and the standards of its area."""
        amounts: dict[str, Value] = {
            f"standard.{kind}": one.definition.amount.quantize(FEN)
            for kind, one in self.standards_at(area_code).items()
        }
        size = Decimal(len(household.members))
        return Household({**amounts, **household.facts, "size": size}, household.members)

    def propose(self, area_code: str, household: Household, *, explain: bool = True) -> list[Proposal]:
        """What every program says of the household at once (应保尽保: nobody has to know a program's name)."""
        known = self.with_standards(area_code, household)
        found = [proposal(one, known, explain=explain) for one in self.programs.values()]
        open_to = {one.program.code for one in found if one.verdict is Verdict.QUALIFIES}
        return [_covered(one, open_to) for one in found]


def _narrowness(entry: Entry) -> int:
    return len(entry.definition.area_code or "")


def _covered(found: Proposal, open_to: set[str]) -> Proposal:
    before = [one for one in found.program.said.after if one in open_to]
    if not before or found.verdict is Verdict.FAILS:
        return found
    return Proposal(
        found.program, Verdict.COVERED, found.tests, None, found.reckoning, found.missing, covered_by=before[0]
    )


def proposal(program: Program, known: Household, *, explain: bool = True) -> Proposal:
    """What one program says of a household whose facts have the standards in them."""
    tests = tuple(Tested(test, evaluate(rule, known, WORDS, explain=explain)) for test, rule in program.tests)
    values = [one.result.value for one in tests]
    verdict = Verdict.FAILS if False in values else Verdict.UNDECIDED if None in values else Verdict.QUALIFIES
    reckoning = evaluate(program.amount, known, WORDS, explain=explain) if program.amount else Result()
    amount = reckoning.value if verdict is Verdict.QUALIFIES and isinstance(reckoning.value, Decimal) else None
    amount = amount if amount is None else amount.quantize(FEN, ROUND_HALF_UP)
    if verdict is Verdict.QUALIFIES and program.amount and amount is None:
        verdict = Verdict.UNDECIDED
    missing = unknown(program, known) if verdict is Verdict.UNDECIDED else ()
    return Proposal(program, verdict, tests, amount, reckoning, missing)


def unknown(program: Program, known: Household) -> tuple[str, ...]:
    """The facts that the program needs and nobody knows; a member's as soon as one member's is unknown."""
    return tuple(
        sorted(
            name
            for name in program.names()
            if (
                any(one.get(name) is None for one in known.members)
                if name in WORDS.member
                else known.facts.get(name) is None
            )
        )
    )


class Book(Versions[Edition]):
    """All programs, standards and clocks of all times."""

    def edition_of(self, entries: Iterable[Entry]) -> Edition:
        """What holds on a day."""
        return Edition(entries)


@dataclass(frozen=True)
class Fault:
    """What is wrong with an entry, at which field of it."""

    entry: Entry
    field: str
    text: str
    text_zh: str


def faults_of(entries: Iterable[Entry], then: Book, day: date) -> Iterator[Fault]:
    """What is wrong with these entries in the book that is to be, from this day on."""
    for one in entries:
        here = then.on(max(one.valid_from, day))
        if one.kind is ProgramEntryKind.PROGRAM:
            yield from _program_faults(one, here)
        if one.kind is ProgramEntryKind.LOCALITY:
            for field in ("profile", "instead"):
                yield from _known(one, field, getattr(one.definition, field), here.profiles, "profile", "时限方案")
            if one.definition.chain is not None:
                yield from _chain_faults(one, all(station in TIERS for station in one.definition.chain))
        if one.kind is ProgramEntryKind.PROFILE:
            yield from _profile_faults(one)


def _program_faults(one: Entry, here: Edition) -> Iterator[Fault]:
    said: ProgramDefinition = one.definition
    yield from _known(one, "profile", said.profile, here.profiles, "profile", "时限方案")
    yield from _chain_faults(one, said.cycle is not Cycle.REFERRAL or said.chain[-1] not in TIERS)
    for code in said.after:
        yield from _known(one, "after", code, here.programs, "program", "项目")
    for number, test in enumerate(said.tests):
        yield from _formula_faults(one, f"tests.{number}.rule", test.rule, Kind.TRUTH)
    if said.amount is not None:
        yield from _formula_faults(one, "amount", said.amount, Kind.NUMBER)
    elif said.cycle in (Cycle.MONTHLY, Cycle.ONCE):
        yield Fault(one, "amount", "A program that gives money says how much.", "发放资金的项目须有金额公式。")
    if said.advance is not None:
        yield from _formula_faults(one, "advance", said.advance, Kind.NUMBER)
        if said.cycle is not Cycle.ONCE:
            yield Fault(one, "advance", "Only what is given once is paid in advance.", "仅一次性救助可先行救助。")


def _chain_faults(one: Entry, ends_right: bool) -> Iterator[Fault]:
    """A chain goes from community to street to district; a program that passes on ends with a department."""
    if not is_chain(one.definition.chain) or not ends_right:
        text = "Name community, street, district upwards, then the department of a program that passes on."
        yield Fault(one, "chain", text, "审批环节须按社区、街道、区县由下而上；转办项目最后为承办部门。")


def _formula_faults(one: Entry, field: str, text: str, wanted: Kind) -> Iterator[Fault]:
    try:
        rule_of(text, wanted)
    except Invalid as error:
        yield Fault(one, field, error.message, error.message_zh)


def _profile_faults(one: Entry) -> Iterator[Fault]:
    said: ProfileDefinition = one.definition
    whole, extended = Deadline.parse(said.whole, "whole"), Deadline.parse(said.extended, "extended")
    if not isinstance(whole.amount, type(extended.amount)) or extended.amount < whole.amount:  # type: ignore[operator]
        yield Fault(one, "extended", "It is shorter than 'whole', or of another kind.", "延长期限短于正常期限。")


def _known(one: Entry, field: str, code: str, known: Iterable[str], what: str, what_zh: str) -> Iterator[Fault]:
    if code not in known:
        yield Fault(one, field, f"There is no {what} {code}.", f"没有{what_zh} {code}。")
