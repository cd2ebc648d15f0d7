"""`@on(Event)`: a service's handler of an event, run once per event in one transaction, retried, then parked."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from linli import faultpoints, inbox, observe, outbox
from linli.clock import now
from linli.contracts.envelope import Envelope, Event, decode
from linli.db import Database, is_outage
from linli.errors import Invalid, LinliError
from linli.marks import marked
from linli.observe import Chain
from linli.work import Work

F = TypeVar("F", bound=Callable[..., None])


def _all(_event: Any) -> bool:
    return True


class NotYet(Exception):
    """A handler needs an earlier event of the same aggregate first; the event is retried, its text says why."""


@dataclass(frozen=True)
class Handler:
    """A method of a service class that receives one kind of event, or those of the kind that `wants` says."""

    name: str
    event: type[Event]
    run: Callable[[Any, Event, Work], None]
    wants: Callable[[Any], bool] = _all


def on(*events: type[Event], only: Callable[[Any], bool] = _all) -> Callable[[F], F]:
    """Mark a method `(self, event, work)` as the handler of these events. Its name is on the wire: never rename it.

    `only` tells from the event alone whether it concerns this service; what does not is passed over without a trace.
    """

    def mark(method: F) -> F:
        method.linli_events = [(event, only) for event in events]  # type: ignore[attr-defined]
        return method

    return mark


def handlers_of(service_class: type) -> list[Handler]:
    """Every handler of a service class, by event type and name."""
    found = [
        Handler(name, event, method, only)
        for name, method in marked(service_class, "linli_events")
        for event, only in method.linli_events
    ]
    return sorted(found, key=lambda handler: (handler.event.wire_type(), handler.name))


@dataclass(frozen=True)
class _Unit:
    """One event for one handler."""

    handler: Handler
    envelope: Envelope
    body: bytes | str

    @property
    def key(self) -> inbox.Key:
        return self.envelope.id, self.handler.name

    @property
    def wire_type(self) -> str:
        return self.envelope.event.wire_type()


class _UnitFailed(Exception):
    """A handler raised its cause in the middle of a transaction with others."""

    def __init__(self, unit: _Unit) -> None:
        super().__init__(unit.handler.name)
        self.unit = unit


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
        """As `receive_together` with one event."""
        self.receive_together([body])

    def receive_together(self, bodies: Sequence[bytes | str]) -> None:
        """Handle events to their end: done, waiting for a retry, or parked. After this they may be acknowledged.

        All that succeed share one transaction. Raises only when the database is away: then nothing is recorded of
        some of them, and all must be offered again.
        """
        self._handle([unit for body in bodies for unit in self._units(body)])

    def _handle(self, units: list[_Unit]) -> None:
        """All together; without those whose handler fails; one by one when it is the transaction that fails."""
        while units:
            try:
                self._try(units)
                return
            except _UnitFailed as failed:
                self._note_failure(failed.unit, failed.__cause__)
                units.remove(failed.unit)
            except Exception as error:
                if is_outage(error):
                    raise
                if len(units) == 1:
                    self._note_failure(units.pop(), error)
                while units:
                    self._handle([units.pop(0)])

    def _units(self, body: bytes | str) -> list[_Unit]:
        """What there is to do for a message; one that cannot be read is parked."""
        try:
            envelope = decode(body)
        except Invalid as error:
            self._park_undecodable(body, error)
            return []
        handlers = self._handlers.get(envelope.event.wire_type(), ())
        return [_Unit(one, envelope, body) for one in handlers if one.wants(envelope.event)]

    def _try(self, units: Sequence[_Unit]) -> None:
        """All in one transaction, claimed before any work; what they publish is written down together at its end."""
        wanted = {unit.key: unit for unit in units}
        with self._database.transaction() as session:
            claimed = inbox.claim(session, {key: unit.wire_type for key, unit in wanted.items()})
            new = [unit for key, unit in wanted.items() if key in claimed]
            outbox.keep(session, [envelope for unit in new for envelope in self._run_unit(unit, session)])
            faultpoints.reach(faultpoints.BEFORE_COMMIT)
        for unit in units:
            done = unit.key in claimed and unit is wanted[unit.key]
            self._count(unit, "done" if done else "duplicate")

    def _run_unit(self, unit: _Unit, session: Any) -> list[Envelope]:
        """What the handler publishes, which is still to be written down."""
        started = time.perf_counter()
        try:
            return self._run(unit.handler, unit.envelope, session, keeps=False)
        except Exception as error:
            if is_outage(error):
                raise
            raise _UnitFailed(unit) from error
        finally:
            observe.HANDLING.labels(self._name, unit.handler.name).observe(time.perf_counter() - started)

    def _note_failure(self, unit: _Unit, error: BaseException | None) -> None:
        assert isinstance(error, Exception)
        with self._database.transaction() as session:
            name, text = unit.handler.name, describe(error)
            inbox.record_failure(session, unit.envelope.id, name, unit.wire_type, _text(unit.body), text)
        self._count(unit, "retry")

    def _count(self, unit: _Unit, outcome: str) -> None:
        observe.HANDLED.labels(self._name, unit.wire_type, unit.handler.name, outcome).inc()

    def _run(self, handler: Handler, envelope: Envelope, session: Any, *, keeps: bool = True) -> list[Envelope]:
        chain = Chain(envelope.correlation_id, envelope.id, envelope.traceparent or Chain().traceparent)
        with observe.in_chain(chain):
            try:
                faultpoints.enter(f"{self._name}.{handler.name}")
                work = Work(session, now(), chain, keeps=keeps)
                handler.run(self._service, envelope.event, work)
                return work.emitted
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
        with self._database.peeking() as session:
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
        with self._database.peeking() as session:
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
