"""`linli timers`: look at timers that failed too often, give them their tries again, or decide against them."""

from __future__ import annotations

import argparse
from typing import Any

from linli import timers
from linli.deciding import add_decision, databases
from linli.hosting.registry import SERVICES


def add_timers_command(commands: Any) -> None:
    """Declare `linli timers parked|replay|discard`."""
    found = commands.add_parser("timers", help="look at parked timers; replay or discard them")
    actions = found.add_subparsers(dest="action", required=True, metavar="ACTION")
    parked = actions.add_parser("parked", help="timers that failed too often and wait for a person")
    parked.add_argument("--service", choices=sorted(SERVICES), help="only this service")
    parked.set_defaults(run=_parked)
    again, never = "give the parked timers of a subject all their tries again", "decide that they never fire"
    add_decision(actions, "replay", timers.replay, again, "subject", "timer")
    add_decision(actions, "discard", timers.discard, never, "subject", "timer")


def _parked(asked: argparse.Namespace) -> None:
    count = 0
    for database in databases(asked.service):
        with database.reading() as session:
            for one in timers.parked(session, limit=1000):
                count += 1
                print(f"{database.service}\t{one.subject}\t{one.name}\ttries {one.attempts}\t{one.error}")
    if not count:
        print("No timer is parked. 没有搁置的定时任务。")
