"""`@call(Command)`: a service's answer to a call, authorised, once per idempotency key, in one transaction."""

from __future__ import annotations

import hashlib
import json
import time
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Column, MetaData, Table, Text, Uuid, bindparam, delete, insert, select
from sqlalchemy.orm import Session

from linli import faultpoints, observe
from linli.clock import now
from linli.contracts.base import dump, load
from linli.db import Database, UtcDateTime, is_outage, write
from linli.errors import Invalid, LinliError, NotFound, Unavailable, key_reused
from linli.events import describe
from linli.identity import EVERY_ROLE, Principal, Role, principal_from_wire
from linli.marks import marked
from linli.observe import Chain
from linli.work import Work

F = TypeVar("F", bound=Callable[..., Any])
KEPT = timedelta(days=30)
"""How long an idempotency key is remembered."""

_metadata = MetaData()

IDEMPOTENCY = Table(
    "idempotency",
    _metadata,
    Column("account_id", Uuid, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("fingerprint", Text, nullable=False),
    Column("reply", Text),
    Column("made_at", UtcDateTime, nullable=False),
)


_KEEP = insert(IDEMPOTENCY)
_KNOWN = select(IDEMPOTENCY.c.fingerprint, IDEMPOTENCY.c.reply).where(
    IDEMPOTENCY.c.account_id == bindparam("account_id"), IDEMPOTENCY.c.key == bindparam("key")
)


@dataclass(frozen=True)
class Call:
    """A method of a service class that the gateway may call."""

    name: str
    command: type
    answer: type
    roles: frozenset[Role]
    changes: bool
    private: bool
    run: Callable[[Any, Any, Work], Any]


@dataclass(frozen=True)
class Ask:
    """What travels to a service: who asks for what, under which key, until when, in which chain."""

    method: str
    command: Mapping[str, Any]
    principal: Principal
    chain: Chain
    key: str | None = None
    deadline: datetime | None = None

    def to_wire(self) -> dict[str, Any]:
        """The JSON-ready form."""
        return {
            "method": self.method,
            "command": dict(self.command),
            "principal": self.principal.to_wire(),
            "correlation_id": str(self.chain.correlation_id),
            "traceparent": self.chain.traceparent,
            "key": self.key,
            "deadline": self.deadline.isoformat() if self.deadline else None,
        }


def ask_from_wire(wire: Mapping[str, Any]) -> Ask:
    """The ask that `to_wire` wrote; raises `Invalid` (`undecodable_call`) for anything else."""
    try:
        return Ask(
            method=wire["method"],
            command=wire["command"],
            principal=principal_from_wire(wire["principal"]),
            chain=Chain(correlation_id=UUID(wire["correlation_id"]), traceparent=wire["traceparent"]),
            key=wire["key"],
            deadline=datetime.fromisoformat(wire["deadline"]) if wire["deadline"] else None,
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Invalid("undecodable_call", "This is not a call.", "无法解析该调用。") from error


def call(
    command: type, answer: type, *, roles: frozenset[Role] = EVERY_ROLE, changes: bool = True, private: bool = False
) -> Callable[[F], F]:
    """Mark a method `(self, command, work) -> answer` as callable by holders of `roles` at the thing's area.

    The answer of a `private` one is kept nowhere: it has personal data in full, and a repeat of its key does it again.

    The method (or its use case) must call `work.authorise(area_code)`: one that forgets is an error, not a hole.
    """

    def mark(method: F) -> F:
        method.linli_call = (command, answer, roles, changes, private)  # type: ignore[attr-defined]
        return method

    return mark


def calls_of(service_class: type) -> dict[str, Call]:
    """Every call of a service class by name."""
    found = {}
    for name, method in marked(service_class, "linli_call"):
        command, answer, roles, changes, private = method.linli_call
        found[name] = Call(name, command, answer, roles, changes, private, method)
    return found


class Answerer:
    """Answers calls for one service; safe in many threads at once."""

    def __init__(self, service: Any, database: Database, *more: type) -> None:
        """`more`: classes whose calls the service answers besides its own."""
        self._service = service
        self._database = database
        self._name: str = service.name
        self._calls = {name: one for each in (*more, type(service)) for name, one in calls_of(each).items()}

    def answer(self, wire: Mapping[str, Any]) -> dict[str, Any]:
        """The reply to a call: `{"ok": resource, "events": [wire texts]}` or `{"error": …}`; it never raises."""
        started, method, outcome = time.perf_counter(), "unknown", "ok"
        try:
            ask = ask_from_wire(wire)
            with observe.in_chain(ask.chain):
                wanted = self._wanted(ask)
                method = wanted.name
                return self._once(wanted, ask) if wanted.changes else self._read(wanted, ask)
        except LinliError as error:
            outcome = error.kind
            return {"error": error.to_wire()}
        except Exception as error:
            outcome = "failed"
            return {"error": self._failed(method, error).to_wire()}
        finally:
            observe.CALLS.labels(self._name, method, outcome).inc()
            observe.CALLING.labels(self._name, method).observe(time.perf_counter() - started)

    def _wanted(self, ask: Ask) -> Call:
        if ask.deadline and ask.deadline < now():
            raise Unavailable("too_late", "The call arrived after its deadline.", "请求已超时。")
        wanted = self._calls.get(ask.method)
        if wanted is None:
            raise NotFound("unknown_call", f"There is no call {ask.method[:80]}.", "没有该调用。")
        return wanted

    def _failed(self, method: str, error: Exception) -> LinliError:
        if is_outage(error):
            observe.log.error("database away", service=self._name, method=method, error=type(error).__name__)
            return Unavailable("database_away", "The database is away; try again.", "数据库暂不可用，请重试。")
        stack = "".join(traceback.format_tb(error.__traceback__))
        observe.log.error("call failed", service=self._name, method=method, error=describe(error), stack=stack)
        return Unavailable("internal_error", "The service failed; it has been logged.", "服务内部错误，已记录。")

    def _read(self, wanted: Call, ask: Ask) -> dict[str, Any]:
        command: Any = load(wanted.command, ask.command)
        with self._database.reading() as session:
            return _reply(self._run(wanted, ask, command, session), [])

    def _once(self, wanted: Call, ask: Ask) -> dict[str, Any]:
        """Do it, and keep the reply under its key in the same transaction: a second one with the key undoes itself.

        So a repeat, which mostly fails by itself for what it asks for is done, gets the reply of the first in place
        of whatever became of it; a parallel twin waits here for the first, at its thing or at its key.
        """
        command: Any = load(wanted.command, ask.command)
        kept = bool(ask.key) and not wanted.private
        try:
            return self._do(wanted, ask, command, kept)
        except Exception as error:
            known = None if not kept or is_outage(error) else self._known(ask)
            if known is None:
                raise
            return known

    def _do(self, wanted: Call, ask: Ask, command: Any, kept: bool) -> dict[str, Any]:
        with self._database.transaction() as session:
            work = Work(session, now(), ask.chain, ask.principal, wanted.roles)
            reply = _reply(self._run(wanted, ask, command, session, work), [e.encode() for e in work.emitted])
            if kept:
                _keep(session, ask, reply)
            session.flush()
            faultpoints.reach(faultpoints.BEFORE_COMMIT)
        return reply

    def _known(self, ask: Ask) -> dict[str, Any] | None:
        """The reply that the key led to before, if any. Raises `Conflict` when it was for something else."""
        with self._database.peeking() as session:
            found = session.execute(_KNOWN, {"account_id": ask.principal.account_id, "key": ask.key}).one_or_none()
        if found is None:
            return None
        if found.fingerprint != _fingerprint(ask):
            raise key_reused()
        return dict(json.loads(found.reply))

    def _run(self, wanted: Call, ask: Ask, command: Any, session: Session, work: Work | None = None) -> Any:
        work = work or Work(session, now(), ask.chain, ask.principal, wanted.roles)
        answer = wanted.run(self._service, command, work)
        if not work.authorised:
            raise RuntimeError(f"{self._name}.{wanted.name} did not authorise its caller")
        return answer


def _reply(answer: Any, events: list[str]) -> dict[str, Any]:
    return {"ok": dump(answer), "events": events}


def _fingerprint(ask: Ask) -> str:
    said = json.dumps([ask.method, dict(ask.command)], sort_keys=True, default=str)
    return hashlib.sha256(said.encode()).hexdigest()


def _keep(session: Session, ask: Ask, reply: dict[str, Any]) -> None:
    whose = {"account_id": ask.principal.account_id, "key": ask.key, "made_at": now()}
    said = {"fingerprint": _fingerprint(ask), "reply": json.dumps(reply, ensure_ascii=False)}
    write(session, _KEEP, {**whose, **said})


def prune(session: Session) -> int:
    """Forget keys older than `KEPT`; the number forgotten."""
    done = session.execute(delete(IDEMPOTENCY).where(IDEMPOTENCY.c.made_at < now() - KEPT))
    return int(done.rowcount)  # type: ignore[attr-defined]
