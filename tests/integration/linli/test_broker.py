"""On RabbitMQ: confirmed means queued, nothing is lost or mistaken when connections die, and calls end in time."""

from __future__ import annotations

import contextlib
import json
import secrets
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import amqp
import pytest

from linli import broker
from linli.broker import ConfirmingPublisher, Topology, listen
from linli.contracts.envelope import Envelope
from linli.contracts.grid.cases import CaseHandled
from linli.errors import Unavailable
from linli.outbox import Outgoing
from linli.rpc import RpcClient
from tests.factories.counter_service import case, changed
from tests.factories.requests import wrapped
from tests.machine import Scratch, connect_amqp
from tests.polling import poll

pytestmark = pytest.mark.servers
TYPES = ["linli.grid.case.filed.v1", "linli.grid.case.assigned.v1"]
SERVICES = {"counter": TYPES, "idle": []}


@pytest.fixture
def topology(scratch: Scratch) -> Topology:
    """Names that no other test uses."""
    made = Topology(f"{scratch.name_prefix}t{secrets.token_hex(3)}")
    if scratch.name_prefix:
        queues = [f"{made.prefix}.{service}.{kind}" for service in SERVICES for kind in ("events", "calls")]
        scratch.keep_track(queues, [made.events.name])
    return made


@pytest.fixture
def publisher(scratch: Scratch, topology: Topology) -> Iterator[ConfirmingPublisher]:
    made = ConfirmingPublisher(scratch.amqp_url, topology, SERVICES)
    yield made
    made.close()


@pytest.fixture
def channel(scratch: Scratch) -> Iterator[Any]:
    """A channel of the test's own."""
    with contextlib.closing(connect_amqp(scratch.amqp_url)) as connection:
        yield connection.channel()


def outgoing(seq: int, envelope: Envelope) -> Outgoing:
    """The envelope as a relay hands it over."""
    return Outgoing(seq, envelope.id, envelope.event.wire_type(), envelope.encode())


def taken(channel: Any, topology: Topology, count: int) -> list[Any]:
    """The next messages in the counter's queue of events."""
    queue = f"{topology.prefix}.counter.events"
    return [
        poll(lambda: channel.basic_get(queue, no_ack=True), message=f"message {number} of {count}")
        for number in range(count)
    ]


def cut(connection: Any) -> None:
    """The network under a connection breaks without a word."""
    connection.connection.transport.sock.shutdown(socket.SHUT_RDWR)


def test_a_confirmed_event_is_in_its_queue_persistent_whole_and_in_order(
    publisher: ConfirmingPublisher, topology: Topology, channel: Any
) -> None:
    told = [case() for _ in range(50)]
    outcome = publisher.publish([outgoing(seq, one) for seq, one in enumerate(told, 7)])
    assert (outcome.sent, outcome.unroutable) == (set(range(7, 57)), set())
    found = taken(channel, topology, 50)
    assert [one.body for one in found] == [one.encode() for one in told]
    first = found[0].properties
    assert (first["delivery_mode"], first["message_id"]) == (2, str(told[0].id))
    assert (first["type"], first["content_type"]) == (TYPES[0], "application/cloudevents+json")


def test_an_event_nobody_is_bound_to_is_unroutable_and_takes_no_other_with_it(
    publisher: ConfirmingPublisher, topology: Topology, channel: Any
) -> None:
    lost = [outgoing(2, case(CaseHandled)), outgoing(4, case(CaseHandled))]
    good = [outgoing(1, case()), outgoing(3, case())]
    outcome = publisher.publish([good[0], lost[0], good[1], lost[1]])
    assert (outcome.sent, outcome.unroutable) == ({1, 3}, {2, 4})
    assert [one.body for one in taken(channel, topology, 2)] == [one.body for one in good]


def test_an_external_event_needs_no_queue(publisher: ConfirmingPublisher) -> None:
    outcome = publisher.publish([outgoing(1, wrapped(changed(uuid4())))])
    assert (outcome.sent, outcome.unroutable) == ({1}, set())


def test_an_event_of_an_unknown_type_has_to_arrive_somewhere(publisher: ConfirmingPublisher) -> None:
    assert publisher.publish([Outgoing(1, uuid4(), "linli.nobody.knows.v1", "{}")]).unroutable == {1}


def test_batches_on_one_connection_are_told_apart(publisher: ConfirmingPublisher) -> None:
    for begin in (1, 301):
        batch = [outgoing(seq, case()) for seq in range(begin, begin + 300)]
        assert publisher.publish(batch).sent == set(range(begin, begin + 300))


def test_after_its_connection_is_cut_one_batch_fails_and_the_next_arrives(
    publisher: ConfirmingPublisher, topology: Topology, channel: Any
) -> None:
    publisher.publish([outgoing(1, case())])
    cut(publisher._connection)
    with pytest.raises((OSError, amqp.AMQPError)):
        publisher.publish([outgoing(2, case())])
    told = case()
    assert publisher.publish([outgoing(2, told)]).sent == {2}
    assert told.encode() in [one.body for one in taken(channel, topology, 2)]


