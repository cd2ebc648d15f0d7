"""What is answered to a category's form is checked at the opening, kept, and shown with personal answers masked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from linli.clock import now
from linli.errors import Invalid, NotFound
from linli.identity import Role
from services.hotline.tables.answers import ANSWER
from tests.factories.people import COMMUNITY, ELSEWHERE, administrator, person
from tests.factories.running import RunningService, running
from tests.factories.unique import tracking_code

OPERATOR = person(Role.OPERATOR)
PLATE = "辽A12345"


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.servers)])
def hotline(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    url = None
    if request.param == "postgresql":
        url = request.getfixturevalue("scratch").database_url("answers")
    with running("hotline", tmp_path_factory.mktemp("answers"), url) as service:
        yield service


def command(**said: Any) -> dict[str, Any]:
    given = {"id": uuid4(), "tracking_code": tracking_code(), "title": "Taxi"}
    return {**given, "area_code": COMMUNITY, "category": "transport.hire", **said}


def test_answers_are_shown_with_personal_ones_masked_and_sealed_in_the_database(hotline: RunningService) -> None:
    answers = {"plate": PLATE, "ride_on": "2026-03-02"}
    opened = hotline.ask(OPERATOR, "open_request", **command(answers=answers))
    assert hotline.ask(OPERATOR, "list_answers", request_id=opened["id"])["items"] == [
        {"name": "plate", "value": "*****45", "personal": True},
        {"name": "ride_on", "value": "2026-03-02", "personal": False},
    ]
    with hotline.database.reading() as session:
        assert PLATE not in str(session.execute(select(ANSWER)).all())


def test_a_wrong_answer_is_refused_and_nothing_is_recorded(hotline: RunningService) -> None:
    said = command(answers={"ride_on": "yesterday", "colour": "red"})
    refused = hotline.refusal(OPERATOR, "open_request", **said)
    assert (type(refused), set(refused.fields)) == (Invalid, {"answers.ride_on", "answers.colour"})
    assert isinstance(hotline.refusal(OPERATOR, "get_request", id=said["id"]), NotFound)


def test_a_required_answer_must_be_there_unless_the_past_is_recorded(hotline: RunningService) -> None:
    refused = hotline.refusal(OPERATOR, "open_request", **command(category="elderly.meal"))
    assert list(refused.fields) == ["answers.wanted_on"]
    past = command(category="elderly.meal", at=(now() - timedelta(days=1)).isoformat())
    assert hotline.ask(administrator(), "open_request", **past)["version"] == 2


def test_a_repeat_keeps_the_answers_once(hotline: RunningService) -> None:
    said = command(answers={"ride_on": "2026-03-02"})
    assert hotline.ask(OPERATOR, "open_request", **said) == hotline.ask(OPERATOR, "open_request", **said)
    assert len(hotline.ask(OPERATOR, "list_answers", request_id=said["id"])["items"]) == 1


def test_answers_are_for_those_who_may_see_the_request(hotline: RunningService) -> None:
    opened = hotline.ask(OPERATOR, "open_request", **command(answers={"plate": PLATE}))
    elsewhere = person(Role.OPERATOR, at=ELSEWHERE)
    assert isinstance(hotline.refusal(elsewhere, "list_answers", request_id=opened["id"]), NotFound)
