"""Reading a list page by page: each scope and alternative by its own index, then the newest of them all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, Table, literal, select, tuple_, union_all

from gateway.projections.scopes import widest, within
from linli import cursors
from linli.db import Asked

Conditions = list[ColumnElement[bool]]


@dataclass(frozen=True)
class Listing:
    """What a list asks of a table with `opened_at` and `id`: all of `conditions`, and one of the `alternatives`.

    No row may satisfy two alternatives.
    """

    table: Table
    conditions: Conditions
    alternatives: Sequence[Conditions]


def page_of(
    session: Asked, listing: Listing, scopes: Sequence[str], cursor: str | None, limit: int
) -> tuple[list[Row[Any]], str | None]:
    """The newest rows after the cursor, at most `limit`, and the cursor of what follows them, if anything does."""
    position = cursors.read(cursor) if cursor else None
    parts = [
        _part(listing, [within(listing.table, scope), *alternative], position, limit + 1)
        for scope in widest(scopes)
        for alternative in listing.alternatives
    ]
    if not parts:
        return [], None
    found = list(session.execute(_newest_of(parts, limit + 1)))
    if len(found) <= limit:
        return found, None
    return found[:limit], cursors.write((found[limit - 1].opened_at, found[limit - 1].id))


def _part(listing: Listing, more: Conditions, position: cursors.Position | None, most: int) -> Select[Any]:
    columns = listing.table.c
    wanted = select(listing.table).where(*more, *listing.conditions)
    if position is not None:
        last = tuple_(literal(position[0], columns.opened_at.type), literal(position[1], columns.id.type))
        wanted = wanted.where(tuple_(columns.opened_at, columns.id) < last)
    return wanted.order_by(columns.opened_at.desc(), columns.id.desc()).limit(most)


def _newest_of(parts: Sequence[Select[Any]], most: int) -> Select[Any]:
    if len(parts) == 1:
        return parts[0]
    together = union_all(*(select(part.subquery()) for part in parts)).subquery()
    return select(together).order_by(together.c.opened_at.desc(), together.c.id.desc()).limit(most)
