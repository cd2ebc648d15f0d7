"""What commands that load files of dated entries have in common: a unit of work, days, faults by line, a summary."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from enum import StrEnum
from pathlib import Path

from linli import db
from linli.clock import local, now
from linli.config import installation
from linli.dated import Entry, outcomes
from linli.errors import Invalid
from linli.observe import Chain
from linli.work import Work

Run = Callable[[argparse.Namespace], int]


def day_of(text: str) -> date:
    """A day as it is given on the command line; ValueError for any other text."""
    return date.fromisoformat(text)


def today() -> date:
    """Today, in the district."""
    return local(now()).date()


def add_files(action: argparse.ArgumentParser) -> None:
    """The arguments of what reads files."""
    action.add_argument("files", nargs="+", type=Path, metavar="FILE")
    action.add_argument("--from", dest="day", type=day_of, metavar="DATE", help="valid from (default: today)")
    action.add_argument("--complete", action="store_true", help="what the files do not say ends on that day")


@contextmanager
def working(service: str, *, changes: bool = False) -> Iterator[Work]:
    """A unit of work on a service's database of this installation, by nobody in particular."""
    database = db.open_database(service, installation())
    try:
        if database.embedded:
            db.migrate(database)
        with database.transaction() if changes else database.reading() as session:
            yield Work(session, now(), Chain())
    finally:
        database.close()


def faults_by_line(code: str, run: Run) -> Run:
    """Each fault of a file on a line of its own, and 1, when the error has this code."""

    def told(asked: argparse.Namespace) -> int:
        try:
            return run(asked)
        except Invalid as error:
            if error.code != code:
                raise
            for place, texts in error.fields.items():
                for text in texts:
                    print(f"{place}: {text}", file=sys.stderr)
            return 1

    return told


def summary(changes: list[Entry], kinds: Iterable[StrEnum]) -> str:
    """The changes in a line, as `category 2 new, 1 changed, 0 ended; routing …`."""
    told = (
        f"{kind} " + ", ".join(f"{count} {word}" for word, count in found.items())
        for kind, found in outcomes(changes, kinds).items()
    )
    return "; ".join(told) or "nothing new"
