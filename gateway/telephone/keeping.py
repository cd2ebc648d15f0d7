"""Reports of calls that the hotline could not take: kept sealed by the gateway, handed over when it is back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, delete, func, select, update
from sqlalchemy.orm import Session

from gateway.intake.delivering import pause_after
from gateway.telephone.tables import KEPT_REPORT
from linli import observe
from linli.clock import now
from linli.context import Caller
from linli.db import Database, insert_if_new
from linli.errors import LinliError, Unavailable, from_wire
from linli.sealing import Sealer

_KEPT = KEPT_REPORT.c
SEALED = "telephone"
PATIENCE = timedelta(seconds=5)
"""How long the hotline has to take one report."""


def keep(session: Session, sealer: Sealer, ask_wire: Mapping[str, Any], moment: datetime) -> None:
    """Keep the report (`linli.calls.Ask` as it travels) until it is delivered; a repeat is kept once."""
    said = ask_wire["command"]
    identity = {"line_id": UUID(said["line_id"]), "call_ref": said["call_ref"], "sign": said["sign"]}
    values = {
        "sealed_ask": sealer.seal(json.dumps(dict(ask_wire), ensure_ascii=False), SEALED),
        "attempts": 0,
        "kept_at": moment,
        "next_at": moment,
    }
    insert_if_new(session, KEPT_REPORT, {**identity, **values})


def deliver_due(database: Database, caller: Caller, sealer: Sealer) -> int:
    """Hand over what is due, a transaction each; the number that arrived. Ends when the hotline does not answer."""
    delivered = 0
    while True:
        with database.transaction() as session:
            due = _claim_due(session, now())
            if due is None:
                return delivered
            try:
                _deliver(caller, json.loads(sealer.open(due.sealed_ask, SEALED)))
            except Unavailable as error:
                _put_off(session, due, now() + pause_after(due.attempts), error.code)
                return delivered
            except LinliError as error:
                observe.log.error("kept report refused", line=str(due.line_id), error=error.code)
                _put_off(session, due, None, error.code)
            else:
                session.execute(delete(KEPT_REPORT).where(*_same(due)))
                delivered += 1


def _claim_due(session: Session, moment: datetime) -> Row[Any] | None:
    """The report that is due first, kept from others until the transaction ends; they skip it."""
    wanted = select(KEPT_REPORT).where(_KEPT.next_at <= moment).order_by(_KEPT.next_at).limit(1)
    return session.execute(wanted.with_for_update(skip_locked=True)).one_or_none()


def _deliver(caller: Caller, ask: dict[str, Any]) -> None:
    reply = caller("hotline", {**ask, "deadline": (now() + PATIENCE).isoformat()})
    if "error" in reply:
        raise from_wire(reply["error"])


def _put_off(session: Session, due: Row[Any], next_at: datetime | None, error: str) -> None:
    changed = {"attempts": due.attempts + 1, "next_at": next_at, "error": error}
    session.execute(update(KEPT_REPORT).where(*_same(due)).values(**changed))


def _same(due: Row[Any]) -> tuple[Any, ...]:
    return _KEPT.line_id == due.line_id, _KEPT.call_ref == due.call_ref, _KEPT.sign == due.sign


def measure(database: Database) -> None:
    """Set the gauges of what waits and of what was refused."""
    with database.peeking() as session:
        waits = _KEPT.next_at.is_not(None).label("waits")
        wanted = select(waits, func.count().label("number")).group_by(waits)
        counts = {row.waits: row.number for row in session.execute(wanted)}
    observe.CTI_WAITING.set(counts.get(True, 0))
    observe.CTI_REFUSED.set(counts.get(False, 0))
