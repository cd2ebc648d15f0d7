"""`@on(Event)`: a service's handler of an event, run once per event in one transaction, retried, then parked."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from linli import faultpoints, inbox, observe
from linli.clock import now
from linli.contracts.envelope import Envelope, Event, decode
from linli.db import Database, is_outage
from linli.errors import Invalid, LinliError
from linli.observe import Chain
from linli.work import Work

F = TypeVar("F", bound=Callable[..., None])


class NotYet(Exception):
    """A handler needs an earlier event of the same aggregate first; the event is retried, its text says why."""


@dataclass(frozen=True)
class Handler:
    """A method of a service class that receives one kind of event."""

    name: str
    event: type[Event]
    run: Callable[[Any, Event, Work], None]


def on(*events: type[Event]) -> Callable[[F], F]:
    """Mark a method `(self, event, work)` as the handler of these events. Its name is on the wire: never rename it."""

    def mark(method: F) -> F:
        method.linli_events = events  # type: ignore[attr-defined]
        return method

    return mark


def handlers_of(service_class: type) -> list[Handler]:
    """Every handler of a service class, by event type and name."""
    found = [
        Handler(name, event, method)
        for name, method in vars(service_class).items()
        for event in getattr(method, "linli_events", ())
    ]
    return sorted(found, key=lambda handler: (handler.event.wire_type(), handler.name))


class Receiver:
    """Gives events to one service's handlers with the promises of docs/events.md; safe in many threads at once."""

    def __init__(self, service: Any, database: Database) -> None:
        self._service = service
        self._database = database
        self._name: str = service.name
        self._handlers: dict[str, list[Handler]] = {}
        for handler in handlers_of(type(service)):
            self._handlers.setdefault(handler.event.wire_type(), []).append(handler)

    @property
    def types(self) -> list[str]:
        """The event types this service receives: its bindings."""
        return sorted(self._handlers)

    def receive(self, body: bytes | str) -> None:
        """Handle one event to its end: done, waiting for a retry, or parked. After this it may be acknowledged.

        Raises only when the database is away: then nothing is recorded and the event must be offered again.
        """
        try:
            envelope = decode(body)
        except Invalid as error:
            self._park_undecodable(body, error)
            return
        self.receive_envelope(envelope, body)

    def receive_together(self, bodies: Sequence[str]) -> None:
        """Handle several events in one transaction; where that fails, one by one, as `receive` does."""
        envelopes = [decode(body) for body in bodies]
        try:
            with self._database.transaction() as session:
                claimed = [
                    (handler, envelope)
                    for envelope in envelopes
                    for handler in self._handlers.get(envelope.event.wire_type(), ())
                    if inbox.claim(session, envelope.id, handler.name, envelope.event.wire_type())
                ]  # all before any work, as one who handles one of these alone does: so nobody waits in a ring
                for handler, envelope in claimed:
                    self._run(handler, envelope, session)
                faultpoints.reach(faultpoints.BEFORE_COMMIT)
        except Exception as error:
            if is_outage(error):
                raise
            for envelope, body in zip(envelopes, bodies, strict=True):
                self.receive_envelope(envelope, body)

    def receive_envelope(self, envelope: Envelope, body: bytes | str) -> None:
        """As `receive`, for an event that is decoded already."""
        for handler in self._handlers.get(envelope.event.wire_type(), ()):
            started = time.perf_counter()
            outcome = self._first_try(handler, envelope, body)
            observe.HANDLING.labels(self._name, handler.name).observe(time.perf_counter() - started)
            observe.HANDLED.labels(self._name, envelope.event.wire_type(), handler.name, outcome).inc()

    def _first_try(self, handler: Handler, envelope: Envelope, body: bytes | str) -> str:
        wire_type = envelope.event.wire_type()
        try:
            with self._database.transaction() as session:
                if not inbox.claim(session, envelope.id, handler.name, wire_type):
                    return "duplicate"
                self._run(handler, envelope, session)
                faultpoints.reach(faultpoints.BEFORE_COMMIT)
            return "done"
        except Exception as error:
            if is_outage(error):
                raise
            text = describe(error)
            with self._database.transaction() as session:
                inbox.record_failure(session, envelope.id, handler.name, wire_type, _text(body), text)
            return "retry"

    def _run(self, handler: Handler, envelope: Envelope, session: Any) -> None:
        chain = Chain(envelope.correlation_id, envelope.id, envelope.traceparent or Chain().traceparent)
        with observe.in_chain(chain):
            try:
                faultpoints.enter(f"{self._name}.{handler.name}")
                handler.run(self._service, envelope.event, Work(session, now(), chain))
            except Exception as error:
                self._tell(handler, envelope, error)
                raise

    def _tell(self, handler: Handler, envelope: Envelope, error: Exception) -> None:
        """Log the failure within its chain."""
        level = observe.log.info if isinstance(error, NotYet) else observe.log.warning
        names = {"service": self._name, "handler": handler.name, "type": envelope.event.wire_type()}
        level("event failed", **names, id=str(envelope.id), error=describe(error))

    def retry_due(self) -> bool:
        """Run one retry that is due; False when there is none."""
        with self._database.reading() as session:
            if not inbox.any_due(session):
                return False
        with self._database.transaction() as session:
            waiting = inbox.next_due(session)
            if waiting is None:
                return False
            outcome = self._retry(session, waiting)
        observe.HANDLED.labels(self._name, waiting.type, waiting.handler, outcome).inc()
        return True

    def _retry(self, session: Any, waiting: inbox.Waiting) -> str:
        handler = next((h for h in self._handlers.get(waiting.type, ()) if h.name == waiting.handler), None)
        if handler is None:
            return inbox.fail_again(session, waiting, "there is no such handler any more").value
        try:
            envelope = decode(waiting.body)
            with session.begin_nested():
                self._run(handler, envelope, session)
                faultpoints.reach(faultpoints.BEFORE_COMMIT)
            inbox.finish(session, waiting)
            return "done"
        except Exception as error:
            if is_outage(error):
                raise
            return inbox.fail_again(session, waiting, describe(error)).value

    def _park_undecodable(self, body: bytes | str, error: Invalid) -> None:
        """A body that cannot be read is kept as it came (bytes as Latin-1), under an id made of its own content."""
        raw = body if isinstance(body, bytes) else body.encode(errors="surrogatepass")
        event_id = UUID(bytes=hashlib.sha256(raw).digest()[:16])
        reason = "; ".join(error.fields.get("event", [error.code]))
        observe.log.error("event undecodable", service=self._name, id=str(event_id), error=reason)
        observe.HANDLED.labels(self._name, inbox.UNDECODABLE, inbox.UNDECODABLE, "parked").inc()
        with self._database.transaction() as session:
            inbox.park(session, event_id, inbox.UNDECODABLE, inbox.UNDECODABLE, _text(body), reason)

    def measure(self) -> None:
        """Set the gauges of what waits here."""
        with self._database.reading() as session:
            retrying, parked, oldest = inbox.backlog(session)
        observe.INBOX_RETRYING.labels(self._name).set(retrying)
        observe.PARKED.labels(self._name).set(parked)
        observe.INBOX_AGE.labels(self._name).set((now() - oldest).total_seconds() if oldest else 0)


def describe(error: Exception) -> str:
    """What may be kept and logged of an error: kind, code and place, without values from the data."""
    if isinstance(error, NotYet):
        return f"NotYet: {error}"
    name = f"{type(error).__name__} {error.code}" if isinstance(error, LinliError) else type(error).__name__
    last = error.__traceback__
    while last and last.tb_next:
        last = last.tb_next
    place = f" at {last.tb_frame.f_code.co_qualname}:{last.tb_lineno}" if last else ""
    return name + place


def _text(body: bytes | str) -> str:
    """Any bytes as a text PostgreSQL keeps: UTF-8 where it is, else Latin-1, NUL written out."""
    if isinstance(body, str):
        return body.encode(errors="backslashreplace").decode().replace("\x00", "\\u0000")
    try:
        return body.decode().replace("\x00", "\\u0000")
    except UnicodeDecodeError:
        return body.decode("latin-1").replace("\x00", "\\u0000")
