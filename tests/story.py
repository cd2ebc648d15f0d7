"""A day at the desk through HTTP: requests opened, worked on and ended by people who try again in a fault."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

import requests

from tests.platforms import Platform

COMMUNITIES = ("210103005003", "210103005005", "210103006004", "210103020020")
CATEGORIES = ("noise.residential", "sanitation.bulky", "aid.card", "parking.illegal")
"""Communities of several streets, and categories that call for all three task services."""
PATIENCE = 60.0
FATES = ("opened", "signed", "closed", "closed", "closed", "withdrawn", "returned")

Json = dict[str, Any]


class GaveUp(AssertionError):
    """A person at the desk tried for a minute in vain."""


@dataclass
class Desk:
    """Two people at one platform. `accepted` holds every request the platform said it took in."""

    platform: Platform
    recorder: str
    checker: str
    run: str = field(default_factory=lambda: uuid4().hex[:8])
    communities: tuple[str, ...] = COMMUNITIES
    categories: tuple[str, ...] = CATEGORIES
    accepted: dict[UUID, str] = field(default_factory=dict)
    patience: float = PATIENCE
    _local: threading.local = field(default_factory=threading.local)

    @property
    def _http(self) -> requests.Session:
        if not hasattr(self._local, "session"):
            self._local.session = requests.Session()
        session: requests.Session = self._local.session
        return session

    def ask(self, method: str, path: str, body: Json | None, key: str, *, checker: bool = False) -> requests.Response:
        """Ask until there is an answer that is not the platform's own trouble; the same key every time."""
        headers = {"Authorization": f"Bearer {self.checker if checker else self.recorder}", "Idempotency-Key": key}
        headers |= {"If-Match": "*", "Accept-Language": "en"}
        until = time.monotonic() + self.patience
        told = ""
        while time.monotonic() < until:
            try:
                answer = self._http.request(method, self.platform.url + path, json=body, headers=headers, timeout=10)
                if answer.status_code < 500 and answer.status_code != 429:
                    return answer
                told = f"{answer.status_code} {answer.text[:300]}"
            except requests.RequestException as error:
                told = type(error).__name__
            time.sleep(0.1)
        raise GaveUp(f"{method} {path} {key}: {told}")

    def open(self, number: str, luck: random.Random) -> UUID:
        """Open one request; what is accepted (201, or 202 while the hotline is away) is noted."""
        body = {"area_code": luck.choice(self.communities), "category": luck.choice(self.categories)}
        body |= {"title": f"诉求 {self.run}-{number}", "contact_phone": "13900001234"}
        answer = self.ask("POST", "/api/hotline/requests", body, f"{self.run}-{number}")
        assert answer.status_code in (200, 201, 202), (answer.status_code, answer.text)
        request_id = UUID(answer.json()["id"])
        self.accepted[request_id] = answer.json()["tracking_code"]
        return request_id

    def bring(self, request_id: UUID, fate: str) -> None:
        """Bring a request to its fate, doing at each moment what its state asks for."""
        path, done = f"/api/hotline/requests/{request_id}", set[str]()
        until = time.monotonic() + self.patience
        while time.monotonic() < until:
            view = self.ask("GET", path, None, str(uuid4())).json()
            state = view.get("request", {}).get("state")
            if state in ("closed", "withdrawn") or _is_there(fate, state, done):
                return
            self._step(view, state, fate, done)
            time.sleep(0.02)
        raise GaveUp(f"{request_id} stays {state} on its way to {fate}")

    def _step(self, view: Json, state: str | None, fate: str, done: set[str]) -> None:
        action, body = _next_action(state, fate, done)
        if action == "work":
            self._work(view["request"]["service"], view["request"]["task_id"])
        elif action:
            path = f"/api/hotline/requests/{view['id']}/{action}"
            answer = self.ask("POST", path, body, f"{self.run}-{view['id']}-{view['version']}-{action}")
            assert answer.status_code in (200, 409), (answer.status_code, answer.text)
            done.add(action)

    def _work(self, service: str, task_id: str) -> None:
        """Do with the task what its state asks for, once."""
        path = f"{TASK_PATHS[service]}/{task_id}"
        found = self.ask("GET", path, None, str(uuid4()))
        if found.status_code == 404:
            return  # the event that opens it is still on its way
        state, version = found.json()["task"]["state"], found.json()["version"]
        step = TASK_ACTIONS[service].get(state)
        if step is None:
            return
        action, checker, body = step
        key = f"{self.run}-{task_id}-{version}-{action}"
        answer = self.ask("POST", f"{path}/{action}", body, key, checker=checker)
        assert answer.status_code in (200, 409), (answer.status_code, answer.text)


def _is_there(fate: str, state: str | None, done: Iterable[str]) -> bool:
    return (fate, state) in {("opened", "dispatched"), ("signed", "signed")} or (
        fate == "returned" and "return" in done and state == "dispatched"
    )


def _next_action(state: str | None, fate: str, done: set[str]) -> tuple[str | None, Json]:
    if state == "dispatched":
        if fate == "withdrawn":
            return "withdraw", {}
        if fate == "returned" and "return" not in done:
            return "return", {"reason": "不属本单位职责"}
        return "sign", {}
    if state == "signed":
        return "work", {}
    return ("close", {}) if state == "settled" else (None, {})


TASK_PATHS = {"assistance": "/api/assistance/cases", "volunteer": "/api/volunteer/tasks", "grid": "/api/grid/cases"}
_SOMEONE = [str(UUID(int=7)), str(UUID(int=8))]
TASK_ACTIONS: dict[str, dict[str, tuple[str, bool, Json]]] = {
    "assistance": {
        "received": ("accept", False, {}),
        "accepted": ("survey", False, {"investigators": _SOMEONE}),
        "surveyed": ("decide", True, {"approve": True, "amount": "620.00"}),
    },
    "volunteer": {
        "open": ("offer", False, {"volunteer_id": _SOMEONE[0]}),
        "offered": ("accept", False, {}),
        "accepted": ("complete", False, {"hours": "1.50"}),
    },
    "grid": {
        "filed": ("assign", False, {"worker_id": _SOMEONE[0]}),
        "assigned": ("handle", False, {}),
        "handled": ("verify", True, {"passed": True}),
    },
}


def desk_at(platform: Platform, **options: Any) -> Desk:
    """A desk whose two people are administrators of the district."""
    return Desk(platform, platform.token(), platform.token(login="checker"), **options)


def live_a_day(desk: Desk, seed: int, count: int, threads: int = 4) -> None:
    """Open `count` requests and bring each to a fate drawn from the seed."""
    luck = random.Random(seed)
    days = [(number, random.Random(luck.random()), luck.choice(FATES)) for number in range(count)]

    def one(day: tuple[int, random.Random, str]) -> None:
        number, own_luck, fate = day
        desk.bring(desk.open(f"{seed}-{number}", own_luck), fate)

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(one, days))
