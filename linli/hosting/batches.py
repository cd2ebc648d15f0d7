"""How a host hands waiting events to its workers: those that wait share a transaction, a slow one holds nobody up."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection
from typing import Generic, TypeVar

BATCH = 20
"""Events that one transaction takes at most, of those that wait."""
PATIENCE = 0.05
"""Seconds that events wait behind a transaction before another one is begun beside it."""

T = TypeVar("T")


class Batches(Generic[T]):
    """What waits, and how many workers take from it. For one thread, or one green thread at a time.

    `begin` starts a worker, which calls `next` until it gives nothing; `later` calls what it is given after seconds. An
    event that comes alone has a worker at once; a flood is taken by one worker in batches; while its transaction takes
    long, others are begun beside it, `most` in all.
    """

    def __init__(
        self, begin: Callable[[], object], later: Callable[[float, Callable[[], None]], object], most: int
    ) -> None:
        self._begin = begin
        self._later = later
        self._most = most
        self._waiting: deque[T] = deque()
        self._workers = 0
        self._watched = False

    def add(self, one: T) -> None:
        """Something more waits."""
        self._waiting.append(one)
        if not self._workers:
            self._start()
        elif not self._watched:
            self._watched = True
            self._later(PATIENCE, self._relieve)

    def _start(self) -> None:
        self._workers += 1
        self._begin()

    def _relieve(self) -> None:
        self._watched = False
        if self._waiting and self._workers < self._most:
            self._start()

    def next(self) -> list[T]:
        """The oldest that wait, at most `BATCH`; the worker that gets none leaves, or a new one must take its place."""
        batch = [self._waiting.popleft() for _ in range(min(BATCH, len(self._waiting)))]
        if not batch:
            self._workers -= 1
        return batch


def acknowledgements(done: Collection[int], owed: Collection[int]) -> list[tuple[int, bool]]:
    """What settles the messages numbered `done`, and none of those `owed`: a number, and whether all before it go too.

    Each is a message to the broker and an entry in the queue's log: a batch, mostly the oldest there are, is one.
    """
    oldest = min(owed, default=None)
    together = [one for one in done if oldest is None or one < oldest]
    alone = [(one, False) for one in sorted(done) if one not in together]
    return [*([(max(together), len(together) > 1)] if together else []), *alone]
