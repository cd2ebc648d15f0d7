"""`linli calendar`: until when the working days are known, and due moments counted anew when more are."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from linli import db
from linli.calendar import provisional_calendar
from linli.clock import local, now
from linli.config import installation
from linli.db import Database
from linli.observe import Chain
from linli.work import Work
from services.hotline.usecases import clocks
from services.hotline.usecases.timing import run_by

BATCH = 200
"""Requests that are counted anew in one transaction."""


def add_calendar_command(commands: Any) -> None:
    """Declare `linli calendar status|recount`."""
    calendar = commands.add_parser("calendar", help="the calendar of working days that deadlines run by")
    actions = calendar.add_subparsers(dest="action", required=True, metavar="ACTION")
    status = actions.add_parser("status", help="until when it is known which days are worked; 1 when not for 60 days")
    status.set_defaults(run=_status)
    recount = actions.add_parser("recount", help="count the due moments of open requests anew, as after a new notice")
    recount.add_argument("--dry-run", action="store_true", help="say how many would move; change nothing")
    recount.set_defaults(run=_recount)


def _status(_asked: argparse.Namespace) -> int:
    chosen = installation()
    known_until = provisional_calendar(chosen.calendar).known_until
    days = (known_until - local(now()).date()).days
    print(
        f"Working days are known until {known_until} ({days} days), with {chosen.calendar or 'no file of overrides'}."
    )
    print("Later ones are provisional: Monday to Friday less the holidays that the law names.")
    return 0 if days >= 60 else 1


def _recount(asked: argparse.Namespace) -> int:
    chosen = installation()
    run_by(provisional_calendar(chosen.calendar))
    database = db.open_database("hotline", chosen)
    try:
        looked, moved = _recount_all(database, keep=not asked.dry_run)
    finally:
        database.close()
    print(f"{looked:,} open requests: {moved:,} {'would have' if asked.dry_run else 'have'} other due moments.")
    return 0


def _recount_all(database: Database, *, keep: bool) -> tuple[int, int]:
    """How many were looked at and how many moved. After a break it may be begun anew: what is right stays."""
    if database.embedded:
        db.migrate(database)
    looked, moved, last = 0, 0, None
    while True:
        with database.transaction() if keep else database.reading() as session:
            found, more = clocks.recount(Work(session, now(), Chain()), last, BATCH)
        if not found:
            return looked, moved
        looked, moved, last = looked + len(found), moved + more, found[-1]
        print(f"{looked:,} looked at, {moved:,} moved", file=sys.stderr, flush=True)
