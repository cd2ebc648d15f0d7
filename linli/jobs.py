"""Work that a process does by itself: `@every(seconds)` on a service's method, and the loops that run it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from linli import observe
from linli.db import is_outage
from linli.events import describe
from linli.marks import marked

FAILED_PAUSE = 1.0

F = TypeVar("F", bound=Callable[..., Any])


def every(seconds: float) -> Callable[[F], F]:
    """Mark a method `(self)` to be run again and again with this pause; True from it means: at once again."""

    def mark(method: F) -> F:
        method.linli_every = seconds  # type: ignore[attr-defined]
        return method

    return mark


@dataclass(frozen=True)
class Job:
    """One repeated piece of work. `step` answers True when there is more to do at once; anything else that is true when
    there was work, but more of it is better gathered for `pause` seconds; else there was none.

    In idleness the pauses double up to `longest`. `wake` ends a pause at once, but for `gather` seconds, in which more
    of what woke it may come.
    """

    name: str
    step: Callable[[], object]
    pause: float
    longest: float = 0.0
    wake: threading.Event | None = None
    gather: float = 0.0


def jobs_of(service: Any) -> list[Job]:
    """The repeated work of a service instance."""
    return [
        Job(f"{service.name}.{name}", getattr(service, name), method.linli_every)
        for name, method in marked(type(service), "linli_every")
    ]


class Loops:
    """Runs jobs, each in a thread of its own, until stopped; a job that fails is tried again after a second."""

    def __init__(self) -> None:
        self._stop = threading.Event()
        self._jobs: list[Job] = []
        self._threads: list[threading.Thread] = []

    @property
    def stopping(self) -> bool:
        """Whether `stop` was asked for."""
        return self._stop.is_set()

    def start(self, job: Job) -> None:
        """Run the job from now on."""
        thread = threading.Thread(target=self._run, args=(job,), name=job.name, daemon=True)
        self._jobs.append(job)
        self._threads.append(thread)
        thread.start()

    def _run(self, job: Job) -> None:
        failed, pause = False, job.pause
        while not self._stop.is_set():
            if job.wake:
                job.wake.clear()
            try:
                again = job.step()
                failed = False
            except Exception as error:
                if not failed:
                    observe.log.error("job failed", job=job.name, error=describe(error), outage=is_outage(error))
                failed, again = True, False
            pause = job.pause if again else pause
            if again is not True:
                woken = (job.wake or self._stop).wait(FAILED_PAUSE if failed else pause)
                if woken and job.gather:
                    self._stop.wait(job.gather)
            if not again:
                pause = min(pause * 2, max(job.longest, job.pause))

    def stop(self, patience: float = 30.0) -> None:
        """Ask every job to end after its present step and wait for them."""
        self._stop.set()
        for job in self._jobs:
            if job.wake:
                job.wake.set()
        for thread in self._threads:
            thread.join(patience)
