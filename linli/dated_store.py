"""Dated entries in a service's database: two tables, read whole when the stamp changed, written version by version."""

from __future__ import annotations

import typing
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Generic, TypeVar
from uuid import UUID, uuid4
from weakref import WeakKeyDictionary

from sqlalchemy import JSON, Column, Date, Integer, MetaData, Pool, String, Table, Uuid, insert, select, update
from sqlalchemy.orm import Session

from linli.contracts.base import dump, load
from linli.dated import Entry, Versions
from linli.db import UtcDateTime, Word, insert_if_new

V = TypeVar("V", bound=Versions[Any])
_THE_ONE = {"id": 1}


def entry_table(name: str, metadata: MetaData, kinds: type[StrEnum]) -> Table:
    """A table of entries in all their versions."""
    return Table(
        name,
        metadata,
        Column("kind", Word(kinds), primary_key=True),
        Column("code", String(60), primary_key=True),
        Column("version", Integer, primary_key=True),
        Column("position", Integer, nullable=False),
        Column("valid_from", Date, nullable=False),
        Column("valid_until", Date),
        Column("definition", JSON, nullable=False),
        Column("changed_by", Uuid),
        Column("changed_at", UtcDateTime, nullable=False),
    )


def stamp_table(name: str, metadata: MetaData) -> Table:
    """A table of one row, the stamp that changes with the entries."""
    key = Column("id", Integer, primary_key=True, autoincrement=False)
    return Table(name, metadata, key, Column("stamp", String(36), nullable=False))


class DatedStore(Generic[V]):
    """The entries of one kind of document: `make` makes all of them together, `forms` says what each kind says."""

    def __init__(self, entries: Table, stamp: Table, make: Callable[..., V], forms: Mapping[Any, type[Any]]) -> None:
        self._entries = entries
        self._stamp_table = stamp
        self._make = make
        self._forms = forms
        self._stamp = select(stamp.c.stamp)
        self._kept: WeakKeyDictionary[Pool, V] = WeakKeyDictionary()

    def current(self, session: Session, shipped: Callable[[], V]) -> V:
        """What there is now, read anew only when its stamp changed; the shipped one before it is established."""
        now = self._present(session)
        return shipped() if now is None else self._under(session, now, shipped)

    def _present(self, session: Session) -> str | None:
        """The stamp as this session read it first: what it does rests on one state of the entries."""
        if self not in session.info:
            session.info[self] = session.scalar(self._stamp)
        return typing.cast("str | None", session.info[self])

    def established(self, session: Session, shipped: Callable[[], V], at: datetime) -> V:
        """As `current`, but what is shipped is written down if nothing is there yet. A parallel twin is waited for."""
        now = self._present(session)
        if now is None:
            session.info.pop(self)
            first = shipped()
            if insert_if_new(session, self._stamp_table, {**_THE_ONE, "stamp": first.stamp}) and first.entries:
                session.execute(insert(self._entries), [_row(one, None, at) for one in first.entries])
            return self.current(session, shipped)
        return self._under(session, now, shipped)

    def _under(self, session: Session, stamp: str, shipped: Callable[[], V]) -> V:
        if stamp == shipped().stamp:
            return shipped()
        pool = session.get_bind().engine.pool
        known = self._kept.get(pool)
        if known is None or known.stamp != stamp:
            known = self._kept[pool] = self._read(session, stamp)
        return known

    def keep_from_others(self, session: Session) -> None:
        """Let nobody else change the entries until the transaction ends."""
        session.info.pop(self, None)
        session.execute(self._stamp.with_for_update())

    def _read(self, session: Session, stamp: str) -> V:
        """All entries. What is written while they are read comes under another stamp, and is read again then."""
        return self._make((self._entry(row) for row in session.execute(select(self._entries))), stamp)

    def put(self, session: Session, entries: Iterable[Entry], by: UUID | None, at: datetime) -> None:
        """Write new versions, each in the place of what its entry was to be from that day on; the stamp changes.

        A version without a day on which it holds says that the entry ends there.
        """
        for one in entries:
            self._end(session, one)
            session.execute(insert(self._entries), _row(one, by, at))
        session.info.pop(self, None)
        session.execute(update(self._stamp_table).values(stamp=str(uuid4())))

    def _end(self, session: Session, new: Entry) -> None:
        older = update(self._entries).filter_by(kind=new.kind, code=new.code)
        until, since = self._entries.c.valid_until, self._entries.c.valid_from
        open_then = until.is_(None) | (until > new.valid_from)
        session.execute(older.where(open_then, since < new.valid_from).values(valid_until=new.valid_from))
        session.execute(older.where(since >= new.valid_from).values(valid_until=since))

    def _entry(self, row: Any) -> Entry:
        since: date = row.valid_from
        definition = load(self._forms[row.kind], row.definition)
        return Entry(row.kind, row.code, row.version, row.position, since, row.valid_until, definition)


def _row(entry: Entry, by: UUID | None, at: datetime) -> dict[str, Any]:
    return {
        "kind": entry.kind,
        "code": entry.code,
        "version": entry.version,
        "position": entry.position,
        "valid_from": entry.valid_from,
        "valid_until": entry.valid_until,
        "definition": dump(entry.definition),
        "changed_by": by,
        "changed_at": at,
    }
