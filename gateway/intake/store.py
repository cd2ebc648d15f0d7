"""Every question asked of the kept requests, and their keeping."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from gateway.intake.tables import KEPT_REQUEST, KeptState
from linli.db import Asked
from linli.errors import Invalid, key_reused
from linli.sealing import Sealer

_KEPT = KEPT_REQUEST.c
SEALED = "intake"
"""What the kept calls are sealed as."""


@dataclass(frozen=True, kw_only=True)
class KeptRequest:
    """A request the gateway accepted in the hotline's place; `error` is the code of the last failure."""

    request_id: UUID
    tracking_code: str
    account_id: UUID
    area_code: str
    state: KeptState
    attempts: int
    kept_at: datetime
    delivered_at: datetime | None
    error: str | None


def keep(
    session: Session,
    sealer: Sealer,
    request_id: UUID,
    tracking_code: str,
    ask_wire: Mapping[str, Any],
    key: str,
    moment: datetime,
) -> KeptRequest:
    """Keep the call (`linli.calls.Ask` as it travels) until it is delivered; a repeat is kept once.

    Raises `Conflict` (`idempotency_key_reused`) when the id is known with another content.
    """
    make = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    fingerprint = _fingerprint(sealer, ask_wire)
    values = {
        "request_id": request_id,
        "tracking_code": tracking_code,
        "account_id": UUID(ask_wire["principal"]["account_id"]),
        "area_code": ask_wire["command"]["area_code"],
        "key": key,
        "fingerprint": fingerprint,
        "sealed_ask": sealer.seal(json.dumps(dict(ask_wire), ensure_ascii=False), SEALED),
        "state": KeptState.WAITING,
        "attempts": 0,
        "kept_at": moment,
        "next_at": moment,
    }
    session.execute(make(KEPT_REQUEST).values(**values).on_conflict_do_nothing(index_elements=[_KEPT.request_id]))
    known = session.execute(select(_KEPT.fingerprint).where(_KEPT.request_id == request_id)).scalar_one()
    if known != fingerprint:
        raise key_reused()
    found = find(session, request_id)
    assert found is not None
    return found


def _fingerprint(sealer: Sealer, ask_wire: Mapping[str, Any]) -> str:
    """Of the content, without what the gateway added; keyed by the seal, so that nothing can be guessed from it."""
    said = {name: value for name, value in ask_wire["command"].items() if name not in ("id", "tracking_code")}
    sealed = sealer.seal(json.dumps(said, sort_keys=True, ensure_ascii=False), "intake fingerprint")
    return hashlib.sha256(sealed.encode()).hexdigest()


def find(session: Asked, request_id: UUID) -> KeptRequest | None:
    """The kept request with this id, whatever became of it."""
    return _one(session, _BY_ID, request_id)


def find_by_tracking_code(session: Asked, tracking_code: str) -> KeptRequest | None:
    """The kept request with this tracking code, whatever became of it."""
    return _one(session, _BY_CODE, tracking_code)


_SHOWN = select(*(_KEPT[field.name] for field in dataclasses.fields(KeptRequest)))
# Made once: the first is asked with every request that is opened.
_BY_ID, _BY_CODE = (_SHOWN.where(column == bindparam("wanted")) for column in (_KEPT.request_id, _KEPT.tracking_code))


def _one(session: Asked, question: Select[Any], wanted: Any) -> KeptRequest | None:
    row = session.execute(question, {"wanted": wanted}).one_or_none()
    return KeptRequest(**row._mapping) if row else None


def ask_of(session: Asked, sealer: Sealer, request_id: UUID) -> dict[str, Any]:
    """The kept call of a request that has not arrived; empty when there is none or it cannot be unsealed."""
    sealed = session.scalar(select(_KEPT.sealed_ask).where(_KEPT.request_id == request_id))
    try:
        return dict(json.loads(sealer.open(sealed, SEALED))) if sealed else {}
    except Invalid:
        return {}


@dataclass(frozen=True)
class Due:
    """A kept request to be delivered now; `sealed_ask` is opened by `opened`."""

    request_id: UUID
    key: str
    sealed_ask: str
    attempts: int


def claim_due(session: Session, moment: datetime) -> Due | None:
    """One request that is due, kept from others until the transaction ends; they skip it."""
    row = session.execute(
        select(_KEPT.request_id, _KEPT.key, _KEPT.sealed_ask, _KEPT.attempts)
        .where(_KEPT.state == KeptState.WAITING, _KEPT.next_at <= moment)
        .order_by(_KEPT.next_at)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).one_or_none()
    return Due(*row) if row else None


def opened(sealer: Sealer, due: Due) -> dict[str, Any]:
    """The call as it was kept; raises `Invalid` when it was sealed under another key."""
    return dict(json.loads(sealer.open(due.sealed_ask, SEALED)))


def mark_delivered(session: Session, due: Due, moment: datetime) -> None:
    """The hotline has it: what was sealed is erased."""
    _set(session, due, state=KeptState.DELIVERED, delivered_at=moment, sealed_ask=None, next_at=None, error=None)


def mark_waiting(session: Session, due: Due, next_at: datetime, error: str) -> None:
    """The hotline was away again."""
    _set(session, due, next_at=next_at, error=error)


def mark_refused(session: Session, due: Due, error: str) -> None:
    """The hotline will never take it: it is kept for a person to see."""
    _set(session, due, state=KeptState.REFUSED, next_at=None, error=error)


def _set(session: Session, due: Due, **values: Any) -> None:
    session.execute(
        update(KEPT_REQUEST).where(_KEPT.request_id == due.request_id).values(attempts=due.attempts + 1, **values)
    )


def waiting(session: Asked) -> tuple[int, datetime | None]:
    """How many requests wait, and since when the oldest does."""
    row = session.execute(select(func.count(), func.min(_KEPT.kept_at)).where(_KEPT.state == KeptState.WAITING)).one()
    return int(row[0]), row[1]
