"""RabbitMQ as Linli uses it: the topology, a publisher with pipelined confirms, and a listener for screens."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any
from uuid import uuid4

import amqp
from kombu import Connection, Exchange, Queue, binding
from kombu.exceptions import OperationalError

from linli import faultpoints, observe
from linli.contracts.envelope import REGISTRY
from linli.contracts.network import RecordChanged
from linli.outbox import Outcome, Outgoing

CONFIRM_TIMEOUT = 10.0
"""Seconds to wait for the broker's confirms; a blocked broker is then treated as one that is away."""
HEARTBEAT = 15
BROKEN = (OSError, amqp.AMQPError, OperationalError)
"""What any use of a connection raises when the broker is away: the socket's, the protocol's and kombu's own errors."""
CONNECT_TIMEOUT = 3


class Topology:
    """The names of everything on the broker; a prefix keeps several installations on one broker apart.

    Queues carry no arguments: their type and limits come from the virtual host's default and policy.
    """

    def __init__(self, prefix: str) -> None:
        self.prefix = prefix
        self.events = Exchange(f"{prefix}.events", type="topic", durable=True)

    def event_queue(self, service: str, types: Iterable[str]) -> Queue:
        """The queue of one service's events, bound to the types it handles."""
        bindings = [self._binding(one) for one in types]
        return Queue(f"{self.prefix}.{service}.events", bindings=bindings, durable=True)

    def _binding(self, routing_key: str) -> Any:
        return binding(self.events, routing_key=routing_key)

    def call_queue(self, service: str) -> Queue:
        """The queue of one service's calls; calls carry an expiry, so none outlives its caller's patience."""
        return Queue(f"{self.prefix}.{service}.calls", durable=True)

    def listener_queue(self) -> Queue:
        """A queue of one screen server's own, of changed records alone, which goes with its connection."""
        changes = [self._binding(RecordChanged.wire_type())]
        return Queue(f"{self.prefix}.stream.{uuid4()}", bindings=changes, exclusive=True, auto_delete=True)

    def declare(self, connection: Connection, services: Mapping[str, Iterable[str]]) -> None:
        """Make every service's queues and bindings, so that nothing is published to nowhere."""
        with connection.channel() as channel:
            self.events(channel).declare()
            for service, types in services.items():
                self.event_queue(service, types)(channel).declare()
                self.call_queue(service)(channel).declare()


def connect(url: str, heartbeat: int = HEARTBEAT) -> Connection:
    """A connection that gives up soon; raises one of `BROKEN` when the broker does not answer.

    Who does not read it all the time says `heartbeat=0`: the broker would cut a silent connection that promised beats.
    """
    connection = Connection(url, heartbeat=heartbeat, connect_timeout=CONNECT_TIMEOUT)
    connection.connect()
    return connection


def hang_up(connection: Connection) -> None:
    """Close within a second even when the broker is gone; no socket is left open."""
    raw = connection._connection  # the public property would connect again
    with contextlib.suppress(Exception):
        raw.transport.sock.settimeout(1)
    with contextlib.suppress(Exception):
        connection.close()
    with contextlib.suppress(Exception):
        raw.collect()


