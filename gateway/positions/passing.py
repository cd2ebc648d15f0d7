"""Passes positions on to the grid service, those that came meanwhile together: one call, one transaction for many."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Lock

from linli.contracts.grid.positions import Fix, FixOutcome

MOST = 200
"""Positions in a call."""

Send = Callable[[Sequence[Fix]], Sequence[FixOutcome]]


@dataclass(eq=False)
class _Waiting:
    fix: Fix
    outcome: FixOutcome | None = None


class Passing:
    """Threads hand positions in; whoever has the turn sends all that wait, for the others too."""

    def __init__(self) -> None:
        self._queue: list[_Waiting] = []
        self._guard = Lock()
        self._turn = Lock()

    def hand_in(self, fix: Fix, send: Send) -> FixOutcome:
        """What became of the position, when it is kept. Raises what `send` raises if it was this thread that sent it.

        Should another thread fail to send it, this one tries itself.
        """
        mine = _Waiting(fix)
        with self._guard:
            self._queue.append(mine)
        while mine.outcome is None:
            with self._turn:
                if mine.outcome is None:
                    self._send(mine, send)
        return mine.outcome

    def _send(self, mine: _Waiting, send: Send) -> None:
        with self._guard:
            together = [mine, *(one for one in self._queue if one is not mine)][:MOST]
            self._queue = [one for one in self._queue if one not in together]
        try:
            outcomes = send([one.fix for one in together])
        except BaseException:
            with self._guard:
                self._queue = [one for one in together if one is not mine] + self._queue
            raise
        for one, outcome in zip(together, outcomes, strict=True):
            one.outcome = outcome
