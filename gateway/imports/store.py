"""Every question asked of imports, and their life: waiting, running, then done, failed or cancelled."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session

from gateway.imports.tables import IMPORT
from gateway.long_work import TRIES, LongWork, WorkState
from linli.errors import not_found

KEPT = timedelta(days=30)
"""How long it is told what came of an import; its file goes with its end."""
LEASE = timedelta(minutes=10)
"""One not heard of for so long is begun anew: whoever loaded it is gone. Loading itself is one step."""
AT_ONCE = 2
"""Imports that one account may have unfinished."""
WORK = LongWork(IMPORT, "imports", "导入", AT_ONCE, LEASE, KEPT)


class ImportKind(StrEnum):
    """What the file of an import says."""

    AREAS = "areas"
    CALENDAR = "calendar"
    CATALOGUE = "catalogue"


@dataclass(frozen=True, kw_only=True)
class ImportView:
    """An import: `done` of `total` rows are checked; `outcome` in English and Chinese once it is over.

    `complete`: what the file does not say ends on that day.
    """

    id: UUID
    kind: ImportKind
    area_code: str
    name: str
    valid_from: date
    complete: bool
    state: WorkState
    total: int
    done: int
    outcome: str | None
    outcome_zh: str | None
    asked_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Handed:
    """A file as it was handed in: what it says, for which area, from which day."""

    kind: ImportKind
    area_code: str
    name: str
    valid_from: date
    content: bytes
    complete: bool = False

    @property
    def lines(self) -> int:
        """How many lines it has; a list of areas has one more, its header."""
        lines = self.content.count(b"\n") + (not self.content.endswith(b"\n"))
        return max(lines - (self.kind is ImportKind.AREAS), 0)


@dataclass(frozen=True, kw_only=True)
class Claimed(Handed):
    """An import to be made, and who asked for it."""

    id: UUID
    account_id: UUID


def ask(session: Session, account_id: UUID, handed: Handed) -> ImportView:
    """Have a file imported. Raises `Conflict` (`too_many_imports`) beyond `AT_ONCE` unfinished ones of an account."""
    made = uuid4()
    WORK.add(session, account_id, id=made, total=handed.lines, **vars(handed))
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
    WORK.cancel(session, import_id)
    return find(session, import_id, account_id)


def claim(session: Session) -> Claimed | None:
    """The import that has waited longest, or that nobody is making any more; from now on the caller's."""
    row = WORK.claim(session)
    if row is None:
        return None
    if row.tries >= TRIES:
        end(session, row.id, WorkState.FAILED, "Given up after several tries.", "多次未能完成。")
        return None
    held = {one.name: getattr(row, one.name) for one in fields(Claimed)}
    return Claimed(**{**held, "kind": ImportKind(row.kind)})


def reached(session: Session, import_id: UUID, done: int) -> bool:
    """Note how many rows are checked; False when it is wanted no more."""
    return WORK.reached(session, import_id, done=done)


def end(session: Session, import_id: UUID, state: WorkState, outcome: str = "", outcome_zh: str = "") -> None:
    """Write down what came of it."""
    told = {"outcome": outcome or None, "outcome_zh": outcome_zh or None}
    WORK.end(session, import_id, state, content=None, **told)


def forget(session: Session) -> None:
    """Forget what was asked for longer than `KEPT` ago."""
    WORK.forget(session)


def _views() -> Select[Any]:
    return select(*(IMPORT.c[one.name] for one in fields(ImportView)))


def _view(row: Row[Any]) -> ImportView:
    return ImportView(**{**row._mapping, "kind": ImportKind(row.kind), "state": WorkState(row.state)})
