"""Durable timers: a moment at which a service's own work is due, kept in its database until that work is done."""

from __future__ import annotations

import functools
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import (
    Boolean,
    Column,
    Insert,
    Integer,
    MetaData,
    Table,
    Text,
    Uuid,
    bindparam,
    delete,
    func,
    select,
    tuple_,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from linli import inbox
from linli.clock import now
from linli.db import Asked, UtcDateTime, insert_if_new, write
from linli.marks import marked
from linli.work import Work

F = TypeVar("F", bound=Callable[..., None])
Due = Sequence[tuple[UUID, Work]]
"""Subjects that are due together, each with the work of its own chain, all in one transaction."""

TIMER = Table(
    "timer",
    MetaData(),
    Column("name", Text, primary_key=True),
    Column("subject", Uuid, primary_key=True),
    Column("due_at", UtcDateTime, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("error", Text),
    Column("parked", Boolean, nullable=False),
)
"""The same table in every service's database. `due_at` is the moment of the next try, also after a failed one."""


@dataclass(frozen=True)
class Timer:
    """One timer as it stands: what is due about which subject, when, and how often it failed."""

    name: str
    subject: UUID
    due_at: datetime
    attempts: int
    error: str | None
    parked: bool


def timer(name: str, *, together: bool = False) -> Callable[[F], F]:
    """Mark a method `(self, subject, work)` as what is done when the timer of this name is due.

    `together`: the method is `(self, due)` and is given all that are due at once (`Due`): for what comes by hundreds.

    The method runs in the transaction that removes the timer: it is done once, or not at all and tried again. To be
    called again later it puts the timer anew. It must not mind that what it is about has changed since, or is gone.
    The name stands in the databases: never rename it.
    """

    def mark(method: F) -> F:
        method.linli_timer, method.linli_together = name, together  # type: ignore[attr-defined]
        return method

    return mark


def timers_of(service_class: type) -> dict[str, Callable[..., None]]:
    """What a service class does at which timer, by the timer's name."""
    found: dict[str, Callable[..., None]] = {}
    for _, method in marked(service_class, "linli_timer"):
        if method.linli_timer in found:
            raise TypeError(f"two methods of {service_class.__name__} are called by the timer {method.linli_timer}")
        found[method.linli_timer] = method
    return found


@functools.cache
def _put(dialect: str) -> Insert:
    """The statement of `put`, made once and given its values at each execution."""
    made = (sqlite.insert if dialect == "sqlite" else postgresql.insert)(TIMER)
    new = {name: made.excluded[name] for name in ("due_at", "attempts", "error", "parked")}
    return made.on_conflict_do_update(index_elements=[TIMER.c.name, TIMER.c.subject], set_=new)


def put(session: Session, name: str, subject: UUID, due_at: datetime) -> None:
    """Have the service called at `due_at` (or soon, if that has passed) once this transaction is committed.

    A subject has one timer of a name: the new moment replaces the former one, and a parked timer runs again.
    """
    values = {"name": name, "subject": subject, "due_at": due_at, "attempts": 0, "error": None, "parked": False}
    write(session, _put(session.get_bind().dialect.name), values)


def put_all(session: Session, name: str, moments: Mapping[UUID, datetime]) -> None:
    """As `put`, of many subjects at once."""
    rest = {"name": name, "attempts": 0, "error": None, "parked": False}
    if moments:
        rows = [{**rest, "subject": subject, "due_at": due_at} for subject, due_at in moments.items()]
        write(session, _put(session.get_bind().dialect.name), *rows)


def put_earlier(session: Session, name: str, subject: UUID, due_at: datetime) -> None:
    """As `put`, but a timer that is due earlier stays as it is."""
    values = {"name": name, "subject": subject, "due_at": due_at, "attempts": 0, "error": None, "parked": False}
    if not insert_if_new(session, TIMER, values):
        sooner = update(TIMER).where(TIMER.c.name == name, TIMER.c.subject == subject, TIMER.c.due_at > due_at)
        session.execute(sooner.values(due_at=due_at))


_CANCEL = delete(TIMER).where(TIMER.c.name == bindparam("of_name"), TIMER.c.subject == bindparam("of_subject"))


def cancel(session: Session, name: str, subject: UUID) -> None:
    """Have the service not called, if the timer is still there."""
    write(session, _CANCEL, {"of_name": name, "of_subject": subject})


_ANY_DUE = select(TIMER.c.name).where(~TIMER.c.parked, TIMER.c.due_at <= bindparam("at")).limit(1)
"""Made once, for it is asked all day."""


def any_due(session: Asked) -> bool:
    """Whether a timer is due; asked without locking anything."""
    return session.execute(_ANY_DUE, {"at": now()}).first() is not None


def claim_due(session: Session, limit: int, names: Collection[str] | None = None) -> list[Timer]:
    """Timers that are due (only of these names, if given), the earliest first, taken by this transaction and passed
    over by others.
    """
    named = [] if names is None else [TIMER.c.name.in_(names)]
    rows = session.execute(
        select(TIMER)
        .where(~TIMER.c.parked, TIMER.c.due_at <= now(), *named)
        .order_by(TIMER.c.due_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return [Timer(**row._mapping) for row in rows]


def claim(session: Session, wanted: Timer) -> bool:
    """Take one timer again; False when it was fired, moved or cancelled since, or another has it."""
    row = session.execute(
        select(TIMER.c.name)
        .where(*_is(wanted), TIMER.c.due_at == wanted.due_at, ~TIMER.c.parked)
        .with_for_update(skip_locked=True)
    ).first()
    return row is not None


def remove(session: Session, claimed: Sequence[Timer]) -> None:
    """Take claimed timers away; of one that is put again afterwards the new moment stays."""
    keys = [(one.name, one.subject) for one in claimed]
    session.execute(delete(TIMER).where(tuple_(TIMER.c.name, TIMER.c.subject).in_(keys)))


def postpone(session: Session, claimed: Timer) -> None:
    """Offer a timer again after the shortest pause: what it is about is in other hands just now."""
    session.execute(update(TIMER).where(*_is(claimed)).values(due_at=now() + inbox.pause_after(1)))


def fail(session: Session, claimed: Timer, error: str) -> bool:
    """Note a failed try: the next one comes after a longer pause, or, after the last, the timer is parked (True)."""
    attempts = claimed.attempts + 1
    parked = attempts > len(inbox.BACKOFF)
    due_at = claimed.due_at if parked else now() + inbox.pause_after(attempts)
    values = {"attempts": attempts, "error": error, "parked": parked, "due_at": due_at}
    session.execute(update(TIMER).where(*_is(claimed)).values(values))
    return parked


def parked(session: Session, limit: int = 100) -> list[Timer]:
    """The parked timers, by the moment of their last try."""
    wanted = select(TIMER).where(TIMER.c.parked).order_by(TIMER.c.due_at).limit(limit)
    return [Timer(**row._mapping) for row in session.execute(wanted)]


def replay(session: Session, subject: UUID) -> int:
    """Give the parked timers of a subject all their tries again; how many there were."""
    again = update(TIMER).where(TIMER.c.subject == subject, TIMER.c.parked)
    done = session.execute(again.values(parked=False, attempts=0, due_at=now()))
    return int(done.rowcount)  # type: ignore[attr-defined]


def discard(session: Session, subject: UUID) -> int:
    """Decide that the parked timers of a subject never fire; how many there were."""
    done = session.execute(delete(TIMER).where(TIMER.c.subject == subject, TIMER.c.parked))
    return int(done.rowcount)  # type: ignore[attr-defined]


def backlog(session: Asked) -> tuple[datetime | None, int]:
    """The moment of the earliest timer that is not parked, and how many are parked."""
    earliest = session.execute(select(TIMER.c.due_at).where(~TIMER.c.parked).order_by(TIMER.c.due_at).limit(1)).scalar()
    count = session.execute(select(func.count()).select_from(TIMER).where(TIMER.c.parked)).scalar_one()
    return earliest, int(count)


def _is(one: Timer) -> tuple[Any, Any]:
    return TIMER.c.name == one.name, TIMER.c.subject == one.subject
