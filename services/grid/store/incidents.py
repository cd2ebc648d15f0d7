"""Every question about incidents."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from services.grid.store.cells import below
from services.grid.tables.incidents import INCIDENT


def known(session: Session, ids: Collection[UUID]) -> set[UUID]:
    """Those of these incidents that are there."""
    found: set[UUID] = set()
    wanted = list(ids)
    for first in range(0, len(wanted), 1000):
        found |= set(session.scalars(select(INCIDENT.c.id).where(INCIDENT.c.id.in_(wanted[first : first + 1000]))))
    return found


def add(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Keep new incidents."""
    if rows:
        session.execute(insert(INCIDENT), rows)


def since(session: Session, area: str, moment: datetime) -> Sequence[Any]:
    """The cells and moments of the area's incidents since then."""
    wanted = select(INCIDENT.c.cell_code, INCIDENT.c.at).where(below(INCIDENT.c.path, area), INCIDENT.c.at >= moment)
    return session.execute(wanted).all()
