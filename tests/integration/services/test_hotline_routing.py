"""Rules are changed with dates, decide where requests go, and are tried on past requests before they hold."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import delete

from linli.clock import local, now
from linli.errors import Forbidden, Invalid, NotFound, StaleVersion
from linli.identity import Role
from services.hotline.tables.catalogue import CATALOGUE_ENTRY, CATALOGUE_STAMP
from tests.factories.people import COMMUNITY, DISTRICT, ELSEWHERE, STREET, administrator, person
from tests.factories.running import RunningService, running
from tests.factories.unique import tracking_code

OPERATOR = person(Role.OPERATOR)
ADMINISTRATOR = administrator()
TODAY = local(now()).date()
TO_STREET: dict[str, Any] = {"area_code": STREET, "category": "noise.residential", "unit": {"tier": "street"}}
THIS_YEAR: dict[str, Any] = {"since": TODAY - timedelta(days=300), "until": TODAY + timedelta(days=1)}


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.servers)])
def kept(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    url = None
    if request.param == "postgresql":
        url = request.getfixturevalue("scratch").database_url("routing")
    with running("hotline", tmp_path_factory.mktemp("routing"), url) as service:
        yield service


@pytest.fixture
def hotline(kept: RunningService) -> RunningService:
    """A hotline whose catalogue nobody has changed yet."""
    with kept.database.transaction() as session:
        for table in (CATALOGUE_ENTRY, CATALOGUE_STAMP):
            session.execute(delete(table))
    return kept


def opened(hotline: RunningService, area: str = COMMUNITY, **said: Any) -> dict[str, Any]:
    """A request as it is shown after its opening."""
    command = {"id": uuid4(), "tracking_code": tracking_code(), "title": "Noise"}
    given: dict[str, Any] = {"area_code": area, "category": "noise.residential", **command, **said}
    return hotline.ask(ADMINISTRATOR, "open_request", **given)


def unit(hotline: RunningService, **said: Any) -> tuple[str, str]:
    request = opened(hotline, **said)["request"]
    return request["unit_area"], request["department"]


def test_a_new_rule_decides_from_its_day_on_until_it_ends(hotline: RunningService) -> None:
    assert unit(hotline) == (COMMUNITY, "SQ")
    made = hotline.ask(ADMINISTRATOR, "create_routing_rule", code="noise.here", **TO_STREET)
    assert (made["version"], made["valid_until"]) == (1, None)
    assert unit(hotline) == (STREET, "SQ")
    changed = {**TO_STREET, "unit": {"tier": "district", "department": "ST"}}
    hotline.ask(ADMINISTRATOR, "change_routing_rule", code="noise.here", version=1, **changed)
    assert unit(hotline) == (DISTRICT, "ST")
    hotline.ask(ADMINISTRATOR, "retire_routing_rule", code="noise.here", version=2)
    assert unit(hotline) == (COMMUNITY, "SQ")


def test_a_rule_of_tomorrow_does_not_decide_today(hotline: RunningService) -> None:
    later = TODAY + timedelta(days=1)
    hotline.ask(ADMINISTRATOR, "create_routing_rule", code="noise.here", valid_from=later, **TO_STREET)
    assert unit(hotline) == (COMMUNITY, "SQ")
    assert "noise.here" not in [one["code"] for one in hotline.ask(OPERATOR, "list_routing_rules")["items"]]
    assert "noise.here" in [one["code"] for one in hotline.ask(OPERATOR, "list_routing_rules", at=later)["items"]]


def test_a_deadline_rule_sets_the_clocks_of_its_area_from_its_day_on(hotline: RunningService) -> None:
    rule: dict[str, Any] = {
        "area_code": STREET,
        "category": "noise.residential",
        "deadlines": {"settle": "7d", "sign": "3h"},
    }
    hotline.ask(ADMINISTRATOR, "create_deadline_rule", code="slow", **rule)
    at = now() - timedelta(minutes=1)
    request = opened(hotline, at=at.isoformat())["request"]
    due = {name: request[f"{name}_due_at"][:16] for name in ("sign", "answer", "settle")}
    wanted = {"sign": timedelta(hours=3), "answer": timedelta(hours=2), "settle": timedelta(days=7)}
    assert due == {name: (at + wait).isoformat()[:16] for name, wait in wanted.items()}
    beside = opened(hotline, area="210103006001", at=at.isoformat())["request"]
    assert beside["sign_due_at"][:16] == (at + timedelta(hours=1)).isoformat()[:16]


def test_a_question_is_to_be_settled_within_a_working_day(hotline: RunningService) -> None:
    """A Shanghai street's clock for a question, against fifteen working days of the category."""
    question = opened(hotline, category="aid.tax", kind="question")["request"]
    complaint = opened(hotline, category="aid.tax", kind="complaint")["request"]
    assert question["settle_due_at"] < complaint["settle_due_at"]


