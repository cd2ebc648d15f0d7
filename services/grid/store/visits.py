"""Keeps visits, and the turns of those who change them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from uuid import UUID, uuid5

from sqlalchemy import bindparam, delete, select
from sqlalchemy.orm import Session

from linli.db import insert_new, take_turn
from services.grid.domain.visits import Visit
from services.grid.store import counting
from services.grid.tables.visits import VISIT

_TURNS = UUID("3f1d3a9e-6f0c-5f2b-8f43-0f7e9f0a5b11")
_THIS = delete(VISIT).where(
    VISIT.c.source == bindparam("of_source"), VISIT.c.cell_id == bindparam("of_cell"), VISIT.c.at == bindparam("of_at")
)


def visits_from(session: Session, sources: Collection[UUID]) -> list[Visit]:
    """The visits that follow from these sources."""
    rows = session.execute(select(VISIT).where(VISIT.c.source.in_(list(sources))))
    return [Visit(**row._mapping) for row in rows]


def take_turns(session: Session, areas: Collection[str]) -> None:
    """Keep the visits of these communities from others until the transaction ends.

    Their days and hours are counted from visits: two who count the same at once would not see each other's.
    """
    for one in sorted(areas):
        take_turn(session, uuid5(_TURNS, one))


def replace(session: Session, former: Iterable[Visit], made: Collection[Visit]) -> None:
    """Take visits away and put others there, and count anew what they touch; who calls this has taken the turns."""
    gone = [{"of_source": one.source, "of_cell": one.cell_id, "of_at": one.at} for one in former]
    touched = {(one.cell_id, one.area_code, one.at) for one in (*former, *made)}
    if gone:
        session.connection().execute(_THIS, gone)
    if made:
        session.execute(insert_new(VISIT, session.get_bind().dialect.name), [vars(one) for one in made])
    counting.count(session, touched)
