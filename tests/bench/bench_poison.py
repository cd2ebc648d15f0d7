"""How much of their rate good events keep while others always fail: `python -m tests.bench.bench_poison`.

Eight threads receive 4,000 good events on a PostgreSQL database of its own (removed afterwards) while a ninth runs the
retries; five times without and five times with poisoned events among them, in turn. Prints the ratio of the medians.
"""

from __future__ import annotations

import os
import statistics
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import redirect_stderr
from pathlib import Path
from random import Random

from linli import observe
from linli.contracts.envelope import Event
from linli.contracts.grid import CaseAssigned
from tests.factories.counter_service import Counting, case, counting_at
from tests.machine import Scratch

GOOD = 4000
PERCENT = 5
THREADS = 8
ROUNDS = 5


def bodies(percent: int, seed: int) -> tuple[list[str], set[object]]:
    """Good events with so many of a hundred poisoned ones mixed in, and the subjects that fail."""
    good = [case(CaseAssigned) for _ in range(GOOD)]
    bad = [case(CaseAssigned) for _ in range(GOOD * percent // (100 - percent))]
    mixed = [*good, *bad]
    Random(seed).shuffle(mixed)
    return [one.encode() for one in mixed], {one.event.subject for one in bad}


def rate(counting: Counting, percent: int, seed: int) -> float:
    """Good events handled in a second while all are received, the poisoned ones in between included."""
    told, poisoned = bodies(percent, seed)
    stop = threading.Event()

    def trouble(event: Event) -> None:
        if event.subject in poisoned:
            raise RuntimeError

    def retry() -> None:
        while not stop.is_set():
            if not counting.receiver.retry_due():
                stop.wait(0.1)

    counting.service.trouble = trouble
    retrying = threading.Thread(target=retry)
    retrying.start()
    began = time.perf_counter()
    with ThreadPoolExecutor(THREADS) as threads:
        list(threads.map(counting.receiver.receive, told))
    taken = time.perf_counter() - began
    stop.set()
    retrying.join()
    assert len(counting.effects()) == GOOD, "good events are done, the others are not"
    return GOOD / taken


def main() -> None:
    """Measure with logging as it is in production."""
    with Path(os.devnull).open("w") as nowhere, redirect_stderr(nowhere):
        observe.set_up_logging("WARNING", "bench")  # lines are written as in production, to nowhere
        measure()


def measure() -> None:
    """Measure in turn, so that a slow minute of the machine weighs on both, and print the ratio."""
    rates: dict[int, list[float]] = {0: [], PERCENT: []}
    with Scratch() as scratch:
        for number in range(ROUNDS):
            for percent, found in rates.items():
                with counting_at(scratch.database_url(f"poison_{percent}_{number}")) as counting:
                    found.append(rate(counting, percent, number))
                print(f"{percent} % poisoned: {found[-1]:.0f} good events/s", flush=True)
    healthy, poisoned = (statistics.median(found) for found in rates.values())
    print(f"medians {healthy:.0f} and {poisoned:.0f}: {poisoned / healthy:.1%} kept; load {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
