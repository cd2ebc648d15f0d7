"""A single urgent task matched at once: `python -m tests.bench.bench_urgent_task [volunteers …]`.

On PostgreSQL, with 10,000 and then 100,000 volunteers of one district, all with the skill that is asked for.
Measured is the call `dispatch_task`, from its arrival at the service until its transaction is committed to disk.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import insert, text

from linli.areas import path_of
from linli.clock import now
from linli.contracts.volunteer.people import Profile
from linli.contracts.volunteer.words import Availability, VolunteerState, WeeklyHours
from services.volunteer.tables.register import SKILL, VOLUNTEER
from tests.factories.people import COMMUNITY, STREET
from tests.factories.planned import open_task
from tests.factories.running import RunningService, running
from tests.factories.volunteer_register import COORDINATOR, HERE
from tests.machine import Scratch

SIZES = (10_000, 100_000)
TASKS = 120
BATCH = 5_000
WIDE = 0.09
"""Degrees from the middle of the district to its edge: some ten kilometres."""


def fill(service: RunningService, wanted: int, there: int, random: Random) -> None:
    """Volunteers all over the district, up to so many."""
    week = Availability(weekly=tuple(WeeklyHours(weekday=day, begins="00:00", ends="24:00") for day in range(1, 8)))
    for start in range(there, wanted, BATCH):
        made = [person(random, week) for _ in range(min(BATCH, wanted - start))]
        able = [{"volunteer_id": one["id"], "skill": skill} for one in made for skill in skills_of(one)]
        with service.database.transaction() as session:
            session.execute(insert(VOLUNTEER), made)
            session.execute(insert(SKILL), able)
    with service.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))


def person(random: Random, week: Availability) -> dict[str, Any]:
    """One of them."""
    place = (round(HERE[0] + random.uniform(-WIDE, WIDE), 3), round(HERE[1] + random.uniform(-WIDE, WIDE), 3))
    skills = ("company", "first_aid") if random.random() < 0.33 else ("company",)
    said = {"birth_date": date(1960 + random.randrange(45), 5, 1), "skills": skills, "consents_dispatch": True}
    profile = Profile(**said, latitude=place[0], longitude=place[1])  # type: ignore[arg-type]
    area = COMMUNITY if random.random() < 0.5 else STREET
    kept = {
        "id": uuid4(),
        "area_code": area,
        "path": path_of(area),
        "state": VolunteerState.ACTIVE,
        "name": "",
        "phone": "",
    }
    times = {"registered_at": now(), "note": "", "availability": week, "offered": 0, "accepted": 0, "sequence": 1}
    return {**kept, **times, "profile": profile, "latitude": place[0], "longitude": place[1]}


def skills_of(one: dict[str, Any]) -> tuple[str, ...]:
    """What a volunteer can do."""
    profile: Profile = one["profile"]
    return profile.skills


def matched(service: RunningService, random: Random) -> float:
    """Seconds that one urgent task takes to be matched."""
    away = WIDE / 2
    place: dict[str, Any] = {
        "latitude": HERE[0] + random.uniform(-away, away),
        "longitude": HERE[1] + random.uniform(-away, away),
    }
    task = open_task(service, hours=1, urgent=True, roles=[{"code": "helper", "skills": ["company"]}], **place)
    began = time.perf_counter()
    found = service.ask(COORDINATOR, "dispatch_task", id=UUID(task["id"]))
    taken = time.perf_counter() - began
    assert found["offered"], found
    return taken


def main() -> None:
    """Each size after the other."""
    sizes = tuple(int(one) for one in sys.argv[1:]) or SIZES
    random, there = Random(1), 0
    with (
        tempfile.TemporaryDirectory() as folder,
        Scratch() as scratch,
        running("volunteer", Path(folder), scratch.database_url("bench_urgent")) as service,
    ):
        for size in sizes:
            fill(service, size, there, random)
            there = size
            taken = sorted(matched(service, random) for _ in range(TASKS))
            p50, p95 = taken[TASKS // 2], taken[int(TASKS * 0.95)]
            print(f"{size} volunteers: p50 {p50 * 1000:.0f} ms, p95 {p95 * 1000:.0f} ms", flush=True)
    print(f"load {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
