"""How fast a seeded installation answers: `python -m tests.bench.bench_seeded`, with the settings of the installation.

Asks what `linli seed hotline 1000000` has filled, and changes nothing: possible duplicates while a request is recorded,
what is known of a caller, first and later pages of every list, figures, and which timers are due. Prints p50, p95
and p99 in milliseconds; what misses its goal the planner explains.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from itertools import cycle
from typing import Any

from sqlalchemy import func, select

from linli import db, timers
from linli.clock import now
from linli.config import installation
from linli.db import Database
from linli.identity import Role
from linli.timers import TIMER
from services.hotline.tables.request import REQUEST
from tests.bench.bench_duplicates import milliseconds
from tests.bench.bench_figures import questions as figure_questions
from tests.bench.bench_projections import measure
from tests.bench.bench_projections import questions as list_questions
from tests.factories.people import DISTRICT, administrator, person
from tests.factories.running import RunningService

RUNS = 300
DUPLICATES_GOAL, CALLER_GOAL, CLAIM_GOAL = 200.0, 300.0, 50.0
"""Milliseconds: suggestions at p95, a screen-pop at p99, a batch of due timers at p95."""
AT_DISTRICT, OPERATOR = administrator(), person(Role.OPERATOR)


def main() -> None:
    """Ask everything in turn."""
    chosen = installation()
    hotline = RunningService("hotline", chosen)
    with hotline.database.reading() as session:
        print(f"{session.scalar(select(func.count()).select_from(REQUEST)):,} requests")
    duplicates(hotline)
    callers(hotline)
    claims(hotline.database)
    gateway = db.open_database("gateway", chosen)
    for name, question, goal in (*list_questions(now()), *figure_questions()):
        measure(gateway, name, question, goal, 20)
    gateway.close()
    hotline.database.close()


def duplicates(hotline: RunningService) -> None:
    """Suggestions for what was told in the last month, told again: in full, in half, before a category is chosen."""
    shown = [REQUEST.c[name] for name in ("area_code", "title", "description", "category", "latitude", "longitude")]
    with hotline.database.reading() as session:
        newest = session.scalar(select(func.max(REQUEST.c.opened_at)))
        assert newest is not None, "nothing is seeded"
        recent = REQUEST.c.opened_at > newest - timedelta(days=30)
        found = session.execute(select(*shown).where(recent).order_by(func.random()).limit(RUNS)).all()
    told = [
        {
            "area_code": one.area_code,
            "text": f"{one.title} {one.description}",
            "category": one.category,
            "latitude": one.latitude,
            "longitude": one.longitude,
        }
        for one in found
    ]
    halves = [{**one, "text": one["text"][: len(one["text"]) // 2]} for one in told]
    for name, asked in (
        ("duplicates, everything known", told),
        ("duplicates, half of the text", halves),
        ("duplicates, no category yet", [{**one, "category": None} for one in told]),
        (
            "duplicates, no category, no place",
            [{**one, **dict.fromkeys(("category", "latitude", "longitude"))} for one in told],
        ),
    ):
        tell(name, partial(_suggest, hotline, cycle(asked)), DUPLICATES_GOAL, 0.95)


def _suggest(hotline: RunningService, told: Iterator[dict[str, Any]]) -> None:
    hotline.ask(AT_DISTRICT, "suggest_duplicates", **next(told))


def callers(hotline: RunningService) -> None:
    """What a screen-pop shows, of callers as they call, and of those who call most."""
    numbers = REQUEST.c.contact_phone
    with hotline.database.reading() as session:
        some = session.scalars(select(numbers).where(numbers.is_not(None)).order_by(func.random()).limit(RUNS)).all()
        busiest = select(numbers).where(numbers.is_not(None)).group_by(numbers).order_by(func.count().desc()).limit(20)
        most = session.scalars(busiest).all()
    for name, sealed in (("caller looked up", some), ("caller looked up, the busiest", most)):
        asked = cycle([hotline.member.service.sealer.open(one, "phone") for one in sealed])
        tell(
            name,
            lambda asked=asked: hotline.ask(OPERATOR, "look_up_caller", area_code=DISTRICT, number=next(asked)),  # type: ignore[misc]
            CALLER_GOAL,
            0.99,
        )


def claims(database: Database) -> None:
    """The batch of timers that are due, claimed and given back."""

    def claim() -> None:
        with database.reading() as session:
            timers.claim_due(session, 50)
            session.rollback()

    with database.reading() as session:
        waiting, due = (
            session.scalar(select(func.count()).select_from(TIMER).where(one))
            for one in (TIMER.c.due_at > now(), TIMER.c.due_at <= now())
        )
    tell(f"claim of 50 timers, {waiting:,} wait, {due:,} due", claim, CLAIM_GOAL, 0.95)


def tell(name: str, ask: Callable[[], object], goal: float, share: float) -> None:
    """Print the percentiles; the first tenth warms up."""
    taken = sorted([milliseconds(ask) for _ in range(RUNS + RUNS // 10)][RUNS // 10 :])
    p50, p95, p99 = (taken[int(one * (len(taken) - 1))] for one in (0.5, 0.95, 0.99))
    missed = "" if taken[int(share * (len(taken) - 1))] <= goal else f"  ABOVE {goal:.0f} ms"
    print(f"{name:44} p50 {p50:7.1f}  p95 {p95:7.1f}  p99 {p99:7.1f} ms{missed}", flush=True)


if __name__ == "__main__":
    main()
