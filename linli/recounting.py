"""`linli calendar`: until when the working days are known, and due moments counted anew when more are.

What has due moments names itself in a module of its service's `cli`, which is listed here.
"""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from linli import db
from linli.calendar import WorkingCalendar, provisional_calendar
from linli.calendar_store import rules_in_force
from linli.clock import local, now
from linli.config import installation
from linli.db import Database
from linli.observe import Chain
from linli.work import Work

COUNTED = {"hotline": "services.hotline.cli.calendar", "assistance": "services.assistance.cli.calendar"}
"""Service → the module whose `COUNTED` says what is counted there."""
BATCH = 200
"""How many are counted anew in one transaction."""


@dataclass(frozen=True)
class Counted:
    """What has due moments: `what` it is called, how it is told its calendar, and how so many are counted anew.

    `recount` takes the id after which to begin and how many at most, and answers which it looked at, by id, and how
    many moved.
    """

    what: str
    run_by: Callable[[WorkingCalendar], None]
    recount: Callable[[Work, UUID | None, int], tuple[Sequence[UUID], int]]


def add_calendar_command(commands: Any) -> None:
    """Declare `linli calendar status|recount`."""
    calendar = commands.add_parser("calendar", help="the calendar of working days that deadlines run by")
    actions = calendar.add_subparsers(dest="action", required=True, metavar="ACTION")
    status = actions.add_parser("status", help="until when it is known which days are worked; 1 when not for 60 days")
    status.set_defaults(run=_status)
    recount = actions.add_parser("recount", help="count what is due anew, as after a new notice")
    recount.add_argument("--service", choices=sorted(COUNTED), help="only this service")
    recount.add_argument("--dry-run", action="store_true", help="say how many would move; change nothing")
    recount.set_defaults(run=_recount)


def _status(_asked: argparse.Namespace) -> int:
    chosen = installation()
    with closing(db.open_database(next(iter(COUNTED)), chosen)) as database:
        known_until = _calendar_of(database, chosen.calendar).known_until
    days = (known_until - local(now()).date()).days
    print(
        f"Working days are known until {known_until} ({days} days), with {chosen.calendar or 'no file of overrides'} "
        "and what administrators set."
    )
    print("Later ones are provisional: Monday to Friday less the holidays that the law names.")
    return 0 if days >= 60 else 1


def _recount(asked: argparse.Namespace) -> int:
    chosen = installation()
    for service in [asked.service] if asked.service else COUNTED:
        counted: Counted = importlib.import_module(COUNTED[service]).COUNTED
        database = db.open_database(service, chosen)
        try:
            counted.run_by(_calendar_of(database, chosen.calendar))
            looked, moved = _recount_all(database, counted, keep=not asked.dry_run)
        finally:
            database.close()
        print(f"{looked:,} {counted.what}: {moved:,} {'would have' if asked.dry_run else 'have'} other due moments.")
    return 0


def _calendar_of(database: Database, file: Path | None) -> WorkingCalendar:
    """The calendar with what administrators set, as far as this database has heard of it."""
    if database.embedded:
        db.migrate(database)
    with database.reading() as session:
        return provisional_calendar(file, rules_in_force(session)[1])


def _recount_all(database: Database, counted: Counted, *, keep: bool) -> tuple[int, int]:
    """How many were looked at and how many moved. After a break it may be begun anew: what is right stays."""
    looked, moved, last = 0, 0, None
    while True:
        with database.transaction() if keep else database.reading() as session:
            found, more = counted.recount(Work(session, now(), Chain()), last, BATCH)
        if not found:
            return looked, moved
        looked, moved, last = looked + len(found), moved + more, found[-1]
        print(f"{looked:,} looked at, {moved:,} moved", file=sys.stderr, flush=True)
