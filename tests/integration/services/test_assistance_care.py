"""Home care: assessed by two, planned ahead, offered to volunteers by events; missed visits call for a re-check."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from linli.clock import local
from linli.contracts.assistance.care import SelfCareClass, SelfCareItem
from linli.contracts.task import TaskEvent, TaskSummary
from linli.contracts.volunteer.tasks import TaskAccepted, TaskCancelled, TaskCompleted, TaskDeclined
from linli.errors import NotFound
from linli.identity import Role
from linli.observe import Chain
from linli.work import Work
from services.assistance.domain.care import class_of
from services.assistance.usecases import care as usecases
from tests.factories.applications import BOSS, Office, office_of
from tests.factories.people import COMMUNITY, DISTRICT, ELSEWHERE, person
from tests.factories.register import registered
from tests.factories.running import HOSTINGS, beside_commands, running

DAYS = 14


@pytest.fixture(params=HOSTINGS)
def office(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    with beside_commands("assistance", request, tmp_path, monkeypatch) as service:
        yield office_of(service, tmp_path, monkeypatch)


def old(office: Office, failed: int | None = 3) -> str:
    return str(registered(office.service, BOSS, born="1940-05-01", facts={"self_care_failed": failed})["id"])


def line(office: Office, **more: Any) -> dict[str, Any]:
    """Meals every day at noon from tomorrow on, by volunteers."""
    noon = (local(office.clock()) + timedelta(days=1)).replace(hour=12, minute=0, second=0, microsecond=0)
    return {"service": "meals", "starts_at": noon.isoformat(), "minutes": 60, "rule": "FREQ=DAILY", **more}


def planned(office: Office, person_id: str | None = None, **more: Any) -> dict[str, Any]:
    said: dict[str, Any] = {"person_id": person_id or old(office), "lines": [line(office, **more)]}
    return office.service.ask(office.staff["clerk"], "plan_care", **said)


def told(kind: type[TaskEvent], visit: dict[str, Any], at: datetime, sequence: int = 1) -> TaskEvent:
    """What the volunteer service says of the task for a visit."""
    moment = datetime.fromisoformat(visit["starts_at"])
    task = TaskSummary(state="-", category="home_care", opened_at=moment, due_at=moment)
    return kind(subject=UUID(visit["id"]), area_code=COMMUNITY, sequence=sequence, occurred_at=at, task=task)


def time_is_up(office: Office, visit: dict[str, Any]) -> None:
    """The visit's timer fires."""
    with office.service.database.transaction() as session:
        usecases.missed(Work(session, office.clock(), Chain()), UUID(visit["id"]))


def shown(office: Office, plan: dict[str, Any]) -> dict[str, Any]:
    return office.do("clerk", "get_care_plan", plan)


@pytest.mark.parametrize(
    ("failed", "expected"),
    [(0, "able"), (1, "partly"), (2, "partly"), (3, "partly"), (4, "unable"), (5, "unable"), (6, "unable")],
)
def test_none_of_six_items_is_able_up_to_three_partly_and_four_unable(failed: int, expected: str) -> None:
    """特困人员认定办法 (民发〔2021〕43号)."""
    assert class_of(list(SelfCareItem)[:failed]) is SelfCareClass(expected)


def test_self_care_is_assessed_by_two_not_near_the_person_and_the_register_has_it(office: Office) -> None:
    clerk, who = office.staff["clerk"], old(office, None)
    said: dict[str, Any] = {"person_id": who, "failed": ["bathing", "walking"]}
    alone = office.service.refusal(clerk, "assess_self_care", **said, assessors=[office.id("first")] * 2)
    assert alone.code == "two_investigators"
    both = [office.id("first"), office.id("second")]
    found = office.service.ask(clerk, "assess_self_care", **said, assessors=both)
    assert found["result"] == "partly"
    assert office.service.ask(clerk, "get_person", id=who)["facts"]["self_care_failed"] == 2
    office.service.ask(BOSS, "state_kin", id=office.persons["second"], other_id=who, kin="sibling")
    near = office.service.refusal(clerk, "assess_self_care", **said, assessors=both)
    assert near.code == "related_to_household"
    assert len(office.service.ask(clerk, "list_assessments", id=who)["items"]) == 1
    with pytest.raises(DBAPIError, match="only added to"), office.service.database.transaction() as session:
        session.execute(text("DELETE FROM care_assessment"))


def test_care_is_planned_for_who_was_assessed_and_does_not_manage_alone_once(office: Office) -> None:
    clerk = office.staff["clerk"]
    lines = [line(office)]
    for failed, code in ((None, "not_assessed"), (0, "manages_alone")):
        refused = office.service.refusal(clerk, "plan_care", person_id=old(office, failed), lines=lines)
        assert refused.code == code
    who = old(office)
    never = office.service.refusal(clerk, "plan_care", person_id=who, lines=[line(office, rule="FREQ=HOURLY")])
    assert never.code == "bad_recurrence"
    nobody = office.service.refusal(clerk, "plan_care", person_id=who, lines=[line(office, by="provider")])
    assert list(nobody.fields) == ["lines.0.provider"]
    plan = planned(office, who)
    assert len(plan["visits"]) in (DAYS - 1, DAYS)
    assert office.service.refusal(clerk, "plan_care", person_id=who, lines=lines).code == "planned_already"
    beside = person(Role.AID_SURVEYOR, at=ELSEWHERE)
    assert isinstance(office.service.refusal(beside, "get_care_plan", id=plan["id"]), NotFound)


