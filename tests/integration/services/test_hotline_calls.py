"""Reported calls become records; their callers' history is at hand when it rings; requests are bound to their calls."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from linli.contracts.hotline.telephone import CallAnswered, CallEvent
from linli.errors import Forbidden, Invalid, NotFound
from linli.identity import Role
from services.hotline.domain.call import call_id_for
from tests.factories.people import COMMUNITY, DISTRICT, ELSEWHERE, STREET, administrator, person
from tests.factories.running import RunningService, running
from tests.factories.telephone import LINE_ID, MORNING, Exchange

OPERATOR = person(Role.OPERATOR)
PHONE = "13912345678"
DAY = 86_400


@pytest.fixture
def hotline(tmp_path: Path) -> Iterator[RunningService]:
    with running("hotline", tmp_path) as service:
        yield service


@pytest.fixture
def exchange(hotline: RunningService) -> Exchange:
    return Exchange(hotline)


def open_request(hotline: RunningService, code: str, phone: str | None = PHONE, **said: Any) -> UUID:
    """A request of somebody with this number."""
    given = {"id": uuid4(), "tracking_code": code, "area_code": COMMUNITY, "category": "noise.residential", **said}
    opened = hotline.ask(administrator(), "open_request", title="楼上噪声", contact_phone=phone, **given)
    return UUID(opened["id"])


def test_a_call_is_recorded_as_it_goes_and_shown_with_its_number_masked(
    hotline: RunningService, exchange: Exchange
) -> None:
    call_id = exchange.call("a", 0, 12.5, 100, queue="help", answering="42")
    shown = hotline.ask(OPERATOR, "get_call", id=call_id)
    assert (shown["state"], shown["outcome"], shown["seconds_to_answer"]) == ("ended", "answered", 12.5)
    assert (shown["number"], shown["own_number"], shown["queue"], shown["extension"]) == (
        "139******78",
        "96198",
        "help",
        "42",
    )
    assert hotline.names() == ["call.ringing", "call.answered", "call.ended"]
    assert [event.sequence for event in hotline.said()] == [1, 2, 3]
    answered = hotline.said()[1]
    assert isinstance(answered, CallAnswered)
    assert (answered.call.queue, answered.call.rang_at) == ("help", MORNING)


def test_a_repeated_report_changes_nothing_and_is_answered_alike(hotline: RunningService, exchange: Exchange) -> None:
    first = exchange.report("a", "newCall")
    assert exchange.report("a", "newCall", 3) == first
    assert hotline.names() == ["call.ringing"]
    assert hotline.ask(OPERATOR, "get_call", id=first["id"])["rang_at"] == MORNING.isoformat()


def test_a_hangup_that_is_heard_first_ends_with_the_same_record(hotline: RunningService, exchange: Exchange) -> None:
    in_order = exchange.call("in order", 0, 10, 60, queue="help", answering="42")
    for sign, seconds in (("hangup", 70), ("answer", 10), ("newCall", 0)):
        more = {"cause": "normalClearing"} if sign == "hangup" else {}
        exchange.report("out of order", sign, seconds, queue="help", answering="42", **more)
    shown = [hotline.ask(OPERATOR, "get_call", id=one) for one in (in_order, call_id_for(LINE_ID, "out of order"))]
    del shown[0]["id"], shown[1]["id"]
    assert shown[0] == shown[1]


def test_a_moment_of_the_future_is_taken_as_now(hotline: RunningService, exchange: Exchange) -> None:
    found = exchange.report("a", "newCall", 10 * 365 * DAY)
    shown = hotline.ask(OPERATOR, "get_call", id=found["id"])
    assert shown["rang_at"] < (MORNING.replace(year=MORNING.year + 9)).isoformat()


def test_calls_are_listed_latest_first_by_pages_and_filters_within_the_area(
    hotline: RunningService, exchange: Exchange
) -> None:
    made = [exchange.call(str(n), n, 5, None if n % 2 else 30, queue="help" if n < 3 else "social") for n in range(6)]
    Exchange(hotline, STREET).call("elsewhere on the line", 50, 1, 1)
    page = hotline.ask(OPERATOR, "list_calls", areas=[DISTRICT], limit=4)
    rest = hotline.ask(OPERATOR, "list_calls", areas=[DISTRICT], limit=4, cursor=page["next_cursor"])
    listed = [UUID(one["id"]) for one in (*page["items"], *rest["items"])]
    assert listed[1:] == list(reversed(made))
    assert rest["next_cursor"] is None
    missed = hotline.ask(OPERATOR, "list_calls", areas=[DISTRICT], outcome="abandoned", queue="help")
    assert [UUID(one["id"]) for one in missed["items"]] == [made[1]]
    street = hotline.ask(person(Role.OPERATOR, at=STREET), "list_calls", areas=[STREET])
    assert len(street["items"]) == 1


def test_the_screen_pop_has_the_callers_requests_and_calls_however_the_number_was_written(
    hotline: RunningService, exchange: Exchange
) -> None:
    done = open_request(hotline, "00000-00001", "139-1234-5678")
    hotline.ask(OPERATOR, "withdraw_request", id=done)
    waiting = open_request(hotline, "00000-00002", "+86 13912345678")
    open_request(hotline, "00000-00003", "13800000000")
    missed = exchange.call("before", 0, 20, None)
    found = exchange.report("now", "newCall", 3600, caller="008613912345678")
    pop = hotline.ask(OPERATOR, "screen_pop", id=found["id"])
    assert [UUID(one["id"]) for one in pop["history"]] == [waiting, done]
    assert [UUID(one["id"]) for one in pop["open_requests"]] == [waiting]
    assert [UUID(one["id"]) for one in pop["calls"]] == [missed]
    assert (pop["number"], pop["known"], pop["suggested_area"]) == ("139******78", True, COMMUNITY)
    assert (pop["calls_24h"], pop["missed_24h"], pop["call"]["id"]) == (1, 1, found["id"])


def test_a_caller_nobody_knows_and_one_who_withholds_the_number_have_an_empty_screen_pop(
    hotline: RunningService, exchange: Exchange
) -> None:
    open_request(hotline, "00000-00001", "13800000000")
    exchange.call("before", 0, 20, None, caller="anonymous")
    for ref, caller, masked in (("a", PHONE, "139******78"), ("b", "anonymous", None)):
        found = exchange.report(ref, "newCall", 60, caller=caller)
        pop = hotline.ask(OPERATOR, "screen_pop", id=found["id"])
        assert (pop["number"], pop["known"], pop["history"], pop["calls"]) == (masked, False, [], [])


def test_calls_of_more_than_a_day_ago_are_listed_but_not_counted(hotline: RunningService, exchange: Exchange) -> None:
    exchange.call("long ago", 0, 20, None)
    exchange.call("a day ago", 100, 20, 60)
    found = exchange.report("now", "newCall", 100 + DAY)
    pop = hotline.ask(OPERATOR, "screen_pop", id=found["id"])
    assert (len(pop["calls"]), pop["calls_24h"], pop["missed_24h"]) == (2, 1, 0)


def test_a_number_can_be_looked_up_within_ones_own_areas_only(hotline: RunningService, exchange: Exchange) -> None:
    open_request(hotline, "00000-00001")
    exchange.call("a", 0, 20, 30)
    known = hotline.ask(OPERATOR, "look_up_caller", number="+86 139 1234 5678", area_code=DISTRICT)
    assert (len(known["history"]), len(known["calls"]), known["call"]) == (1, 1, None)
    beside = hotline.ask(administrator(ELSEWHERE), "look_up_caller", number=PHONE, area_code=ELSEWHERE)
    assert (beside["history"], beside["calls"]) == ([], [])
    assert isinstance(hotline.refusal(OPERATOR, "look_up_caller", number=PHONE, area_code=ELSEWHERE), NotFound)


def test_a_request_is_bound_to_its_call_afterwards_or_as_it_is_opened(
    hotline: RunningService, exchange: Exchange
) -> None:
    call_id = UUID(exchange.report("a", "newCall")["id"])
    later = open_request(hotline, "00000-00001")
    at_once = open_request(hotline, "00000-00002", call_id=call_id)
    for _ in range(2):
        shown = hotline.ask(OPERATOR, "bind_call", id=call_id, request_id=later)
    assert {UUID(one) for one in shown["requests"]} == {later, at_once}


def test_who_told_of_a_matter_by_telephone_is_called_back_there_unless_they_say_where(
    hotline: RunningService, exchange: Exchange
) -> None:
    call_id = UUID(exchange.report("a", "newCall", caller="13977770002")["id"])
    silent = open_request(hotline, "00000-00003", phone=None, call_id=call_id)
    elsewhere = open_request(hotline, "00000-00004", phone="13988880003", call_id=call_id)
    shown = [hotline.ask(OPERATOR, "get_request", id=one)["contact_phone"] for one in (silent, elsewhere)]
    assert shown == ["139******02", "139******03"]


def test_a_request_may_name_its_call_before_the_call_was_reported(hotline: RunningService, exchange: Exchange) -> None:
    request_id = open_request(hotline, "00000-00001", call_id=call_id_for(LINE_ID, "late"))
    found = exchange.report("late", "newCall")
    assert hotline.ask(OPERATOR, "get_call", id=found["id"])["requests"] == [str(request_id)]


def test_a_request_of_another_area_is_not_bound(hotline: RunningService) -> None:
    call_id = Exchange(hotline, STREET).report("a", "newCall")["id"]
    other = open_request(hotline, "00000-00001", area_code="210103006001")
    refused = hotline.refusal(OPERATOR, "bind_call", id=call_id, request_id=other)
    assert (type(refused), list(refused.fields)) == (Invalid, ["request_id"])
    with pytest.raises(Invalid, match="call_elsewhere"):
        open_request(hotline, "00000-00002", area_code="210103006001", call_id=call_id)


def test_calls_out_of_reach_are_not_found_and_a_role_is_needed(hotline: RunningService, exchange: Exchange) -> None:
    call_id = exchange.report("a", "newCall")["id"]
    for method in ("get_call", "screen_pop"):
        assert type(hotline.refusal(administrator(ELSEWHERE), method, id=call_id)) is NotFound
        assert type(hotline.refusal(person(Role.GRID_WORKER), method, id=call_id)) is Forbidden
        assert type(hotline.refusal(OPERATOR, method, id=uuid4())) is NotFound
    assert type(hotline.refusal(OPERATOR, "list_calls", areas=[DISTRICT, ELSEWHERE])) is NotFound


def test_events_of_calls_carry_no_number(hotline: RunningService, exchange: Exchange) -> None:
    exchange.call("a", 0, 5, 5)
    assert all(isinstance(event, CallEvent) and PHONE not in str(event) for event in hotline.said())
