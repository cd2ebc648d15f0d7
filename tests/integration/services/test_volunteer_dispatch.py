"""Planned tasks are offered to the best who may, a few at a time; who declines or is silent is replaced at once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, update

from linli.clock import now
from linli.contracts.hotline.words import TaskService
from linli.errors import Forbidden, Invalid, NotFound
from linli.identity import Role
from linli.timers import TIMER
from services.volunteer.tables.tasks import ENGAGEMENT, VOLUNTEER_TASK
from tests.factories.migrated import migrated_url
from tests.factories.people import COMMUNITY, ELSEWHERE, person
from tests.factories.planned import cycle, engagements, open_task, plan
from tests.factories.requests import CalledRequest
from tests.factories.running import RunningService, running
from tests.factories.volunteer_register import COORDINATOR, HERE, give, profile, register
from tests.machine import Scratch


@pytest.fixture(params=("sqlite", "postgresql"))
def volunteer(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[RunningService]:
    if request.param == "sqlite":
        with running("volunteer", tmp_path) as service:
            yield service
    else:
        scratch: Scratch = request.getfixturevalue("scratch")
        url = migrated_url(scratch, "volunteer", f"dispatch{uuid4().hex[:8]}")
        with running("volunteer", tmp_path, url) as service:
            yield service


@pytest.fixture
def small(tmp_path: Path) -> Iterator[RunningService]:
    with running("volunteer", tmp_path) as service:
        yield service


def task(service: RunningService, task_id: str) -> dict[str, Any]:
    return service.ask(COORDINATOR, "get_task", id=task_id)


def dispatch(service: RunningService, task_id: str) -> dict[str, Any]:
    return service.ask(COORDINATOR, "dispatch_task", id=task_id)


def fire(service: RunningService, name: str) -> None:
    """Let the timers of this name be due, and do them."""
    with service.database.transaction() as session:
        session.execute(update(TIMER).where(TIMER.c.name == name).values(due_at=now() - timedelta(seconds=1)))
    while service.member.firing.fire_due():
        pass


def test_a_cycle_offers_each_task_to_the_nearest_who_may_and_they_take_it(volunteer: RunningService) -> None:
    near = register(volunteer)
    register(volunteer, latitude=HERE[0] + 0.01)
    made = open_task(volunteer)
    assert cycle(volunteer) == 1
    (offer,) = engagements(volunteer, made["id"])
    assert (offer["volunteer_id"], offer["state"]) == (near["id"], "offered")
    assert "符合全部条件" in offer["why_zh"]
    assert "Meets every rule" in offer["why_en"]
    assert task(volunteer, made["id"])["task"]["state"] == "offered"
    taken = volunteer.ask(COORDINATOR, "accept_offer", id=offer["id"], version=1)
    assert taken["state"] == "accepted"
    shown = task(volunteer, made["id"])
    assert (shown["task"]["state"], shown["filled"], shown["out"]) == ("accepted", 1, 0)
    assert cycle(volunteer) == 0
    names = [name for name in volunteer.names() if name.startswith(("task", "engagement"))]
    assert names == ["task.opened", "engagement.offered", "task.offered", "engagement.accepted", "task.accepted"]
    counted = volunteer.ask(COORDINATOR, "get_volunteer", id=near["id"])
    assert (counted["offered"], counted["accepted"]) == (1, 1)


def test_who_declines_and_who_is_silent_is_replaced_at_once_and_not_asked_again(volunteer: RunningService) -> None:
    first, second, third = (register(volunteer, latitude=HERE[0] + step / 1000) for step in range(3))
    made = open_task(volunteer)
    dispatch(volunteer, made["id"])
    (offer,) = engagements(volunteer, made["id"])
    assert offer["volunteer_id"] == first["id"]
    volunteer.ask(COORDINATOR, "decline_offer", id=offer["id"], note="在外地")
    states = {one["volunteer_id"]: one["state"] for one in engagements(volunteer, made["id"])}
    assert states == {first["id"]: "declined", second["id"]: "offered"}
    fire(volunteer, "engagement.expiry")
    states = {one["volunteer_id"]: one["state"] for one in engagements(volunteer, made["id"])}
    assert states == {first["id"]: "declined", second["id"]: "expired", third["id"]: "offered"}
    last = next(one for one in engagements(volunteer, made["id"]) if one["state"] == "offered")
    volunteer.ask(COORDINATOR, "accept_offer", id=last["id"])
    cannot = volunteer.ask(COORDINATOR, "decline_offer", id=last["id"], note="生病")
    assert cannot["state"] == "cancelled"
    shown = task(volunteer, made["id"])
    assert (shown["task"]["state"], shown["filled"]) == ("open", 0)
    said = dispatch(volunteer, made["id"])
    assert (said["offered"], said["zh"]) == (0, "附近没有符合条件且未被邀约过的志愿者。")


def test_several_people_and_roles_are_filled_and_more_than_wanted_are_asked_only_where_it_is_urgent(
    volunteer: RunningService,
) -> None:
    drivers = [register(volunteer, skills=["driving"]) for _ in range(2)]
    for one in drivers:
        give(volunteer, one["id"], "certificate", "driving_licence")
    others = [register(volunteer) for _ in range(6)]
    roles = [{"code": "driver", "places": 1, "skills": ["driving"]}, {"code": "helper", "places": 2}]
    made = open_task(volunteer, roles=roles, urgent=True)
    cycle(volunteer)
    found = engagements(volunteer, made["id"])
    by_role = {role: [one for one in found if one["role"] == role] for role in ("driver", "helper")}
    assert {one["volunteer_id"] for one in by_role["driver"]} <= {one["id"] for one in drivers}
    assert len(by_role["driver"]) + len(by_role["helper"]) == 8
    for one in [*by_role["helper"][:2], by_role["driver"][0]]:
        volunteer.ask(COORDINATOR, "accept_offer", id=one["id"])
    after = [one["state"] for one in engagements(volunteer, made["id"])]
    assert sorted(after) == ["accepted"] * 3 + ["withdrawn"] * 5
    assert task(volunteer, made["id"])["task"]["state"] == "accepted"
    late = next(one for one in engagements(volunteer, made["id"]) if one["state"] == "withdrawn")
    assert volunteer.refusal(COORDINATOR, "accept_offer", id=late["id"]).code == "places_filled"
    assert len(others) == 6


def test_an_open_place_is_offered_to_nobody_who_may_not(volunteer: RunningService) -> None:
    register(volunteer, consents_dispatch=False)
    register(volunteer, radius=100, latitude=HERE[0] + 0.01)
    register(volunteer, free=False)
    register(volunteer, skills=["it"])
    paused = register(volunteer)
    volunteer.ask(COORDINATOR, "move_volunteer", id=paused["id"], state="paused")
    uninsured = register(volunteer)
    made = open_task(volunteer, dangerous=True, roles=[{"skills": ["company"]}])
    cycle(volunteer)
    assert engagements(volunteer, made["id"]) == []
    told = volunteer.ask(COORDINATOR, "explain_task", id=made["id"], volunteer_id=uninsured["id"])["items"][0]
    assert [one["rule"] for one in told["refusals"]] == ["insurance"]
    give(volunteer, uninsured["id"], "insurance", "accident")
    cycle(volunteer)
    assert [one["volunteer_id"] for one in engagements(volunteer, made["id"])] == [uninsured["id"]]


def test_everybody_near_is_explained_the_best_first(volunteer: RunningService) -> None:
    far = register(volunteer, latitude=HERE[0] + 0.02)
    near = register(volunteer)
    out = register(volunteer, skills=["it"], free=False)
    made = open_task(volunteer, roles=[{"skills": ["company"]}])
    told = volunteer.ask(COORDINATOR, "explain_task", id=made["id"])
    assert [one["volunteer_id"] for one in told["items"]] == [near["id"], far["id"], out["id"]]
    assert [one["rule"] for one in told["items"][2]["refusals"]] == ["free", "skill"]
    assert "该时段没有空" in told["items"][2]["zh"]
    assert sum(part["points"] for part in told["items"][0]["parts"]) == told["items"][0]["cost"]


def test_a_coordinator_overrules_a_wish_with_a_reason_but_never_the_law(small: RunningService) -> None:
    busy = register(small, free=False)
    made = open_task(small)
    refused = small.refusal(COORDINATOR, "offer_place", id=made["id"], volunteer_id=busy["id"])
    assert (type(refused), refused.code, list(refused.fields)) == (Invalid, "rule_free", ["reason"])
    said = {"id": made["id"], "volunteer_id": busy["id"], "reason": "电话里说那天有空"}
    offer = small.ask(COORDINATOR, "offer_place", **said)
    assert (offer["by_hand"], offer["overruled"], offer["note"]) == (True, True, "电话里说那天有空")
    assert "人工指定" in offer["why_zh"]
    assert small.refusal(COORDINATOR, "offer_place", **said).code == "engaged_already"
    danger = open_task(small, dangerous=True)
    lawful = small.refusal(COORDINATOR, "offer_place", **{**said, "id": danger["id"]})
    assert (lawful.code, list(lawful.fields)) == ("rule_insurance", ["volunteer_id"])
    unwilling = register(small, consents_dispatch=False)
    never = small.refusal(COORDINATOR, "offer_place", **{**said, "volunteer_id": unwilling["id"]})
    assert never.code == "rule_consent"


def test_only_the_volunteer_or_a_coordinator_answers(small: RunningService) -> None:
    neighbour = person(Role.GRID_WORKER, at=COMMUNITY)
    register(small, account_id=neighbour.account_id)
    made = open_task(small)
    dispatch(small, made["id"])
    (offer,) = engagements(small, made["id"])
    another = person(Role.GRID_WORKER, at=COMMUNITY)
    assert isinstance(small.refusal(another, "accept_offer", id=offer["id"]), Forbidden)
    elsewhere = person(Role.COORDINATOR, at=ELSEWHERE)
    assert isinstance(small.refusal(elsewhere, "accept_offer", id=offer["id"]), NotFound)
    assert small.ask(neighbour, "accept_offer", id=offer["id"])["state"] == "accepted"


def test_one_volunteer_has_one_offer_at_a_time_and_no_two_tasks_at_once(small: RunningService) -> None:
    register(small)
    first, second = open_task(small), open_task(small)
    cycle(small)
    states = sorted(len(engagements(small, one["id"])) for one in (first, second))
    assert states == [0, 1]
    offered = first if engagements(small, first["id"]) else second
    other = second if offered is first else first
    small.ask(COORDINATOR, "accept_offer", id=engagements(small, offered["id"])[0]["id"])
    cycle(small)
    assert engagements(small, other["id"]) == []
    told = small.ask(COORDINATOR, "explain_task", id=other["id"])["items"][0]
    assert [one["rule"] for one in told["refusals"]] == ["free"]


def test_who_knows_the_person_is_preferred(small: RunningService) -> None:
    stranger, friend = register(small), register(small, latitude=HERE[0] + 0.003)
    beneficiary = uuid4()
    past = {"area_code": COMMUNITY, "role": "helper", "by_hand": False, "overruled": False, "note": "", "band": 0}
    begins = now() - timedelta(days=60)
    made = open_task(small, beneficiary_id=beneficiary)
    said = {"why_zh": "", "why_en": "", "dispute": "", "decision": "", "state": "served", "sequence": 1}
    ids = {"task_id": UUID(made["id"]), "volunteer_id": UUID(friend["id"]), "beneficiary_id": beneficiary}
    with small.database.transaction() as session:
        for number in range(3):
            ends = begins + timedelta(hours=1, minutes=number)
            times = {"starts_at": begins, "ends_at": ends, "offered_at": begins}
            session.execute(ENGAGEMENT.insert().values(id=uuid4(), **ids, **times, **said, **past))
    told = small.ask(COORDINATOR, "explain_task", id=made["id"])["items"]
    costs = {one["volunteer_id"]: {part["code"]: part["points"] for part in one["parts"]} for one in told}
    assert costs[friend["id"]]["newcomer"] == 0
    assert costs[stranger["id"]]["newcomer"] == 1000


def test_a_task_that_a_request_called_for_is_planned_and_ends_with_it(small: RunningService) -> None:
    register(small)
    request = CalledRequest(TaskService.VOLUNTEER, category="aid.elderly")
    small.tell(request.dispatched())
    made = str(request.task_id())
    assert small.refusal(COORDINATOR, "dispatch_task", id=made).code == "not_planned"
    planned = small.ask(COORDINATOR, "plan_task", id=made, plan=plan(), version=1)
    assert planned["plan"]["title"] == "陪伴就医"
    dispatch(small, made)
    assert small.refusal(COORDINATOR, "offer_task", id=made, volunteer_id=uuid4()).code == "planned_task"
    small.tell(request.withdrawn())
    assert [one["state"] for one in engagements(small, made)] == ["withdrawn"]
    assert task(small, made)["task"]["outcome"] == "request_withdrawn"
    with small.database.reading() as session:
        assert session.scalar(select(VOLUNTEER_TASK.c.wants)) is False


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"length": 0}, "plan.ends_at"),
        ({"length": 25}, "plan.ends_at"),
        ({"hours": -30}, "plan.ends_at"),
        ({"roles": [{"code": "a"}, {"code": "a"}]}, "plan.roles"),
        ({"longitude": None}, "plan.latitude"),
        ({"roles": [{"skills": ["none"]}]}, "profile.skills"),
    ],
)
def test_a_plan_that_is_not_right_names_its_field(small: RunningService, said: dict[str, Any], field: str) -> None:
    refused = small.refusal(
        COORDINATOR, "open_planned_task", area_code=COMMUNITY, category="aid.elderly", plan=plan(**said)
    )
    assert list(refused.fields) == [field]


def test_a_series_opens_its_tasks_once_and_goes_on_from_day_to_day_until_it_is_ended(small: RunningService) -> None:
    said = {"area_code": COMMUNITY, "category": "aid.elderly", "plan": plan(hours=2, length=1), "rule": "FREQ=WEEKLY"}
    made = small.ask(COORDINATOR, "open_series", **said)  # type: ignore[arg-type]
    assert len(made["next"]) == 5

    def count() -> int:
        with small.database.reading() as session:
            return len(session.execute(select(VOLUNTEER_TASK.c.id)).all())

    assert count() == 3
    fire(small, "series.next")
    assert count() == 3
    ended = small.ask(COORDINATOR, "end_series", id=made["id"], reason="不再需要", version=1)
    assert (ended["ended"], ended["next"]) == (True, [])
    with small.database.reading() as session:
        assert set(session.scalars(select(VOLUNTEER_TASK.c.outcome))) == {"given_up"}
    assert small.refusal(COORDINATOR, "end_series", id=made["id"], reason="又一次").code == "series_ended"


@pytest.mark.parametrize("rule", ["often enough", "FREQ=HOURLY", "FREQ=DAILY;UNTIL=20200101T000000Z"])
def test_a_rule_that_is_none_or_never_comes_true_is_refused(small: RunningService, rule: str) -> None:
    said = {"area_code": COMMUNITY, "category": "aid.elderly", "plan": plan(), "rule": rule}
    assert list(small.refusal(COORDINATOR, "open_series", **said).fields) == ["rule"]


def test_a_profile_is_what_a_match_reads(small: RunningService) -> None:
    """A change of the profile counts at the next look."""
    made = register(small)
    opened = open_task(small, gender="female")
    told = small.ask(COORDINATOR, "explain_task", id=opened["id"])["items"][0]
    assert [one["rule"] for one in told["refusals"]] == ["gender"]
    small.ask(COORDINATOR, "revise_profile", id=made["id"], profile=profile(gender="female"))
    assert small.ask(COORDINATOR, "explain_task", id=opened["id"])["items"][0]["eligible"]
