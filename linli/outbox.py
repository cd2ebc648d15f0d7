"""Events leave only from here: appended in the caller's transaction, published by the relay with confirms."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol
from uuid import UUID, uuid4

from sqlalchemy import (
    BigInteger,
    Column,
    Integer,
    MetaData,
    Select,
    Table,
    Text,
    Update,
    Uuid,
    bindparam,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session

from linli import faultpoints, observe
from linli.clock import now
from linli.contracts.envelope import Envelope, Event
from linli.db import Asked, Database, UtcDateTime, write

BATCH = 200
KEPT = timedelta(days=30)
"""How long published events stay readable in the outbox."""
HELD = timedelta(seconds=5)
"""How long an event nobody could receive stands aside before it is offered again."""

_metadata = MetaData()

OUTBOX = Table(
    "outbox",
    _metadata,
    Column("seq", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("event_id", Uuid, nullable=False, unique=True),
    Column("type", Text, nullable=False),
    Column("subject", Uuid, nullable=False),
    Column("body", Text, nullable=False),
    Column("appended_at", UtcDateTime, nullable=False),
    Column("published_at", UtcDateTime),
    Column("held_until", UtcDateTime),
)
"""The same table in every service's database; its index on unpublished rows is made by the migration."""
_KEEP = insert(OUTBOX)
_AS_SENT = (OUTBOX.c.seq, OUTBOX.c.event_id, OUTBOX.c.type, OUTBOX.c.body)
_WAITING = select(func.count(), func.min(OUTBOX.c.appended_at)).where(OUTBOX.c.published_at.is_(None))


def _due(*columns: Any) -> Select[Any]:
    """These columns of what is to be published at the moment `at`, the oldest first, `most` of it."""
    free = or_(OUTBOX.c.held_until.is_(None), OUTBOX.c.held_until <= bindparam("at"))
    return select(*columns).where(OUTBOX.c.published_at.is_(None), free).order_by(OUTBOX.c.seq).limit(bindparam("most"))


def _taken() -> Update:
    """Mark a batch as published at the moment `at` and give it; what others have in hand is passed over."""
    due = _due(OUTBOX.c.seq).with_for_update(skip_locked=True).cte("due")
    mark = update(OUTBOX).where(OUTBOX.c.seq == due.c.seq).values(published_at=bindparam("at"))
    return mark.returning(*_AS_SENT)


# Statements are made once: making one takes longer than sending it, and the relay asks all day.
_DUE, _TAKE, _ANY_DUE = _due(*_AS_SENT), _taken(), _due(OUTBOX.c.seq)


def enveloped(events: Iterable[Event], chain: observe.Chain) -> list[Envelope]:
    """The events as they travel, in the chain of what caused them."""
    return [
        Envelope(
            id=uuid4(),
            event=event,
            correlation_id=chain.correlation_id,
            causation_id=chain.causation_id,
            traceparent=chain.traceparent,
        )
        for event in events
    ]


def keep(session: Session, envelopes: Sequence[Envelope]) -> None:
    """Write the events into the transaction of `session`; they are published after its commit, or never."""
    if not envelopes:
        return
    moment = now()
    rows = [
        {
            "event_id": one.id,
            "type": one.event.wire_type(),
            "subject": one.event.subject,
            "body": one.encode(),
            "appended_at": moment,
        }
        for one in envelopes
    ]
    write(session, _KEEP, *rows)


@dataclass(frozen=True)
class Outgoing:
    """One event on its way out."""

    seq: int
    event_id: UUID
    type: str
    body: str


@dataclass(frozen=True)
class Outcome:
    """What became of a batch, by `seq`: `sent` arrived for certain, `unroutable` had nobody to receive them."""

    sent: set[int] = field(default_factory=set)
    unroutable: set[int] = field(default_factory=set)


class Publisher(Protocol):
    """Hands events to whoever must have them."""

    def publish(self, batch: Sequence[Outgoing]) -> Outcome:
        """Hand over the batch; what is in neither set is offered again. Raises when nothing can be sent."""


