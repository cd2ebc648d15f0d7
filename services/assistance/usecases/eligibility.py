"""What programs say of all households of the register at once, and what a change of the programs would do to them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from uuid import UUID

from linli.contracts.assistance.programs import Verdict
from linli.work import Work
from services.assistance.domain.formula.evaluating import Household
from services.assistance.domain.programs import Edition, proposal
from services.assistance.store import eligibility as store
from services.assistance.store import register
from services.assistance.store.eligibility import Found

NOTHING = Decimal("0.00")


def recomputed(work: Work, here: Edition, area_code: str | None, day: date) -> Iterator[Found]:
    """What every program says of every household at or below an area (everywhere, without one) on a day.

    The database reckons; a program whose numbers might not fit there is reckoned by the interpreter.
    """
    later = [(code, program.said.after) for code, program in here.programs.items() if program.said.after]
    for areas in _alike(work, here, area_code):
        for found, too_large in store.each(work.session, here, areas, day):
            for one in found:
                said = {**one.said, **_interpreted(work, here, one, too_large, day)}
                yield replace(one, said={**said, **_covered(said, later)})


def _alike(work: Work, here: Edition, area_code: str | None) -> list[list[str]]:
    """The areas with households, those of the same standards together."""
    groups: dict[tuple[tuple[str, Decimal], ...], list[str]] = defaultdict(list)
    for area in store.areas_of(work.session, area_code):
        standards = here.standards_at(area)
        groups[tuple(sorted((kind, one.definition.amount) for kind, one in standards.items()))].append(area)
    return list(groups.values())


Said = dict[str, tuple[Verdict, Decimal | None]]


def _interpreted(work: Work, here: Edition, one: Found, codes: frozenset[str], day: date) -> Said:
    """What these programs say by the interpreter."""
    if not codes:
        return {}
    known = here.with_standards(one.area_code, facts_on(work, one.household_id, day))
    found = [proposal(here.program(code), known, explain=False) for code in codes]
    return {one.program.code: (one.verdict, one.amount) for one in found}


def _covered(said: Said, later: Sequence[tuple[str, Sequence[str]]]) -> Said:
    """The programs that another one goes before."""
    return {
        code: (Verdict.COVERED, None)
        for code, earlier in later
        if said[code][0] is not Verdict.FAILS and any(said[one][0] is Verdict.QUALIFIES for one in earlier)
    }


def facts_on(work: Work, household_id: UUID, day: date) -> Household:
    """The facts of a household and its members on a day, for reckoning in bulk: nobody sees them."""
    held = [one.person_id for one in register.memberships(work.session, household_id) if one.holds(day)]
    known = register.persons_of(work.session, held)
    home = register.home_of(work.session, household_id)
    return Household(home.facts(), [known[one].facts_on(day) for one in held])


@dataclass(frozen=True)
class Effect:
    """What a change of the programs does to a household by one program."""

    household_id: UUID
    area_code: str
    program: str
    before: tuple[Verdict, Decimal | None]
    after: tuple[Verdict, Decimal | None]

    @property
    def difference(self) -> Decimal:
        """How many yuan more, a month or once; below nothing for less."""
        return (self.after[1] or NOTHING) - (self.before[1] or NOTHING)

    @property
    def gains(self) -> bool:
        """Whether it gets more, or gets in where no money tells."""
        return self.difference > 0 or (self.difference == 0 and self.after[0] is Verdict.QUALIFIES)

    @property
    def loses(self) -> bool:
        """Whether it gets less, or falls out where no money tells."""
        return self.difference < 0 or (self.difference == 0 and self.before[0] is Verdict.QUALIFIES)


@dataclass
class Line:
    """The households that gain and lose, and the yuan by which."""

    gain: int = 0
    lose: int = 0
    other: int = 0
    more: Decimal = NOTHING
    less: Decimal = NOTHING

    def add(self, one: Effect) -> None:
        """Count an effect; `other` are those of whom it becomes, or ceases to be, known."""
        self.gain += one.gains
        self.lose += one.loses
        self.other += not (one.gains or one.loses)
        self.more += max(one.difference, NOTHING)
        self.less += max(-one.difference, NOTHING)


@dataclass
class DryRun:
    """What a change of the programs would do: over all households, by program and by street, and to whom."""

    households: int = 0
    skipped: int = 0
    programs: dict[str, Line] = field(default_factory=lambda: defaultdict(Line))
    streets: dict[str, Line] = field(default_factory=lambda: defaultdict(Line))
    effects: list[Effect] = field(default_factory=list)


def dry_run(work: Work, now: Edition, then: Edition, area_code: str | None, day: date) -> DryRun:
    """Hold the whole register against the programs as they are and as they would be; nothing is changed.

    Households of which a member has not agreed to the use of their data for assistance are counted as skipped.
    """
    made = DryRun()
    closed = store.without_consent(work.session, store.areas_of(work.session, area_code), day)
    before = {
        one.household_id: one.said for one in recomputed(work, now, area_code, day) if one.household_id not in closed
    }
    made.skipped = len(closed)
    for one in recomputed(work, then, area_code, day):
        if one.household_id in closed:
            continue
        made.households += 1
        old = before[one.household_id]
        for code in {**old, **one.said}:
            nothing = Verdict.FAILS, None
            effect = Effect(one.household_id, one.area_code, code, old.get(code, nothing), one.said.get(code, nothing))
            if effect.before != effect.after:
                made.programs[code].add(effect)
                made.streets[one.area_code[:9]].add(effect)
                made.effects.append(effect)
    return made
