"""What commands about parked work have in common: the databases to look at, and a decision by id."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from linli.config import installation
from linli.db import Database, open_database
from linli.errors import Invalid
from linli.hosting.registry import SERVICES, database_of

Act = Callable[[Session, UUID], int]
"""Decides about what is parked under an id in one database; how much that was."""


def databases(service: str | None = None) -> Iterator[Database]:
    """The database of every service of the installation, or of one; each is closed when the next is asked for."""
    chosen = installation()
    for name in [service] if service else SERVICES:
        database = open_database(database_of(name), chosen)
        yield database
        database.close()


def add_decision(actions: Any, name: str, act: Act, text: str, thing: str, unit: str) -> None:
    """Declare the action `name ID…` on what is parked; a `unit` is what the answer counts."""
    action = actions.add_parser(name, help=text)
    action.add_argument("id", nargs="+", metavar="ID", help=f"the id of the {thing}, as `parked` shows it")
    action.set_defaults(run=_decide(name, act, thing, unit))


def _decide(name: str, act: Act, thing: str, unit: str) -> Callable[[argparse.Namespace], int]:
    def run(asked: argparse.Namespace) -> int:
        missing = 0
        for one in [_id(given, thing) for given in asked.id]:
            count = 0
            for database in databases():
                with database.transaction() as session:
                    count += act(session, one)
            missing += not count
            print(f"{one}: {name} at {count} {unit}{'' if count == 1 else 's'}" if count else f"{one}: not parked")
        return 1 if missing else 0

    return run


def _id(text: str, thing: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Invalid(
            f"bad_{thing}_id", f"{text[:60]!r} is not the id of a {thing}.", "编号格式不正确。", {"ID": ["a UUID"]}
        ) from None
