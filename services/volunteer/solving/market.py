"""Made-up places and volunteers, to measure matching with and to hold it against other solvers."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from uuid import UUID

from linli.clock import local, now
from services.volunteer.domain.eligibility import ALWAYS, NEVER, Candidate, Need

AREA = "210103005003"
TOWN = (41.796, 123.438)


def made_up_market(seed: int, tasks: int, volunteers: int, span: float = 0.05) -> tuple[list[Need], list[Candidate]]:
    """Places and volunteers over a town of `span` degrees to each side, a part of them eligible for each other."""
    random = Random(seed)
    day = local(now()).date() + timedelta(days=1)
    skills = ["company", "errands", "it", "first_aid"]

    def place() -> tuple[float, float]:
        return TOWN[0] + random.uniform(-span, span), TOWN[1] + random.uniform(-span, span)

    needs = []
    for number in range(tasks):
        at, hour = place(), random.randrange(8, 20)
        begins = now().replace(minute=0, second=0, microsecond=0) + timedelta(days=1, hours=hour)
        needs.append(
            Need(
                task_id=UUID(int=random.getrandbits(128)),
                role="helper",
                area_code=AREA,
                begins=begins,
                ends=begins + timedelta(hours=1),
                day=day,
                latitude=at[0],
                longitude=at[1],
                skills=frozenset(random.sample(skills, 1)),
                youngest=16,
                dangerous=random.random() < 0.05,
                urgent=random.random() < 0.1,
                gender=None,
                language=None,
                check=None,
                beneficiary_id=UUID(int=number % 50) if random.random() < 0.5 else None,
                waiting_hours=random.uniform(0, 72),
                span=0b1111 << (hour * 4),
            )
        )
    return needs, [_candidate(random, place(), skills) for _ in range(volunteers)]


def _candidate(random: Random, at: tuple[float, float], skills: list[str]) -> Candidate:
    offered = random.randrange(0, 20)
    free = 0
    for hour in range(8, 20):
        free |= (0b1111 << (hour * 4)) if random.random() < 0.7 else 0
    return Candidate(
        id=UUID(int=random.getrandbits(128)),
        area_code=AREA,
        active=True,
        consents=random.random() < 0.95,
        birth=date(random.randrange(1950, 2010), 1, 1),
        able=dict.fromkeys(random.sample(skills, 2), ALWAYS),
        insured_until=random.choice([ALWAYS, NEVER]),
        radius=random.choice([1000, 2000, 3000, 5000]),
        latitude=at[0],
        longitude=at[1],
        free=free,
        offered=offered,
        accepted=random.randrange(0, offered + 1),
        load=random.uniform(0, 40),
        served={UUID(int=random.randrange(50)): random.randrange(4)},
    )
