"""A subscription as Server-Sent Events (WHATWG HTML, "server-sent events")."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator

from gateway.stream.hub import BACKLOG, Change, Counted, Message, Resync, Subscription

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
    messages: list[Message] = []
    while Resync() not in messages:
        messages = subscription.all(heartbeat)
        yield b"".join(map(_part, messages)) or b": heartbeat\n\n"


def _part(message: Message) -> bytes:
    if isinstance(message, Resync):
        return resync()
    return encode(message) if isinstance(message, Change) else counts(message)


def begin(position: str | None) -> bytes:
    """When to come back, and after which change the stream begins, to be named then; None: the screen knows it."""
    return f"retry: {RETRY_MS}\n{f'id: {position}' if position else ':'}\n\n".encode()


@functools.lru_cache(maxsize=BACKLOG)
def encode(change: Change) -> bytes:
    """One changed record; made once for all screens that are told of it."""
    data = {name: value for name, value in vars(change).items() if name != "event_id"}
    return f"id: {change.event_id}\nevent: changed\ndata: {json.dumps(data, separators=(',', ':'))}\n\n".encode()


@functools.lru_cache(maxsize=BACKLOG)
def counts(counted: Counted) -> bytes:
    """The counts of an area; they have no id, for the next ones hold instead of them."""
    return f"event: counted\ndata: {json.dumps(vars(counted), separators=(',', ':'))}\n\n".encode()


def resync() -> bytes:
    """The message that has a screen load anew what it shows."""
    return b"event: resync\ndata: {}\n\n"
