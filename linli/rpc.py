"""The gateway's calls to services over RabbitMQ: per thread one connection, direct replies, a deadline."""

from __future__ import annotations

import contextlib
import json
import threading
import time
from datetime import datetime
from typing import Any
from uuid import uuid4

import amqp

from linli import observe
from linli.broker import BROKEN, Topology, connect, hang_up
from linli.clock import now
from linli.errors import LinliError, Unavailable

REPLY_TO = "amq.rabbitmq.reply-to"


class _Line:
    """One thread's connection: a channel that hears its own replies."""

    def __init__(self, url: str) -> None:
        self.connection = connect(url, heartbeat=0)
        self.replies: dict[str, bytes] = {}
        self.returned: set[str] = set()
        self.used = time.monotonic()
        self.channel: Any = self.connection.connection.channel()
        self.channel.events["basic_return"].add(self._returned)
        self.channel.basic_consume(REPLY_TO, no_ack=True, callback=self._replied)

    def _replied(self, message: Any) -> None:
        self.replies[message.properties.get("correlation_id", "")] = message.body

    def _returned(self, _error: Exception, _exchange: str, _key: str, message: Any) -> None:
        self.returned.add(message.properties["correlation_id"])

    def close(self) -> None:
        hang_up(self.connection)


class RpcClient:
    """Calls any service. Raises `Unavailable` when the broker or the service does not answer in time."""

    def __init__(self, url: str, topology: Topology, timeout: float) -> None:
        self._url = url
        self._topology = topology
        self._timeout = timeout
        self._local = threading.local()

    def call(self, service: str, wire: dict[str, Any]) -> dict[str, Any]:
        """Send one call and wait for its reply, no longer than to the call's own deadline.

        A call that fails on a connection gone stale is sent once more: with an idempotency key that is harmless.
        """
        until = time.monotonic() + self._patience(wire)
        for attempt in (1, 2):
            try:
                return self._ask(self._line(), service, wire, until)
            except LinliError:
                raise
            except BROKEN as error:
                self._hang_up()
                if attempt == 2 or time.monotonic() >= until:
                    observe.log.warning("broker away", role="gateway", error=type(error).__name__)
                    raise away() from error
        raise away()

    def _patience(self, wire: dict[str, Any]) -> float:
        deadline = wire.get("deadline")
        left = (datetime.fromisoformat(deadline) - now()).total_seconds() if deadline else self._timeout
        return min(self._timeout, left)

    def _line(self) -> _Line:
        line: _Line | None = getattr(self._local, "line", None)
        if line is not None and time.monotonic() - line.used > 10:
            line.close()  # nothing is heard between calls: a line long unused may be dead
            line = None
        if line is None:
            line = self._local.line = _Line(self._url)
        line.used = time.monotonic()
        return line

    def _hang_up(self) -> None:
        line: _Line | None = getattr(self._local, "line", None)
        if line is not None:
            line.close()
        self._local.line = None

    def _ask(self, line: _Line, service: str, wire: dict[str, Any], until: float) -> dict[str, Any]:
        correlation = str(uuid4())
        left = max(until - time.monotonic(), 0.001)
        message = amqp.Message(
            json.dumps(wire, ensure_ascii=False),
            content_type="application/json",
            content_encoding="utf-8",
            correlation_id=correlation,
            reply_to=REPLY_TO,
            expiration=str(int(left * 1000)),
        )
        queue = self._topology.call_queue(service).name
        line.channel.basic_publish(message, "", queue, mandatory=True)
        while correlation not in line.replies:
            if correlation in line.returned:
                raise away()
            left = until - time.monotonic()
            if left <= 0:
                raise Unavailable("no_answer", f"The {service} service did not answer in time.", "服务未及时响应。")
            with contextlib.suppress(TimeoutError):
                line.connection.drain_events(timeout=left)
        body = line.replies.pop(correlation)
        line.replies.clear()
        return dict(json.loads(body))


def away() -> Unavailable:
    """The service cannot be reached now."""
    return Unavailable("service_away", "The service is away at the moment; try again.", "服务暂不可用，请稍后重试。")
