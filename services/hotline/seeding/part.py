"""The hotline's part of a seeding: what requests there are, whose and about what, and the lives they have."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from itertools import accumulate
from random import Random
from typing import Any

from sqlalchemy import Table, func, or_, select
from sqlalchemy.orm import Session

from linli.areas import Tier, path_of, tier_of
from linli.calendar import provisional_calendar
from linli.clock import local
from linli.config import Settings
from linli.contracts.hotline.words import Channel, Gap, Kind, RequestState
from linli.errors import Conflict, Invalid
from linli.sealing import Sealer
from linli.seeding import slots
from linli.seeding.acted import Acted
from linli.seeding.making import random_uuid
from linli.seeding.plan import PREFIX, Plan
from linli.seeding.stamping import NOTHING
from services.hotline.catalogue import shipped
from services.hotline.domain.catalogue import Edition
from services.hotline.domain.duplicates import WINDOW, Matter
from services.hotline.domain.matter_keys import keys_to_keep
from services.hotline.domain.routing import Assignment
from services.hotline.seeding import lives, words
from services.hotline.seeding.callers import Caller, Callers, Earlier, Home, Memory
from services.hotline.seeding.forms import answers_to, gaps, lines
from services.hotline.store.catalogue import CATALOGUE
from services.hotline.tables.answers import ANSWER
from services.hotline.tables.duplicates import MATTER_KEY
from services.hotline.tables.history import REQUEST_STEP
from services.hotline.tables.request import REQUEST
from services.hotline.usecases.deciding import terms_of
from services.hotline.usecases.timing import run_by

COPIES = 400
"""So many requests at most have the same life, at other moments, places and of other people; fewer in small batches."""
AGAIN = 0.3
"""How often somebody who calls again does so about the same category."""
KINDS = (
    (Kind.HELP, 45),
    (Kind.COMPLAINT, 30),
    (Kind.QUESTION, 14),
    (Kind.REPORT, 5),
    (Kind.SUGGESTION, 4),
    (Kind.PRAISE, 2),
)
CHANNELS = (
    (Channel.PHONE, 70),
    (Channel.APP, 18),
    (Channel.WEB, 8),
    (Channel.OTHER, 2),
    (Channel.LETTER, 1),
    (Channel.VISIT, 1),
)


TABLES = {"hotline": (REQUEST, REQUEST_STEP, MATTER_KEY, ANSWER)}
"""What is written, the table first in which a batch is looked for; timers stand in the plumbing."""


@dataclass(frozen=True)
class Case:
    """One request before it has a life: who tells of what, and where."""

    home: Home
    caller: Caller | None
    category: str
    kind: Kind
    channel: Channel
    assigned: Assignment
    alike: int
    """Cases with the same number can have the same life."""


@dataclass(frozen=True)
class Troupe:
    """Requests that can have the same life, and how it is acted out."""

    cast: lives.Cast
    question: bool
    cases: Sequence[Case]

    def life(self, random: Random, hour: datetime, age: Any, *, is_open: bool) -> lives.Life:
        """A life for requests of that hour, the youngest of which are so old."""
        life = lives.draw(random, self.cast, hour, question=self.question)
        return lives.cut_short(random, life, age) if is_open else life.within(age * 0.95)

    def act(self, life: lives.Life, at: datetime, *, until: datetime) -> Acted:
        """Act it out."""
        return lives.act(self.cast, life, at, until)


class HotlinePart:
    """Draws the requests of one hand and writes what of them differs from copy to copy."""

    def __init__(
        self, plan: Plan, hand: int, settings: Settings, session: Session, outcomes: Mapping[str, str]
    ) -> None:
        run_by(provisional_calendar(settings.calendar))
        self._plan = plan
        self._source = plan.name
        self._terms = terms_of(settings)
        self._outcomes = outcomes
        self._edition = edition(session, plan.until)
        self._sealer = Sealer(settings.secret)
        self._callers = Callers(plan, hand, self._sealer)
        self._memory = Memory()
        self._latest: dict[str, str] = {}
        self._keys: list[str] = []
        self._answers: list[str] = []
        self._assigned: dict[tuple[str, str, Kind, Channel], tuple[Assignment, int]] = {}
        self._alike: dict[tuple[object, ...], int] = {}
        self._categories = list(self._edition.categories)
        self._weights = list(accumulate(1 / (rank + 6) for rank in range(len(self._categories))))
        self._required = {
            code: [field for field in said.fields if field.required] for code, said in self._edition.definitions.items()
        }
        self._words = {code: _chinese(self._edition, code) for code in self._categories}

    def troupes(self, random: Random, count: int) -> Iterator[Troupe]:
        """So many requests, in groups that can have the same life."""
        alike: defaultdict[int, list[Case]] = defaultdict(list)
        for case in self._cases(random, count):
            alike[case.alike].append(case)
        most = max(2, min(COPIES, count // 150))
        for cases in alike.values():
            random.shuffle(cases)
            for first in range(0, len(cases), most):
                yield self._troupe(cases[first : first + most])

    def _troupe(self, cases: Sequence[Case]) -> Troupe:
        assigned = cases[0].assigned
        unit = replace(
            assigned.unit,
            area_code=slots.UNIT_AREAS[tier_of(assigned.unit.area_code)],
            department=slots.DEPARTMENT,
        )
        category = replace(assigned.category, code=slots.CATEGORY)
        cast = lives.Cast(category, unit, self._terms, self._outcomes[category.service])
        return Troupe(cast, cases[0].kind is Kind.QUESTION, cases)

    def _cases(self, random: Random, count: int) -> Iterator[Case]:
        categories = random.choices(self._categories, cum_weights=self._weights, k=count)
        kinds, channels = _drawn(random, KINDS, count), _drawn(random, CHANNELS, count)
        for drawn, kind, channel in zip(categories, kinds, channels, strict=True):
            caller, category = self._callers.drawn(random), drawn
            if caller is not None:
                if random.random() < AGAIN:
                    category = self._latest.get(caller.phone, drawn)
                self._latest[caller.phone] = category
            at_home = caller is not None and random.random() < 0.85
            home = caller.home if caller is not None and at_home else self._callers.somewhere(random)
            yield Case(home, caller, category, kind, channel, *self._assignment(home.code, category, kind, channel))

    def _assignment(self, area: str, code: str, kind: Kind, channel: Channel) -> tuple[Assignment, int]:
        """Who answers it by when, and the number of what can have the same life."""
        key = area, code, kind, channel
        if key not in self._assigned:
            assigned = self._edition.assign(area, code, kind, channel)
            category, unit = assigned.category, assigned.unit
            clocks = category.sign, category.answer, category.settle, category.urgent
            alike = (*clocks, category.service, tier_of(unit.area_code), kind is Kind.QUESTION)
            self._assigned[key] = assigned, self._alike.setdefault(alike, len(self._alike))
        return self._assigned[key]

    def values(self, random: Random, case: Case, number: int, at: datetime, life: Acted) -> dict[str, str]:
        """What a copy fills its slots with, all but moments, and what of it is kept to be found again."""
        request = random_uuid(random)
        told = words.told(random, self._place(random, case), self._words[case.category], case.home.name)
        matter = Matter(
            f"{told[0]} {told[1]}",
            at,
            case.home.code,
            case.category,
            *self._point(random, case.home),
            case.caller.phone if case.caller else None,
        )
        repeats = self._remember(request, matter, life)
        missing = self._missing(request, case, told, matter, life)
        return {
            **_areas(case.home.code, case.assigned.unit.area_code),
            "request": request,
            "department": case.assigned.unit.department,
            "category": case.category,
            "kind": case.kind.value,
            "channel": case.channel.value,
            "title": told[0],
            "description": told[1],
            "latitude": _or_nothing(matter.latitude),
            "longitude": _or_nothing(matter.longitude),
            "contact_phone": _or_nothing(matter.caller),
            "contact_name": _or_nothing(case.caller.name if case.caller else None),
            "gaps": " ".join(missing),
            "complete": str(int(not missing)),
            "source_ref": f"{self._source}{number}",
            "repeats": str(len(repeats)),
            "repeated": str(int(bool(repeats))),
            "repeat_of": repeats[0] if repeats else NOTHING,
        }

    def _remember(self, request: str, matter: Matter, life: Acted) -> list[str]:
        """Let it be found by later ones; the caller's earlier requests about the matter."""
        repeats = self._memory.repeats(matter)
        acted = life.rows[0][1]
        ended_at = acted["ended_at"] + (matter.told_at - acted["opened_at"]) if acted["ended_at"] else None
        withdrawn = acted["state"] is RequestState.WITHDRAWN
        self._memory.keep(Earlier(request, matter, ended_at if withdrawn else None))
        if ended_at is None or ended_at >= self._plan.until - WINDOW:
            told_at = int(matter.told_at.timestamp())
            self._keys += [f"{key}\t{told_at}\t{request}\n" for key in sorted(keys_to_keep(matter))]
        return repeats

    def _missing(self, request: str, case: Case, told: tuple[str, str], matter: Matter, life: Acted) -> tuple[Gap, ...]:
        """What its record lacks; its answers are kept."""
        answers: dict[str, str] = {}
        if form := self._required[case.category]:
            answers = answers_to(form, matter.told_at)
            self._answers += lines(request, form, answers, self._sealer)
        return gaps(
            case.kind,
            told,
            placed=matter.latitude is not None,
            named=case.caller.name if case.caller else None,
            phone=matter.caller,
            answered=life.rows[0][1]["answered_at_once"],
            answers=answers,
        )

    def taken(self) -> list[tuple[Table, list[str]]]:
        """What else is kept of the requests drawn since the last time: by what duplicates are found, and answers."""
        taken = [(MATTER_KEY, self._keys), (ANSWER, self._answers)]
        self._keys, self._answers = [], []
        return taken

    def _place(self, random: Random, case: Case) -> str:
        """An address, mostly the caller's own."""
        if case.caller is not None and case.home is case.caller.home and random.random() < 0.6:
            return f"{case.caller.estate}{case.caller.building}号楼"
        if random.random() < 0.6:
            return f"{random.choice(case.home.estates)}{random.randint(1, 40)}号楼"
        return f"{random.choice(case.home.roads)}{random.randint(1, 200)}号"

    def _point(self, random: Random, home: Home) -> tuple[float | None, float | None]:
        """A place on the map within the community; one in four requests has none."""
        if random.random() < 0.25:
            return None, None
        return home.latitude + random.uniform(-0.003, 0.003), home.longitude + random.uniform(-0.003, 0.003)


