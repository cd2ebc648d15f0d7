"""How fast the programs decide of all households of a register at once, checked against the interpreter."""

from __future__ import annotations

import time
from collections import Counter
from datetime import date
from decimal import Decimal
from uuid import UUID

from linli.clock import now
from linli.contracts.assistance.programs import ProgramEntryKind, StandardDefinition, StandardKind, Verdict
from linli.dated import ALWAYS, Entry
from linli.db import Database, count_up
from linli.observe import Chain
from linli.sealing import KeyRing
from linli.work import Work
from services.assistance.catalogue import shipped
from services.assistance.domain.programs import Book, Edition
from services.assistance.seeding import households
from services.assistance.usecases.eligibility import facts_on, recomputed

DISTRICT = "210103"
DAY = date(2026, 3, 2)
ENTERED = 2_000
CHECKED = 200
"""Households that the interpreter decides too."""


def edition(living: str = "1100") -> Edition:
    """The shipped programs with made-up standards: `living` yuan, and for all others round amounts."""
    made = []
    for place, kind in enumerate(StandardKind, 1):
        large = {StandardKind.LIVING: Decimal(living), StandardKind.SAVINGS_PER_PERSON: Decimal(20_000)}
        said = StandardDefinition(kind=kind, amount=large.get(kind, Decimal(100 * place)), source="-")
        made.append(Entry(ProgramEntryKind.STANDARD, kind.value, 1, place, ALWAYS, None, said))
    return Book([*shipped().entries, *made]).on(DAY)


def enter(database: Database, secret: bytes, count: int, seed: int) -> None:
    """Have so many households in the register; not part of what is measured."""
    keys = KeyRing(secret)
    for first in range(0, count, ENTERED):
        with database.transaction() as session:
            numbers = range(first, min(first + ENTERED, count))
            if households.entered(session, seed, numbers[-1]):
                continue
            households.enter(session, keys, seed, numbers, DISTRICT, now())


def measure(database: Database, secret: bytes, count: int, seed: int) -> int:
    """Enter the households, have all programs decide of each of them, and compare some; 1 where they differ."""
    enter(database, secret, count, seed)
    count_up(database)
    here, verdicts, total, kept = edition(), Counter[Verdict](), Decimal(0), {}
    sample = {households.household_id(seed, number) for number in range(0, count, max(1, count // CHECKED))}
    with database.reading() as session:
        work = Work(session, now(), Chain())
        began = time.perf_counter()
        for one in recomputed(work, here, DISTRICT, DAY):
            verdicts.update(verdict for verdict, _ in one.said.values())
            total += sum(amount for _, amount in one.said.values() if amount is not None)
            if one.household_id in sample:
                kept[one.household_id] = one
        seconds = time.perf_counter() - began
        told = ", ".join(f"{verdicts[verdict]:,} {verdict}" for verdict in Verdict)
        print(f"eligibility and amounts: {seconds:.1f} s, {count / seconds:,.0f} households a second", flush=True)
        print(f"{len(here.programs)} programs: {told}; {total} yuan", flush=True)
        wrong = [one for one in sample if kept[one].said != _interpreted(work, here, one, kept[one].area_code)]
        print(f"{len(sample)} of them reckoned by the interpreter too: {len(wrong)} differ", flush=True)
    return int(bool(wrong) or sum(verdicts.values()) != count * len(here.programs))


def _interpreted(work: Work, here: Edition, household: UUID, area: str) -> dict[str, tuple[Verdict, Decimal | None]]:
    found = here.propose(area, facts_on(work, household, DAY), explain=False)
    return {one.program.code: (one.verdict, one.amount) for one in found}
