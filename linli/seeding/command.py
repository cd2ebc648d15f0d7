"""The command `linli seed hotline`: fills the databases with made-up requests, to measure the platform at its size.

The databases are written as though all events of these requests had been sent, heard and forgotten: nothing is put
into an outbox, for everybody would hear at once of what happened over months, and citizens would get messages of it.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from tqdm import tqdm

from linli.clock import local, now
from linli.config import Settings, installation
from linli.db import Database
from linli.errors import Invalid
from linli.seeding import copying, hands, parts
from linli.seeding.indexes import set_aside
from linli.seeding.plan import MONTH, Plan

MOST = 100_000_000


def add_seed_command(commands: Any) -> None:
    """Declare `linli seed hotline N`."""
    seed = commands.add_parser("seed", help="fill the databases with made-up requests, to measure at full size")
    kinds = seed.add_subparsers(dest="what", required=True, metavar="WHAT")
    hotline = kinds.add_parser("hotline", help="requests with all they leave in every database")
    hotline.add_argument("number", type=int, metavar="N", help="how many requests")
    hotline.add_argument("--area", metavar="CODE", help="the district or street (default: the only district)")
    hotline.add_argument("--seed", type=int, default=1, metavar="S", help="the same seed makes the same (default 1)")
    hotline.add_argument("--months", type=int, default=12, metavar="M", help="opened within so many (default 12)")
    hotline.add_argument("--open-share", type=float, default=0.02, metavar="X", help="still open (default 0.02)")
    hotline.add_argument("--until", type=_moment, metavar="MOMENT", help="the hour up to which (default: the present)")
    hotline.add_argument("--yes", action="store_true", help="also into a base with real requests")
    hotline.set_defaults(run=run_seed)


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.astimezone()


def run_seed(asked: argparse.Namespace) -> int:
    """Seed, and say how fast it went."""
    _check(asked)
    chosen = installation()
    began = time.perf_counter()
    with hands.opened(chosen) as databases:
        plan = _plan(asked, databases["gateway"])
        written = seed(plan, databases, chosen, consent=asked.yes)
        took = time.perf_counter() - began
        for database in databases.values():
            copying.settle_down(database)
    rest = f"; {plan.number - written:,} were there already" if written < plan.number else ""
    print(f"Seeded {written:,} requests in {took:.1f} s, {written / took:,.0f} a second{rest}.")
    since = local(plan.until - plan.months * MONTH)
    print(f"Opened since {since:%Y-%m-%d} at {len(plan.communities)} communities of {plan.area}; seed {plan.seed}.")
    return 0


def _check(asked: argparse.Namespace) -> None:
    """Raises `Invalid` naming what of the command line cannot be done."""
    for name, good, text in (
        ("N", 1 <= asked.number <= MOST, f"must be from 1 to {MOST:,}"),
        ("--seed", 0 <= asked.seed < 10_000, "must be from 0 to 9999"),
        ("--months", 1 <= asked.months <= 36, "must be from 1 to 36"),
        ("--open-share", 0 <= asked.open_share <= 1, "must be from 0 to 1"),
        ("--until", asked.until is None or asked.until <= now(), "must not lie in the future"),
    ):
        if not good:
            raise Invalid("bad_seeding", f"{name} {text}.", f"{name} 的值无效。", {name: [text]})


def _plan(asked: argparse.Namespace, gateway: Database) -> Plan:
    until = (asked.until or now()).astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    with gateway.reading() as session:
        area, communities = parts.gateway().places(session, asked.area, local(until).date())
    return Plan(asked.number, area, communities, asked.seed, asked.months, asked.open_share, until)


def seed(plan: Plan, databases: Mapping[str, Database], chosen: Settings, *, consent: bool = False) -> int:
    """Write the requests of the plan that are not there yet; how many were written.

    A batch is written to every database, and committed when all have taken it. One that a break left
    in some of them only, the same plan writes into the others. Raises `Conflict` where the hotline's part refuses.
    """
    with databases["hotline"].transaction() as session:
        parts.hotline().check_base(session, plan, consent=consent)
        parts.hotline().edition(session, plan.until)  # established once, before several ask for it
    tables = parts.tables()
    asked = [*(own[0] for own in tables.values()), *parts.gateway().ADDED_TO]
    new = 0
    with (
        set_aside(databases, tables, asked),
        tqdm(total=plan.number, unit=" requests", desc="seed", disable=None) as bar,
    ):
        for count, of_it in hands.written(plan, databases, chosen):
            new += of_it
            bar.update(count)
    return new
