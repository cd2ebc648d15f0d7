"""Keeping the counts of requests in step with their rows, by the difference that each change makes."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Insert
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from gateway.projections.tables import FIGURE_ROW
from linli.contracts.hotline.words import TaskService
from linli.db import write

_Key = tuple[str, str, TaskService]
_Counts = tuple[int, int, int]
_NOTHING = (0, 0, 0)
_PRIMARY = ("area_code", "category", "service")
_COUNTED = ("opened", "closed", "closed_late")


def contribution(row: Mapping[str, Any] | None) -> dict[_Key, _Counts]:
    """What a request's row adds to which count: opened, closed, closed late. Nothing, when there is no row.

    It counts at its community, or at its own area when that is a street or a district.
    """
    if row is None:
        return {}
    closed = row["ended_at"] is not None
    counts = (1, int(closed), int(closed and row["was_late"]))
    return {(row["community"] or row["area_code"], row["category"], row["service"]): counts}


def adjust(session: Session, before: Mapping[str, Any] | None, after: Mapping[str, Any]) -> None:
    """Bring the counts from what the row was to what it is, always in the same order, so that none wait in a ring."""
    taken, given = contribution(before), contribution(after)
    areas = {key: row for row in (before, after) if row is not None for key in contribution(row)}
    for key in sorted(taken.keys() | given.keys()):
        old, new = taken.get(key, _NOTHING), given.get(key, _NOTHING)
        if old != new:
            _add(session, key, areas[key], {n: b - a for n, a, b in zip(_COUNTED, old, new, strict=True)})


def _add(session: Session, key: _Key, row: Mapping[str, Any], difference: dict[str, int]) -> None:
    place = dict(zip(_PRIMARY, key, strict=True))
    values = {**place, "district": row["district"], "street": row["street"], **difference}
    add_up(session, [values])


def add_up(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Add these rows' counts to those that are kept; always in the order of their keys, so that none wait in a ring."""
    write(session, _sum_up(session.get_bind().dialect.name), *rows)


@functools.cache
def _sum_up(dialect: str) -> Insert:
    """Add a difference to a count, which begins at nothing; made once, for it is asked with every event."""
    wanted = (sqlite.insert if dialect == "sqlite" else postgresql.insert)(FIGURE_ROW)
    sums = {name: FIGURE_ROW.c[name] + wanted.excluded[name] for name in _COUNTED}
    return wanted.on_conflict_do_update(index_elements=list(_PRIMARY), set_=sums)
