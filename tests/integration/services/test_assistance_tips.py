"""Every tip is checked by two who are apart, who gave a name is told, and the application it is about is visited."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from linli.errors import NotFound
from linli.identity import Role
from tests.factories.applications import Office, office_of
from tests.factories.people import COMMUNITY, ELSEWHERE, person
from tests.factories.running import HOSTINGS, beside_commands

INFORMANT = {"name": "钱多多", "phone": "13912345678"}


@pytest.fixture(params=HOSTINGS)
def office(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    with beside_commands("assistance", request, tmp_path, monkeypatch) as service:
        yield office_of(service, tmp_path, monkeypatch)


def tip(office: Office, **more: Any) -> dict[str, Any]:
    said = {"area_code": COMMUNITY, "about": "该户有两辆汽车", "informant": INFORMANT, **more}
    return office.service.ask(office.staff["clerk"], "take_tip", **said)


def found(office: Office, **more: Any) -> dict[str, Any]:
    pair = [office.id("first"), office.id("second")]
    return {"outcome": "unfounded", "finding": "车辆为亲属所有", "investigators": pair, **more}


def test_a_named_tip_is_checked_by_two_and_answered_and_each_step_stays(office: Office) -> None:
    """民发〔2021〕57号 art. 37."""
    one = tip(office, household_id=office.home)
    assert (one["informant_name"], one["informant_phone"]) == ("钱**", "139******78")
    assert office.refused("clerk", "answer_tip", one, how="电话").code == "illegal_transition"
    alone = office.refused("clerk", "check_tip", one, **found(office, investigators=[office.id("first")] * 2))
    assert alone.code == "two_investigators"
    checked = office.do("clerk", "check_tip", one, **found(office))
    assert (checked["state"], checked["outcome"]) == ("checked", "unfounded")
    assert office.refused("clerk", "check_tip", one, **found(office)).code == "illegal_transition"
    asked: dict[str, Any] = {"area_code": COMMUNITY, "to_answer": True}
    assert [each["id"] for each in office.service.ask(office.staff["clerk"], "list_tips", **asked)["items"]] == [
        one["id"]
    ]
    shown = office.do("clerk", "show_informant", one, reason="电话反馈")
    assert shown == INFORMANT
    answered = office.do("clerk", "answer_tip", one, how="已电话反馈核查结果")
    assert (answered["state"], [step["action"] for step in answered["steps"]]) == (
        "answered",
        ["receive", "check", "look", "answer"],
    )
    assert office.service.ask(office.staff["clerk"], "list_tips", **asked)["items"] == []
    assert office.service.names().count("tip.moved") == 3
    for statement in ("DELETE FROM aid_tip_step", "UPDATE aid_tip_step SET note = 'x'"):
        with pytest.raises(DBAPIError, match="only added to"), office.service.database.transaction() as session:
            session.execute(text(statement))


def test_an_anonymous_tip_is_checked_too_and_has_nobody_to_answer(office: Office) -> None:
    one = tip(office, informant=None)
    assert one["informant_name"] is None
    checked = office.do("clerk", "check_tip", one, **found(office, outcome="confirmed", household_id=office.home))
    assert (checked["household_id"], checked["outcome"]) == (office.home, "confirmed")
    assert office.refused("clerk", "answer_tip", one, how="电话").code == "anonymous"
    assert office.refused("clerk", "show_informant", one, reason="反馈").code == "anonymous"
    elsewhere = person(Role.AID_SURVEYOR, at=ELSEWHERE)
    assert isinstance(office.service.refusal(elsewhere, "get_tip", id=one["id"]), NotFound)


def test_who_is_near_the_household_or_decided_about_its_aid_does_not_check_what_is_said_of_it(office: Office) -> None:
    office.paying()
    one = tip(office, household_id=office.home)
    for name, code in (
        ("approver", "decided_before"),
        ("nobody", "staff_unregistered"),
        ("cousin", "related_to_household"),
    ):
        if name == "nobody":
            office.hire(name, Role.AID_SURVEYOR, register=False)
        if name == "cousin":
            office.hire(name, Role.AID_SURVEYOR)
            said = {"id": office.persons[name], "other_id": office.head, "kin": "sibling"}
            office.service.ask(office.staff["clerk"], "state_kin", **said)
        pair = [office.id("first"), office.id(name)]
        assert office.refused("clerk", "check_tip", one, **found(office, investigators=pair)).code == code
    assert office.do("clerk", "check_tip", one, **found(office))["state"] == "checked"


def test_the_application_of_a_household_is_visited_before_it_is_decided_once_there_is_a_tip(office: Office) -> None:
    """Art. 20."""
    one = office.forwarded()
    assert one["visit_needed"] is False
    tip(office, household_id=office.home)
    assert office.refused("approver", "decide_application", one, approve=True).code == "visit_needed"
    office.do("clerk", "visit_household", one, reason="入户核实，无异常")
    assert office.do("approver", "decide_application", one, approve=True)["state"] == "granted"


def test_who_gave_a_tip_is_in_no_table_or_event_in_clear(office: Office) -> None:
    one = tip(office)
    office.do("clerk", "show_informant", one, reason="反馈")
    kept = ("aid_tip", "aid_tip_step", "outbox", "idempotency")
    with office.service.database.reading() as session:
        rows = [str(row) for table in kept for row in session.execute(text(f"SELECT * FROM {table}"))]
    assert rows
    assert not [row for row in rows if INFORMANT["name"] in row or INFORMANT["phone"] in row]
