"""Lives of requests as the hotline's domain makes them: opened anyhow, moved on by what may be done, called back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from linli.contracts.envelope import Event
from linli.contracts.hotline.call_backs import CallBackEnded, CallBackEnding
from linli.contracts.hotline.requests import OpenRequest
from linli.contracts.hotline.words import Channel, Gap, Kind
from linli.errors import LinliError
from services.hotline.domain.call_backs import id_of
from services.hotline.domain.request import Action, Request
from services.hotline.domain.transitions import TRANSITIONS
from services.hotline.domain.updates import Rating, Rules, message, rate
from tests.factories.histories import AREAS
from tests.factories.orders import ACTIONS, CALENDAR, TERMS, category

BEGIN = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
SPAN = timedelta(days=40)
CATEGORIES = ("road.lighting", "noise.residential", "aid.medical")
_RATED = (Action.SATISFIED, Action.UNSATISFIED)
_HELPING = (Action.ADD_HELPER, Action.SIGN_HELP, Action.REPORT_HELP, Action.RELEASE_HELPER)
_USUAL = (Action.SIGN, Action.START, Action.SETTLE, Action.ACCEPT, Action.SATISFIED)


def _refused_extension(request: Request, at: datetime) -> Event:
    request.extension_until = request.settle_due_at + timedelta(days=5)
    return request.decide_extension(at, approved=False)


class LifeMaker:
    """Makes lives; the same seed makes the same ones, ids included."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)

    def life(self) -> list[Event]:
        """All events of a request, of its call-backs and of its citizen's ratings, in the order they happened."""
        at = BEGIN + self.random.random() * SPAN
        request, events = self._opened(at)
        for _ in range(self.random.randint(0, 16)):
            if request.ended_at is not None and self.random.random() < 0.5:
                break
            at += self.random.random() ** 3 * timedelta(days=6)
            events += self._moved(request, max(at, request.moved_at))
        return events

    def _opened(self, at: datetime) -> tuple[Request, list[Event]]:
        chance = self.random.random
        of = replace(category(), code=self.random.choice(CATEGORIES))
        said = OpenRequest(
            id=UUID(int=self.random.getrandbits(128), version=4),
            tracking_code="7K3QX-9M2TB",
            area_code=self.random.choice(AREAS),
            category=of.code,
            title="Lamp out",
            kind=self.random.choice(list(Kind)),
            channel=self.random.choice([Channel.PHONE, Channel.PHONE, *Channel]),
            hold=chance() < 0.15,
        )
        if not said.hold and chance() < 0.25:
            said = replace(said, answer="from nine to five")
        earlier = [UUID(int=1)] if chance() < 0.2 else []
        gaps = tuple(gap for gap in Gap if chance() < 0.15)
        return Request.open(said, of, CALENDAR, at, earlier, None, gaps)

    def _moved(self, request: Request, at: datetime) -> list[Event]:
        """One step, whichever the state allows, the usual one more often than others; none where that is refused."""
        if self.random.random() < 0.15:
            return [message(request, "on its way", UUID(int=2), [], at)[1], *request.watch(at, TERMS)]
        possible = [action for state, action in TRANSITIONS if state is request.state and action not in _HELPING]
        if not possible:
            return []
        usual = [action for action in possible if action in _USUAL]
        action = Action(self.random.choice(usual if usual and self.random.random() < 0.6 else possible))
        try:
            return self._step(request, action, at)
        except LinliError:
            return []

    def _step(self, request: Request, action: Action, at: datetime) -> list[Event]:
        if action in _RATED and self.random.random() < 0.3:
            level = self.random.randint(1, 5)
            rules = Rules(category(), CALENDAR, TERMS)
            last = Rating(request.id, request.reopenings - 1, 1, "", at) if request.reopenings else None
            return rate(request, level, "", last, at, rules)[1]
        ended = [self._call_back(request, action, at)] if action in (*_RATED, Action.CLOSE) else []
        if action is Action.DECIDE_EXTENSION and self.random.random() < 0.4:
            return [_refused_extension(request, at)]
        step: Callable[[Request, datetime], Event] = ACTIONS[action]
        return [*ended, step(request, at)]

    def _call_back(self, request: Request, action: Action, at: datetime) -> CallBackEnded:
        others = [one for one in CallBackEnding if one.value not in ("satisfied", "unsatisfied")]
        ending = CallBackEnding(action.value) if action in _RATED else self.random.choice(others)
        spoken: dict[str, Any] = {}
        if action in _RATED:
            level = self.random.randint(3, 5) if action is Action.SATISFIED else self.random.randint(1, 2)
            told = {name: self.random.choice([True, False, None]) for name in ("contacted", "resolved")}
            spoken = {"satisfaction": level, **told}
        return CallBackEnded(
            subject=id_of(request.id, request.reopenings),
            area_code=request.area_code,
            sequence=1,
            occurred_at=at,
            request_id=request.id,
            category=request.category,
            kind=request.kind,
            unit_area=request.unit_area,
            department=request.department,
            ending=ending,
            tries=1,
            round=request.reopenings,
            **spoken,
        )
