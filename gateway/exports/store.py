"""Every question asked of exports, and their life: waiting, running, then done, failed or cancelled."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session

from gateway.exports.tables import EXPORT
from gateway.long_work import TRIES, LongWork, WorkState
from linli.errors import not_found

KEPT = timedelta(days=1)
"""How long an export can be fetched."""
LEASE = timedelta(minutes=1)
"""One not heard of for so long is begun anew: whoever made it is gone."""
AT_ONCE = 5
"""Exports that one account may have unfinished."""
WORK = LongWork(EXPORT, "exports", "导出", AT_ONCE, LEASE, KEPT)


class Form(StrEnum):
    """What an export is a file of."""

    XLSX = "xlsx"
    CSV = "csv"


@dataclass(frozen=True, kw_only=True)
class ExportView:
    """An export: `done` of `total` rows (None before they are counted); `error`: the code of what went wrong."""

    id: UUID
    area_code: str
    form: Form
    state: WorkState
    total: int | None
    done: int
    error: str | None
    asked_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True)
class Claimed:
    """An export to be made: for whom, of what."""

    id: UUID
    account_id: UUID
    area_code: str
    query: dict[str, Any]
    form: Form
    language: str
    asked_at: datetime


def ask(
    session: Session, account_id: UUID, area_code: str, query: dict[str, Any], form: Form, language: str
) -> ExportView:
    """Have an export made. Raises `Conflict` (`too_many_exports`) beyond `AT_ONCE` unfinished ones of an account."""
    made = uuid4()
    told = {"query": json.dumps(query), "form": form, "language": language}
    WORK.add(session, account_id, id=made, area_code=area_code, **told)
    return find(session, made, account_id)


def find(session: Session, export_id: UUID, account_id: UUID) -> ExportView:
    """An export of the account. Raises `NotFound`."""
    row = session.execute(_views().where(EXPORT.c.id == export_id, EXPORT.c.account_id == account_id)).one_or_none()
    if row is None:
        raise not_found("export", "导出")
    return _view(row)


def of_account(session: Session, account_id: UUID) -> list[ExportView]:
    """The account's exports that are kept, the latest first."""
    wanted = _views().where(EXPORT.c.account_id == account_id).order_by(EXPORT.c.asked_at.desc(), EXPORT.c.id)
    return [_view(row) for row in session.execute(wanted.limit(50))]


def content(session: Session, export_id: UUID, account_id: UUID) -> bytes | None:
    """The file, once it is done. Raises `NotFound`."""
    find(session, export_id, account_id)
    return session.scalar(select(EXPORT.c.content).where(EXPORT.c.id == export_id))


def cancel(session: Session, export_id: UUID, account_id: UUID) -> ExportView:
    """Stop it: one that waits at once, one under way at its next step; a finished one stays. Raises `NotFound`."""
    find(session, export_id, account_id)
    WORK.cancel(session, export_id)
    return find(session, export_id, account_id)


def claim(session: Session) -> Claimed | None:
    """The export that has waited longest, or that nobody is making any more; from now on the caller's."""
    row = WORK.claim(session)
    if row is None:
        return None
    if row.tries >= TRIES:
        end(session, row.id, WorkState.FAILED, error="given_up")
        return None
    form = Form(row.form)
    return Claimed(row.id, row.account_id, row.area_code, json.loads(row.query), form, row.language, row.asked_at)


def reached(session: Session, export_id: UUID, done: int, total: int) -> bool:
    """Note how many rows are written; False when it is wanted no more."""
    return WORK.reached(session, export_id, done=done, total=total)


def end(session: Session, export_id: UUID, state: WorkState, *, file: bytes | None = None, error: str = "") -> None:
    """Write down what came of it."""
    WORK.end(session, export_id, state, content=file, error=error or None)


def forget(session: Session) -> None:
    """Forget what was asked for longer than `KEPT` ago."""
    WORK.forget(session)


def _views() -> Select[Any]:
    named = ("id", "area_code", "form", "state", "total", "done", "error", "asked_at", "ended_at")
    return select(*(EXPORT.c[name] for name in named))


def _view(row: Row[Any]) -> ExportView:
    return ExportView(**{**row._mapping, "form": Form(row.form), "state": WorkState(row.state)})
