"""A work order goes every way the table knows through calls, with its history, and is never lost or half-changed."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import DatabaseError

from linli import timers
from linli.clock import now
from linli.contracts.grid.cases import CaseState, CaseVerified
from linli.contracts.task import TaskSummary
from linli.errors import Conflict, Forbidden, Invalid, NotFound, StaleVersion
from linli.identity import Principal, Role
from services.hotline.tables.request import REQUEST
from tests.factories.living_order import OPERATOR, WHY, Order
from tests.factories.people import COMMUNITY, DISTRICT, ELSEWHERE, STREET, administrator, person
from tests.factories.running import RunningService, running
from tests.machine import Scratch

HANDLER = person(Role.HANDLER, at=COMMUNITY)
DISPATCHER = person(Role.DISPATCHER)
STREET_DISPATCHER = person(Role.DISPATCHER, at=STREET)
SUPERVISOR = person(Role.SUPERVISOR)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def hotline(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, scratch: Scratch
) -> Iterator[RunningService]:
    url = scratch.database_url("work_orders") if request.param == "postgresql" else None
    with running("hotline", tmp_path_factory.mktemp("orders"), url) as service:
        yield service


@pytest.fixture(scope="module")
def light(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    """The hotline on SQLite alone, for what does not depend on the database."""
    with running("hotline", tmp_path_factory.mktemp("light")) as service:
        yield service


def task_ended(shown: dict[str, Any], at: datetime) -> CaseVerified:
    """The end of the task that the request asked for, done."""
    told, code = shown["request"], shown["area_code"]
    task = TaskSummary(
        state=CaseState.VERIFIED,
        category=told["category"],
        opened_at=datetime.fromisoformat(told["opened_at"]),
        due_at=datetime.fromisoformat(told["settle_due_at"]),
        request_id=UUID(shown["id"]),
        ended_at=at,
        outcome="verified",
    )
    return CaseVerified(subject=UUID(told["task_id"]), area_code=code, sequence=4, occurred_at=at, task=task)


def test_a_work_order_goes_its_longest_way_and_every_step_is_in_its_history(hotline: RunningService) -> None:
    order = Order(hotline, hold=True)
    assert order.now["request"]["state"] == "pending_dispatch"
    assert order.does(DISPATCHER, "dispatch_request", note="theirs")["state"] == "dispatched"
    order.does(HANDLER, "sign_request")
    order.does(HANDLER, "start_request")
    assert order.does(HANDLER, "reply_to_request", answer="we come today")["first_answered_at"]
    assert order.does(HANDLER, "wait_request", waiting_for="citizen", **WHY)["waiting_for"] == "citizen"
    assert order.does(HANDLER, "resume_request")["waiting_since"] is None
    order.does(HANDLER, "settle_request", result="turned down")
    assert order.does(DISPATCHER, "verify_request", accepted=False, reason="still loud")["reworks"] == 1
    order.does(HANDLER, "settle_request", result="turned down indeed")
    assert order.does(DISPATCHER, "verify_request", accepted=True)["state"] == "call_back"
    assert order.does(OPERATOR, "record_call_back", outcome="not_reached")["call_backs"] == 1
    ended = order.does(OPERATOR, "record_call_back", outcome="satisfied", satisfaction=4)
    assert (ended["state"], ended["satisfaction"], ended["call_backs"]) == ("closed", 4, 2)
    steps = order.history()
    assert [one["number"] for one in steps] == list(range(1, order.now["version"] + 1))
    assert [one["action"] for one in steps] == order.names()
    assert [one["to_state"] for one in steps[:-1]] == [one["from_state"] for one in steps[1:]]
    assert (steps[0]["from_state"], steps[2]["note"], steps[3]["account_id"]) == (
        None,
        "theirs",
        str(HANDLER.account_id),
    )
    assert {"still loud", "we come today", WHY["reason"]} <= {one["note"] for one in steps}


def test_a_question_answered_on_the_phone_is_closed_at_once_and_asks_for_no_task(light: RunningService) -> None:
    order = Order(light, answer="Open from nine to five.")
    told = order.now["request"]
    assert (told["state"], told["answered_at_once"], told["dispatches"]) == ("closed", True, 0)
    assert order.names() == ["opened", "closed"]
    held = Order(light, hold=True)
    assert held.does(OPERATOR, "answer_request", answer="Tomorrow.")["answered_at_once"] is True
    assert held.now["result"] == "Tomorrow."


def test_what_is_held_and_answered_at_once_is_refused_by_name(light: RunningService) -> None:
    with pytest.raises(Invalid) as refused:
        Order(light, answer="Yes.", hold=True)
    assert list(refused.value.fields) == ["hold"]


def test_a_dispatcher_gives_it_to_another_unit_that_covers_the_place_and_to_no_other(light: RunningService) -> None:
    order = Order(light)
    task = order.now["request"]["task_id"]
    moved = order.does(DISPATCHER, "dispatch_request", unit_area=STREET, department="CG")
    assert (moved["unit_area"], moved["department"], moved["dispatches"]) == (STREET, "CG", 2)
    assert moved["task_id"] != task
    assert list(order.refuses(DISPATCHER, "dispatch_request", unit_area="210103006").fields) == ["unit_area"]
    assert isinstance(order.refuses(HANDLER, "dispatch_request", unit_area=STREET), Forbidden)


def test_a_unit_that_returns_it_twice_has_a_dispute_which_the_level_above_decides_finally(
    hotline: RunningService,
) -> None:
    order = Order(hotline)
    returned = order.does(HANDLER, "return_request", reason="not ours", code="wrong_place")
    assert (returned["unit_area"], returned["returns"], returned["returned_for"]) == (STREET, 1, "wrong_place")
    order.does(DISPATCHER, "dispatch_request", unit_area=COMMUNITY)
    disputed = order.does(HANDLER, "return_request", reason="not ours, again")
    assert (disputed["state"], disputed["dispute_area"], disputed["returns"]) == ("disputed", STREET, 2)
    below = person(Role.DISPATCHER, at=COMMUNITY)
    assert order.refuses(below, "decide_dispute", unit_area=COMMUNITY, **WHY).code == "tier_above_decides"
    decided = order.does(STREET_DISPATCHER, "decide_dispute", unit_area=COMMUNITY, **WHY)
    assert (decided["state"], decided["unit_area"], decided["dispute_due_at"]) == ("dispatched", COMMUNITY, None)
    for call, said in (
        ("return_request", WHY),
        ("dispute_request", WHY),
        ("dispatch_request", {"unit_area": STREET}),
    ):
        who = DISPATCHER if call == "dispatch_request" else HANDLER
        assert order.refuses(who, call, **said).code == "decision_final"
    assert order.does(HANDLER, "sign_request")["state"] == "signed"


def test_a_dispute_in_which_nobody_is_responsible_goes_to_the_district(light: RunningService) -> None:
    order = Order(light)
    order.does(HANDLER, "dispute_request", **WHY)
    assert order.does(STREET_DISPATCHER, "decide_dispute", **WHY)["unit_area"] == DISTRICT


def test_the_district_cannot_dispute_what_is_left_to_it(light: RunningService) -> None:
    order = Order(light)
    order.does(DISPATCHER, "dispatch_request", unit_area=DISTRICT)
    assert order.refuses(person(Role.HANDLER), "dispute_request", **WHY).code == "district_keeps_it"


def test_a_dispute_nobody_decides_ends_with_the_level_above_when_its_time_is_up(hotline: RunningService) -> None:
    order = Order(hotline)
    order.does(HANDLER, "dispute_request", **WHY)
    assert not hotline.member.firing.fire_due(), "its time is not up"
    with hotline.database.transaction() as session:
        past = now() - timedelta(seconds=1)
        session.execute(update(REQUEST).where(REQUEST.c.id == order.id).values(dispute_due_at=past))
        timers.put(session, "dispute", order.id, past)
    assert hotline.member.firing.fire_due()
    shown = hotline.ask(OPERATOR, "get_request", id=order.id)["request"]
    assert (shown["state"], shown["unit_area"], shown["dispatches"]) == ("dispatched", STREET, 2)
    last = order.history()[-1]
    assert (last["account_id"], last["reason"]) == (None, "not_decided")


def test_the_clock_of_a_dispute_that_was_decided_does_nothing(light: RunningService) -> None:
    order = Order(light)
    order.does(HANDLER, "dispute_request", **WHY)
    order.does(STREET_DISPATCHER, "decide_dispute", unit_area=COMMUNITY, **WHY)
    with light.database.transaction() as session:
        timers.put(session, "dispute", order.id, now())
    assert light.member.firing.fire_due()
    assert light.ask(OPERATOR, "get_request", id=order.id)["version"] == order.now["version"]


def test_the_clock_of_a_dispute_that_rings_too_early_is_set_again(light: RunningService) -> None:
    order = Order(light)
    due = order.does(HANDLER, "dispute_request", **WHY)["dispute_due_at"]
    with light.database.transaction() as session:
        timers.put(session, "dispute", order.id, now())
    assert light.member.firing.fire_due()
    assert light.ask(OPERATOR, "get_request", id=order.id)["request"]["dispute_due_at"] == due
    with light.database.reading() as session:
        moment = session.execute(select(timers.TIMER.c.due_at).filter_by(name="dispute", subject=order.id)).scalar()
    assert moment == datetime.fromisoformat(due)


def test_a_task_that_ends_before_the_helping_units_settles_its_request_with_the_last_of_them(
    light: RunningService,
) -> None:
    order = Order(light)
    order.does(HANDLER, "add_helper", unit_area=STREET, department="GA", **WHY)
    light.tell(task_ended(order.now, now()))
    assert light.ask(OPERATOR, "get_request", id=order.id)["request"]["state"] == "dispatched"
    (helper,) = (one["id"] for one in light.ask(HANDLER, "list_helpers", id=order.id)["helpers"])
    order.does(STREET_DISPATCHER, "report_help", helper_id=helper, result="road closed")
    assert (order.now["request"]["state"], order.now["result"]) == ("settled", "grid: verified")
    assert order.names()[-2:] == ["helpers_changed", "settled"]


def test_a_task_that_ends_while_the_unit_waits_or_disputes_settles_its_request(light: RunningService) -> None:
    ways: list[list[tuple[str, dict[str, Any]]]] = [
        [("sign_request", {}), ("wait_request", {"waiting_for": "citizen", **WHY})],
        [("dispute_request", WHY)],
    ]
    for steps in ways:
        order = Order(light)
        for call, said in steps:
            order.does(HANDLER, call, **said)
        light.tell(task_ended(order.now, now()))
        shown = light.ask(OPERATOR, "get_request", id=order.id)["request"]
        assert (shown["state"], shown["waiting_since"], shown["dispute_due_at"]) == ("settled", None, None)


def test_more_time_is_asked_for_by_the_unit_and_granted_once_by_the_tier_above(light: RunningService) -> None:
    order = Order(light)
    order.does(HANDLER, "sign_request")
    due = datetime.fromisoformat(order.now["request"]["settle_due_at"])
    assert list(order.refuses(HANDLER, "ask_extension", until=due.isoformat(), **WHY).fields) == ["until"]
    assert order.refuses(DISPATCHER, "decide_extension", approved=True, **WHY).code == "no_extension_asked"
    later = {"until": (due + timedelta(days=3)).isoformat(), **WHY}
    assert order.does(HANDLER, "ask_extension", **later)["settle_due_at"] == due.isoformat()
    assert order.refuses(HANDLER, "ask_extension", **later).code == "extension_pending"
    own = person(Role.DISPATCHER, at=COMMUNITY)
    assert order.refuses(own, "decide_extension", approved=True, **WHY).code == "tier_above_decides"
    assert order.does(STREET_DISPATCHER, "decide_extension", approved=False, **WHY)["extensions"] == 0
    order.does(HANDLER, "ask_extension", **later)
    granted = order.does(STREET_DISPATCHER, "decide_extension", approved=True, **WHY)
    assert (granted["settle_due_at"], granted["extensions"]) == (later["until"], 1)
    again = {"until": (due + timedelta(days=9)).isoformat(), **WHY}
    assert order.refuses(HANDLER, "ask_extension", **again).code == "extensions_used_up"


def test_a_supervisor_makes_the_clock_shorter_and_never_longer(light: RunningService) -> None:
    order = Order(light)
    due = datetime.fromisoformat(order.now["request"]["settle_due_at"])
    said = {"instruction": "today"}
    for wrong in (now() - timedelta(hours=1), due + timedelta(hours=1)):
        refused = order.refuses(SUPERVISOR, "supervise_request", settle_due_at=wrong.isoformat(), **said)
        assert list(refused.fields) == ["settle_due_at"]
    assert isinstance(order.refuses(DISPATCHER, "supervise_request", **said), Forbidden)
    sooner = (now() + timedelta(minutes=30)).replace(microsecond=0)
    pressed = order.does(SUPERVISOR, "supervise_request", settle_due_at=sooner.isoformat(), **said)
    assert (datetime.fromisoformat(pressed["settle_due_at"]), bool(pressed["supervised_at"])) == (sooner, True)


def test_the_lead_settles_when_every_helping_unit_has_reported_or_was_released(hotline: RunningService) -> None:
    order = Order(hotline)
    order.does(HANDLER, "sign_request")
    for department in ("GA", "CG"):
        order.does(HANDLER, "add_helper", unit_area=STREET, department=department, **WHY)
    assert list(order.refuses(HANDLER, "add_helper", unit_area=COMMUNITY, department="SQ", **WHY).fields) == [
        "department"
    ]
    first, second = (one["id"] for one in hotline.ask(HANDLER, "list_helpers", id=order.id)["helpers"])
    assert order.refuses(HANDLER, "settle_request", result="done").code == "helpers_open"
    for call, said in (("sign_help", {}), ("report_help", {"result": "closed"})):
        assert order.refuses(HANDLER, call, helper_id=first, **said).code == "helping_unit_only"
    order.does(STREET_DISPATCHER, "sign_help", helper_id=first)
    assert order.does(STREET_DISPATCHER, "report_help", helper_id=first, result="road closed")["helpers_open"] == 1
    assert isinstance(order.refuses(STREET_DISPATCHER, "report_help", helper_id=first, result="again"), Conflict)
    assert isinstance(order.refuses(HANDLER, "sign_help", helper_id=uuid4()), NotFound)
    order.does(HANDLER, "release_helper", helper_id=second, **WHY)
    told = hotline.ask(HANDLER, "list_helpers", id=order.id)
    assert [one["state"] for one in told["helpers"]] == ["reported", "released"]
    assert order.does(HANDLER, "settle_request", result="done")["state"] == "settled"


def test_an_unsatisfied_citizen_has_it_begun_again_one_tier_up_with_new_deadlines(light: RunningService) -> None:
    order = Order(light)
    order.does(HANDLER, "settle_request", result="done")
    order.does(OPERATOR, "close_request")
    bad = {"outcome": "unsatisfied", "satisfaction": 1}
    assert list(order.refuses(OPERATOR, "record_call_back", **bad).fields) == ["reason"]
    assert list(order.refuses(OPERATOR, "record_call_back", outcome="unsatisfied", **WHY).fields) == ["satisfaction"]
    again = order.does(OPERATOR, "record_call_back", **bad, **WHY)
    assert (again["state"], again["unit_area"], again["reopenings"], again["ended_at"]) == (
        "dispatched",
        STREET,
        1,
        None,
    )
    assert datetime.fromisoformat(again["settle_due_at"]) > now()


def test_a_closed_request_is_begun_again_within_thirty_days_and_not_after(light: RunningService) -> None:
    for days, code in ((29, ""), (31, "reopening_too_late")):
        ended = now() - timedelta(days=days)
        order = Order(light)
        with light.database.transaction() as session:
            moments = {"opened_at": ended, "moved_at": ended}
            session.execute(update(REQUEST).where(REQUEST.c.id == order.id).values(moments))
        order.does(administrator(), "settle_request", result="done", at=ended)
        order.does(administrator(), "close_request", at=ended)
        if code:
            assert order.refuses(OPERATOR, "reopen_request", **WHY).code == code
        else:
            again = order.does(OPERATOR, "reopen_request", **WHY)
            assert datetime.fromisoformat(again["settle_due_at"]) > now(), "begun again, it is not late at once"


def test_an_emergency_line_takes_it_over_by_its_reference_and_otherwise_the_first_receiver_keeps_it(
    light: RunningService,
) -> None:
    order = Order(light)
    kept = order.does(OPERATOR, "refer_request", line="110", three_party=False, **WHY)
    assert (kept["state"], kept["referred_to"]) == ("dispatched", "110")
    taken = order.does(OPERATOR, "refer_request", line="119", reference="F-2026-77", three_party=True, **WHY)
    assert (taken["state"], bool(taken["ended_at"])) == ("referred", True)
    back = order.does(OPERATOR, "take_back_request", **WHY)
    assert (back["state"], back["ended_at"]) == ("pending_dispatch", None)
    assert order.history()[-2]["note"].startswith("119 F-2026-77 (three-party call")


def test_every_change_needs_the_version_seen_and_a_place_in_reach(light: RunningService) -> None:
    order = Order(light)
    for who, version, kind in ((OPERATOR, 1, StaleVersion), (administrator(ELSEWHERE), 2, NotFound)):
        refused = light.refusal(
            who, "refer_request", id=order.id, version=version, line="110", three_party=False, **WHY
        )
        assert type(refused) is kind
    for call in ("list_steps", "list_helpers"):
        assert isinstance(light.refusal(administrator(ELSEWHERE), call, id=order.id), NotFound)


def test_the_history_can_neither_be_changed_nor_deleted_in_the_database_itself(hotline: RunningService) -> None:
    order = Order(hotline)
    for statement in ("UPDATE request_step SET note = 'other'", "DELETE FROM request_step"):
        with pytest.raises(DatabaseError, match="only added to"), hotline.database.transaction() as session:
            session.execute(text(statement))
    assert len(order.history()) == 2


def test_of_many_who_change_the_same_version_at_once_one_succeeds(hotline: RunningService) -> None:
    order = Order(hotline)
    calls: list[tuple[Principal, str, dict[str, Any]]] = [
        (HANDLER, "sign_request", {}),
        (HANDLER, "return_request", WHY),
        (HANDLER, "dispute_request", WHY),
        (HANDLER, "settle_request", {"result": "done"}),
        (OPERATOR, "withdraw_request", {}),
        (OPERATOR, "refer_request", {"line": "110", "reference": "1", "three_party": True, **WHY}),
        (SUPERVISOR, "supervise_request", {"instruction": "now"}),
        (HANDLER, "add_helper", {"unit_area": STREET, "department": "GA", **WHY}),
    ]

    def attempt(one: tuple[Principal, str, dict[str, Any]]) -> str:
        who, call, said = one
        try:
            hotline.ask(who, call, id=order.id, version=2, **said)
        except StaleVersion as error:
            return error.message
        return "done"

    with ThreadPoolExecutor(len(calls)) as threads:
        with hotline.database.transaction() as session:
            session.execute(select(REQUEST.c.id).where(REQUEST.c.id == order.id).with_for_update())
            asked = [threads.submit(attempt, one) for one in calls]
            assert not wait(asked, timeout=0.5).done, "all of them wait for the request"
        outcomes = sorted((one.result() for one in asked), reverse=True)
    assert outcomes == ["done"] + ["It has changed since (version 3); read it again."] * (len(calls) - 1)
    assert len(order.history()) == 3