def test_rules_are_listed_in_pages_and_by_area(hotline: RunningService) -> None:
    for number in range(5):
        hotline.ask(ADMINISTRATOR, "create_routing_rule", code=f"n{number}", **{**TO_STREET, "order": number})
    found, cursor = [], None
    while True:
        page = hotline.ask(OPERATOR, "list_routing_rules", area_code=COMMUNITY, limit=2, cursor=cursor)
        found += [one["code"] for one in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert found == ["n0", "n1", "n2", "n3", "n4", "praise", "suggestion"]
    assert [one["code"] for one in hotline.ask(OPERATOR, "list_routing_rules", area_code=ELSEWHERE)["items"]] == [
        "praise",
        "suggestion",
    ]


def test_rules_are_changed_by_administrators_of_their_district_from_the_version_they_saw(
    hotline: RunningService,
) -> None:
    hotline.ask(ADMINISTRATOR, "create_routing_rule", code="noise.here", **TO_STREET)
    change = {"code": "noise.here", "version": 1, **TO_STREET}
    assert isinstance(hotline.refusal(OPERATOR, "change_routing_rule", **change), Forbidden)
    assert isinstance(hotline.refusal(administrator(ELSEWHERE), "change_routing_rule", **change), NotFound)
    assert isinstance(hotline.refusal(administrator(STREET), "change_routing_rule", **change), NotFound)
    there = {"code": "noise.here", "version": 1, **TO_STREET, "area_code": ELSEWHERE}
    assert isinstance(hotline.refusal(administrator(ELSEWHERE), "change_routing_rule", **there), NotFound)
    assert isinstance(hotline.refusal(administrator(ELSEWHERE), "retire_routing_rule", code="noise.here"), NotFound)
    stale = {**change, "version": 7}
    assert isinstance(hotline.refusal(ADMINISTRATOR, "change_routing_rule", **stale), StaleVersion)


def test_a_dry_run_tells_how_many_requests_would_go_where_with_examples_and_changes_nothing(
    hotline: RunningService,
) -> None:
    ids = {opened(hotline, area="210103011001", category="noise.place")["id"] for _ in range(3)}
    opened(hotline, area="210103011001", category="noise.works")
    rule = {"code": "try", "area_code": "210103011", "category": "noise.place", "unit": {"tier": "district"}}
    asked: dict[str, Any] = {"area_code": "210103011", "rules": [rule], **THIS_YEAR}
    found = hotline.ask(ADMINISTRATOR, "dry_run_routing", **asked, examples=2)
    (move,) = found["items"]
    assert (found["requests"] >= 4, found["changed"], found["moves"]) == (True, 3, 1)
    assert (move["source"], move["target"]) == (
        {"area_code": "210103011", "department": "CG"},
        {"area_code": DISTRICT, "department": "CG"},
    )
    assert (move["rule"], move["requests"], len(move["examples"])) == ("try", 3, 2)
    assert {one["id"] for one in move["examples"]} < ids
    assert (
        hotline.ask(ADMINISTRATOR, "get_request", id=move["examples"][0]["id"])["request"]["category"] == "noise.place"
    )
    assert unit(hotline, area="210103011001", category="noise.place") == ("210103011", "CG")


def test_a_text_message_is_answered_within_minutes_and_may_go_elsewhere_than_a_call(hotline: RunningService) -> None:
    place = {"area": "210103014001", "category": "noise.works"}
    shown = {one: opened(hotline, **place, channel=one) for one in ("sms", "phone")}
    texted, called = shown["sms"]["request"], shown["phone"]["request"]
    to_answer = [
        datetime.fromisoformat(one["answer_due_at"]) - datetime.fromisoformat(one["opened_at"])
        for one in (texted, called)
    ]
    assert (to_answer[0], to_answer[1] > timedelta(hours=1)) == (timedelta(minutes=3), True)
    rule: dict[str, Any] = {"code": "texts", "channel": "sms", "unit": {"tier": "district", "department": "RX"}}
    found = hotline.ask(ADMINISTRATOR, "dry_run_routing", area_code="210103014", rules=[rule], **THIS_YEAR)
    assert (found["requests"], found["changed"], found["items"][0]["examples"][0]["id"]) == (2, 1, shown["sms"]["id"])
    hotline.ask(ADMINISTRATOR, "create_routing_rule", **rule)
    assert [unit(hotline, **place, channel=one) for one in ("sms", "phone")] == [
        (DISTRICT, "RX"),
        (called["unit_area"], called["department"]),
    ]


def test_a_dry_run_takes_rules_away_and_looks_at_its_area_and_period_only(hotline: RunningService) -> None:
    praise = {"area": "210103012001", "category": "noise.works", "kind": "praise"}
    assert unit(hotline, **praise) == (DISTRICT, "RX")
    away: dict[str, Any] = {"retired": ["praise"], **THIS_YEAR}
    cell = "01001021010301200101"
    assert unit(hotline, **{**praise, "area": cell}) == (DISTRICT, "RX")
    assert hotline.ask(ADMINISTRATOR, "dry_run_routing", area_code="210103012", **away)["changed"] == 2
    assert hotline.ask(ADMINISTRATOR, "dry_run_routing", area_code=cell, **away)["changed"] == 1
    assert hotline.ask(ADMINISTRATOR, "dry_run_routing", area_code="210103013", **away)["requests"] == 0
    last_month = hotline.ask(ADMINISTRATOR, "dry_run_routing", area_code="210103012", retired=["praise"])
    assert (last_month["requests"], last_month["until"]) == (0, TODAY.replace(day=1).isoformat())


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"retired": ["none"]}, "retired"),
        ({"rules": [{"code": "a", "unit": {}}]}, "unit"),
        ({"since": "2026-01-01", "until": "2026-01-01"}, "until"),
        ({"since": "2024-01-01", "until": "2026-01-01"}, "until"),
    ],
)
def test_a_dry_run_of_what_cannot_be_is_refused(hotline: RunningService, said: dict[str, Any], field: str) -> None:
    refused = hotline.refusal(ADMINISTRATOR, "dry_run_routing", area_code=DISTRICT, **said)
    assert (type(refused), list(refused.fields)) == (Invalid, [field])


def test_a_dry_run_is_for_administrators_who_reach_the_area(hotline: RunningService) -> None:
    assert isinstance(hotline.refusal(OPERATOR, "dry_run_routing", area_code=DISTRICT), Forbidden)
    assert isinstance(hotline.refusal(administrator(STREET), "dry_run_routing", area_code=DISTRICT), NotFound)