def test_a_publisher_without_a_broker_raises_and_claims_nothing(topology: Topology) -> None:
    with pytest.raises(OSError, match=r"refused|Errno"):
        ConfirmingPublisher("amqp://guest:guest@127.0.0.1:1//", topology, SERVICES).publish([outgoing(1, case())])


def test_every_service_has_a_durable_queue_for_events_and_for_calls(
    publisher: ConfirmingPublisher, topology: Topology, channel: Any
) -> None:
    publisher.publish([outgoing(1, case())])
    counts = {}
    for service in SERVICES:
        for kind in ("events", "calls"):
            declared = channel.queue_declare(f"{topology.prefix}.{service}.{kind}", durable=True, auto_delete=False)
            counts[f"{service}.{kind}"] = declared.message_count
    assert counts == {"counter.events": 1, "counter.calls": 0, "idle.events": 0, "idle.calls": 0}


def test_declaring_again_loses_nothing(scratch: Scratch, publisher: ConfirmingPublisher, topology: Topology) -> None:
    publisher.publish([outgoing(1, case())])
    second = ConfirmingPublisher(scratch.amqp_url, topology, SERVICES)
    second.publish([outgoing(2, case())])
    second.close()
    with contextlib.closing(connect_amqp(scratch.amqp_url)) as connection:
        assert len(taken(connection.channel(), topology, 2)) == 2


def test_two_installations_on_one_broker_hear_nothing_of_each_other(
    scratch: Scratch, publisher: ConfirmingPublisher, topology: Topology, channel: Any
) -> None:
    publisher.publish([outgoing(1, case())])
    other = ConfirmingPublisher(scratch.amqp_url, Topology(f"{topology.prefix}-2"), SERVICES)
    if scratch.name_prefix:
        names = [f"{topology.prefix}-2.{service}.{kind}" for service in SERVICES for kind in ("events", "calls")]
        scratch.keep_track(names, [f"{topology.prefix}-2.events"])
    other.publish([outgoing(1, case())])
    other.close()
    taken(channel, topology, 1)
    assert channel.basic_get(f"{topology.prefix}.counter.events", no_ack=True) is None


Answer = Callable[[dict[str, Any]], dict[str, Any] | None]


class Responder:
    """A service's end of its calls: answers with what `answer` says, or not at all for None."""

    def __init__(self, url: str, queue: str, answer: Answer) -> None:
        self.asked: list[Any] = []
        self._answer = answer
        self._connection = connect_amqp(url)
        self._channel = self._connection.channel()
        self._channel.queue_declare(queue, durable=True, auto_delete=False)
        self._channel.basic_consume(queue, no_ack=True, callback=self._asked)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        while not self._stop.is_set():
            with contextlib.suppress(TimeoutError):
                self._connection.drain_events(timeout=0.05)

    def _asked(self, message: Any) -> None:
        self.asked.append(message)
        answer = self._answer(json.loads(message.body))
        if answer is not None:
            self.reply(message, answer)

    def reply(self, message: Any, answer: dict[str, Any]) -> None:
        """Send the reply to this call."""
        said = amqp.Message(json.dumps(answer), correlation_id=message.properties["correlation_id"])
        self._channel.basic_publish(said, "", message.properties["reply_to"])

    def close(self) -> None:
        """Leave."""
        self._stop.set()
        self._thread.join(10)
        self._connection.close()


@contextmanager
def responding(scratch: Scratch, topology: Topology, answer: Answer) -> Iterator[Responder]:
    """The counter answers calls within the block."""
    made = Responder(scratch.amqp_url, topology.call_queue("counter").name, answer)
    try:
        yield made
    finally:
        made.close()


def echo(wire: dict[str, Any]) -> dict[str, Any] | None:
    """The call itself as its reply."""
    return {"ok": wire, "events": []}


@contextmanager
def client(scratch: Scratch, topology: Topology, timeout: float = 5.0) -> Iterator[RpcClient]:
    """A caller, its line of this thread hung up at the end."""
    made = RpcClient(scratch.amqp_url, topology, timeout)
    try:
        yield made
    finally:
        made._hang_up()


def test_a_call_gets_its_reply(scratch: Scratch, topology: Topology) -> None:
    with responding(scratch, topology, echo) as service, client(scratch, topology) as rpc:
        for number in range(20):
            assert rpc.call("counter", {"邻里": number})["ok"] == {"邻里": number}
    assert 0 < int(service.asked[0].properties["expiration"]) <= 5000


