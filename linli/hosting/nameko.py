"""One service on RabbitMQ: nameko's container and workers, with Linli's own entrypoint that never loses an event.

nameko's own entrypoints acknowledge an event whose handler raised; this one acknowledges only what is on record in
the service's inbox, and holds what it has while the database is away.
"""

import os
import warnings

os.environ.setdefault("EVENTLET_NO_GREENDNS", "yes")
# Of eventlet, about itself (a category of its own, made only when imported); of 2021's nameko, about today's Python.
warnings.filterwarnings("ignore", message=r"\s*Eventlet is deprecated")
warnings.filterwarnings("ignore", category=DeprecationWarning)

import eventlet

eventlet.monkey_patch()

import contextlib
import json
import signal
import sys
from collections.abc import Sequence
from typing import Any

import amqp
from eventlet.event import Event
from eventlet.semaphore import Semaphore
from kombu import Connection, Consumer
from kombu.exceptions import MessageStateError
from nameko.containers import ServiceContainer
from nameko.extensions import Entrypoint, SharedExtension

from linli import faultpoints, heap, observe
from linli.broker import BROKEN, Topology, connect
from linli.config import Settings, settings
from linli.db import is_outage, open_database
from linli.hosting.batches import BATCH, Batches, acknowledgements
from linli.hosting.endpoint import serve
from linli.hosting.member import Member, bound_events
from linli.hosting.registry import SERVICES, database_of
from linli.jobs import Loops
from linli.rpc import RpcClient
from linli.telling import or_exit

RECONNECT_PAUSE = 1.0
OUTAGE_PAUSE = 0.5
CANCEL_TIMEOUT = 2.0


class BrokerLink(SharedExtension):  # type: ignore[misc]  # nameko has no types
    """The container's one connection: consumes for every entrypoint, answers calls, reconnects within a second."""

    def __init__(self) -> None:
        self._entrypoints: list[QueueEntrypoint] = []
        self._writing = Semaphore(1)
        self._connection: Connection | None = None
        self._consumers: list[Consumer] = []
        self._in_hand: dict[Any, dict[int, Any]] = {}
        self._channel: Any = None
        self._thread: Any = None
        self._cancelled = Event()
        self.consuming = True
        self._running = True

    def register(self, entrypoint: "QueueEntrypoint") -> None:
        """Consume for this entrypoint from the start on."""
        self._entrypoints.append(entrypoint)

    def start(self) -> None:
        self._thread = self.container.spawn_managed_thread(self._run)

    def stop_consuming(self) -> None:
        """Take nothing new; what is in hand can still be acknowledged."""
        self.consuming = False
        self._cancelled.wait(timeout=CANCEL_TIMEOUT)

    def stop(self) -> None:
        self._running = False
        self._thread.wait()

    def _run(self) -> None:
        while self._running:
            try:
                self._connection = connect(self.container.config["linli"].settings.amqp_url)
                self._consume()
                observe.BROKER_UP.labels("service").set(1)
                self._drain()
            except BROKEN as error:
                observe.BROKER_UP.labels("service").set(0)
                observe.log.warning("broker away", role="service", error=type(error).__name__)
                eventlet.sleep(RECONNECT_PAUSE if self._running else 0)
            finally:
                self._close()

    def _consume(self) -> None:
        assert self._connection is not None
        member: Member = self.container.config["linli"]
        topology = Topology(member.settings.amqp_prefix)
        topology.declare(self._connection, {member.name: bound_events(member.name)})
        self._channel = self._connection.channel()
        self._consumers, self._in_hand = [], {}
        for entrypoint in self._entrypoints if self.consuming else ():
            channel = self._connection.channel()
            channel.basic_qos(0, entrypoint.most_in_hand(member), False)
            queue = entrypoint.queue(topology, member)
            consumer = Consumer(channel, [queue], auto_declare=False, accept=None, on_message=entrypoint.received)
            self._consumers.append(consumer)
            consumer.consume()

    def _drain(self) -> None:
        assert self._connection is not None
        while self._running:
            with contextlib.suppress(TimeoutError):
                self._connection.drain_events(timeout=0.2)
            if not self.consuming and not self._cancelled.ready():
                self._cancel()
            with self._writing:
                self._connection.heartbeat_check()

    def _cancel(self) -> None:
        """Without waiting for the broker's answer, behind which deliveries would pile up; those go back."""
        with self._writing:
            for consumer in self._consumers:
                for tag in tuple(consumer._active_tags.values()):
                    consumer.channel.basic_cancel(tag, nowait=True)
                    consumer.channel.callbacks.pop(tag, None)
        self._cancelled.send(None)

    def _close(self) -> None:
        connection, self._connection, self._consumers = self._connection, None, []
        if connection is not None:
            with contextlib.suppress(*BROKEN), self._writing:
                connection.close()

    def take_in_hand(self, message: Any) -> None:
        """This one will be settled together with others."""
        self._in_hand.setdefault(message.channel, {})[message.delivery_tag] = message

    def settle(self, messages: Sequence[Any], done: bool) -> None:
        """Acknowledge, or give back, in as few words as say it: what others have in hand is still owed.

        A message of a connection that is gone is the broker's to deliver again.
        """
        for channel in {one.channel for one in messages}:
            with self._writing, contextlib.suppress(*BROKEN, MessageStateError):
                owed = self._in_hand.get(channel, {})
                ours = {one.delivery_tag: owed.pop(one.delivery_tag, one) for one in messages if one.channel is channel}
                if not done:
                    for one in ours.values():
                        one.requeue()
                    continue
                for tag, all_before in acknowledgements(ours, owed):
                    ours[tag].ack(multiple=all_before)

    def reply(self, message: Any, answer: dict[str, Any]) -> None:
        """Answer a call; a caller that is gone is no error."""
        said = amqp.Message(
            json.dumps(answer, ensure_ascii=False),
            content_type="application/json",
            content_encoding="utf-8",
            correlation_id=message.properties.get("correlation_id"),
        )
        with self._writing, contextlib.suppress(*BROKEN):
            self._channel.basic_publish(said, "", message.properties["reply_to"])


