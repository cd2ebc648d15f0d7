"""Every question about telephone lines, and their keeping."""

from __future__ import annotations

import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Row, insert, or_, select, tuple_, update
from sqlalchemy.orm import Session

from gateway.accounts.store import digest
from gateway.telephone.tables import CTI_LINE, KEPT_REPORT
from linli import cursors
from linli.areas import path_of
from linli.db import Asked
from linli.identity import Grant, Principal, Role

_LINE = CTI_LINE.c


@dataclass(frozen=True, kw_only=True)
class Line:
    """One connection of a telephone system: its area, its queues, what it shows as caller and how it is trusted."""

    id: UUID
    name: str
    area_code: str
    created_at: datetime
    queues: tuple[str, ...] = ()
    caller_id: str | None = None
    caller_ids: Mapping[str, str] = field(default_factory=dict)
    call_back_minutes: int = 30
    trusts_clock: bool = False
    revoked_at: datetime | None = None
    busy: bool = False
    """Whether reports of it wait for the hotline."""

    @property
    def principal(self) -> Principal:
        """Whom it acts as at the hotline: an operator of its own area, under its own id (docs/adr/0010)."""
        return Principal(self.id, (Grant(Role.OPERATOR, self.area_code),))


def add(session: Session, token: str, by: UUID, at: datetime, said: Mapping[str, Any]) -> Line:
    """A new line with this token."""
    line_id, area_code = uuid4(), said["area_code"]
    session.execute(
        insert(CTI_LINE).values(
            id=line_id,
            token_digest=digest(token),
            path=path_of(area_code),
            created_by=by,
            created_at=at,
            **{**said, "queues": list(said["queues"])},
        )
    )
    return Line(id=line_id, created_at=at, **said)


def of_token(session: Asked, token: str) -> Line | None:
    """The line with this token, unless it was revoked; whether its reports wait is asked with it."""
    known = digest(token)
    waits = select(KEPT_REPORT.c.line_id).where(KEPT_REPORT.c.next_at.is_not(None), KEPT_REPORT.c.line_id == _LINE.id)
    wanted = select(CTI_LINE, waits.exists().label("busy")).where(_LINE.token_digest == known)
    row = session.execute(wanted).one_or_none()
    if row is None or row.revoked_at is not None or not hmac.compare_digest(row.token_digest, known):
        return None
    return _line(row, busy=row.busy)


def find(session: Session, line_id: UUID) -> Line | None:
    """The line, revoked or not."""
    row = session.execute(select(CTI_LINE).where(_LINE.id == line_id)).one_or_none()
    return _line(row) if row else None


def listed(session: Session, scopes: Sequence[str], cursor: str | None, limit: int) -> tuple[list[Line], str | None]:
    """Lines of these areas and below, the latest first, and the cursor of the next page."""
    reached = or_(*(_LINE.path.startswith(path_of(code)) for code in scopes))
    wanted = select(CTI_LINE).where(reached).order_by(_LINE.created_at.desc(), _LINE.id.desc())
    if cursor is not None:
        wanted = wanted.where(tuple_(_LINE.created_at, _LINE.id) < cursors.read(cursor))
    found = [_line(row) for row in session.execute(wanted.limit(limit + 1))]
    more = cursors.write((found[limit - 1].created_at, found[limit - 1].id)) if len(found) > limit else None
    return found[:limit], more


def set_up(session: Session, line_id: UUID, said: Mapping[str, Any]) -> None:
    """Give the line these settings."""
    session.execute(update(CTI_LINE).where(_LINE.id == line_id).values(**{**said, "queues": list(said["queues"])}))


def revoke(session: Session, line_id: UUID, at: datetime) -> None:
    """Its token is good no more."""
    session.execute(update(CTI_LINE).where(_LINE.id == line_id, _LINE.revoked_at.is_(None)).values(revoked_at=at))


def _line(row: Row[Any], busy: bool = False) -> Line:
    return Line(
        id=row.id,
        name=row.name,
        area_code=row.area_code,
        created_at=row.created_at,
        queues=tuple(row.queues),
        caller_id=row.caller_id,
        caller_ids=dict(row.caller_ids),
        call_back_minutes=row.call_back_minutes,
        trusts_clock=row.trusts_clock,
        revoked_at=row.revoked_at,
        busy=busy,
    )