class ConfirmingPublisher:
    """Publishes persistent, mandatory messages and counts only what the broker confirmed. For one thread."""

    def __init__(self, url: str, topology: Topology, services: Mapping[str, Iterable[str]]) -> None:
        self._url = url
        self._topology = topology
        self._services = services
        self._connection: Connection | None = None
        self._channel: Any = None
        self._tags: dict[int, int] = {}
        self._seqs: dict[str, int] = {}
        self._outcome = Outcome()
        self._next_tag = 1

    def publish(self, batch: Sequence[Outgoing]) -> Outcome:
        """As `linli.outbox.Publisher`; after any error the connection is made anew at the next call."""
        try:
            self._open()
            return self._publish(batch)
        except Exception:
            self.close()
            raise

    def _open(self) -> None:
        if self._channel is not None:
            return
        self._connection = connect(self._url, heartbeat=0)
        self._topology.declare(self._connection, self._services)
        raw = self._connection.connection
        raw.transport.sock.settimeout(CONFIRM_TIMEOUT)
        self._channel = raw.channel()
        self._channel.confirm_select()
        self._channel.events["basic_ack"].add(self._confirmed)
        self._channel.events["basic_nack"].add(self._refused)
        self._channel.events["basic_return"].add(self._returned)
        self._next_tag = 1
        observe.BROKER_UP.labels("relay").set(1)

    def _publish(self, batch: Sequence[Outgoing]) -> Outcome:
        self._tags, self._seqs, self._outcome = {}, {}, Outcome()
        for number, one in enumerate(batch):
            self._tags[self._next_tag] = one.seq
            self._seqs[str(one.event_id)] = one.seq
            self._next_tag += 1
            message = amqp.Message(
                one.body,
                content_type="application/cloudevents+json",
                content_encoding="utf-8",
                delivery_mode=2,
                message_id=str(one.event_id),
                type=one.type,
            )
            self._channel.basic_publish(message, self._topology.events.name, one.type, mandatory=_must_arrive(one))
            if number == len(batch) // 2:
                faultpoints.reach(faultpoints.IN_RELAY_BATCH)
        self._await_confirms()
        return Outcome(self._outcome.sent - self._outcome.unroutable, self._outcome.unroutable)

    def _await_confirms(self) -> None:
        assert self._connection is not None
        until = time.monotonic() + CONFIRM_TIMEOUT
        while self._tags:
            left = until - time.monotonic()
            if left <= 0:
                raise TimeoutError(f"the broker confirmed nothing for {CONFIRM_TIMEOUT} s")
            self._connection.drain_events(timeout=left)

    def _take(self, tag: int, multiple: bool) -> set[int]:
        tags = [known for known in self._tags if known <= tag] if multiple else [tag]
        return {self._tags.pop(one) for one in tags if one in self._tags}

    def _confirmed(self, tag: int, multiple: bool) -> None:
        self._outcome.sent.update(self._take(tag, multiple))

    def _refused(self, tag: int, multiple: bool) -> None:
        self._take(tag, multiple)

    def _returned(self, _error: Exception, _exchange: str, _key: str, message: Any) -> None:
        self._outcome.unroutable.add(self._seqs[message.properties["message_id"]])

    def close(self) -> None:
        """Leave the broker; what was not confirmed is published again later."""
        observe.BROKER_UP.labels("relay").set(0)
        connection, self._connection, self._channel = self._connection, None, None
        if connection is not None:
            hang_up(connection)


def _must_arrive(event: Outgoing) -> bool:
    """Whether somebody has to receive it; screens that are told of changes may be none."""
    known = REGISTRY.get(event.type)
    return known is None or not known.external


def listen(
    url: str,
    topology: Topology,
    hear: Callable[[str], None],
    missed: Callable[[], None],
    stopping: Callable[[], bool],
) -> None:
    """Give the wire text of every `RecordChanged` to `hear` until `stopping()`.

    Reconnects by itself; what was published meanwhile is lost to it, which `missed` is told each time.
    """
    while not stopping():
        try:
            with connect(url) as connection:
                _listen_once(connection, topology, hear, missed, stopping)
        except BROKEN as error:
            observe.BROKER_UP.labels("stream").set(0)
            observe.log.warning("broker away", role="stream", error=type(error).__name__)
            time.sleep(1)


def _listen_once(
    connection: Connection,
    topology: Topology,
    hear: Callable[[str], None],
    missed: Callable[[], None],
    stopping: Callable[[], bool],
) -> None:
    topology.declare(connection, {})
    queue = topology.listener_queue()
    observe.BROKER_UP.labels("stream").set(1)
    with connection.Consumer([queue], no_ack=True, accept=None, on_message=lambda message: hear(_text(message))):
        missed()
        while not stopping():
            with contextlib.suppress(TimeoutError):
                connection.drain_events(timeout=1)
            connection.heartbeat_check()


def _text(message: Any) -> str:
    body = message.body
    return body.decode() if isinstance(body, bytes) else str(body)
