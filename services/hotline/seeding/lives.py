"""Lives of requests: what happens to one and after how long, acted out by the domain with every warning on the way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from linli.contracts.envelope import Event
from linli.contracts.hotline.events import RequestEvent
from linli.contracts.hotline.requests import OpenRequest
from linli.contracts.hotline.words import ReturnReason
from linli.seeding import slots
from linli.seeding.acted import Acted
from linli.seeding.stamping import Row
from linli.timers import TIMER
from services.hotline.domain.request import Request, Terms
from services.hotline.domain.routing import Category, Unit
from services.hotline.seeding.words import ANSWERS, RESULTS, RETURNED
from services.hotline.tables.history import REQUEST_STEP
from services.hotline.tables.request import REQUEST
from services.hotline.usecases.history import step_of

OPERATOR, HANDLER = UUID(int=0x5EED_5001), UUID(int=0x5EED_5002)
FIRED_AFTER = timedelta(milliseconds=300)
"""So long after its moment a timer is fired."""
TOLD_AFTER = timedelta(milliseconds=200)
"""So long after a task's end its request hears of it."""


@dataclass(frozen=True)
class Life:
    """After how long each step is taken, if it is. `result` is what the request is settled or answered with.

    `by_task`: its task settles it, not the unit by hand.
    """

    result: str
    answered: bool = False
    sent_back: timedelta | None = None
    sign: timedelta | None = None
    start: timedelta | None = None
    withdraw: timedelta | None = None
    settle: timedelta | None = None
    close: timedelta | None = None
    by_task: bool = False

    @property
    def delays(self) -> dict[str, timedelta]:
        """The steps that are taken, with their delays."""
        found = {one.name: getattr(self, one.name) for one in fields(self)}
        return {name: delay for name, delay in found.items() if isinstance(delay, timedelta)}

    @property
    def whole(self) -> timedelta:
        """How long it lasts."""
        return max(self.delays.values(), default=timedelta())

    def within(self, limit: timedelta) -> Life:
        """The same life, quicker if it would not be over in time."""
        if self.whole <= limit:
            return self
        return replace(self, **{name: delay * (limit / self.whole) for name, delay in self.delays.items()})  # type: ignore[arg-type]  # by name


@dataclass(frozen=True)
class Cast:
    """For what a life is acted out: the category with the clocks that hold, the unit, how it is recorded."""

    category: Category
    unit: Unit
    terms: Terms
    outcome: str

    def opened(self, at: datetime, answer: str | None = None) -> tuple[Request, list[Event]]:
        """The request, recorded."""
        said = OpenRequest(
            id=slots.REQUEST_ID,
            tracking_code=slots.CODE,
            area_code=slots.AREA,
            category=slots.CATEGORY,
            title=slots.TITLE,
            description=slots.DESCRIPTION,
            answer=answer,
        )
        return Request.open(said, self.category, Request.calendar, at, unit=self.unit)


def draw(random: Random, cast: Cast, at: datetime, *, question: bool) -> Life:
    """A life that ends: most are closed in time, some late, withdrawn, returned; half the questions are answered."""
    if question and random.random() < 0.5:
        return Life(random.choice(ANSWERS), answered=True)
    request, _ = cast.opened(at)
    to_sign, to_settle = (moment - at for moment in (request.sign_due_at, request.settle_due_at))
    fate = random.random()
    if fate < 0.03:
        return Life("", sign=to_sign * 0.3 if fate < 0.02 else None, withdraw=to_sign * random.uniform(0.4, 0.75))
    signed = to_sign * (random.uniform(1.05, 1.6) if random.random() < 0.07 else random.uniform(0.05, 0.75))
    late = random.random() < 0.11
    worked = to_settle * (random.uniform(1.02, 1.7) if late else random.uniform(0.05, 0.95) ** 1.5)
    settled = signed + max(worked - signed, worked * 0.3)
    return Life(
        random.choice(RESULTS),
        sent_back=signed * 0.4 if fate < 0.06 else None,
        sign=signed,
        start=signed + (settled - signed) * 0.2 if random.random() < 0.6 else None,
        settle=settled,
        close=settled + timedelta(hours=random.uniform(1, 72)),
        by_task=random.random() < 0.55,
    )


