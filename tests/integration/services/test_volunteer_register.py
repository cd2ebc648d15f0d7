"""The register on both databases: applications reviewed, documents that remind, organisations of three tiers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select, update

from linli.clock import local, now
from linli.errors import Conflict, Forbidden, Invalid, NotFound
from linli.identity import Grant, Principal, Role
from linli.timers import TIMER
from services.volunteer.tables import METADATA
from services.volunteer.tables.register import CONTACT_LOOK, DOCUMENT
from tests.factories.people import COMMUNITY, DISTRICT, ELSEWHERE, STREET, person
from tests.factories.running import RunningService, running
from tests.factories.unique import phone
from tests.factories.volunteer_register import ALL_DAY, COORDINATOR, give, profile, register
from tests.factories.volunteers import empty
from tests.machine import Scratch

PUBLIC = Principal(uuid4(), (Grant(Role.CITIZEN, COMMUNITY),))


@pytest.fixture(scope="module")
def distributed(scratch: Scratch, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    with running("volunteer", tmp_path_factory.mktemp("register"), scratch.database_url("register")) as service:
        yield service


@pytest.fixture(params=("sqlite", "postgresql"))
def volunteer(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[RunningService]:
    if request.param == "sqlite":
        with running("volunteer", tmp_path) as service:
            yield service
        return
    service = request.getfixturevalue("distributed")
    empty(service.database)
    yield service


def apply(service: RunningService, number: str, **more: Any) -> dict[str, Any]:
    said: dict[str, Any] = {"area_code": COMMUNITY, "name": "韩梅梅", "phone": number, "profile": profile(**more)}
    return service.ask(PUBLIC, "apply_as_volunteer", **said)


def test_an_application_is_decided_by_a_coordinator_and_a_number_applies_once(volunteer: RunningService) -> None:
    number = phone()
    made = apply(volunteer, number)
    with pytest.raises(Conflict):
        apply(volunteer, f"+86 {number}")
    applied = volunteer.ask(COORDINATOR, "list_volunteers", area_code=STREET, state="applied")["items"]
    assert [(one["id"], one["name"]) for one in applied] == [(made["id"], "韩**")]
    refused = volunteer.refusal(COORDINATOR, "review_application", id=made["id"], accept=False)
    assert isinstance(refused, Invalid)
    volunteer.ask(COORDINATOR, "review_application", id=made["id"], accept=False, reason="资料不实", version=1)
    again = apply(volunteer, number)
    taken = volunteer.ask(COORDINATOR, "review_application", id=again["id"], accept=True)
    assert taken["state"] == "active"
    assert volunteer.refusal(COORDINATOR, "review_application", id=again["id"], accept=True).code == "no_application"
    names = [name for name in volunteer.names() if name.startswith("volunteer.")]
    assert names == [f"volunteer.{one}" for one in ("applied", "refused", "applied", "registered")]


def test_name_and_number_are_masked_and_shown_for_a_reason_that_is_kept(volunteer: RunningService) -> None:
    made = register(volunteer)
    assert (made["name"], made["phone"][3:-2]) == ("李*", "******")
    shown = volunteer.ask(COORDINATOR, "reveal_contact", id=made["id"], reason="今晚上门前联系")
    assert shown["name"] == "李雷"
    with volunteer.database.reading() as session:
        (look,) = session.execute(select(CONTACT_LOOK))
    assert (look.account_id, look.reason) == (COORDINATOR.account_id, "今晚上门前联系")
    assert isinstance(volunteer.refusal(person(Role.AUDITOR), "reveal_contact", id=made["id"], reason="看"), Forbidden)
    elsewhere = person(Role.COORDINATOR, at=ELSEWHERE)
    assert isinstance(volunteer.refusal(elsewhere, "get_volunteer", id=made["id"]), NotFound)


def test_no_name_and_no_number_stands_in_the_database_or_in_an_event(volunteer: RunningService) -> None:
    number = phone()
    made = volunteer.ask(
        COORDINATOR, "register_volunteer", area_code=COMMUNITY, name="独一无二", phone=number, profile=profile()
    )
    give(volunteer, made["id"], "insurance", "accident")
    with volunteer.database.reading() as session:
        for table in METADATA.sorted_tables:
            for row in session.execute(select(table)):
                assert number not in str(row), table
                assert "独一无二" not in str(row), table
    assert all(number not in one.encode() for one in volunteer.sent())


def test_a_list_is_narrowed_by_skill_and_goes_on_page_by_page(volunteer: RunningService) -> None:
    for skills in (["company"], ["company", "it"], ["it"]):
        register(volunteer, skills=skills, free=False)
    seen: list[dict[str, Any]] = []
    cursor = None
    while cursor is not None or not seen:
        page = volunteer.ask(COORDINATOR, "list_volunteers", area_code=STREET, skill="it", limit=1, cursor=cursor)
        seen += page["items"]
        cursor = page["next_cursor"]
    assert [one["skills"] for one in seen] == [["it"], ["company", "it"]]
    bad = volunteer.refusal(COORDINATOR, "revise_profile", id=seen[0]["id"], profile=profile(skills=["none"]))
    assert list(bad.fields) == ["profile.skills"]
    volunteer.ask(COORDINATOR, "revise_profile", id=seen[0]["id"], profile=profile(skills=["law"]))
    able = volunteer.ask(COORDINATOR, "list_volunteers", area_code=STREET, skill="it")["items"]
    assert len(able) == 1


def test_a_documents_end_is_told_30_and_7_days_before_and_at_its_end(volunteer: RunningService) -> None:
    made = register(volunteer, free=False)
    with_it = give(volunteer, made["id"], "certificate", "first_aid", days=40)
    assert with_it["documents"][0]["valid"] is True
    for left in (30, 7, -1):
        with volunteer.database.transaction() as session:
            ends = local(now()).date() + timedelta(days=left)
            session.execute(update(DOCUMENT).values(valid_until=ends))
            session.execute(update(TIMER).values(due_at=now() - timedelta(seconds=1)))
        while volunteer.member.firing.fire_due():
            pass
    told = [event for event in volunteer.said() if event.name == "document.expiring"]
    assert [event.days for event in told] == [30, 7, 0]  # type: ignore[attr-defined]
    with volunteer.database.reading() as session:
        assert session.execute(select(TIMER)).first() is None
    assert volunteer.ask(COORDINATOR, "get_volunteer", id=made["id"])["documents"][0]["valid"] is False


def test_a_revoked_document_is_gone_and_reminds_nobody(volunteer: RunningService) -> None:
    made = give(volunteer, register(volunteer, free=False)["id"], "check", "police")
    document = made["documents"][0]["id"]
    gone = volunteer.ask(COORDINATOR, "revoke_document", id=made["id"], document_id=document, reason="伪造")
    assert gone["documents"] == []
    with volunteer.database.reading() as session:
        assert session.execute(select(TIMER)).first() is None
    other = volunteer.refusal(COORDINATOR, "revoke_document", id=made["id"], document_id=uuid4(), reason="误")
    assert isinstance(other, NotFound)


def test_availability_goes_in_and_out_as_a_calendar(volunteer: RunningService) -> None:
    made = register(volunteer)
    text = volunteer.ask(COORDINATOR, "get_calendar", id=made["id"])["calendar"]
    assert "BEGIN:VAVAILABILITY" in text
    volunteer.ask(COORDINATOR, "set_availability", id=made["id"], availability={})
    back = volunteer.ask(COORDINATOR, "read_calendar", id=made["id"], calendar=text)
    assert back["availability"]["weekly"] == ALL_DAY
    refused = volunteer.refusal(
        COORDINATOR, "read_calendar", id=made["id"], calendar="nothing", version=back["version"]
    )
    assert list(refused.fields) == ["calendar"]
    assert (
        volunteer.refusal(COORDINATOR, "read_calendar", id=made["id"], calendar=text, version=1).code == "stale_version"
    )


def test_one_federation_and_one_station_but_many_teams_which_volunteers_join_and_leave(
    volunteer: RunningService,
) -> None:
    content = {"name": "志愿组织", "charter": "章程", "rules": "制度", "activities": ["清洁日"]}
    for area, twice in ((DISTRICT, False), (STREET, False), (COMMUNITY, True)):
        team = volunteer.ask(COORDINATOR, "found_team", area_code=area, content=content)
        second: dict[str, Any] = {"area_code": area, "content": content}
        if twice:
            volunteer.ask(COORDINATOR, "found_team", **second)
        else:
            assert volunteer.refusal(COORDINATOR, "found_team", **second).code == "founded_already"
            volunteer.ask(COORDINATOR, "dissolve_team", id=team["id"], reason="重组", version=1)
            volunteer.ask(COORDINATOR, "found_team", **second)
    made = register(volunteer, free=False)
    assert volunteer.ask(COORDINATOR, "join_team", id=team["id"], volunteer_id=made["id"])["members"] == 1
    assert volunteer.ask(COORDINATOR, "get_volunteer", id=made["id"])["teams"] == [team["id"]]
    left = volunteer.ask(COORDINATOR, "join_team", id=team["id"], volunteer_id=made["id"], leaves=True)
    assert left["members"] == 0
    unknown = {**content, "leader_id": str(uuid4())}
    refused = volunteer.refusal(COORDINATOR, "revise_team", id=team["id"], content=unknown)
    assert list(refused.fields) == ["content.leader_id"]
    assert len(volunteer.ask(COORDINATOR, "list_teams", area_code=DISTRICT)["items"]) == 4


def test_indicators_count_communities_with_a_team_volunteers_and_service_days(volunteer: RunningService) -> None:
    content = {"name": "队"}
    for area in (COMMUNITY, COMMUNITY, "210103005004"):
        volunteer.ask(COORDINATOR, "found_team", area_code=area, content=content)
    for _ in range(3):
        register(volunteer, free=False)
    volunteer.ask(COORDINATOR, "record_residents", area_code=DISTRICT, residents=200)
    today = local(now()).date()
    for participants in (50, 60):
        day: dict[str, Any] = {"area_code": STREET, "day": today, "name": "学雷锋日", "participants": participants}
        volunteer.ask(COORDINATOR, "record_service_day", **day)
    said: dict[str, Any] = {"area_code": DISTRICT, "year": today.year, "communities": 4, "streets": 2}
    found = volunteer.ask(COORDINATOR, "get_indicators", **said)
    shares = {one["code"]: (one["counted"], one["share"], one["reached"]) for one in found["items"]}
    assert shares == {
        "communities_with_team": (2, 0.5, False),
        "volunteers_per_resident": (3, 0.015, True),
        "service_days_per_street": (1, 0.5, False),
        "streets_with_two_days": (0, 0.0, False),
    }
