"""Kept requests that the hotline refused: a person looks, mends what was wrong, and they are delivered again."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, select, update
from sqlalchemy.orm import Session

from gateway.intake.store import SEALED
from gateway.intake.tables import KEPT_REQUEST, KeptState
from linli.areas import covers
from linli.clock import now
from linli.errors import Conflict, Invalid, not_found
from linli.sealing import Sealer

MOST = 100
"""How many a list shows; there is no second page, for these are to be mended, not collected."""
_KEPT = KEPT_REQUEST.c


@dataclass(frozen=True, kw_only=True)
class Refused:
    """One of them; `error` is the code of the hotline's reason, `ask` empty when it cannot be unsealed."""

    request_id: UUID
    tracking_code: str
    area_code: str
    error: str
    kept_at: datetime
    ask: dict[str, Any]

    @property
    def command(self) -> dict[str, Any]:
        """What was to be opened."""
        return dict(self.ask.get("command", {}))


def oldest(session: Session, sealer: Sealer, scopes: Sequence[str]) -> tuple[list[Refused], bool]:
    """The oldest in these areas, at most `MOST`, and whether there are more."""
    found: list[Refused] = []
    for row in session.execute(_refused().order_by(_KEPT.kept_at)):
        if any(covers(scope, row.area_code) for scope in scopes):
            if len(found) == MOST:
                return found, True
            found.append(_opened(sealer, row))
    return found, False


def deliver_again(session: Session, sealer: Sealer, request_id: UUID, scopes: Sequence[str], category: str) -> Refused:
    """Put this category in and let it be delivered at once.

    Raises `NotFound` unless it is refused and in reach, `Conflict` (`cannot_unseal`) when its content is out of reach.
    """
    row = session.execute(_refused().where(_KEPT.request_id == request_id).with_for_update()).one_or_none()
    if row is None or not any(covers(scope, row.area_code) for scope in scopes):
        raise not_found("refused request", "被拒收的诉求")
    known = _opened(sealer, row)
    if not known.ask:
        raise Conflict("cannot_unseal", "It was sealed under another secret.", "该诉求以其他密钥封存，无法读取。")
    ask = {**known.ask, "command": {**known.command, "category": category}}
    sealed = sealer.seal(json.dumps(ask, ensure_ascii=False), SEALED)
    mended = {"sealed_ask": sealed, "state": KeptState.WAITING, "next_at": now(), "attempts": 0, "error": None}
    session.execute(update(KEPT_REQUEST).where(_KEPT.request_id == request_id).values(**mended))
    return replace(known, ask=ask)


def _refused() -> Select[Any]:
    columns = (_KEPT.request_id, _KEPT.tracking_code, _KEPT.area_code, _KEPT.error, _KEPT.kept_at, _KEPT.sealed_ask)
    return select(*columns).where(_KEPT.state == KeptState.REFUSED)


def _opened(sealer: Sealer, row: Row[Any]) -> Refused:
    try:
        ask = json.loads(sealer.open(row.sealed_ask, SEALED))
    except Invalid:
        ask = {}
    return Refused(
        request_id=row.request_id,
        tracking_code=row.tracking_code,
        area_code=row.area_code,
        error=row.error,
        kept_at=row.kept_at,
        ask=ask,
    )