def cut_short(random: Random, life: Life, age: timedelta) -> Life:
    """The life of a request that is open: as far as it has come, sooner if it must be there by now."""
    if life.settle is None or life.sign is None:
        life = Life(random.choice(RESULTS), sign=age * 0.3, settle=age * 0.8)
    signed = life.sign or age * 0.3
    match random.choices(("dispatched", "signed", "in progress", "settled"), (25, 25, 35, 15))[0]:
        case "dispatched":
            life = Life("")
        case "signed":
            life = replace(life, start=None, settle=None, close=None)
        case "in progress":
            life = replace(life, start=life.start or signed * 1.5, settle=None, close=None)
        case _:
            life = replace(life, close=None)
    return life.within(age * 0.9)


def act(cast: Cast, life: Life, at: datetime, until: datetime) -> Acted:
    """Let it happen, from the opening at `at` up to `until`, with what the clocks announce in between."""
    return _Acting(cast, life, at).play(until)


class _Acting:
    def __init__(self, cast: Cast, life: Life, at: datetime) -> None:
        self._cast = cast
        self._life = life
        self._at = at
        self._request, opened = cast.opened(at, life.result if life.answered else None)
        self._steps: list[Row] = []
        self._events: list[RequestEvent] = []
        self._tell(opened, at, OPERATOR, note=life.result if life.answered else "")

    def play(self, until: datetime) -> Acted:
        for name, delay in sorted(self._life.delays.items(), key=lambda one: one[1]):
            moment = self._at + delay
            self._watch(moment)
            getattr(self, f"_{name}")(moment)
        self._watch(until)
        row = {column.name: getattr(self._request, column.name) for column in REQUEST.c}
        done_at = self._at + self._life.settle if self._life.settle and self._life.by_task else None
        return Acted([(REQUEST, row), *self._steps, *self._timer()], self._events, done_at)

    def _timer(self) -> Iterator[Row]:
        """As `services.hotline.usecases.timing` puts it."""
        moment = self._request.clocks.next_moment()
        if moment is not None:
            kept = {"name": "request.clock", "subject": self._request.id, "due_at": moment}
            yield TIMER, {**kept, "attempts": 0, "error": None, "parked": False}

    def _watch(self, until: datetime) -> None:
        """What its timer leads to before that moment."""
        while (moment := self._request.clocks.next_moment()) is not None and moment + FIRED_AFTER < until:
            fired = moment + FIRED_AFTER
            self._tell(self._request.watch(fired, self._cast.terms), fired, None)

    def _tell(
        self, events: list[Event], recorded_at: datetime, by: UUID | None, note: str = "", reason: str | None = None
    ) -> None:
        for event in events:
            assert isinstance(event, RequestEvent)
            self._events.append(event)
            self._steps.append((REQUEST_STEP, step_of(event, recorded_at, by, note=note, reason=reason)))

    def _sent_back(self, at: datetime) -> None:
        returned = self._request.send_back(at, ReturnReason.NOT_OURS)
        self._request.result = RETURNED
        self._tell([returned], at, HANDLER, RETURNED, ReturnReason.NOT_OURS)

    def _sign(self, at: datetime) -> None:
        self._tell([self._request.sign(at)], at, HANDLER)

    def _start(self, at: datetime) -> None:
        self._tell([self._request.start(at)], at, HANDLER)

    def _withdraw(self, at: datetime) -> None:
        self._tell([self._request.withdraw(at)], at, OPERATOR)

    def _settle(self, at: datetime) -> None:
        if self._life.by_task:
            outcome = f"{self._cast.category.service}: {self._cast.outcome}"
            self._tell([self._request.settle(at, outcome)], at + TOLD_AFTER, None, outcome)
        else:
            self._tell([self._request.settle(at, self._life.result)], at, HANDLER, self._life.result)

    def _close(self, at: datetime) -> None:
        self._tell([self._request.close(at)], at, OPERATOR)