def test_threads_have_lines_of_their_own(scratch: Scratch, topology: Topology) -> None:
    wrong: list[int] = []

    def ask(number: int) -> None:
        for turn in range(10):
            if rpc.call("counter", {"n": number * 100 + turn})["ok"] != {"n": number * 100 + turn}:
                wrong.append(number)
        rpc._hang_up()

    with responding(scratch, topology, echo), client(scratch, topology) as rpc:
        threads = [threading.Thread(target=ask, args=(number,)) for number in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
    assert wrong == []


def test_a_service_that_does_not_answer_in_time_is_said_to_be_silent(scratch: Scratch, topology: Topology) -> None:
    with responding(scratch, topology, lambda _wire: None), client(scratch, topology, timeout=0.3) as rpc:
        began = time.monotonic()
        with pytest.raises(Unavailable, match="no_answer"):
            rpc.call("counter", {})
    assert 0.3 <= time.monotonic() - began < 5


def test_a_service_without_a_queue_is_away_at_once(scratch: Scratch, topology: Topology) -> None:
    with client(scratch, topology, timeout=30) as rpc:
        began = time.monotonic()
        with pytest.raises(Unavailable, match="service_away"):
            rpc.call("counter", {})
    assert time.monotonic() - began < 10


def test_a_late_reply_is_not_taken_for_that_of_the_next_call(scratch: Scratch, topology: Topology) -> None:
    def answer(wire: dict[str, Any]) -> dict[str, Any] | None:
        if wire["n"] == 1:
            return None
        service.reply(service.asked[0], {"ok": "late"})
        return {"ok": "in time"}

    with responding(scratch, topology, answer) as service, client(scratch, topology, timeout=0.5) as rpc:
        with pytest.raises(Unavailable, match="no_answer"):
            rpc.call("counter", {"n": 1})
        poll(lambda: service.asked, message="the first call arrived")
        assert [rpc.call("counter", {"n": n})["ok"] for n in (2, 3)] == ["in time", "in time"]


def test_a_call_survives_a_connection_that_was_cut(scratch: Scratch, topology: Topology) -> None:
    with responding(scratch, topology, echo), client(scratch, topology) as rpc:
        for number in range(3):
            assert rpc.call("counter", {"n": number})["ok"] == {"n": number}
            cut(rpc._local.line.connection)


def test_a_line_long_unused_is_made_anew(scratch: Scratch, topology: Topology) -> None:
    with responding(scratch, topology, echo), client(scratch, topology) as rpc:
        rpc.call("counter", {})
        first = rpc._local.line
        first.used -= 11
        rpc.call("counter", {})
        assert rpc._local.line is not first
        assert not first.connection.connected


def test_without_a_broker_the_service_is_away(topology: Topology) -> None:
    with pytest.raises(Unavailable, match="service_away"):
        RpcClient("amqp://guest:guest@127.0.0.1:1//", topology, 1.0).call("counter", {})


def test_a_listener_hears_of_every_changed_record_and_of_nothing_else_and_leaves_no_queue(
    scratch: Scratch, topology: Topology, publisher: ConfirmingPublisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[str] = []
    missed: list[int] = []
    stop = threading.Event()
    thread = threading.Thread(
        target=listen, args=(scratch.amqp_url, topology, heard.append, lambda: missed.append(1), stop.is_set)
    )
    thread.start()
    try:
        batches = 0

        def offered() -> bool:
            nonlocal batches
            batches += 1
            publisher.publish([outgoing(batches, wrapped(changed(uuid4())))])
            return bool(heard)

        poll(offered, 20, "it listens")
        told = [wrapped(changed(uuid4())) for _ in range(2)]
        others = [case(CaseHandled), case()]
        publisher.publish([outgoing(seq, one) for seq, one in enumerate([*others, *told])])
        poll(lambda: {one.encode() for one in told} <= set(heard), 20, "both are heard")
        assert not {one.encode() for one in others} & set(heard)
    finally:
        stop.set()
        thread.join(20)
    assert not thread.is_alive()
    monkeypatch.setattr(broker, "_must_arrive", lambda _: True)
    assert publisher.publish([outgoing(1, wrapped(changed(uuid4())))]).unroutable == {1}, "nobody listens any more"


def test_a_listener_comes_back_when_its_connection_breaks(
    scratch: Scratch, topology: Topology, publisher: ConfirmingPublisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    from linli import broker

    lines: list[Any] = []
    real = broker.connect

    def connect(url: str, heartbeat: int = broker.HEARTBEAT) -> Any:
        lines.append(real(url, heartbeat))
        return lines[-1]

    publisher.publish([outgoing(0, case())])
    monkeypatch.setattr(broker, "connect", connect)
    heard: list[str] = []
    missed: list[int] = []
    stop = threading.Event()
    thread = threading.Thread(
        target=listen, args=(scratch.amqp_url, topology, heard.append, lambda: missed.append(1), stop.is_set)
    )
    thread.start()

    def offered() -> bool:
        publisher.publish([outgoing(1, wrapped(changed(uuid4())))])
        return bool(heard)

    try:
        poll(offered, 20, "it listens")
        cut(lines[0])
        poll(lambda: len(lines) > 1, 20, "it connects again")
        heard.clear()
        poll(offered, 20, "it hears again")
    finally:
        stop.set()
        thread.join(20)
    assert not thread.is_alive()
    assert len(missed) == len(lines), "screens are told each time that something may have been missed"
