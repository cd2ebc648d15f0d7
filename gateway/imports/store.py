"""Every question asked of imports, and their life: waiting, running, then done, failed or cancelled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Row, Select, and_, delete, func, insert, or_, select, update
from sqlalchemy.orm import Session

from gateway.imports.tables import IMPORT
from linli.clock import now
from linli.errors import Conflict, not_found

KEPT = timedelta(days=30)
"""How long it is told what came of an import; its file goes with its end."""
LEASE = timedelta(minutes=10)
"""One not heard of for so long is begun anew: whoever loaded it is gone. Loading itself is one step."""
TRIES = 3
AT_ONCE = 2
"""Imports that one account may have unfinished."""


class ImportState(StrEnum):
    """How far an import is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


UNFINISHED = (ImportState.WAITING, ImportState.RUNNING)


@dataclass(frozen=True, kw_only=True)
class ImportView:
    """An import of areas: `done` of `total` rows are checked; `outcome` in English and Chinese once it is over."""

    id: UUID
    area_code: str
    name: str
    valid_from: date
    state: ImportState
    total: int
    done: int
    outcome: str | None
    outcome_zh: str | None
    asked_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True)
class Claimed:
    """An import to be made."""

    id: UUID
    area_code: str
    name: str
    valid_from: date
    content: bytes


def ask(session: Session, account_id: UUID, area_code: str, name: str, valid_from: date, content: bytes) -> ImportView:
    """Have a file imported. Raises `Conflict` (`too_many_imports`) beyond `AT_ONCE` unfinished ones of an account."""
    unfinished = select(func.count()).where(IMPORT.c.account_id == account_id, IMPORT.c.state.in_(UNFINISHED))
    if session.scalar(unfinished) >= AT_ONCE:  # type: ignore[operator]
        text = f"At most {AT_ONCE} imports at once; wait for one or cancel it."
        raise Conflict("too_many_imports", text, f"最多同时进行{AT_ONCE}个导入，请等待或取消其中一个。")
    made = uuid4()
    values = {"id": made, "account_id": account_id, "area_code": area_code, "name": name, "valid_from": valid_from}
    rows = max(content.count(b"\n") - 1, 0)
    fresh = {"state": ImportState.WAITING, "total": rows, "done": 0, "stop": False, "tries": 0, "asked_at": now()}
    session.execute(insert(IMPORT).values(**values, **fresh, content=content))
    return find(session, made, account_id)


def find(session: Session, import_id: UUID, account_id: UUID) -> ImportView:
    """An import of the account. Raises `NotFound`."""
    row = session.execute(_views().where(IMPORT.c.id == import_id, IMPORT.c.account_id == account_id)).one_or_none()
    if row is None:
        raise not_found("import", "导入")
    return _view(row)


def of_account(session: Session, account_id: UUID) -> list[ImportView]:
    """The account's imports that are kept, the latest first."""
    wanted = _views().where(IMPORT.c.account_id == account_id).order_by(IMPORT.c.asked_at.desc(), IMPORT.c.id)
    return [_view(row) for row in session.execute(wanted.limit(20))]


def cancel(session: Session, import_id: UUID, account_id: UUID) -> ImportView:
    """Stop it: one that waits at once, one under way before it writes; a finished one stays. Raises `NotFound`."""
    find(session, import_id, account_id)
    mine = update(IMPORT).where(IMPORT.c.id == import_id)
    session.execute(mine.where(IMPORT.c.state == ImportState.RUNNING).values(stop=True))
    ended = {"state": ImportState.CANCELLED, "ended_at": now(), "content": None}
    session.execute(mine.where(IMPORT.c.state == ImportState.WAITING).values(ended))
    return find(session, import_id, account_id)


def claim(session: Session) -> Claimed | None:
    """The import that has waited longest, or that nobody is making any more; from now on the caller's."""
    left = and_(IMPORT.c.state == ImportState.RUNNING, IMPORT.c.beat_at < now() - LEASE)
    wanted = select(IMPORT).where(or_(IMPORT.c.state == ImportState.WAITING, left)).order_by(IMPORT.c.asked_at)
    row = session.execute(wanted.limit(1).with_for_update(skip_locked=True)).first()
    if row is None:
        return None
    taken = {"state": ImportState.RUNNING, "beat_at": now(), "done": 0, "tries": row.tries + 1}
    session.execute(update(IMPORT).where(IMPORT.c.id == row.id).values(taken))
    if row.tries >= TRIES:
        end(session, row.id, ImportState.FAILED, "Given up after several tries.", "多次未能完成。")
        return None
    return Claimed(row.id, row.area_code, row.name, row.valid_from, row.content)


def reached(session: Session, import_id: UUID, done: int) -> bool:
    """Note how many rows are checked; False when it is wanted no more."""
    session.execute(update(IMPORT).where(IMPORT.c.id == import_id).values(done=done, beat_at=now()))
    return not session.scalar(select(IMPORT.c.stop).where(IMPORT.c.id == import_id))


def end(session: Session, import_id: UUID, state: ImportState, outcome: str = "", outcome_zh: str = "") -> None:
    """Write down what came of it."""
    told = {"outcome": outcome or None, "outcome_zh": outcome_zh or None}
    values = {"state": state, "ended_at": now(), "content": None, **told}
    session.execute(update(IMPORT).where(IMPORT.c.id == import_id).values(values))


def forget(session: Session) -> None:
    """Forget what was asked for longer than `KEPT` ago."""
    session.execute(delete(IMPORT).where(IMPORT.c.asked_at < now() - KEPT))


def _views() -> Select[Any]:
    named = ("id", "area_code", "name", "valid_from", "state", "total", "done", "outcome", "outcome_zh", "asked_at")
    return select(*(IMPORT.c[name] for name in (*named, "ended_at")))


def _view(row: Row[Any]) -> ImportView:
    return ImportView(**{**row._mapping, "state": ImportState(row.state)})
