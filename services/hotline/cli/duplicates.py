"""`linli duplicates`: the keys by which requests about one matter are found, made anew."""

from __future__ import annotations

import argparse
import sys
from typing import Any
from uuid import UUID

from linli import db
from linli.clock import now
from linli.config import installation
from linli.observe import Chain
from linli.work import Work
from services.hotline.usecases import duplicates

BATCH = 1000
"""Requests whose keys are made in one transaction."""


def add_duplicates_command(commands: Any) -> None:
    """Declare `linli duplicates reindex`."""
    group = commands.add_parser("duplicates", help="the search for requests about one matter")
    actions = group.add_subparsers(dest="action", required=True, metavar="ACTION")
    text = "make the keys anew of all requests that can be found; the service may run"
    reindex = actions.add_parser("reindex", help=text)
    reindex.add_argument("--after", type=UUID, default=None, metavar="ID", help="go on after this request")
    reindex.add_argument("--fresh", action="store_true", help="remove all keys first")
    reindex.set_defaults(run=_reindex)


def _reindex(asked: argparse.Namespace) -> int:
    database = db.open_database("hotline", installation())
    last: UUID | None = asked.after
    looked = made = 0
    try:
        if database.embedded:
            db.migrate(database)
        if asked.fresh:
            with database.transaction() as session:
                duplicates.forget_all(Work(session, now(), Chain()))
        while True:
            with database.transaction() as session:
                found, more = duplicates.reindex(Work(session, now(), Chain()), last, BATCH)
            if not found:
                break
            looked, made, last = looked + len(found), made + more, found[-1]
            print(f"{looked:,} requests, {made:,} keys made; go on with --after {last}", file=sys.stderr, flush=True)
    finally:
        database.close()
    print(f"{looked:,} requests can be found; {made:,} keys were missing.")
    return 0
