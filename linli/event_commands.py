"""`linli events`: look at what left and what is stuck, give a parked event its tries again, or decide against it."""

from __future__ import annotations

import argparse
from typing import Any

from linli import inbox, outbox
from linli.deciding import add_decision, databases
from linli.hosting.registry import SERVICES


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
    again, never = "give a parked event all its tries again", "decide that a parked event is never handled"
    add_decision(actions, "replay", inbox.replay, again, "event", "handler")
    add_decision(actions, "discard", inbox.discard, f"{never}; it stays on record", "event", "handler")
    for action in (listed, parked):
        action.add_argument("--service", choices=sorted(SERVICES), help="only this service")


def _list(asked: argparse.Namespace) -> None:
    for database in databases(asked.service):
        with database.reading() as session:
            for one in outbox.recent(session, asked.limit, pending=asked.pending):
                print(f"{database.service}\t{one.seq}\t{one.event_id}\t{one.type}")


def _parked(asked: argparse.Namespace) -> None:
    count = 0
    for database in databases(asked.service):
        with database.reading() as session:
            for one in inbox.parked(session, limit=1000):
                count += 1
                told = f"{one.event_id}\t{one.type}\t{one.handler}\ttries {one.attempts}\t{one.error}"
                print(f"{database.service}\t{told}")
    if not count:
        print("No event is parked. 没有搁置的事件。")
