"""Kept reports that the hotline refused: a person looks, calls back who called, and lets them be delivered again."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, or_, select, update
from sqlalchemy.orm import Session

from gateway.telephone.keeping import SEALED
from gateway.telephone.tables import CTI_LINE, KEPT_REPORT
from linli.areas import path_of
from linli.clock import now
from linli.errors import Invalid, not_found
from linli.sealing import Sealer

MOST = 100
"""How many a list shows; there is no second page, for these are to be dealt with, not collected."""
_KEPT = KEPT_REPORT.c


@dataclass(frozen=True, kw_only=True)
class RefusedReport:
    """One of them; `error` is the code of the hotline's reason. `report` is empty when it cannot be unsealed."""

    line_id: UUID
    line: str
    area_code: str
    call_ref: str
    sign: str
    error: str
    kept_at: datetime
    report: dict[str, Any]


def oldest(session: Session, sealer: Sealer, scopes: Sequence[str]) -> tuple[list[RefusedReport], bool]:
    """The oldest of lines in these areas, at most `MOST`, and whether there are more."""
    rows = session.execute(_refused(scopes).order_by(_KEPT.kept_at).limit(MOST + 1)).all()
    return [_opened(sealer, row) for row in rows[:MOST]], len(rows) > MOST


def deliver_again(session: Session, line_id: UUID, call_ref: str, sign: str, scopes: Sequence[str]) -> None:
    """Let it be delivered at once. Raises `NotFound` unless it is refused and in reach."""
    mine = _KEPT.line_id == line_id, _KEPT.call_ref == call_ref, _KEPT.sign == sign
    if session.execute(_refused(scopes).where(*mine).with_for_update(of=KEPT_REPORT)).one_or_none() is None:
        raise not_found("refused report", "被拒收的话务事件")
    session.execute(update(KEPT_REPORT).where(*mine).values(next_at=now(), attempts=0, error=None))


def _refused(scopes: Sequence[str]) -> Select[Any]:
    reached = or_(*(CTI_LINE.c.path.startswith(path_of(code)) for code in scopes))
    columns = (KEPT_REPORT, CTI_LINE.c.name, CTI_LINE.c.area_code)
    joined = select(*columns).join_from(KEPT_REPORT, CTI_LINE, CTI_LINE.c.id == _KEPT.line_id)
    return joined.where(_KEPT.next_at.is_(None), reached)


def _opened(sealer: Sealer, row: Row[Any]) -> RefusedReport:
    try:
        report = json.loads(sealer.open(row.sealed_ask, SEALED))["command"]
    except Invalid:
        report = {}
    said = {name: getattr(row, name) for name in ("line_id", "area_code", "call_ref", "sign", "error", "kept_at")}
    return RefusedReport(line=row.name, report=report, **said)
