"""Sending what waits: claimed for a while, sent outside any transaction, marked; tried again, then given up."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, delete, func, or_, select, update
from sqlalchemy.orm import Session

from linli import observe
from linli.clock import Clock, now
from linli.contracts.messages import MessageState
from linli.db import Database
from linli.messages.channels import Channels, NotSent, Outgoing
from linli.messages.posting import Post
from linli.messages.tables import MESSAGE

BATCH = 20
SLICE = 5.0
"""Seconds after which no further message of a batch is begun, so that a slow channel does not hold up the stop."""
LEASE = timedelta(minutes=5)
"""How long a worker may keep what it claimed; when it is gone by then, another worker tries."""
BACKOFF = tuple(timedelta(seconds=one) for one in (30, 120, 600, 1800, 7200, 21600))
"""Waiting time after each failed try; after the last the message has failed. A little under nine hours."""
_FIRST = MESSAGE.c.expires_at.is_(None)
"""Orders what expires before all else: it must not wait behind the thousands that the end of the night lets go."""
KEPT = timedelta(days=180)
"""How long the log is kept."""


class Delivery:
    """Sends one service's messages; safe in many threads and processes at once.

    At least once: a worker that dies after a channel took a message and before it was marked leaves it to be sent
    again when its lease ends, under the same id. Without a crash no message is sent twice.
    """

    def __init__(self, database: Database, post: Post, channels: Channels, clock: Clock = now) -> None:
        self._database = database
        self._post = post
        self._channels = channels
        self._clock = clock

    def step(self) -> bool:
        """Send what is due, at most a batch; whether there was anything."""
        at = self._clock()
        with self._database.peeking() as session:
            if not session.execute(self._due(at).limit(1)).first():
                return False
        with self._database.transaction() as session:
            claimed = self._claim(session, at)
        started = time.monotonic()
        for number, row in enumerate(claimed):
            if time.monotonic() - started > SLICE:
                self._give_back(claimed[number:], at)
                break
            self._deliver(row)
        return bool(claimed)

    def _due(self, at: datetime) -> Any:
        """The ids of what may go out at this moment. What the quiet hours overtook waits on."""
        quiet = self._post.quiet_audiences(at)
        awake = or_(MESSAGE.c.urgent, MESSAGE.c.audience.not_in(quiet)) if quiet else MESSAGE.c.id.is_not(None)
        return select(MESSAGE.c.id).where(MESSAGE.c.state == MessageState.WAITING, MESSAGE.c.due_at <= at, awake)

    def _claim(self, session: Session, at: datetime) -> Sequence[Row[Any]]:
        """Take what expires, then the longest due, for the length of the lease; what other workers are taking is left
        to them.
        """
        wanted = self._due(at).order_by(_FIRST, MESSAGE.c.due_at).limit(BATCH).with_for_update(skip_locked=True)
        ids = list(session.scalars(wanted))
        taken = {"due_at": at + LEASE, "attempts": MESSAGE.c.attempts + 1}
        session.execute(update(MESSAGE).where(MESSAGE.c.id.in_(ids)).values(taken))
        return session.execute(select(MESSAGE).where(MESSAGE.c.id.in_(ids)).order_by(_FIRST, MESSAGE.c.made_at)).all()

    def _give_back(self, rows: Sequence[Row[Any]], due_at: datetime) -> None:
        """Leave these untried, to whoever claims them next."""
        untried = {"due_at": due_at, "attempts": MESSAGE.c.attempts - 1}
        with self._database.transaction() as session:
            session.execute(update(MESSAGE).where(MESSAGE.c.id.in_([row.id for row in rows])).values(untried))

    def _deliver(self, row: Row[Any]) -> None:
        """One try. A message that was claimed too often without a word of its end ended its workers: it has failed."""
        channel = self._channels.get(row.channel)
        if channel is None:
            self._mark(row, MessageState.NO_CHANNEL, due_at=None)
            return
        if row.attempts > len(BACKOFF) + 1:
            self._mark(row, MessageState.FAILED, due_at=None, error="interrupted")
            return
        if row.expires_at is not None and row.expires_at <= self._clock():
            self._mark(row, MessageState.FAILED, due_at=None, error="expired")
            return
        try:
            channel.send(self._outgoing(row))
        except NotSent as error:
            self._failed(row, error.code, error.final)
        except Exception as error:
            self._failed(row, type(error).__name__, final=False)
        else:
            self._mark(row, MessageState.SENT, due_at=None, sent_at=self._clock(), error=None)

    def _outgoing(self, row: Row[Any]) -> Outgoing:
        opened: Callable[[str, str], str] = self._post.sealer.open
        return Outgoing(
            id=row.id,
            address=opened(row.address, "message-address"),
            template=row.template,
            language=row.language,
            subject_id=row.subject_id,
            area_code=row.area_code,
            urgent=row.urgent,
            title=opened(row.title, "message-title"),
            text=opened(row.text, "message-text"),
        )

    def _failed(self, row: Row[Any], code: str, final: bool) -> None:
        observe.log.warning("message not sent", message=str(row.id), channel=row.channel.value, error=code)
        if final or row.attempts > len(BACKOFF):
            self._mark(row, MessageState.FAILED, due_at=None, error=code)
            return
        later = self._clock() + BACKOFF[row.attempts - 1] * random.uniform(0.8, 1.2)
        due_at = self._post.allowed_from(row.audience, later, row.urgent)
        if row.expires_at is not None and row.expires_at <= due_at:
            self._mark(row, MessageState.FAILED, due_at=None, error=code)
            return
        self._mark(row, MessageState.WAITING, due_at=due_at, error=code)

    def _mark(self, row: Row[Any], state: MessageState, **values: Any) -> None:
        """Write down what came of the try, unless the lease ended meanwhile and another worker has it."""
        observe.MESSAGES.labels(self._database.service, row.channel.value, _outcome(state)).inc()
        own = MESSAGE.c.id == row.id, MESSAGE.c.attempts == row.attempts
        if row.expires_at is not None and state is not MessageState.WAITING:
            values |= {name: self._post.sealer.seal("", f"message-{name}") for name in ("title", "text")}
        with self._database.transaction() as session:
            session.execute(update(MESSAGE).where(*own).values(state=state, **values))

    def measure(self) -> None:
        """Set the gauge of what waits."""
        waiting = select(func.count()).where(MESSAGE.c.state == MessageState.WAITING)
        with self._database.peeking() as session:
            observe.MESSAGES_WAITING.labels(self._database.service).set(session.scalar(waiting) or 0)

    def forget(self) -> None:
        """Delete what is older than `KEPT`."""
        with self._database.transaction() as session:
            session.execute(delete(MESSAGE).where(MESSAGE.c.made_at < self._clock() - KEPT))


def _outcome(state: MessageState) -> str:
    return "again" if state is MessageState.WAITING else state.value