def test_visits_are_planned_ahead_day_by_day_and_none_twice(office: Office) -> None:
    plan = planned(office)
    first = {one["id"] for one in plan["visits"]}
    for _ in range(2):
        with office.service.database.transaction() as session:
            usecases.carry_on(Work(session, office.clock(), Chain()), UUID(plan["id"]))
    assert {one["id"] for one in shown(office, plan)["visits"]} == first
    office.clock.pass_days(3)
    with office.service.database.transaction() as session:
        usecases.carry_on(Work(session, office.clock(), Chain()), UUID(plan["id"]))
    after = {one["id"] for one in shown(office, plan)["visits"]}
    assert (len(after - first), first <= after) == (3, True)
    assert office.service.names().count("care_visit.planned") == len(after)


def test_what_volunteers_do_with_the_task_of_a_visit_moves_the_visit(office: Office) -> None:
    plan = planned(office)
    first, second = plan["visits"][:2]
    office.service.tell(told(TaskAccepted, first, office.clock()))
    assert shown(office, plan)["visits"][0]["state"] == "taken"
    office.service.tell(told(TaskDeclined, first, office.clock(), 2))
    assert shown(office, plan)["visits"][0]["state"] == "planned"
    office.clock.pass_days(2)
    office.service.tell(told(TaskCompleted, first, office.clock(), 3))
    office.service.tell(told(TaskCancelled, second, office.clock()))
    assert [one["state"] for one in shown(office, plan)["visits"][:2]] == ["done", "planned"]
    stranger = {**first, "id": str(uuid4())}
    office.service.tell(told(TaskCompleted, stranger, office.clock()))
    assert office.service.waiting() == (0, 0)


def test_two_visits_missed_in_a_row_call_for_a_re_check_of_the_plan_and_of_the_aid(office: Office) -> None:
    plan = planned(office)
    office.clock.pass_days(5)
    first, second, third = plan["visits"][:3]
    time_is_up(office, first)
    office.do("clerk", "note_visit", second, state="done")
    time_is_up(office, third)
    assert (shown(office, plan)["state"], shown(office, plan)["missed"]) == ("active", 1)
    office.do("clerk", "note_visit", plan["visits"][3], state="missed", note="无人应门")
    due = shown(office, plan)
    assert (due["state"], due["missed"]) == ("recheck", 2)
    names = office.service.names()
    assert (names.count("care_visit.missed"), names.count("care_plan.recheck_due")) == (3, 1)
    listed = office.service.ask(office.staff["clerk"], "list_care_plans", area_code=DISTRICT, state="recheck")
    assert [one["id"] for one in listed["items"]] == [plan["id"]]
    again = office.do("clerk", "recheck_care", plan, finding="住院，已联系家属")
    assert (again["state"], again["missed"]) == ("active", 0)
    assert office.refused("clerk", "recheck_care", plan, finding="x").code == "no_recheck"


def test_a_visit_that_is_to_come_is_neither_done_nor_missed_and_one_noted_is_not_missed(office: Office) -> None:
    plan = planned(office)
    early = office.refused("clerk", "note_visit", plan["visits"][0], state="done")
    assert early.code == "bad_plan"
    office.clock.pass_days(2)
    office.do("clerk", "note_visit", plan["visits"][0], state="done")
    time_is_up(office, plan["visits"][0])
    assert shown(office, plan)["visits"][0]["state"] == "done"
    assert office.refused("clerk", "note_visit", plan["visits"][0], state="taken").code == "no_outcome"


def test_visits_become_volunteers_tasks_and_go_with_the_plan(office: Office, tmp_path: Path) -> None:
    """Through the events themselves: what assistance sends is told to a volunteer service with its own database."""
    plan, by_provider = planned(office), planned(office, by="provider", provider="社区食堂")
    coordinator = person(Role.COORDINATOR)
    with running("volunteer", tmp_path / "volunteer") as volunteer:
        volunteer.tell(*office.service.sent())
        visit = plan["visits"][1]
        task = volunteer.ask(coordinator, "get_task", id=visit["id"])
        assert (task["task"]["category"], task["task"]["state"]) == ("home_care", "open")
        assert (task["plan"]["starts_at"], task["plan"]["beneficiary_id"]) == (visit["starts_at"], plan["person_id"])
        assert task["plan"]["roles"][0]["skills"] == ["cooking"]
        other = volunteer.refusal(coordinator, "get_task", id=by_provider["visits"][0]["id"])
        assert isinstance(other, NotFound), "a provider gives it"
        office.do("clerk", "end_care", plan, reason="入住养老机构")
        volunteer.tell(*office.service.sent())
        assert volunteer.ask(coordinator, "get_task", id=visit["id"])["task"]["state"] == "cancelled"
        office.service.tell(*volunteer.sent())
    assert {one["state"] for one in shown(office, plan)["visits"]} == {"cancelled"}
    assert office.refused("clerk", "end_care", plan, reason="x").code == "plan_ended"
