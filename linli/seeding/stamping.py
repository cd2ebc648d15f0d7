"""Copies of a life: acted out at the two ends of a span of time, it tells which of its moments move with its opening.

What is the same at both ends is the same in between, for no moment ever comes earlier when the opening comes later;
what moves by the whole span moves as the opening does. Anything else, and the life cannot be copied over this span.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from operator import itemgetter
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Column, Table
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from linli.seeding.slots import MARK, MEANS, OWN, TEXTS, slot

NOTHING = r"\N"
Row = tuple[Table, Mapping[str, Any]]
Place = tuple[str, Table]
"""A database's name and one of its tables."""
Form = Callable[[Mapping[str, str]], str]
"""A text whose slots are filled with these values."""
_SLOT = re.compile(f"{MARK}([^{MARK}]+){MARK}")


class Unsteady(Exception):
    """The life is another one at the other end of the span."""


class Stamp:
    """The text of a life's rows, by table, made from both ends of the span."""

    def __init__(self, dialect: Dialect, span: timedelta, ids: Mapping[UUID, str]) -> None:
        self._dialect = dialect
        self._zone = "+00" if dialect.name == "postgresql" else ""
        self._span = span
        self._ids = ids
        self._moments: dict[tuple[datetime, float], str] = {}
        self._told: set[str] = set()
        self.texts: dict[Place, str] = {}

    def add(self, database: str, first: Sequence[Row], last: Sequence[Row]) -> None:
        """Add rows of a database as they are at the beginning and at the end of the span. Raises `Unsteady`."""
        if [table for table, _ in first] != [table for table, _ in last]:
            raise Unsteady
        for (table, one), (_, other) in zip(first, last, strict=True):
            line = "\t".join(
                own or self._field(column, one.get(column.name), other.get(column.name))
                for column, own in _columns(table)
            )
            self.texts[database, table] = f"{self.texts.get((database, table), '')}{line}\n"

    @functools.cached_property
    def forms(self) -> dict[Place, Form]:
        """The texts, ready to be filled; when all rows are in them."""
        return {place: form(text) for place, text in self.texts.items()}

    def fill(self, values: dict[str, str], after: int) -> None:
        """Put the moments of a copy that begins so many microseconds after the beginning of the span."""
        moved = timedelta(microseconds=after)
        for (moment, share), name in self._moments.items():
            values[name] = str(moment + moved if share == 1.0 else moment + share * moved)
        for name in self._told:
            values[f"{name}t"] = values[name].replace(" ", "T")

    def _field(self, column: Column[Any], one: Any, other: Any) -> str:
        a, b = self._bound(column, one), self._bound(column, other)
        if isinstance(a, datetime) and isinstance(b, datetime):
            moving = self._moving(a, b, mean=column.name in MEANS)
            return f"{slot(moving) if moving else _written(a)}{self._zone}"
        if isinstance(a, str) and isinstance(b, str) and a != b:
            return self._told_in(a, b)
        if a != b:
            raise Unsteady
        return self._constant(a)

    def _bound(self, column: Column[Any], value: Any) -> Any:
        """The value as the column's own type hands it to the database."""
        kind = column.type
        if isinstance(kind, TypeDecorator):
            value = kind.process_bind_param(value, self._dialect)
            kind = kind.impl_instance
        return json.dumps(value) if isinstance(kind, JSON) else value

    def _constant(self, value: Any) -> str:
        match value:
            case None:
                return NOTHING
            case bool():
                return str(int(value))
            case UUID():
                return slot(self._ids[value]) if value in self._ids else value.hex
            case str():
                return _with_slots(value)
            case _:
                return str(value)

    def _moving(self, a: datetime, b: datetime, *, mean: bool = False) -> str | None:
        """The slot of a moment that moves with the opening; None for one that stays.

        The mean of one that moves and one that stays moves by its share.
        """
        if a == b:
            return None
        share = (b - a) / self._span
        if b - a != self._span and not (mean and 0 < share < 1):
            raise Unsteady
        key = a.replace(tzinfo=None), 1.0 if b - a == self._span else share
        return self._moments.setdefault(key, f"m{len(self._moments)}")

    def _told_in(self, a: str, b: str) -> str:
        """A JSON text in which moments move."""
        ours, theirs = _moments_in(a), _moments_in(b)
        if _without(ours, a) != _without(theirs, b) or len(ours) != len(theirs):
            raise Unsteady
        told, rest = "", a
        for one, other in zip(ours, theirs, strict=True):
            before, _, rest = rest.partition(one)
            told += _with_slots(before) + (one if one == other else self._told_moment(one, other))
        return told + _with_slots(rest)

    def _told_moment(self, one: str, other: str) -> str:
        name = self._moving(datetime.fromisoformat(one), datetime.fromisoformat(other))
        assert name is not None, "two moments that differ"
        self._told.add(name)
        return f"{slot(f'{name}t')}+00:00"


def form(text: str) -> Form:
    """The text taken apart once, for it is filled hundreds of times."""
    pieces = _SLOT.split(text)
    names = pieces[1::2]
    own: Callable[[Mapping[str, str]], Iterable[str]] = (
        itemgetter(*names) if len(names) > 1 else lambda values: [values[name] for name in names]
    )

    def fill(values: Mapping[str, str]) -> str:
        filled = pieces.copy()
        filled[1::2] = own(values)
        return "".join(filled)

    return fill


def _without(moments: Iterable[str], text: str) -> str:
    for one in moments:
        text = text.replace(f'"{one}"', '""')
    return text


def _moments_in(text: str) -> list[str]:
    """The moments that a JSON text tells; raises `Unsteady` for a text that is none."""
    try:
        return list(_moments_of(json.loads(text)))
    except ValueError as error:
        raise Unsteady from error


def _moments_of(said: Any) -> Iterable[str]:
    if isinstance(said, dict):
        for name, value in said.items():
            if isinstance(value, str) and name.endswith("_at"):
                yield value
            else:
                yield from _moments_of(value)


@functools.cache
def _columns(table: Table) -> list[tuple[Column[Any], str | None]]:
    """The columns of a table, and the slot of each that every copy fills by itself."""
    return [(column, slot(column.name) if column.name in OWN else None) for column in table.c]


@functools.lru_cache(maxsize=4096)
def _with_slots(text: str) -> str:
    text = text.replace("\\", "\\\\")
    for stand_in, name in TEXTS.items():
        text = text.replace(stand_in, slot(name))
    return text


def _written(moment: datetime) -> str:
    return moment.replace(tzinfo=None).isoformat(" ", "microseconds")
