"""The answers that the gateway itself gave under an idempotency key, in the same table as every service's."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from linli.calls import IDEMPOTENCY
from linli.clock import now
from linli.errors import key_reused


def claim(session: Session, account_id: UUID, key: str, fingerprint: str) -> dict[str, Any] | None:
    """Take the key for this transaction, or give the answer it led to; a parallel twin waits here.

    Raises `Conflict` (`idempotency_key_reused`) when the key belongs to something else.
    """
    make = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    new = make(IDEMPOTENCY).values(account_id=account_id, key=key, fingerprint=fingerprint, made_at=now())
    if session.execute(new.on_conflict_do_nothing()).rowcount == 1:  # type: ignore[attr-defined]
        return None
    known = session.execute(select(IDEMPOTENCY).filter_by(account_id=account_id, key=key)).one()
    if known.fingerprint != fingerprint:
        raise key_reused()
    return dict(json.loads(known.reply))


def remember(session: Session, account_id: UUID, key: str, reply: dict[str, Any]) -> None:
    """Keep the answer for repeats."""
    mine = update(IDEMPOTENCY).filter_by(account_id=account_id, key=key)
    session.execute(mine.values(reply=json.dumps(reply, ensure_ascii=False)))
