"""Passes positions on to the grid service, those that came meanwhile together: one call, one transaction for many."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from threading import Event, Lock

from linli.contracts.grid.positions import Fix, FixOutcome

MOST = 200
"""Positions in a call."""
GATHER = 0.03
"""Seconds for which others may join: a call costs as much as ten positions in it, and no telephone waits for this."""

Send = Callable[[Sequence[Fix]], Sequence[FixOutcome]]


@dataclass(eq=False)
class _Waiting:
    fix: Fix
    outcome: FixOutcome | None = None
    woken: Event = field(default_factory=Event)
    """Set when there is an outcome, or, without one, when it is this thread's turn to send."""


class Passing:
    """Threads hand positions in; one at a time sends all that wait, the others' too, and gives its turn to the next."""

    def __init__(self) -> None:
        self._queue: list[_Waiting] = []
        self._guard = Lock()
        self._taken = False

    def hand_in(self, fix: Fix, send: Send) -> FixOutcome:
        """What became of the position, when it is kept. Raises what `send` raises if it was this thread that sent it.

        Should another thread fail to send it, this one or a third tries again.
        """
        mine = _Waiting(fix)
        with self._guard:
            self._queue.append(mine)
            waits, self._taken = self._taken, True
        if waits:
            mine.woken.wait()
        if mine.outcome is None:
            mine.outcome = self._send(mine, send)
        return mine.outcome

    def _send(self, mine: _Waiting, send: Send) -> FixOutcome:
        try:
            time.sleep(GATHER)
            with self._guard:
                others = [one for one in self._queue if one is not mine]
                together, self._queue = [mine, *others[: MOST - 1]], others[MOST - 1 :]
            try:
                outcomes = send([one.fix for one in together])
            except BaseException:
                with self._guard:
                    self._queue = together[1:] + self._queue
                raise
            for one, outcome in zip(together[1:], outcomes[1:], strict=True):
                one.outcome = outcome
                one.woken.set()
            return outcomes[0]
        finally:
            self._give_turn()

    def _give_turn(self) -> None:
        with self._guard:
            self._taken = bool(self._queue)
            if self._queue:
                self._queue[0].woken.set()
