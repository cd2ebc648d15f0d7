"""What each service did with each event: done once, to be retried, or parked for a person."""

from __future__ import annotations

import functools
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Integer, MetaData, Row, Table, Text, Uuid, bindparam, delete, func, select, update
from sqlalchemy.orm import Session

from linli.clock import now
from linli.config import backoff
from linli.db import Asked, UtcDateTime, insert_new, write_new

BACKOFF = backoff()
"""Waiting time after each failed try; after the last the event is parked. As shipped, a little over six minutes."""
KEPT = timedelta(days=30)
"""How long done events are remembered; a duplicate older than that would be taken for new."""
UNDECODABLE = "undecodable"
"""The handler name under which a body is parked that could not be read at all."""


class Status(StrEnum):
    """What became of an event at a handler."""

    DONE = "done"
    RETRY = "retry"
    PARKED = "parked"
    DISCARDED = "discarded"


_metadata = MetaData()

INBOX = Table(
    "inbox",
    _metadata,
    Column("event_id", Uuid, primary_key=True),
    Column("handler", Text, primary_key=True),
    Column("type", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_at", UtcDateTime),
    Column("error", Text),
    Column("body", Text),
    Column("received_at", UtcDateTime, nullable=False),
)


@dataclass(frozen=True)
class Waiting:
    """An event that is to be retried or is parked."""

    event_id: UUID
    handler: str
    type: str
    status: Status
    attempts: int
    next_at: datetime | None
    error: str | None
    body: str
    received_at: datetime


Key = tuple[UUID, str]
"""An event at a handler."""


def claim(session: Session, types: Mapping[Key, str]) -> set[Key]:
    """Take these events, each of a type, for their handlers within the transaction; those that were not taken before.

    Always in the order of their ids, so that no two transactions wait for each other.
    """
    taken = {"status": Status.DONE, "attempts": 1, "received_at": now()}
    values = [{"event_id": key[0], "handler": key[1], "type": types[key], **taken} for key in sorted(types)]
    if not values:
        return set()
    made = write_new(session, _claim_of(session.get_bind().dialect.name), values)
    return {(event_id, handler) for event_id, handler in made}


@functools.cache
def _claim_of(dialect: str) -> Any:
    """The insert that tells which rows it made; made once, given its values at each execution."""
    return insert_new(INBOX, dialect).returning(INBOX.c.event_id, INBOX.c.handler)


def record_failure(session: Session, event_id: UUID, handler: str, event_type: str, body: str, error: str) -> None:
    """Note a first failed try with its body; it is tried again after a pause."""
    if claim(session, {(event_id, handler): event_type}):
        _set(session, event_id, handler, Status.RETRY, 1, error, body)


def park(session: Session, event_id: UUID, handler: str, event_type: str, body: str, error: str) -> None:
    """Put an event aside for a person at once."""
    if claim(session, {(event_id, handler): event_type}):
        _set(session, event_id, handler, Status.PARKED, 1, error, body)


def pause_after(attempts: int) -> timedelta:
    """How long to wait after so many failed tries (≥ 0), a little more or less, so that not all come back at once."""
    return BACKOFF[min(attempts, len(BACKOFF)) - 1] * random.uniform(0.8, 1.2)


def _set(
    session: Session, event_id: UUID, handler: str, status: Status, attempts: int, error: str | None, body: str | None
) -> None:
    session.execute(
        update(INBOX)
        .where(INBOX.c.event_id == event_id, INBOX.c.handler == handler)
        .values(
            status=status,
            attempts=attempts,
            error=error,
            body=body,
            next_at=now() + pause_after(attempts) if status is Status.RETRY else None,
        )
    )


_ANY_DUE = select(INBOX.c.event_id).where(INBOX.c.status == Status.RETRY, INBOX.c.next_at <= bindparam("at")).limit(1)
"""Made once, for it is asked all day."""


def any_due(session: Asked) -> bool:
    """Whether a retry is due; asked without locking anything."""
    return session.execute(_ANY_DUE, {"at": now()}).first() is not None


def next_due(session: Session) -> Waiting | None:
    """One event whose retry is due, locked for this transaction and skipped by others; None when there is none."""
    row = session.execute(
        select(INBOX)
        .where(INBOX.c.status == Status.RETRY, INBOX.c.next_at <= now())
        .order_by(INBOX.c.next_at)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).first()
    return _waiting(row) if row else None


def finish(session: Session, waiting: Waiting) -> None:
    """The retried handler succeeded; its body is no longer needed."""
    _set(session, waiting.event_id, waiting.handler, Status.DONE, waiting.attempts + 1, None, None)


def fail_again(session: Session, waiting: Waiting, error: str) -> Status:
    """The retried handler failed again: wait longer, or park after the last try."""
    attempts = waiting.attempts + 1
    status = Status.PARKED if attempts > len(BACKOFF) else Status.RETRY
    _set(session, waiting.event_id, waiting.handler, status, attempts, error, waiting.body)
    return status


def parked(session: Session, limit: int = 100) -> Sequence[Waiting]:
    """The parked events, oldest first."""
    wanted = select(INBOX).where(INBOX.c.status == Status.PARKED).order_by(INBOX.c.received_at).limit(limit)
    return [_waiting(row) for row in session.execute(wanted)]


def parked_event(session: Session, event_id: UUID) -> Waiting | None:
    """The parked event with this id, at the first handler that has it."""
    wanted = select(INBOX).where(INBOX.c.event_id == event_id, INBOX.c.status == Status.PARKED).limit(1)
    row = session.execute(wanted).first()
    return _waiting(row) if row else None


def replay(session: Session, event_id: UUID) -> int:
    """Give a parked event all its tries again; the number of handlers it was parked at."""
    return _decide(session, event_id, status=Status.RETRY, attempts=0, next_at=now())


def discard(session: Session, event_id: UUID) -> int:
    """Decide that a parked event is never handled; it stays on record. The number of handlers it was parked at."""
    return _decide(session, event_id, status=Status.DISCARDED)


def _decide(session: Session, event_id: UUID, **values: object) -> int:
    found = session.execute(
        update(INBOX).where(INBOX.c.event_id == event_id, INBOX.c.status == Status.PARKED).values(**values)
    )
    return int(found.rowcount)  # type: ignore[attr-defined]


def backlog(session: Asked) -> tuple[int, int, datetime | None]:
    """How many events wait for a retry, how many are parked, and when the oldest waiting one arrived."""
    retrying, oldest = session.execute(
        select(func.count(), func.min(INBOX.c.received_at)).where(INBOX.c.status == Status.RETRY)
    ).one()
    count = session.execute(select(func.count()).where(INBOX.c.status == Status.PARKED)).scalar_one()
    return int(retrying), int(count), oldest


def prune(session: Session) -> int:
    """Forget done events older than `KEPT`; the number forgotten."""
    done = session.execute(delete(INBOX).where(INBOX.c.status == Status.DONE, INBOX.c.received_at < now() - KEPT))
    return int(done.rowcount)  # type: ignore[attr-defined]


def _waiting(row: Row[tuple[object, ...]]) -> Waiting:
    values = dict(row._mapping)
    return Waiting(**{**values, "status": Status(values["status"])})
