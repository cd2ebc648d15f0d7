"""Work that a process does by itself: `@every(seconds)` on a service's method, and the loops that run it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from linli import observe
from linli.db import is_outage
from linli.events import describe

F = TypeVar("F", bound=Callable[..., Any])


def every(seconds: float) -> Callable[[F], F]:
    """Mark a method `(self)` to be run again and again with this pause; True from it means: at once again."""

    def mark(method: F) -> F:
        method.linli_every = seconds  # type: ignore[attr-defined]
        return method

    return mark


@dataclass(frozen=True)
class Job:
    """One repeated piece of work: `step` says whether there was anything to do."""

    name: str
    step: Callable[[], object]
    pause: float


def jobs_of(service: Any) -> list[Job]:
    """The repeated work of a service instance."""
    return [
        Job(f"{service.name}.{name}", getattr(service, name), method.linli_every)
        for name, method in vars(type(service)).items()
        if hasattr(method, "linli_every")
    ]


class Loops:
    """Runs jobs, each in a thread of its own, until stopped; a job that fails is tried again after a second."""

    def __init__(self) -> None:
        self._stop = threading.Event()
        self._threads: list[threading.Thread] = []

    @property
    def stopping(self) -> bool:
        """Whether `stop` was asked for."""
        return self._stop.is_set()

    def start(self, job: Job) -> None:
        """Run the job from now on."""
        thread = threading.Thread(target=self._run, args=(job,), name=job.name, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _run(self, job: Job) -> None:
        failed = False
        while not self._stop.is_set():
            try:
                again = job.step()
                failed = False
            except Exception as error:
                if not failed:
                    observe.log.error("job failed", job=job.name, error=describe(error), outage=is_outage(error))
                failed, again = True, False
            if not again:
                self._stop.wait(1.0 if failed else job.pause)

    def stop(self, patience: float = 30.0) -> None:
        """Ask every job to end after its present step and wait for them."""
        self._stop.set()
        for thread in self._threads:
            thread.join(patience)
