"""A page of a list in the order of time, read by a statement of a service's own, and the rows of an area."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, literal, tuple_
from sqlalchemy.orm import Session

from linli import cursors
from linli.areas import path_of

Order = tuple[ColumnElement[Any], ColumnElement[Any]]
"""The columns of moment and id; both are asked for in the index of the list."""


def page_of(
    session: Session, wanted: Select[Any], order: Order, cursor: str | None, limit: int, *, oldest_first: bool = False
) -> tuple[list[Any], str | None]:
    """At most `limit` entities after the cursor, and the cursor of what follows them, if anything does.

    The entities carry moment and id under the columns' names. Raises `Invalid` for a cursor that is none.
    """
    if cursor is not None:
        moment, row_id = cursors.read(cursor)
        last = tuple_(literal(moment, order[0].type), literal(row_id, order[1].type))
        wanted = wanted.where(tuple_(*order) > last if oldest_first else tuple_(*order) < last)
    ordered = order if oldest_first else tuple(one.desc() for one in order)
    found = list(session.scalars(wanted.order_by(*ordered).limit(limit + 1)))
    if len(found) <= limit:
        return found, None
    moment, row_id = (getattr(found[limit - 1], str(one.key)) for one in order)
    return found[:limit], cursors.write((moment, row_id))


def below(path: ColumnElement[str], area_code: str) -> ColumnElement[bool]:
    """The rows at this area and under it: `0` is the character after the `/` that parts of a path are joined with."""
    first = path_of(area_code)
    return and_(path >= first, path < f"{first}0")
