"""How much of their rate good events keep while others always fail: `python -m tests.bench.bench_poison`.

Eight threads receive 2,000 good events on a PostgreSQL database of its own (removed afterwards) while a ninth runs the
retries; without and with poisoned events among them, in turn. First as fast as it goes, where every failed try costs
what a good event would; then offered at half of that, as in service. Prints the ratios of the medians.
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
from linli.contracts.grid.cases import CaseAssigned
from tests.factories.counter_service import Counting, case, counting_at
from tests.machine import Scratch

GOOD = 2000
PERCENT = 5
THREADS = 8
ROUNDS = 3


def bodies(percent: int, seed: int) -> tuple[list[str], set[object]]:
    """Good events with so many of a hundred poisoned ones mixed in, and the subjects that fail."""
    good = [case(CaseAssigned) for _ in range(GOOD)]
    bad = [case(CaseAssigned) for _ in range(GOOD * percent // (100 - percent))]
    mixed = [*good, *bad]
    Random(seed).shuffle(mixed)
    return [one.encode() for one in mixed], {one.event.subject for one in bad}


def rate(counting: Counting, percent: int, seed: int, offered: float | None) -> float:
    """Good events handled in a second while all are received, the poisoned ones in between included.

    `offered`: so many good events come in a second; None: as many as can be handled.
    """
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

    def receive(number: int, body: str) -> None:
        if offered:
            time.sleep(max(began + number / (offered * len(told) / GOOD) - time.perf_counter(), 0))
        counting.receiver.receive(body)

    with ThreadPoolExecutor(THREADS) as threads:
        list(threads.map(receive, range(len(told)), told))
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
    """Measure at full speed, then at half of it."""
    with Scratch() as scratch:
        fastest = compare(scratch, "full speed", None)
        compare(scratch, "half speed", fastest / 2)


def compare(scratch: Scratch, name: str, offered: float | None) -> float:
    """Measure in turn, so that a slow minute of the machine weighs on both, and print the ratio; the healthy rate."""
    rates: dict[int, list[float]] = {0: [], PERCENT: []}
    for number in range(ROUNDS):
        for percent, found in rates.items():
            with counting_at(scratch.database_url(f"poison_{name[:4]}_{percent}_{number}")) as counting:
                found.append(rate(counting, percent, number, offered))
    healthy, poisoned = (statistics.median(found) for found in rates.values())
    told = f"{healthy:.0f} good events/s, {poisoned:.0f} with {PERCENT} % poisoned among them: {poisoned / healthy:.1%}"
    print(f"{name}: {told} kept; load {os.getloadavg()[0]:.1f}", flush=True)
    return healthy


if __name__ == "__main__":
    main()
