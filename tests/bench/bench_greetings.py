"""Three hundred people called at one moment: `python -m tests.bench.bench_greetings [people]`.

On PostgreSQL, with the timers fired by two workers as the hosts do. Nobody answers, so that every call is alarmed: how
late the calls began, and how late each alarm was.
"""

from __future__ import annotations

import os
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select, update

from linli.clock import now
from linli.firing import Firing
from linli.timers import TIMER
from services.volunteer.tables.greetings import GREETED, GREETING_CALL
from tests.factories.people import COMMUNITY
from tests.factories.running import RunningService, running
from tests.factories.volunteers import COORDINATOR
from tests.machine import Scratch

WORKERS = 2
AHEAD = timedelta(seconds=3)


def listed(service: RunningService, people: int) -> None:
    """So many people on the list."""
    for number in range(people):
        said = {"area_code": COMMUNITY, "name": "王奶奶", "phone": f"138{number:08}", "call_at": "08:00"}
        service.ask(COORDINATOR, "list_greeted", **said)


def all_at(service: RunningService, name: str, moment: datetime) -> None:
    """Have every timer of a name due at one moment."""
    with service.database.transaction() as session:
        session.execute(update(TIMER).where(TIMER.c.name == name).values(due_at=moment))
        if name == "greeting.next":
            session.execute(update(GREETED).values(next_at=moment))
        else:
            session.execute(update(GREETING_CALL).values(alarm_due_at=moment))


def fired_until(service: RunningService, done: Callable[[], bool]) -> None:
    """Let the workers fire until it is done."""
    stop = threading.Event()

    def work(one: Firing) -> None:
        while not stop.is_set():
            if not one.fire_due():
                stop.wait(0.1)

    firing = [Firing(service.member.service, service.database) for _ in range(WORKERS)]
    threads = [threading.Thread(target=work, args=(one,)) for one in firing]
    for one in threads:
        one.start()
    try:
        ends = time.monotonic() + 300
        while not done():
            assert time.monotonic() < ends, "it starves"
            time.sleep(0.1)
    finally:
        stop.set()
        for one in threads:
            one.join()


def count(service: RunningService, *where: object) -> int:
    """How many calls there are of this kind."""
    with service.database.reading() as session:
        return int(session.scalar(select(func.count()).select_from(GREETING_CALL).where(*where)) or 0)  # type: ignore[arg-type]


def lateness(service: RunningService) -> list[float]:
    """Seconds after its moment at which each alarm was raised, in order of size."""
    columns = GREETING_CALL.c.alarm_due_at, GREETING_CALL.c.alarmed_at
    with service.database.reading() as session:
        rows = session.execute(select(*columns)).all()
    return sorted((raised - due).total_seconds() for due, raised in rows)


def main() -> None:
    """Call, alarm, print."""
    people = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    with (
        tempfile.TemporaryDirectory() as folder,
        Scratch() as scratch,
        running("volunteer", Path(folder), scratch.database_url("bench_greetings")) as service,
    ):
        listed(service, people)
        moment = now() + AHEAD
        all_at(service, "greeting.next", moment)
        fired_until(service, lambda: count(service) == people)
        begun = (now() - moment).total_seconds()
        moment = now() + AHEAD
        all_at(service, "greeting.alarm", moment)
        fired_until(service, lambda: count(service, GREETING_CALL.c.alarmed_at.is_not(None)) == people)
        late = lateness(service)
    print(f"{people} people, {WORKERS} workers, load average {os.getloadavg()[0]:.1f}")
    print(f"calls: the last began {begun:.2f} s after the moment")
    print(
        f"alarms: p50 {late[len(late) // 2]:.2f} s, p95 {late[int(len(late) * 0.95)]:.2f} s, most {late[-1]:.2f} s late"
    )


if __name__ == "__main__":
    main()
