"""`linli events`: a handler that always fails parks its events only; a person looks at them, and decides."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest

from tests import books
from tests.e2e.asking import Person, assert_one_sentence, command
from tests.platforms import Platform, embedded
from tests.polling import poll
from tests.story import Desk, desk_at

TRIES = {"LINLI_BACKOFF": "0.05,0.1"}
FAILS = "grid.open_case:always"
TYPE = "linli.hotline.request.dispatched.v1"
PATIENCE = 20.0


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    """An embedded platform whose grid service can open no case."""
    made = embedded(tmp_path_factory.mktemp("events"), environment=TRIES)
    try:
        made.processes["embedded"].start(LINLI_FAIL_AT=FAILS)
        poll(made.processes["embedded"].ready, 60, "the platform to be ready")
        yield made
    finally:
        made.stop()


@pytest.fixture(scope="module")
def desk(platform: Platform) -> Desk:
    """Two administrators of the district."""
    return desk_at(platform)


def _open(desk: Desk, category: str) -> dict[str, str]:
    body = {"area_code": "210103005003", "category": category, "title": "搁置"}
    answer = Person(desk.platform, desk.recorder).ask("POST", "/api/hotline/requests", body)
    assert answer.status_code == 201, answer.text
    desk.accepted[UUID(answer.json()["id"])] = answer.json()["tracking_code"]
    found: dict[str, str] = answer.json()["request"]
    return found


def _parked(platform: Platform) -> list[list[str]]:
    """What `linli events parked` shows, by columns."""
    lines = platform.linli("events", "parked").splitlines()
    return [line.split("\t") for line in lines if "\t" in line]


def _event_of(platform: Platform, task: dict[str, str]) -> str:
    """The id of the event that asked for this task."""
    rows = platform.rows("hotline", "SELECT event_id, body FROM outbox WHERE type = :type", type=TYPE)
    (found,) = [row["event_id"] for row in rows if task["task_id"] in row["body"]]
    return str(books.uuid_of(found))


def _fetch(desk: Desk, task: dict[str, str]) -> int:
    path = {"grid": "/api/grid/cases", "assistance": "/api/assistance/cases"}[task["service"]]
    return Person(desk.platform, desk.recorder).ask("GET", f"{path}/{task['task_id']}").status_code


def test_parked_events_are_shown_replayed_and_discarded(platform: Platform, desk: Desk) -> None:
    """What this handler gets is parked while others pass; cured, one is replayed and one discarded, each only once."""
    assert "No event is parked" in platform.linli("events", "parked")
    blocked = [_open(desk, "parking.illegal"), _open(desk, "noise.residential")]
    passing = _open(desk, "aid.card")
    poll(lambda: _fetch(desk, passing) == 200, PATIENCE, "events of others to pass")
    question = "SELECT count(*) AS n FROM inbox WHERE status = 'parked'"
    poll(lambda: platform.rows("grid", question)[0]["n"] == 2, PATIENCE, "two events to be parked")
    parked = _parked(platform)
    assert [row[0::2] for row in parked] == [["grid", TYPE, "tries 3"]] * 2
    assert all(row[3] == "open_case" and row[5].startswith("Planted") for row in parked)
    assert all(_fetch(desk, task) == 404 for task in blocked)
    assert _parked_at(platform, "hotline") == []

    assert platform.processes["embedded"].terminate() == 0
    platform.start()
    replayed, discarded = (_event_of(platform, task) for task in blocked)
    assert {replayed, discarded} == {row[1] for row in parked}, "the event of another service is none of grid's"
    assert platform.linli("events", "replay", replayed) == f"{replayed}: replay at 1 handler\n"
    poll(lambda: _fetch(desk, blocked[0]) == 200, PATIENCE, "the replayed event to open its case")
    assert platform.linli("events", "discard", discarded) == f"{discarded}: discard at 1 handler\n"
    assert "No event is parked" in platform.linli("events", "parked")
    decided = [replayed, discarded, str(uuid4())]
    for action in ("replay", "discard"):
        again = command(platform.environment, "events", action, *decided)
        assert (again.returncode, again.stdout.splitlines()) == (1, [f"{one}: not parked" for one in decided])
    kept = platform.rows("grid", "SELECT event_id FROM inbox WHERE status = 'discarded'")
    assert [books.uuid_of(row["event_id"]) for row in kept] == [UUID(discarded)]
    assert _fetch(desk, blocked[1]) == 404


def _parked_at(platform: Platform, service: str) -> list[str]:
    shown = platform.linli("events", "parked", "--service", service)
    return [line for line in shown.splitlines() if "\t" in line]


def test_events_that_left_are_listed_newest_first(platform: Platform, desk: Desk) -> None:
    """By service, with number, id and type; nothing is pending at rest."""
    request = _open(desk, "aid.card")
    poll(lambda: _fetch(desk, request) == 200, PATIENCE, "the case to be opened")
    poll(lambda: not books.unrest(platform), PATIENCE, "everything to be published")
    listed = [line.split("\t") for line in platform.linli("events", "list", "--service", "hotline").splitlines()]
    assert {row[0] for row in listed} == {"hotline"}
    numbers = [int(row[1]) for row in listed]
    assert numbers == sorted(numbers, reverse=True)
    assert [row[3] for row in listed[:2]] == [f"linli.hotline.request.{one}.v1" for one in ("dispatched", "opened")]
    assert len(platform.linli("events", "list", "--limit", "1", "--service", "hotline").splitlines()) == 1
    assert platform.linli("events", "list", "--pending") == ""


@pytest.mark.parametrize("action", ["replay", "discard"])
def test_what_is_no_event_id_is_named(platform: Platform, action: str) -> None:
    """A slip of the pen gets a sentence."""
    assert_one_sentence(command(platform.environment, "events", action, "no-id"), "no-id")
