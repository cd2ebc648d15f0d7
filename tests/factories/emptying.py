"""A PostgreSQL database emptied between tests, by DELETE: TRUNCATE makes new files for every table and index."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Table, text
from sqlalchemy.orm import Session

GUARDED = "SELECT DISTINCT relname FROM pg_trigger JOIN pg_class c ON c.oid = tgrelid WHERE NOT tgisinternal"


def empty_tables(session: Session, names: Iterable[str]) -> None:
    """Remove every row of these tables, also of those that are only added to; who refers to a table comes before it."""
    wanted = list(names)
    guarded = set(session.scalars(text(GUARDED))) & set(wanted)
    statements = [
        *(f'ALTER TABLE "{one}" DISABLE TRIGGER USER' for one in guarded),
        *(f'DELETE FROM "{one}"' for one in wanted),
        *(f'ALTER TABLE "{one}" ENABLE TRIGGER USER' for one in guarded),
    ]
    session.execute(text("; ".join(statements)))


def referring_first(tables: Iterable[Table]) -> list[str]:
    """Their names, from tables as `MetaData.sorted_tables` has them."""
    return [one.name for one in tables][::-1]
