"""A hotline that is down loses no caller: the gateway takes the request in and delivers it once."""

from __future__ import annotations

import time
from collections.abc import Iterator
from uuid import UUID

import pytest

from tests import books
from tests.e2e.asking import Json, Person
from tests.platforms import Platform
from tests.polling import poll
from tests.story import Desk

pytestmark = pytest.mark.parametrize(
    "platform", [pytest.param("distributed", marks=pytest.mark.servers)], indirect=True, scope="module"
)
CALL_TIMEOUT = 2.0
ENVIRONMENT = {"LINLI_CALL_TIMEOUT": str(CALL_TIMEOUT)}
SLACK = 6.0
"""Seconds for everything else that an answer needs, on a busy machine; callers give up after 10."""
BACK = 90.0
"""Seconds in which the hotline, started again, must have what was kept: the longest pause between tries is 30."""
PATH = "/api/hotline/requests"
BODY = {
    "area_code": "210103005003",
    "category": "parking.illegal",
    "title": "热线中断时的诉求",
    "contact_phone": "13900001234",
}


@pytest.fixture
def away(platform: Platform, desk: Desk) -> Iterator[None]:
    """The hotline is dead, of which the gateway knows the catalogue; alive again at the latest when the test ends."""
    known = Person(platform, desk.recorder).ask("POST", PATH, BODY)
    assert known.status_code == 201, known.text
    desk.accepted[UUID(known.json()["id"])] = known.json()["tracking_code"]
    platform.processes["hotline"].kill()
    yield
    if not platform.processes["hotline"].alive:
        platform.start("hotline")


def _post(somebody: Person, key: str) -> Json:
    """Open the request, in the time a caller waits for an answer; what the gateway says."""
    began = time.monotonic()
    answer = somebody.ask("POST", PATH, BODY, key)
    took = time.monotonic() - began
    assert answer.status_code == 202, (answer.status_code, answer.text)
    assert took < CALL_TIMEOUT + SLACK, f"answered after {took:.1f} s"
    found: Json = answer.json()
    return found


def test_a_request_taken_in_while_the_hotline_is_down_is_delivered_once(
    platform: Platform, desk: Desk, away: None
) -> None:
    """202 with a tracking code, the same for the same key; accepted meanwhile; with the hotline back, one request."""
    somebody, nobody = Person(platform, desk.recorder), Person(platform)
    kept = _post(somebody, "intake-1")
    desk.accepted[UUID(kept["id"])] = kept["tracking_code"]
    assert _post(somebody, "intake-1") == kept
    other = _post(somebody, "intake-2")
    desk.accepted[UUID(other["id"])] = other["tracking_code"]
    assert other["tracking_code"] != kept["tracking_code"]
    assert somebody.seen(f"{PATH}/{kept['id']}") == {**kept, "state": "accepted"}
    assert _tracked(nobody, kept) == "accepted"
    changed = somebody.ask("POST", PATH, {**BODY, "title": "另一件事"}, "intake-1")
    assert (changed.status_code, changed.json()["code"]) == (422, "idempotency_key_reused")

    platform.start("hotline")
    for one in (kept, other):
        _await_delivery(somebody, one)
    poll(lambda: _repeated(somebody, "intake-1", kept) == 201, BACK, "the repeat to be answered by the hotline")
    books.come_to_rest(platform)
    told = platform.rows("hotline", "SELECT subject FROM outbox WHERE type = 'linli.hotline.request.opened.v1'")
    subjects = [str(row["subject"]) for row in told]
    assert [subjects.count(one["id"]) for one in (kept, other)] == [1, 1]


def _await_delivery(somebody: Person, one: Json) -> None:
    """The hotline has it now: its view says so, and so does its tracking code to anybody."""
    path, nobody = f"{PATH}/{one['id']}", Person(somebody.platform)
    poll(lambda: "request" in somebody.seen(path), BACK, "the request to be delivered")
    view = somebody.seen(path)
    assert (view["tracking_code"], view["title"]) == (one["tracking_code"], BODY["title"])
    poll(lambda: _tracked(nobody, one) == "dispatched", BACK, "the code to tell that the hotline has it")


def _repeated(somebody: Person, key: str, first: Json) -> int:
    """The status of a repeat, which shows the first; 202 until the gateway's book says that it was delivered."""
    again = somebody.ask("POST", PATH, BODY, key)
    assert again.json()["id"] == first["id"], (again.status_code, again.text)
    return again.status_code


def _tracked(nobody: Person, request: Json) -> str:
    return str(nobody.seen(f"/api/track/{request['tracking_code']}")["state"])


def test_what_nobody_could_work_on_is_refused_though_the_hotline_is_down(
    platform: Platform, desk: Desk, away: None
) -> None:
    """An unknown area or category is told at once: accepting it would promise what cannot be kept."""
    somebody = Person(platform, desk.recorder)
    wrong = (("area_code", "210103999999"), ("category", "no.such"), ("title", ""))
    for field, value in wrong:
        answer = somebody.ask("POST", PATH, {**BODY, field: value})
        assert (answer.status_code, list(answer.json()["fields"])) == (422, [field]), answer.text


def test_the_books_balance_in_the_end(platform: Platform, desk: Desk) -> None:
    """After all of it nothing is lost, doubled, or told differently in two places."""
    books.come_to_rest(platform)
    books.check(platform, desk.accepted)