class QueueEntrypoint(Entrypoint):  # type: ignore[misc]  # nameko has no types
    """Runs workers for the messages of one of the member's queues."""

    link = BrokerLink()

    def setup(self) -> None:
        self.link.register(self)

    def stop(self) -> None:
        self.link.stop_consuming()

    def received(self, message: Any) -> None:
        """Start a worker for it; when all are busy this waits, and the prefetch bounds what waits here."""
        self.container.spawn_worker(self, (message, self.link), {})

    def queue(self, topology: Topology, member: Member) -> Any:
        """The queue this entrypoint consumes."""
        raise TypeError("declared by the two kinds of entrypoint")

    def most_in_hand(self, member: Member) -> int:
        """Messages the broker gives at once, before any of them is settled."""
        return member.settings.workers


class Events(QueueEntrypoint):
    """The member's events, several in a transaction when several wait."""

    def setup(self) -> None:
        super().setup()
        most = self.container.config["linli"].settings.workers
        self._batches: Batches[Any] = Batches(self._begin, eventlet.spawn_after, most)

    def _begin(self) -> None:
        self.container.spawn_worker(self, (self._batches, self.link), {})

    def received(self, message: Any) -> None:
        self.link.take_in_hand(message)
        self._batches.add(message)

    def queue(self, topology: Topology, member: Member) -> Any:
        return topology.event_queue(member.name, ())

    def most_in_hand(self, member: Member) -> int:
        return 2 * BATCH


class Calls(QueueEntrypoint):
    """The calls to the member."""

    def queue(self, topology: Topology, member: Member) -> Any:
        return topology.call_queue(member.name)


def hosted(member: Member) -> type:
    """The nameko service class that runs this member."""

    class Hosted:
        name = member.name

        @Events.decorator  # type: ignore[untyped-decorator]
        def take_events(self, batches: Batches[Any], link: BrokerLink) -> None:
            while messages := batches.next():
                done = link.consuming and _receive(member, [one.body for one in messages], link)
                faultpoints.reach(faultpoints.BEFORE_ACK)
                link.settle(messages, done)

        @Calls.decorator  # type: ignore[untyped-decorator]
        def take_call(self, message: Any, link: BrokerLink) -> None:
            link.reply(message, member.answerer.answer(_read_call(message.body)))
            link.settle([message], True)

    return Hosted


def _receive(member: Member, bodies: list[bytes | str], link: BrokerLink) -> bool:
    """Offer the events until they are on record; False when the service stops while the database is away."""
    while True:
        try:
            member.receiver.receive_together(bodies)
            return True
        except Exception as error:
            if not is_outage(error):
                observe.log.error("events held", service=member.name, error=type(error).__name__)
            if not link.consuming:
                return False
            eventlet.sleep(OUTAGE_PAUSE)


def _read_call(body: bytes | str) -> dict[str, Any]:
    """The call, or nothing of it, which the answerer refuses by name."""
    try:
        read = json.loads(body)
    except ValueError:
        return {}
    return read if isinstance(read, dict) else {}


def run(name: str, chosen: Settings) -> None:
    """Serve one service until SIGTERM or SIGINT; what is in hand is finished first."""
    rpc = RpcClient(chosen.amqp_url, Topology(chosen.amqp_prefix), chosen.call_timeout)
    with heap.building():
        member = Member(name, chosen, open_database(database_of(name), chosen), rpc.call)
    config = {"linli": member, "max_workers": chosen.workers * 2, "serializer": "json"}
    container = ServiceContainer(hosted(member), config)
    loops = Loops()
    for job in member.jobs():
        loops.start(job)
    serve(chosen.metrics_host, chosen.metrics_port, {"database": member.database.answers})
    container.start()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: eventlet.spawn_n(container.stop))
    observe.log.info("serving", service=name)
    container.wait()
    loops.stop()
    member.database.close()


if __name__ == "__main__":
    wanted = sys.argv[1]
    if wanted not in SERVICES:
        sys.exit(f"there is no service {wanted}; choose one of {', '.join(SERVICES)}")
    found = or_exit(settings)
    observe.set_up_logging(found.log_level, wanted)
    run(wanted, found)
