"""Rejected numbers, return calls and agents move with the calls that are reported, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from linli.calls import Ask
from linli.clock import now
from linli.errors import Conflict, Forbidden, Invalid, NotFound
from linli.identity import Principal, Role
from linli.observe import Chain
from services.hotline.tables.calls import CALL, CALL_FACT
from services.hotline.tables.telephone import RETURN_CALL
from tests.factories.people import COMMUNITY, DISTRICT, ELSEWHERE, STREET, administrator, person
from tests.factories.running import RunningService, running
from tests.factories.telephone import LINE_ID, Exchange
from tests.machine import Scratch

OPERATOR = person(Role.OPERATOR)
COLLEAGUE = person(Role.OPERATOR)
SUPERVISOR = person(Role.SUPERVISOR)
PHONE = "13912345678"


@pytest.fixture
def hotline(tmp_path: Path) -> Iterator[RunningService]:
    with running("hotline", tmp_path) as service:
        yield service


@pytest.fixture
def exchange(hotline: RunningService) -> Exchange:
    return Exchange(hotline)


# ---- marks -----------------------------------------------------------------------------------------------------------


def reject(
    hotline: RunningService, area: str = DISTRICT, number: str = "+86 139 1234 5678", **said: Any
) -> dict[str, Any]:
    return hotline.ask(
        SUPERVISOR, "mark_caller", area_code=area, number=number, kind="reject", reason="反复骚扰", **said
    )


def rejected(exchange: Exchange, ref: str, **said: Any) -> bool:
    return bool(exchange.report(ref, "newCall", **said)["rejected"])


def test_a_rejected_number_is_rejected_and_counted_once_a_call_until_it_is_lifted(
    hotline: RunningService, exchange: Exchange
) -> None:
    assert not rejected(exchange, "before")
    mark = reject(hotline)
    assert mark["number"] == "139******78"
    assert [rejected(exchange, "a"), rejected(exchange, "a"), rejected(exchange, "b")] == [True, True, True]
    assert not rejected(exchange, "late", late=True), "the telephone rings already"
    assert not rejected(exchange, "other", caller="13800000000")
    assert not rejected(exchange, "out", direction="out", caller="96198", called=PHONE)
    (shown,) = hotline.ask(OPERATOR, "list_marks", areas=[DISTRICT])["items"]
    assert (shown["rejected_calls"], shown["marked_by"]) == (2, str(SUPERVISOR.account_id))
    hotline.ask(SUPERVISOR, "lift_mark", id=mark["id"])
    assert not rejected(exchange, "after")
    assert hotline.ask(OPERATOR, "list_marks", areas=[DISTRICT])["items"] == []
    (past,) = hotline.ask(OPERATOR, "list_marks", areas=[DISTRICT], past=True)["items"]
    assert past["lifted_by"] == str(SUPERVISOR.account_id)


def test_a_rejected_call_is_over_and_nobody_is_called_back(hotline: RunningService, exchange: Exchange) -> None:
    reject(hotline)
    found = exchange.report("a", "newCall")
    exchange.report("a", "hangup", 1, cause="busy")
    assert hotline.ask(OPERATOR, "get_call", id=found["id"])["outcome"] == "rejected"
    assert hotline.ask(OPERATOR, "list_return_calls", areas=[DISTRICT])["items"] == []


def test_a_mark_counts_at_its_area_and_below_and_until_its_moment(hotline: RunningService) -> None:
    reject(hotline, STREET, until=now() + timedelta(days=1))
    assert rejected(Exchange(hotline, COMMUNITY), "below")
    assert not rejected(Exchange(hotline, DISTRICT), "above")
    refused = hotline.refusal(
        SUPERVISOR, "mark_caller", area_code=DISTRICT, number=PHONE, kind="reject", reason="r", until=now()
    )
    assert (type(refused), list(refused.fields)) == (Invalid, ["until"])


def test_who_deserves_attention_is_let_through_and_shown_so(hotline: RunningService, exchange: Exchange) -> None:
    given_mark = {"area_code": DISTRICT, "number": PHONE, "kind": "attention", "reason": "独居老人"}
    hotline.ask(SUPERVISOR, "mark_caller", **given_mark)
    found = exchange.report("a", "newCall")
    assert not found["rejected"]
    (mark,) = hotline.ask(OPERATOR, "screen_pop", id=found["id"])["marks"]
    assert (mark["kind"], mark["reason"]) == ("attention", "独居老人")


def test_marks_need_a_supervisor_at_the_area(hotline: RunningService) -> None:
    said = {"area_code": DISTRICT, "number": PHONE, "kind": "reject", "reason": "r"}
    assert type(hotline.refusal(OPERATOR, "mark_caller", **said)) is Forbidden
    assert type(hotline.refusal(administrator(ELSEWHERE), "mark_caller", **said)) is NotFound
    mark = reject(hotline)
    assert type(hotline.refusal(administrator(ELSEWHERE), "lift_mark", id=mark["id"])) is NotFound
    assert hotline.ask(administrator(ELSEWHERE), "list_marks", areas=[ELSEWHERE])["items"] == []


# ---- return calls ----------------------------------------------------------------------------------------------------


def waiting(hotline: RunningService, **asked: Any) -> list[dict[str, Any]]:
    return list(hotline.ask(OPERATOR, "list_return_calls", areas=[DISTRICT], **asked)["items"])


def test_unanswered_calls_of_one_number_are_one_return_call_until_it_calls_again_and_is_answered(
    hotline: RunningService, exchange: Exchange
) -> None:
    exchange.call("a", 0, 20, None)
    exchange.call("b", 60, 20, None, caller="+8613912345678", cause="noAnswer")
    exchange.call("c", 90, 20, None, caller="13800000000")
    exchange.call("d", 90, 20, None, caller="anonymous")
    first, second = waiting(hotline)
    assert (first["calls"], first["number"], second["calls"]) == (2, "139******78", 1)
    assert datetime.fromisoformat(first["due_at"]) - datetime.fromisoformat(first["first_missed_at"]) == timedelta(
        minutes=30
    )
    exchange.call("e", 600, 5, 60)
    assert [one["id"] for one in waiting(hotline)] == [second["id"]]
    (done,) = waiting(hotline, state="done")
    assert (done["id"], done["result"], done["closed_by"]) == (first["id"], "called_again", None)
    exchange.call("f", 900, 20, None)
    assert len(waiting(hotline)) == 2, "a new miss is a new return call"


def test_a_call_out_in_vain_is_an_attempt_and_one_that_is_answered_ends_it(
    hotline: RunningService, exchange: Exchange
) -> None:
    exchange.call("a", 0, 20, None)
    out = {"direction": "out", "caller": "96198", "called": PHONE}
    exchange.call("b", 100, 30, None, **out, cause="noAnswer")
    (tried,) = waiting(hotline)
    assert (tried["attempts"], tried["state"]) == (1, "due")
    exchange.call("c", 200, 10, 60, **out)
    assert waiting(hotline) == []
    assert waiting(hotline, state="done")[0]["result"] == "reached"


def test_one_operator_claims_a_return_call_sees_the_number_and_closes_it(
    hotline: RunningService, exchange: Exchange
) -> None:
    exchange.call("a", 0, 20, None)
    (due,) = waiting(hotline)
    mine = hotline.ask(OPERATOR, "claim_return_call", id=due["id"], version=due["version"])
    assert (mine["number"], mine["claimed_by"]) == (PHONE, str(OPERATOR.account_id))
    assert hotline.ask(COLLEAGUE, "list_return_calls", areas=[DISTRICT])["items"][0]["number"] == "139******78"
    for method, more in (("claim_return_call", {}), ("close_return_call", {"result": "reached"})):
        assert type(hotline.refusal(COLLEAGUE, method, id=due["id"], **more)) is Conflict
    done = hotline.ask(OPERATOR, "close_return_call", id=due["id"], result="not_reached", note="三次无人接听")
    assert (done["state"], done["closed_by"], done["number"]) == ("done", str(OPERATOR.account_id), "139******78")
    names = [name for name in hotline.names() if name.startswith("return_call")]
    assert names == ["return_call.due", "return_call.claimed", "return_call.done"]


def test_a_released_return_call_waits_for_others(hotline: RunningService, exchange: Exchange) -> None:
    exchange.call("a", 0, 20, None)
    (due,) = waiting(hotline)
    hotline.ask(OPERATOR, "claim_return_call", id=due["id"])
    assert type(hotline.refusal(COLLEAGUE, "release_return_call", id=due["id"])) is Conflict
    hotline.ask(OPERATOR, "release_return_call", id=due["id"])
    assert hotline.ask(COLLEAGUE, "claim_return_call", id=due["id"])["claimed_by"] == str(COLLEAGUE.account_id)
    assert type(hotline.refusal(administrator(ELSEWHERE), "claim_return_call", id=due["id"])) is NotFound


def test_an_answer_that_is_heard_of_late_takes_the_return_call_away(
    hotline: RunningService, exchange: Exchange
) -> None:
    exchange.report("a", "newCall")
    exchange.report("a", "hangup", 60, cause="normalClearing")
    assert len(waiting(hotline)) == 1
    exchange.report("a", "answer", 9)
    assert waiting(hotline) == []


def test_return_calls_are_listed_by_pages_the_first_due_first(hotline: RunningService, exchange: Exchange) -> None:
    for number in range(5):
        exchange.call(str(number), number, 20, None, caller=f"1390000000{number}", call_back_minutes=10 - number)
    found, cursor = [], None
    while True:
        page = hotline.ask(OPERATOR, "list_return_calls", areas=[DISTRICT], limit=2, cursor=cursor)
        found += page["items"]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert [one["due_at"] for one in found] == sorted(one["due_at"] for one in found)
    assert len({one["id"] for one in found}) == 5
    assert all(one["late"] for one in found)


CALLS = {
    "missed": [("newCall", 0), ("hangup", 20)],
    "answered later": [("newCall", 100), ("answer", 110), ("hangup", 160)],
    "missed later": [("newCall", 200), ("hangup", 220)],
}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sets(st.sampled_from(sorted(CALLS)), min_size=1), st.data())
def test_whether_somebody_is_to_be_called_back_does_not_depend_on_the_order_of_reports(
    hotline: RunningService, calls: set[str], data: st.DataObject
) -> None:
    exchange = Exchange(hotline)
    with hotline.database.transaction() as session:
        for table in (CALL_FACT, CALL, RETURN_CALL):
            session.execute(delete(table))
    reports = [(ref, sign, seconds) for ref in sorted(calls) for sign, seconds in CALLS[ref]]
    for ref, sign, seconds in data.draw(st.permutations(reports + reports[:2])):
        exchange.report(ref, sign, seconds, cause="cancel" if sign == "hangup" and "missed" in ref else None)
    last_is_missed = "missed later" in calls or calls == {"missed"}
    assert bool(waiting(hotline)) == last_is_missed


# ---- agents ----------------------------------------------------------------------------------------------------------


def set_up(hotline: RunningService, extension: str = "42", who: Principal = OPERATOR, **said: Any) -> dict[str, Any]:
    """Make them an agent at this telephone of the line; the reply."""
    seats = [{"line_id": str(LINE_ID), "extension": extension}]
    command = {"id": str(who.account_id), "area_code": DISTRICT, "extensions": seats, "wrap_up_seconds": 3600, **said}
    return hotline.member.answerer.answer(Ask("set_up_agent", command, SUPERVISOR, Chain()).to_wire())


def agents(hotline: RunningService, **asked: Any) -> list[dict[str, Any]]:
    return list(hotline.ask(OPERATOR, "list_agents", areas=[DISTRICT], **asked)["items"])


def test_an_agent_goes_on_a_call_and_wraps_it_up_as_the_calls_are_reported(
    hotline: RunningService, exchange: Exchange
) -> None:
    set_up(hotline, queues=["help"])
    assert hotline.ask(OPERATOR, "choose_state", state="ready")["state"] == "ready"
    assert len(agents(hotline, queue="help", free=True)) == 1
    later = 10 * 365 * 86_400
    exchange.report("a", "newCall", later, answering="42")
    assert agents(hotline)[0]["state"] == "ready", "it rings at many"
    found = exchange.report("a", "answer", later, answering="42")
    assert (agents(hotline)[0]["state"], agents(hotline)[0]["call_id"]) == ("on_call", found["id"])
    assert agents(hotline, free=True) == []
    exchange.report("a", "hangup", later, answering="42", cause="normalClearing")
    (wrapping,) = agents(hotline)
    assert wrapping["state"] == "wrap_up"
    ends = datetime.fromisoformat(wrapping["wrap_up_ends_at"])
    assert ends - datetime.fromisoformat(wrapping["since"]) == timedelta(hours=1)
    shown = hotline.ask(OPERATOR, "get_call", id=found["id"])
    assert (shown["agent_id"], shown["extension"]) == (str(OPERATOR.account_id), "42")
    assert [name for name in hotline.names() if name == "agent.changed"] == ["agent.changed"] * 3
    mine = hotline.ask(OPERATOR, "list_calls", areas=[DISTRICT], agent_id=OPERATOR.account_id)["items"]
    assert [one["id"] for one in mine] == [found["id"]]


def test_who_makes_a_call_is_known_by_the_telephones_name(hotline: RunningService, exchange: Exchange) -> None:
    set_up(hotline, extension="Emma Taylor")
    found = exchange.report("a", "newCall", direction="out", users=["Emma Taylor"])
    assert hotline.ask(OPERATOR, "get_call", id=found["id"])["agent_id"] == str(OPERATOR.account_id)


def test_a_telephone_belongs_to_one_agent_and_can_be_given_on(hotline: RunningService) -> None:
    set_up(hotline)
    set_up(hotline)
    assert agents(hotline)[0]["extensions"] == [{"line_id": str(LINE_ID), "extension": "42"}]
    assert set_up(hotline, who=COLLEAGUE)["error"]["code"] == "extension_taken"
    set_up(hotline, extension="43")
    set_up(hotline, extension="42", who=COLLEAGUE)
    assert len(agents(hotline)) == 2


def test_who_is_no_agent_has_no_state_and_agents_are_set_up_by_supervisors_of_the_area(hotline: RunningService) -> None:
    assert type(hotline.refusal(OPERATOR, "choose_state", state="ready")) is NotFound
    assert type(hotline.refusal(OPERATOR, "set_up_agent", id=uuid4(), area_code=DISTRICT)) is Forbidden
    assert type(hotline.refusal(SUPERVISOR, "set_up_agent", id=uuid4(), area_code=ELSEWHERE)) is NotFound
    set_up(hotline)
    elsewhere = administrator(ELSEWHERE)
    moved = hotline.refusal(elsewhere, "set_up_agent", id=OPERATOR.account_id, area_code=ELSEWHERE)
    assert type(moved) is NotFound
    assert type(hotline.refusal(OPERATOR, "choose_state", state="on_call")) is Invalid


@pytest.mark.servers
def test_reports_of_one_number_at_the_same_time_are_one_return_call_on_postgresql(
    tmp_path: Path, scratch: Scratch
) -> None:
    with running("hotline", tmp_path, scratch.database_url("telephone")) as service:
        exchange = Exchange(service)
        with ThreadPoolExecutor(6) as threads:
            done = list(threads.map(lambda n: exchange.call(str(n % 6), n % 6, 20, None), range(18)))
        assert len(set(done)) == 6
        (one,) = waiting(service)
        assert (one["calls"], service.names().count("call.ended")) == (6, 6)
