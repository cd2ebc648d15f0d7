"""Many virtual users at once: as fast as they can, or as many lifecycles a second as a profile says."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from gateway.bench.lifecycle import Lifecycle, Taken
from gateway.bench.line import Line

BURST = (1, 15, 1, 25, 2, 35, 10, 0)
"""Lifecycles a second, one after the other: the profile at which CCRS ended with 57 % errors and did not recover."""


@dataclass
class Score:
    """What a run came to; `late` are the seconds a lifecycle began after its moment in a profile."""

    seconds: float = 0.0
    lifecycles: int = 0
    taken: list[Taken] = field(default_factory=list)
    late: list[float] = field(default_factory=list)

    def add(self, steps: list[Taken]) -> None:
        """Count one lifecycle, complete or not."""
        self.taken += steps
        self.lifecycles += all(one.good for one in steps)


class Crowd:
    """Users with a connection each. `make_line` gives one, `lifecycle` what they do."""

    def __init__(self, make_line: Callable[[], Line], lifecycle: Callable[[int], Lifecycle]) -> None:
        self._make_line = make_line
        self._lifecycle = lifecycle
        self._lock = threading.Lock()

    def run(self, users: int, seconds: float) -> Score:
        """So many users, each beginning anew when done, for so long."""
        score = Score()
        began = time.perf_counter()
        threads = [
            threading.Thread(target=self._user, args=(number, began + seconds, score)) for number in range(users)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        score.seconds = time.perf_counter() - began
        return score

    def _user(self, number: int, until: float, score: Score) -> None:
        line, lifecycle = self._make_line(), self._lifecycle(number)
        while time.perf_counter() < until:
            steps = lifecycle.play(line)
            with self._lock:
                score.add(steps)
        line.close()

    def follow(self, profile: Sequence[int], each: float, most_users: int) -> list[Score]:
        """So many lifecycles a second for `each` seconds, stage by stage; a stage ends when all it began have ended.

        The users wait in line when all are busy, as callers do; how late a lifecycle began is told.
        """
        return [self._stage(number, rate, each, most_users) for number, rate in enumerate(profile)]

    def _stage(self, stage: int, rate: int, each: float, most_users: int) -> Score:
        score, lines = Score(), threading.local()
        began = time.perf_counter()

        def one(number: int) -> None:
            if not hasattr(lines, "line"):
                lines.line = self._make_line()
            late = time.perf_counter() - (began + number / rate)
            steps = self._lifecycle(stage * 1_000_000 + number).play(lines.line)
            with self._lock:
                score.add(steps)
                score.late.append(late)

        with ThreadPoolExecutor(max_workers=most_users) as users:
            for number in range(int(rate * each)):
                time.sleep(max(0.0, began + number / rate - time.perf_counter()))
                users.submit(one, number)
        score.seconds = time.perf_counter() - began
        time.sleep(max(0.0, began + each - time.perf_counter()))
        return score
