"""A certificate says what was recorded when it was issued; anyone with its code may check it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from linli.clock import local, now
from linli.errors import Conflict, Forbidden, Invalid, LinliError, NotFound, StaleVersion
from linli.identity import Principal, Role
from services.volunteer.tables.certificates import CERTIFICATE
from tests.factories.either_volunteer import BOTH, either
from tests.factories.people import COMMUNITY, DISTRICT, ELSEWHERE, administrator, person
from tests.factories.running import RunningService
from tests.factories.volunteers import COORDINATOR, NEIGHBOUR, credit, someone_with

TODAY = local(now()).date()
ANYONE = person(Role.CITIZEN, at=DISTRICT)


@pytest.fixture(params=BOTH)
def volunteer(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[RunningService]:
    with either(request, tmp_path) as service:
        yield service


def issue(volunteer: RunningService, volunteer_id: UUID, **said: Any) -> dict[str, Any]:
    days = {"since": TODAY - timedelta(days=30), "until": TODAY}
    command: dict[str, Any] = {"area_code": COMMUNITY, "name": "张桂兰", "card_tail": "123X", **days, **said}
    return volunteer.ask(COORDINATOR, "issue_certificate", volunteer_id=volunteer_id, **command)


def check(volunteer: RunningService, code: str) -> dict[str, Any]:
    return volunteer.ask(ANYONE, "check_certificate", code=code)


def test_a_certificate_adds_up_what_is_recorded_for_its_days(volunteer: RunningService) -> None:
    someone = someone_with(volunteer, "2")
    credit(volunteer, someone, "3.5", served_on=TODAY - timedelta(days=30))
    credit(volunteer, someone, "8", served_on=TODAY - timedelta(days=31))
    wrong = credit(volunteer, someone, "4")["entry_id"]
    volunteer.ask(COORDINATOR, "reverse_hours", entry_id=wrong, reason="登记错误")
    made = issue(volunteer, someone)
    assert (made["hours"], made["services"], made["code"][:7]) == ("5.50", 2, f"{DISTRICT}-")
    credit(volunteer, someone, "1")
    assert volunteer.ask(COORDINATOR, "get_certificate", id=made["id"]) == made
    assert volunteer.ask(COORDINATOR, "list_certificates", volunteer_id=someone)["items"] == [made]


def test_anyone_with_the_code_is_told_what_to_hold_against_the_paper(volunteer: RunningService) -> None:
    made = issue(volunteer, someone_with(volunteer, "2"))
    found = check(volunteer, made["code"])
    assert (found["valid"], found["name"], found["hours"], found["services"]) == (True, "张**", "2.00", 1)
    assert "volunteer_id" not in found
    volunteer.ask(COORDINATOR, "revoke_certificate", id=made["id"], reason="姓名有误", version=1)
    found = check(volunteer, made["code"])
    assert (found["valid"], found["revoked_at"] is not None) == (False, True)
    assert volunteer.refusal(COORDINATOR, "revoke_certificate", id=made["id"], reason="again").code == "revoked_already"
    assert (
        volunteer.refusal(ANYONE, "check_certificate", code=f"{DISTRICT}-0000-0000-0000").code == "unknown_certificate"
    )


def test_name_and_card_are_sealed_and_codes_differ(volunteer: RunningService) -> None:
    someone = someone_with(volunteer, "2")
    codes = {issue(volunteer, someone)["code"] for _ in range(20)}
    assert len(codes) == 20
    with volunteer.database.reading() as session:
        row = session.execute(select(CERTIFICATE)).first()
    assert row is not None
    assert "张" not in row.name
    assert "123X" not in row.card_tail


def test_what_cannot_be_certified_and_who_may_not(volunteer: RunningService) -> None:
    someone = someone_with(volunteer, "2")
    made = issue(volunteer, someone)
    days = {"since": TODAY, "until": TODAY}
    said: dict[str, Any] = {"volunteer_id": someone, "area_code": COMMUNITY, "name": "王", **days}
    yesterday = TODAY - timedelta(days=1)
    cases: list[tuple[Principal, str, dict[str, Any], type[LinliError]]] = [
        (COORDINATOR, "issue_certificate", {**said, "since": yesterday, "until": yesterday}, Conflict),
        (COORDINATOR, "issue_certificate", {**said, "until": yesterday}, Invalid),
        (COORDINATOR, "issue_certificate", {**said, "until": TODAY + timedelta(days=1)}, Invalid),
        (COORDINATOR, "issue_certificate", {**said, "card_tail": "12"}, Invalid),
        (COORDINATOR, "issue_certificate", {**said, "volunteer_id": uuid4()}, NotFound),
        (NEIGHBOUR, "issue_certificate", said, Forbidden),
        (administrator(ELSEWHERE), "issue_certificate", said, NotFound),
        (administrator(ELSEWHERE), "get_certificate", {"id": made["id"]}, NotFound),
        (COORDINATOR, "revoke_certificate", {"id": made["id"], "reason": "x", "version": 7}, StaleVersion),
        (person(Role.CITIZEN, at=ELSEWHERE), "check_certificate", {"code": made["code"]}, NotFound),
        (person(Role.COORDINATOR), "check_certificate", {"code": made["code"]}, Forbidden),
        (ANYONE, "check_certificate", {"code": "x"}, Invalid),
        (COORDINATOR, "get_hour_statement", {"volunteer_id": someone, "since": "2020-01-01", "until": TODAY}, Invalid),
        (administrator(ELSEWHERE), "get_hour_statement", {"volunteer_id": someone, **days}, NotFound),
    ]
    for who, method, command, kind in cases:
        assert type(volunteer.refusal(who, method, **command)) is kind, (method, command)


def test_a_statement_has_what_was_held_before_each_line_and_what_is_held_after(volunteer: RunningService) -> None:
    me = NEIGHBOUR.account_id
    credit(volunteer, me, "2")
    credit(volunteer, me, "1.5")
    volunteer.ask(COORDINATOR, "donate_hours", volunteer_id=me, hours="0.5")
    days: dict[str, Any] = {"since": TODAY, "until": TODAY}
    found = volunteer.ask(NEIGHBOUR, "get_my_hour_statement", **days)
    assert (found["before"], found["after"]) == ("0.00", "3.00")
    assert [one["amount"] for one in found["lines"]] == ["2.00", "1.50", "-0.50"]
    same = volunteer.ask(COORDINATOR, "get_hour_statement", volunteer_id=me, **days)
    assert same["lines"] == found["lines"]
    earlier: dict[str, Any] = {"since": TODAY - timedelta(days=9), "until": TODAY - timedelta(days=1)}
    past = volunteer.ask(NEIGHBOUR, "get_my_hour_statement", **earlier)
    assert (past["before"], past["after"], past["lines"]) == ("0.00", "0.00", [])
