"""A citizen's request lived through over HTTP, in each of the three services, on both hostings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import pytest

from tests import books
from tests.e2e.asking import Json, Person
from tests.platforms import DISTRICT, Platform
from tests.polling import poll
from tests.story import TASK_PATHS, Desk

COMMUNITY, STREET = "210103005003", "210103005"
TIERS = (COMMUNITY, STREET, DISTRICT)
BESIDE = "210103006"
BY_EVENTS = 15.0
"""Seconds within which what follows by events must have followed."""

CHAINS = {
    "aid.card": ("assistance", ["opened", "accepted", "surveyed", "decided"]),
    "sanitation.bulky": ("volunteer", ["opened", "offered", "accepted", "completed"]),
    "parking.illegal": ("grid", ["filed", "assigned", "handled", "verified"]),
}
"""Category → the service it calls for, and what happens to the task there."""
THING = {"assistance": "case", "volunteer": "task", "grid": "case"}


@pytest.fixture(scope="module")
def somebody(platform: Platform, desk: Desk) -> Person:
    """One of the desk's people, asking without patience."""
    return Person(platform, desk.recorder)


@dataclass(frozen=True)
class Change:
    """How the figures of all three tiers changed for a category and its service."""

    category: str
    service: str
    before: dict[str, Json]

    def holds(self, somebody: Person, **wanted: int) -> None:
        """Raise AssertionError unless each tier's counts changed by this much, as a whole and in part."""
        for area, earlier in self.before.items():
            now = somebody.figures(area)
            for part in ((), ("by_category", self.category), ("by_service", self.service)):
                found = {name: _count(now, part, name) - _count(earlier, part, name) for name in wanted}
                assert found == wanted, (area, part, found)


def _count(figures: Json, part: tuple[str, ...], name: str) -> int:
    found: Any = figures
    for one in part:
        found = found.get(one, {})
    return int(found.get(name, 0))


def _watch(somebody: Person, category: str) -> Change:
    return Change(category, CHAINS[category][0], {area: somebody.figures(area) for area in TIERS})


def _open(desk: Desk, somebody: Person, category: str) -> Json:
    body = {"area_code": COMMUNITY, "category": category, "title": "路灯不亮", "contact_phone": "13900001234"}
    answer = somebody.ask("POST", "/api/hotline/requests", body)
    assert answer.status_code == 201, answer.text
    view: Json = answer.json()
    assert answer.headers["ETag"] == f'"{view["version"]}"'
    assert answer.headers["Location"] == f"/api/hotline/requests/{view['id']}"
    desk.accepted[UUID(view["id"])] = view["tracking_code"]
    return view


def _move(somebody: Person, view: Json, action: str, body: Json | None = None) -> Json:
    answer = somebody.ask("POST", f"/api/hotline/requests/{view['id']}/{action}", body or {})
    assert answer.status_code == 200, answer.text
    found: Json = answer.json()
    return found


def _task(somebody: Person, view: Json, state: str) -> Json:
    """The view's task, once it is in this state."""
    path = f"{TASK_PATHS[view['request']['service']]}/{view['request']['task_id']}"

    def there() -> Json | None:
        answer = somebody.ask("GET", path)
        return answer.json() if answer.status_code == 200 and answer.json()["task"]["state"] == state else None

    found = poll(there, BY_EVENTS, f"{path} to be {state}")
    assert found
    return found


def _told(somebody: Person, request_id: str, source: str) -> list[str]:
    """What the timeline tells of one service, in the order of the aggregate's own numbers."""
    entries = somebody.seen(f"/api/network/requests/{request_id}/timeline")["entries"]
    assert entries == sorted(entries, key=lambda entry: entry["occurred_at"])
    own = sorted((entry for entry in entries if entry["source"] == source), key=lambda entry: entry["sequence"])
    return [entry["type"] for entry in own]


@pytest.mark.parametrize("category", CHAINS)
def test_a_request_is_lived_through_to_its_end(desk: Desk, somebody: Person, category: str) -> None:
    """Opened, seen at once, its task worked on, closed: the figures of each tier and the timeline tell it."""
    service, steps = CHAINS[category]
    change = _watch(somebody, category)
    view = _open(desk, somebody, category)
    newest = somebody.seen(f"/api/hotline/requests?area={COMMUNITY}&limit=1")["items"][0]
    assert (newest["id"], newest["state"]) == (view["id"], "dispatched")
    change.holds(somebody, open=1, closed=0, late=0)

    desk.bring(UUID(view["id"]), "closed")
    closed = somebody.seen(f"/api/hotline/requests/{view['id']}")
    assert closed["request"]["state"] == "closed"
    assert closed["result"].startswith(f"{service}: ")
    change.holds(somebody, open=0, closed=1, late=0)
    listed = somebody.seen(f"{TASK_PATHS[service]}?request_id={view['id']}")["items"]
    assert [(task["id"], task["sequence"]) for task in listed] == [(view["request"]["task_id"], len(steps))]

    chain = [f"linli.hotline.request.{one}.v1" for one in ("opened", "dispatched", "signed", "settled", "closed")]
    own = [f"linli.{service}.{THING[service]}.{one}.v1" for one in steps]
    poll(lambda: _told(somebody, view["id"], service) == own, BY_EVENTS, "the timeline to tell the task's story")
    poll(lambda: _told(somebody, view["id"], "hotline") == chain, BY_EVENTS, "the timeline to tell the request's story")


