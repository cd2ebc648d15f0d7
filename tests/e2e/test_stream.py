"""A screen is told at once of what changes in its area, and of nothing else."""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest

from tests.e2e.asking import Json, Person
from tests.platforms import DISTRICT, Platform
from tests.polling import poll
from tests.story import Desk

STREET, COMMUNITY = "210103005", "210103005003"
BESIDE = "210103006004"
AT_ONCE = 2.0
"""Seconds after which a screen shows what has changed."""
PATIENCE = 10.0


class Screen:
    """An open stream; a silence of `PATIENCE` seconds is an error."""

    def __init__(self, answer: http.client.HTTPResponse) -> None:
        self._answer = answer
        assert answer.status == 200, (answer.status, answer.read())
        assert answer.headers["Content-Type"].startswith("text/event-stream")
        assert self._line().startswith("retry: ")

    def _line(self) -> str:
        return self._answer.readline().decode("utf-8").rstrip("\n")

    def kind(self) -> str:
        """The next message's event, its data passed over."""
        while not (line := self._line()).startswith("event: "):
            pass
        return line.removeprefix("event: ")

    def next(self) -> Json:
        """The next change; the counts of an area that follow it are passed over."""
        while self.kind() == "counted":
            pass
        while not (line := self._line()).startswith("data: "):
            pass
        found: Json = json.loads(line.removeprefix("data: "))
        return found

    def until(self, request_id: str) -> list[Json]:
        """Every change up to the first of this request."""
        seen = [self.next()]
        while seen[-1]["id"] != request_id:
            seen.append(self.next())
        return seen


@contextmanager
def _screen(platform: Platform, token: str, query: str = "", **headers: str) -> Iterator[Screen]:
    connection = http.client.HTTPConnection(urlsplit(platform.stream_url).netloc, timeout=PATIENCE)
    try:
        connection.request("GET", f"/api/stream{query}", headers={"Authorization": f"Bearer {token}", **headers})
        answer = connection.getresponse()
        with answer:
            yield Screen(answer)
    finally:
        connection.close()


@pytest.fixture(scope="module")
def street_token(platform: Platform) -> str:
    """Someone who may see one street only."""
    return platform.token("handler", STREET)


def _open(somebody: Person, area_code: str) -> str:
    answer = somebody.ask(
        "POST", "/api/hotline/requests", {"area_code": area_code, "category": "parking.illegal", "title": "占道"}
    )
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def test_a_change_in_scope_is_told_at_once_and_nothing_out_of_scope(
    platform: Platform, desk: Desk, street_token: str
) -> None:
    """A request beside is told to the district only, one in the street to both, in two seconds, with what it is now."""
    somebody = Person(platform, desk.recorder)
    with _screen(platform, desk.recorder) as district, _screen(platform, street_token) as street:
        beside = _open(somebody, BESIDE)
        district.until(beside)
        own = _open(somebody, COMMUNITY)
        answered = time.monotonic()
        seen = street.until(own)
        told_after = time.monotonic() - answered
        assert told_after < AT_ONCE, f"told after {told_after:.1f} s"
        assert all(change["area_code"].startswith(STREET) for change in seen), seen
        assert beside not in {change["id"] for change in seen}
        district.until(own)
        change = seen[-1]
        assert (change["kind"], change["state"], change["area_code"]) == ("request", "recorded", COMMUNITY)


def test_a_transition_and_its_task_are_told(platform: Platform, desk: Desk, street_token: str) -> None:
    """What follows by events, in another service, is told as well."""
    somebody = Person(platform, desk.recorder)
    own = _open(somebody, COMMUNITY)
    task = somebody.seen(f"/api/hotline/requests/{own}")["request"]["task_id"]
    poll(lambda: somebody.ask("GET", f"/api/grid/cases/{task}").status_code == 200, PATIENCE, "the case to be filed")
    with _screen(platform, street_token) as street:
        assert somebody.ask("POST", f"/api/hotline/requests/{own}/withdraw", {}).status_code == 200
        wanted = {("request", own, "withdrawn"), ("grid", task, "cancelled")}
        while wanted:
            change = street.next()
            wanted.discard((change["kind"], change["id"], change["state"]))


def test_a_screen_that_saw_something_unknown_here_loads_anew(platform: Platform, street_token: str) -> None:
    """What it missed is not known any more; that it missed something is."""
    with _screen(platform, street_token, **{"Last-Event-ID": "x"}) as street:
        assert street.kind() == "resync"


def test_a_stream_needs_someone_signed_in_and_an_area_in_reach(platform: Platform, street_token: str) -> None:
    """Nobody gets none, and nobody gets a stream of others' areas."""
    at = Platform(platform.directory, platform.environment, platform.stream_url, platform.stream_url, {})
    assert Person(at).ask("GET", "/api/stream").status_code == 401
    assert Person(at, street_token).ask("GET", f"/api/stream?area={DISTRICT}").status_code == 404
