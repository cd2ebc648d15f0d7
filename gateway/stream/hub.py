"""Brings each changed record to the screens whose areas cover it; a screen that cannot keep up is let go."""

from __future__ import annotations

import contextlib
import queue
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import cast
from uuid import uuid4

from linli import observe
from linli.areas import ancestors, tier_of
from linli.contracts.envelope import Envelope, decode
from linli.contracts.network import RecordChanged
from linli.errors import Invalid

BACKLOG = 256
"""Messages a screen may be behind before it is let go."""
KEPT = 2000
"""Changes that are kept for screens that come back."""
_TYPE = RecordChanged.wire_type()


@dataclass(frozen=True)
class Change:
    """A record that changed; `kind` is request, or the service of a task."""

    event_id: str
    kind: str
    id: str
    state: str
    area_code: str
    sequence: int


@dataclass(frozen=True)
class Resync:
    """The screen missed something: it must load anew what it shows. Nothing follows."""


@dataclass(frozen=True)
class Counted:
    """How many requests of a screen's area, with all below it, are open, closed and late now."""

    area_code: str
    open: int
    closed: int
    late: int


Message = Change | Counted | Resync


class Subscription:
    """One screen's messages, in the order they came. Closed when done with, or by the hub when it lags behind."""

    def __init__(self, hub: Hub, scopes: Sequence[str], backlog: int, position: str | None, missed: bool) -> None:
        self.scopes = tuple(scopes)
        self.position = position
        """After which change its messages begin; None when the screen knows that itself."""
        self.missed = missed
        """Whether changes may lie between what the screen saw and the first message: it must load anew."""
        self._hub = hub
        self._messages: queue.Queue[Message] = queue.Queue(backlog)

    def next(self, timeout: float) -> Message | None:
        """The next message, or None when there was none for `timeout` seconds."""
        try:
            return self._messages.get(timeout=timeout)
        except queue.Empty:
            return None

    def all(self, timeout: float) -> list[Message]:
        """Every message that waits, or what comes first within `timeout` seconds; none when nothing came."""
        first = self.next(timeout)
        found: list[Message] = [] if first is None else [first]
        with contextlib.suppress(queue.Empty):
            while found:
                found.append(self._messages.get_nowait())
        return found

    def close(self) -> None:
        """Want no more."""
        self._hub.unsubscribe(self)

    def offer(self, message: Change | Counted) -> bool:
        """Add a message; False when the screen is too far behind, which is then told to load anew. Never waits."""
        try:
            self._messages.put_nowait(message)
            return True
        except queue.Full:
            self.let_go()
            return False

    def let_go(self) -> None:
        """Drop what was not read yet; the screen must load anew."""
        while True:
            try:
                self._messages.get_nowait()
            except queue.Empty:
                break
        self._messages.put_nowait(Resync())


class Hub:
    """Every screen of this process, by the areas it shows; safe in many threads at once."""

    def __init__(self, backlog: int = BACKLOG, kept: int = KEPT) -> None:
        self._backlog = backlog
        self._kept = kept
        self._lock = threading.Lock()
        self._by_scope: dict[str, set[Subscription]] = {}
        self._moved: set[str] = set()
        self.moved = threading.Event()
        """Set when requests have changed in areas that are shown: their counts are to be taken anew."""
        self._forget()

    def _forget(self) -> None:
        """Nothing is known of what came before now."""
        self._recent: dict[str, tuple[Change, frozenset[str]]] = {}
        self._before = str(uuid4())

    def subscribe(self, scopes: Sequence[str], after: str | None = None) -> Subscription:
        """Messages of these areas and all below, from now on, or from the change with the id `after` on.

        None is left out and none comes twice, as long as that change is among those kept; else the subscription says
        that some were missed. Raises `Invalid` for what is no area code.
        """
        for scope in scopes:
            tier_of(scope)
        with self._lock:
            since = self._since(scopes, after) if after is not None else None
            last = next(reversed(self._recent), self._before)
            position = last if since is None else None
            made = Subscription(self, scopes, self._backlog, position, after is not None and since is None)
            for change in since or ():
                made.offer(change)
            for scope in made.scopes:
                self._by_scope.setdefault(scope, set()).add(made)
        return made

    def _since(self, scopes: Sequence[str], after: str) -> list[Change] | None:
        """The kept changes of these areas after that one; None when that is not known, or they are too many."""
        ids = list(self._recent)
        if after != self._before and after not in self._recent:
            return None
        first = 0 if after == self._before else ids.index(after) + 1
        found = [self._recent[one] for one in ids[first:]]
        changes = [change for change, covered_by in found if covered_by.intersection(scopes)]
        return changes if len(changes) <= self._backlog else None

    def unsubscribe(self, subscription: Subscription) -> None:
        """Offer it nothing more; harmless when that is so already."""
        with self._lock:
            self._remove(subscription)

    def _remove(self, subscription: Subscription) -> None:
        for scope in subscription.scopes:
            held = self._by_scope.get(scope, set())
            held.discard(subscription)
            if not held:
                self._by_scope.pop(scope, None)

    def publish(self, wire_text: str) -> None:
        """Offer a changed record, given as the event's wire text, to its screens; every other text is passed over."""
        if _TYPE not in wire_text:
            return
        try:
            envelope = decode(wire_text)
        except Invalid as error:
            observe.log.warning("stream passed over an event", error=error.code)
            return
        if isinstance(envelope.event, RecordChanged):
            self._offer(_change(envelope), (*ancestors(envelope.event.area_code), envelope.event.area_code))

    def resync(self) -> None:
        """Changes may have been missed: every screen is told to load anew and let go."""
        with self._lock:
            self._forget()
            for subscription in {one for held in self._by_scope.values() for one in held}:
                subscription.let_go()
                self._remove(subscription)

    def _offer(self, change: Change, covered_by: Iterable[str]) -> None:
        covering = frozenset(covered_by)
        with self._lock:
            if change.event_id in self._recent:
                return
            self._recent[change.event_id] = (change, covering)
            if len(self._recent) > self._kept:
                self._before = next(iter(self._recent))
                del self._recent[self._before]
            shown = covering.intersection(self._by_scope)
            self._tell({one for scope in shown for one in self._by_scope[scope]}, change)
            if change.kind == "request" and shown:
                self._moved |= shown
                self.moved.set()

    def _tell(self, screens: set[Subscription], message: Change | Counted) -> None:
        for subscription in screens:
            if not subscription.offer(message):
                self._remove(subscription)

    def take_moved(self) -> set[str]:
        """The areas that are shown and in which requests have changed since this was asked last."""
        with self._lock:
            moved, self._moved = self._moved, set()
            return moved.intersection(self._by_scope)

    def put_back(self, areas: set[str]) -> None:
        """These were not counted: they are asked for once more, though nobody is woken for it."""
        with self._lock:
            self._moved |= areas

    def tell_counts(self, counted: Counted) -> None:
        """Offer the counts of an area to the screens that show this area."""
        with self._lock:
            self._tell(set(self._by_scope.get(counted.area_code, ())), counted)

    def __len__(self) -> int:
        with self._lock:
            return len({one for held in self._by_scope.values() for one in held})


def _change(envelope: Envelope) -> Change:
    event = cast(RecordChanged, envelope.event)
    return Change(
        event_id=str(envelope.id),
        kind=event.kind,
        id=str(event.subject),
        state=event.state,
        area_code=event.area_code,
        sequence=event.sequence,
    )
