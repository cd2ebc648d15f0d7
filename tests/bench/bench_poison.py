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
from random import Random

import structlog

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
    """Good events handled in a second, from the first to the last of them."""
    told, poisoned = bodies(percent, seed)
    left, done, stop = [GOOD], threading.Event(), threading.Event()
    counted = threading.Lock()

    def trouble(event: Event) -> None:
        if event.subject in poisoned:
            raise RuntimeError

    def receive(body: str) -> None:
        counting.receiver.receive(body)
        if not any(str(subject) in body for subject in ()):
            with counted:
                left[0] -= 1

    def retry() -> None:
        while not stop.is_set():
            if not counting.receiver.retry_due():
                stop.wait(0.1)

    counting.service.trouble = trouble
    retrying = threading.Thread(target=retry)
    retrying.start()
    began = time.perf_counter()
    with ThreadPoolExecutor(THREADS) as threads:
        list(threads.map(receive, told))
    taken = time.perf_counter() - began
    done.set()
    stop.set()
    retrying.join()
    assert len(counting.effects()) == GOOD, "good events are done, the others are not"
    return GOOD / taken