def edition(session: Session, until: datetime) -> Edition:
    """The catalogue of that day, by which all requests are judged; raises `Invalid` for one without categories."""
    found = CATALOGUE.established(session, shipped, until).on(local(until).date())
    if not found.categories:
        text = "The catalogue has no categories today: load some with `linli catalogue load`."
        raise Invalid("empty_catalogue", text, "类别目录为空，请先用 linli catalogue load 导入。")
    return found


def check_base(session: Session, plan: Plan, *, consent: bool) -> None:
    """Raises `Conflict` where there are requests that were not seeded, unless that is wanted, and for a taken seed."""
    real = select(func.count()).where(or_(REQUEST.c.source_ref.is_(None), ~REQUEST.c.source_ref.startswith(PREFIX)))
    count = session.scalar(real) or 0
    if count and not consent:
        text = (
            f"This base holds {count:,} requests that no seeding made. "
            "Made-up ones cannot be taken out again; --yes adds them all the same."
        )
        raise Conflict("real_requests", text, f"该库中有 {count} 条真实诉求，确需混入模拟数据请加 --yes。")
    mine = REQUEST.c.source_ref.startswith(f"{PREFIX}{plan.seed}:")
    other = session.scalar(
        select(REQUEST.c.source_ref).where(mine, ~REQUEST.c.source_ref.startswith(plan.name)).limit(1)
    )
    if other is not None:
        text = (
            f"The seed {plan.seed} was used here for another seeding ({other.rpartition(':')[0]}); take another --seed."
        )
        raise Conflict("seed_taken", text, f"种子 {plan.seed} 已被使用，请换一个 --seed。")


def _drawn(random: Random, weighted: Sequence[tuple[Any, int]], count: int) -> list[Any]:
    return random.choices([one for one, _ in weighted], [weight for _, weight in weighted], k=count)


@lru_cache(maxsize=8192)
def _areas(community: str, unit_area: str) -> dict[str, str]:
    """The slots of the request's areas and of its unit's."""
    found = dict(zip(("district", "street", "community"), path_of(community).split("/"), strict=True))
    units = zip(Tier, path_of(unit_area).split("/"), strict=False)
    return found | {f"unit_{tier}": code for tier, code in units}


def _or_nothing(value: object) -> str:
    return NOTHING if value is None else str(value)


def _chinese(edition: Edition, code: str) -> tuple[str, ...]:
    """The words by which residents name this matter."""
    said = edition.definitions[code]
    return (said.zh, *(one for one in said.keywords if not one.isascii()))
