"""`linli events`: look at what left and what is stuck, give a parked event its tries again, or decide against it."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from linli import inbox, outbox
from linli.config import installation
from linli.db import Database, open_database
from linli.errors import Invalid
from linli.hosting.member import SERVICES, database_of


def add_events_command(commands: Any) -> None:
    """Declare `linli events list|parked|replay|discard`."""
    events = commands.add_parser("events", help="look at events; replay or discard parked ones")
    actions = events.add_subparsers(dest="action", required=True, metavar="ACTION")
    listed = actions.add_parser("list", help="the newest events that left, or have yet to leave")
    listed.add_argument("--pending", action="store_true", help="only those not yet published")
    listed.add_argument("--limit", type=int, default=20, metavar="N", help="of each service (default 20)")
    listed.set_defaults(run=_list)
    parked = actions.add_parser("parked", help="events that failed too often and wait for a person")
    parked.set_defaults(run=_parked)
    for name, act, text in (
        ("replay", inbox.replay, "give a parked event all its tries again"),
        ("discard", inbox.discard, "decide that a parked event is never handled; it stays on record"),
    ):
        action = actions.add_parser(name, help=text)
        action.add_argument("id", nargs="+", metavar="ID", help="the event's id, as `linli events parked` shows it")
        action.set_defaults(run=_decide(name, act))
    for action in (listed, parked):
        action.add_argument("--service", choices=sorted(SERVICES), help="only this service")


def _databases(service: str | None = None) -> Iterator[Database]:
    chosen = installation()
    for name in [service] if service else SERVICES:
        database = open_database(database_of(name), chosen)
        yield database
        database.close()


def _list(asked: argparse.Namespace) -> None:
    for database in _databases(asked.service):
        with database.reading() as session:
            for one in outbox.recent(session, asked.limit, pending=asked.pending):
                print(f"{database.service}\t{one.seq}\t{one.event_id}\t{one.type}")


def _parked(asked: argparse.Namespace) -> None:
    count = 0
    for database in _databases(asked.service):
        with database.reading() as session:
            for one in inbox.parked(session, limit=1000):
                count += 1
                told = f"{one.event_id}\t{one.type}\t{one.handler}\ttries {one.attempts}\t{one.error}"
                print(f"{database.service}\t{told}")
    if not count:
        print("No event is parked. 没有搁置的事件。")


def _decide(name: str, act: Callable[[Session, UUID], int]) -> Callable[[argparse.Namespace], int]:
    def run(asked: argparse.Namespace) -> int:
        missing = 0
        for event_id in [_id(one) for one in asked.id]:
            count = 0
            for database in _databases():
                with database.transaction() as session:
                    count += act(session, event_id)
            missing += not count
            print(
                f"{event_id}: {name} at {count} handler{'' if count == 1 else 's'}"
                if count
                else f"{event_id}: not parked"
            )
        return 1 if missing else 0

    return run


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Invalid(
            "bad_event_id", f"{text[:60]!r} is not an event id.", "不是事件编号。", {"ID": ["a UUID"]}
        ) from None