@pytest.mark.parametrize("category", CHAINS)
def test_a_returned_request_goes_one_tier_up_with_a_new_task(desk: Desk, somebody: Person, category: str) -> None:
    """The old task is cancelled, the new one is there for the unit above, and leads to the end."""
    change = _watch(somebody, category)
    view = _open(desk, somebody, category)
    _task(somebody, view, {"assistance": "received", "volunteer": "open", "grid": "filed"}[change.service])
    returned = _move(somebody, view, "return", {"reason": "不属本单位职责"})
    unit = view["request"]["unit_area"]
    assert returned["request"]["unit_area"] == {COMMUNITY: STREET, STREET: DISTRICT}[unit]
    assert returned["request"]["state"] == "dispatched"
    assert returned["request"]["task_id"] != view["request"]["task_id"]
    _task(somebody, view, "cancelled")
    desk.bring(UUID(view["id"]), "closed")
    change.holds(somebody, open=0, closed=1)


@pytest.mark.parametrize("category", CHAINS)
def test_a_withdrawn_request_takes_its_task_with_it(desk: Desk, somebody: Person, category: str) -> None:
    """Nobody goes on working for a request that is withdrawn."""
    change = _watch(somebody, category)
    view = _open(desk, somebody, category)
    withdrawn = _move(somebody, view, "withdraw")
    assert withdrawn["request"]["state"] == "withdrawn"
    change.holds(somebody, open=0, closed=1)
    assert _task(somebody, view, "cancelled")["task"]["outcome"] == "request_withdrawn"


def test_the_tracking_code_is_enough_to_learn_the_state_and_nothing_else(
    desk: Desk, somebody: Person, platform: Platform
) -> None:
    """Nobody in particular learns where a request stands by its code; another code tells nothing."""
    nobody, view = Person(platform), _open(desk, somebody, "parking.illegal")
    code = view["tracking_code"]
    assert nobody.seen(f"/api/track/{code}") == {"tracking_code": code, "state": "dispatched"}
    _move(somebody, view, "withdraw")
    assert nobody.seen(f"/api/track/{code.lower()}")["state"] == "withdrawn"
    assert nobody.ask("GET", "/api/track/ZZZZZ-ZZZZZ").status_code == 404
    assert nobody.ask("GET", f"/api/hotline/requests/{view['id']}").status_code == 401


def test_what_is_out_of_scope_is_not_there(desk: Desk, somebody: Person, platform: Platform) -> None:
    """People of the street beside find nothing of a request, and can neither move it nor record one there."""
    view = _open(desk, somebody, "parking.illegal")
    _task(somebody, view, "filed")
    path = f"/api/hotline/requests/{view['id']}"
    hidden = (
        path,
        f"/api/network/requests/{view['id']}/timeline",
        f"/api/grid/cases/{view['request']['task_id']}",
        f"/api/network/figures?area={STREET}",
        f"/api/hotline/requests?area={COMMUNITY}",
    )
    beside = Person(platform, platform.token("administrator", BESIDE))
    assert {one: beside.ask("GET", one).status_code for one in hidden} == dict.fromkeys(hidden, 404)
    assert {one: somebody.ask("GET", one).status_code for one in hidden} == dict.fromkeys(hidden, 200)
    assert all(item["area_code"].startswith(BESIDE) for item in beside.seen("/api/hotline/requests")["items"])
    assert beside.ask("POST", f"{path}/sign", {}).status_code == 404
    opening = {"area_code": COMMUNITY, "category": "parking.illegal", "title": "不归我管"}
    assert beside.ask("POST", "/api/hotline/requests", opening, str(uuid4())).status_code == 404
    assert somebody.seen(path)["request"]["state"] == "dispatched"


def test_the_books_balance_in_the_end(platform: Platform, desk: Desk) -> None:
    """After all of it nothing is lost, doubled, or told differently in two places."""
    books.come_to_rest(platform)
    books.check(platform, desk.accepted)