class Relay:
    """Moves one database's outbox to a publisher. Several may run at once; each row is claimed by one."""

    def __init__(self, database: Database, publisher: Publisher) -> None:
        self._database = database
        self._publisher = publisher
        self._measured = 0.0

    def step(self) -> bool | int:
        """One batch, as the step of a job: True after a full one, for there is more; else the number that arrived."""
        arrived = self.drain()
        return arrived >= BATCH or arrived

    def drain(self) -> int:
        """Publish one batch; the number that arrived. Rows that did not arrive stay for the next call."""
        self._measure()
        if self._database.embedded:
            with self._database.peeking() as session:
                batch = _batch(session.execute(_DUE, {"at": now(), "most": BATCH}))
            outcome = self._publish(batch)
            if batch:
                with self._database.transaction() as session:
                    _mark(session, outcome)
            return len(outcome.sent)
        with self._database.peeking() as session:
            if session.execute(_ANY_DUE, {"at": now(), "most": 1}).first() is None:
                return 0
        with self._database.transaction() as session:
            batch = _batch(session.execute(_TAKE, {"at": now(), "most": BATCH}))
            outcome = self._publish(batch)
            _give_back(session, batch, outcome)
        return len(outcome.sent)

    def _publish(self, batch: list[Outgoing]) -> Outcome:
        if not batch:
            return Outcome()
        outcome = self._publisher.publish(batch)
        observe.PUBLISHED.labels(self._database.service).inc(len(outcome.sent))
        if outcome.unroutable:
            observe.UNROUTABLE.labels(self._database.service).inc(len(outcome.unroutable))
            observe.log.error("events unroutable", service=self._database.service, count=len(outcome.unroutable))
        faultpoints.reach(faultpoints.BEFORE_MARK)
        return outcome

    def _measure(self) -> None:
        """Depth and age of what waits, at most once a second."""
        if time.monotonic() - self._measured < 1:
            return
        self._measured = time.monotonic()
        with self._database.peeking() as session:
            depth, oldest = waiting(session)
        observe.OUTBOX_DEPTH.labels(self._database.service).set(depth)
        observe.OUTBOX_AGE.labels(self._database.service).set((now() - oldest).total_seconds() if oldest else 0)

    def prune(self) -> int:
        """Forget events published more than `KEPT` ago; the number forgotten."""
        with self._database.transaction() as session:
            done = session.execute(delete(OUTBOX).where(OUTBOX.c.published_at < now() - KEPT))
            return int(done.rowcount)  # type: ignore[attr-defined]


def waiting(session: Asked) -> tuple[int, datetime | None]:
    """How many events are unpublished, and when the oldest of them was appended."""
    row = session.execute(_WAITING).one()
    return int(row[0]), row[1]


def _batch(rows: Iterable[Any]) -> list[Outgoing]:
    """The events of these rows in the order they were appended in."""
    return sorted((Outgoing(*row) for row in rows), key=lambda one: one.seq)


def _mark(session: Session, outcome: Outcome) -> None:
    """Published rows leave the queue; unroutable ones stand aside for a while, so that they hold nobody up."""
    if outcome.sent:
        done = update(OUTBOX).where(OUTBOX.c.seq.in_(sorted(outcome.sent)))
        session.execute(done.values(published_at=now()))
    _hold(session, outcome)


def _give_back(session: Session, batch: Sequence[Outgoing], outcome: Outcome) -> None:
    """What was taken and did not arrive waits again, what is unroutable stands aside for a while."""
    left = [one.seq for one in batch if one.seq not in outcome.sent]
    if left:
        session.execute(update(OUTBOX).where(OUTBOX.c.seq.in_(left)).values(published_at=None))
    _hold(session, outcome)


def _hold(session: Session, outcome: Outcome) -> None:
    if outcome.unroutable:
        held = update(OUTBOX).where(OUTBOX.c.seq.in_(sorted(outcome.unroutable)))
        session.execute(held.values(held_until=now() + HELD))


def recent(session: Session, limit: int, *, pending: bool = False) -> Sequence[Outgoing]:
    """The newest events of this database, newest first; with `pending` only the unpublished."""
    wanted = select(*_AS_SENT).order_by(OUTBOX.c.seq.desc())
    if pending:
        wanted = wanted.where(OUTBOX.c.published_at.is_(None))
    return [Outgoing(*row) for row in session.execute(wanted.limit(limit))]
