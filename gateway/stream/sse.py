"""A subscription as Server-Sent Events (WHATWG HTML, "server-sent events")."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator

from gateway.stream.hub import Change, Resync, Subscription

HEARTBEAT = 15.0
"""Seconds of silence after which a comment is sent, so that proxies keep the connection and dead ones show."""
RETRY_MS = 2000
"""Milliseconds after which a browser connects again."""


def stream(subscription: Subscription, *, heartbeat: float = HEARTBEAT) -> EventStream:
    """The stream of one screen; one that missed something is told first to load anew."""
    return EventStream(subscription, _parts(subscription, heartbeat))


class EventStream:
    """The bytes for one screen, until it is let go, or the web server closes this because the screen left."""

    def __init__(self, subscription: Subscription, parts: Iterator[bytes]) -> None:
        self._subscription = subscription
        self._parts = parts

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        return next(self._parts)

    def close(self) -> None:
        """The screen left; also when it left before the first byte, of which a generator alone would not hear."""
        self._subscription.close()


def _parts(subscription: Subscription, heartbeat: float) -> Iterator[bytes]:
    yield begin(subscription.position)
    if subscription.missed:
        yield resync()
    while True:
        message = subscription.next(heartbeat)
        if isinstance(message, Resync):
            yield resync()
            return
        yield encode(message) if message is not None else b": heartbeat\n\n"


def begin(position: str | None) -> bytes:
    """When to come back, and after which change the stream begins, to be named then; None: the screen knows it."""
    return f"retry: {RETRY_MS}\n{f'id: {position}' if position else ':'}\n\n".encode()


def encode(change: Change) -> bytes:
    """One changed record."""
    data = {name: value for name, value in dataclasses.asdict(change).items() if name != "event_id"}
    return f"id: {change.event_id}\nevent: changed\ndata: {json.dumps(data, separators=(',', ':'))}\n\n".encode()


def resync() -> bytes:
    """The message that has a screen load anew what it shows."""
    return b"event: resync\ndata: {}\n\n"
