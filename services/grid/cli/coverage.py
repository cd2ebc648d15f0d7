"""`linli coverage`: what coverage keeps of visits by day, week and hour, counted anew."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from linli import db
from linli.areas import tier_of
from linli.clock import now
from linli.config import installation
from linli.observe import Chain
from linli.work import Work
from services.grid.usecases import coverage


def add_coverage_command(commands: Any) -> None:
    """Declare `linli coverage recount`."""
    group = commands.add_parser("coverage", help="what is counted of visits of cells")
    actions = group.add_subparsers(dest="action", required=True, metavar="ACTION")
    text = "count days, weeks and hours anew from the visits; the service may run"
    recount = actions.add_parser("recount", help=text)
    recount.add_argument("--area", required=True, metavar="CODE", help="the district, street or community")
    recount.set_defaults(run=_recount)


def _recount(asked: argparse.Namespace) -> int:
    """A community in each transaction: after a break it may be begun anew."""
    tier_of(asked.area)
    database = db.open_database("grid", installation())
    visits = 0
    try:
        if database.embedded:
            db.migrate(database)
        with database.reading() as session:
            found = coverage.communities_to_count(Work(session, now(), Chain()), asked.area)
        for community in found:
            with database.transaction() as session:
                visits += coverage.recount(Work(session, now(), Chain()), community)
            print(f"{community}: {visits:,} visits so far", file=sys.stderr, flush=True)
    finally:
        database.close()
    print(f"Counted {visits:,} visits of {len(found)} communities anew.")
    return 0
