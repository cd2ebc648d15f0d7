"""Hours are credited for what was done, once, kept within the cap, given on, set aside, undone: all in true books."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch
from uuid import UUID, uuid4

import pytest

from linli.clock import local, now
from linli.errors import Conflict, Forbidden, Invalid, LinliError, NotFound
from linli.identity import Principal, Role
from linli.ledger import reading
from services.volunteer.usecases import hour_accounts
from tests.factories.people import COMMUNITY, DISTRICT, ELSEWHERE, administrator, person
from tests.factories.running import RunningService, running
from tests.factories.volunteers import (
    COORDINATOR,
    DISTRICT_COORDINATOR,
    NEIGHBOUR,
    credit,
    empty,
    fund,
    held,
    someone_with,
    taken_task,
)
from tests.machine import Scratch
from tests.unit.services.test_volunteer_hours import rule


@pytest.fixture(scope="module")
def distributed(scratch: Scratch, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    with running("volunteer", tmp_path_factory.mktemp("hours"), scratch.database_url("hours")) as service:
        yield service


@pytest.fixture(params=["sqlite", "postgresql"])
def volunteer(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[RunningService]:
    if request.param == "sqlite":
        with running("volunteer", tmp_path) as service:
            yield service
    else:
        service = request.getfixturevalue("distributed")
        empty(service.database)
        yield service
    with service.database.reading() as session:
        assert reading.audit(session).faults == ()


def code(volunteer: RunningService, method: str, **said: Any) -> str:
    return volunteer.refusal(COORDINATOR, method, **said).code


def test_a_completed_task_credits_its_volunteer_who_sees_it(volunteer: RunningService) -> None:
    task = taken_task(volunteer)
    volunteer.ask(COORDINATOR, "complete_task", id=task, hours="1.5")
    found = volunteer.ask(NEIGHBOUR, "get_my_hours")
    assert (found["balance"], found["served"], found["area_code"]) == ("1.50", "1.50", COMMUNITY)
    (line,) = volunteer.ask(NEIGHBOUR, "list_my_hour_lines")["items"]
    assert (line["kind"], line["amount"], line["balance"], line["task_id"]) == ("service", "1.50", "1.50", str(task))
    assert volunteer.ask(person(Role.HANDLER), "get_my_hours")["balance"] == "0.00"


def test_what_is_above_the_cap_goes_to_the_fund_and_still_counts_as_served(volunteer: RunningService) -> None:
    someone = uuid4()
    with patch.object(hour_accounts, "hour_rules", lambda: (rule(cap="10"),)):
        credit(volunteer, someone, "8")
        credit(volunteer, someone, "4.25")
        assert (held(volunteer, someone), fund(volunteer)) == (("10.00", "0.00", "12.25"), "2.25")
        credit(volunteer, someone, "1")
    assert (held(volunteer, someone), fund(volunteer)) == (("10.00", "0.00", "13.25"), "3.25")


def test_service_recorded_by_hand_is_of_a_day_that_was_and_has_no_more_than_24_hours(volunteer: RunningService) -> None:
    someone = someone_with(volunteer, "20")
    today = local(now()).date()
    said: dict[str, Any] = {
        "volunteer_id": someone,
        "area_code": COMMUNITY,
        "reason": "活动",
        "hours": "4.25",
        "served_on": today,
    }
    assert code(volunteer, "credit_hours", **said) == "day_too_long"
    assert code(volunteer, "credit_hours", **{**said, "hours": "1.1"}) == "hours_in_quarters"
    tomorrow: dict[str, Any] = {**said, "served_on": today + timedelta(days=1)}
    assert code(volunteer, "credit_hours", **tomorrow) == "in_the_future"
    volunteer.ask(COORDINATOR, "credit_hours", **{**said, "served_on": today - timedelta(days=1)})
    assert held(volunteer, someone)[0] == "24.25"
    line = volunteer.ask(COORDINATOR, "list_hour_lines", volunteer_id=someone)["items"][0]
    assert (line["reason"], line["task_id"]) == ("活动", None)


def test_hours_are_given_to_a_declared_relative_and_nobody_else(volunteer: RunningService) -> None:
    one, other = someone_with(volunteer, "6"), uuid4()
    wish: dict[str, Any] = {"volunteer_id": one, "relative_id": other, "hours": "2"}
    assert code(volunteer, "transfer_hours", **wish) == "no_relative"
    volunteer.ask(COORDINATOR, "declare_relative", volunteer_id=one, relative_id=other, relation="parent")
    volunteer.ask(COORDINATOR, "transfer_hours", **wish)
    assert (held(volunteer, one), held(volunteer, other)) == (("4.00", "0.00", "6.00"), ("2.00", "0.00", "0.00"))
    refused = volunteer.refusal(COORDINATOR, "transfer_hours", **{**wish, "hours": "4.01"})
    assert (refused.code, list(refused.fields)) == ("overdraft", ["hours"])
    assert code(volunteer, "transfer_hours", volunteer_id=other, relative_id=one, hours="1") == "no_relative"
    with patch.object(hour_accounts, "hour_rules", lambda: (rule(cap="3"),)):
        assert code(volunteer, "transfer_hours", **wish) == "above_cap"


def test_who_served_gives_their_own_hours_to_a_relative(volunteer: RunningService) -> None:
    me, mother = NEIGHBOUR.account_id, uuid4()
    credit(volunteer, me, "3")
    refused = volunteer.refusal(NEIGHBOUR, "give_my_hours", relative_id=mother, hours="1")
    assert refused.code == "no_relative"
    volunteer.ask(COORDINATOR, "declare_relative", volunteer_id=me, relative_id=mother, relation="parent")
    assert volunteer.ask(NEIGHBOUR, "give_my_hours", relative_id=mother, hours="1")["hours"]["balance"] == "2.00"


def test_hours_are_donated_and_granted_by_who_acts_at_the_district(volunteer: RunningService) -> None:
    one, other = someone_with(volunteer, "6"), uuid4()
    volunteer.ask(COORDINATOR, "donate_hours", volunteer_id=one, hours="5")
    wish: dict[str, Any] = {"volunteer_id": other, "area_code": COMMUNITY, "hours": "3", "reason": "独居老人"}
    assert isinstance(volunteer.refusal(COORDINATOR, "grant_hours", **wish), NotFound)
    volunteer.ask(DISTRICT_COORDINATOR, "grant_hours", **wish)
    assert (fund(volunteer), held(volunteer, other)[0]) == ("2.00", "3.00")
    assert volunteer.refusal(DISTRICT_COORDINATOR, "grant_hours", **wish).code == "overdraft"


def test_what_is_set_aside_for_a_task_pays_its_volunteer_and_the_rest_goes_back(volunteer: RunningService) -> None:
    served, task = someone_with(volunteer, "5"), taken_task(volunteer)
    wish: dict[str, Any] = {"volunteer_id": served, "task_id": task}
    assert code(volunteer, "release_hours", **wish) == "not_found"
    volunteer.ask(COORDINATOR, "reserve_hours", **wish, hours="3")
    assert held(volunteer, served)[:2] == ("2.00", "3.00")
    assert code(volunteer, "reserve_hours", **wish, hours="1") == "reserved_already"
    assert code(volunteer, "donate_hours", volunteer_id=served, hours="2.5") == "overdraft"
    volunteer.ask(COORDINATOR, "complete_task", id=task, hours="2")
    assert held(volunteer, served)[:2] == ("3.00", "0.00")
    assert volunteer.ask(NEIGHBOUR, "get_my_hours")["balance"] == "2.00"
    assert code(volunteer, "reserve_hours", **wish, hours="1") == "task_over"


def test_a_longer_service_than_was_set_aside_is_paid_by_both(volunteer: RunningService) -> None:
    served, task = someone_with(volunteer, "5"), taken_task(volunteer)
    volunteer.ask(COORDINATOR, "reserve_hours", volunteer_id=served, task_id=task, hours="1")
    volunteer.ask(COORDINATOR, "complete_task", id=task, hours="2.5")
    assert held(volunteer, served)[:2] == ("4.00", "0.00")
    assert volunteer.ask(NEIGHBOUR, "get_my_hours")["balance"] == "2.50"


def test_what_is_set_aside_goes_back_when_the_task_is_given_up_or_on_request(volunteer: RunningService) -> None:
    served, task = someone_with(volunteer, "5"), taken_task(volunteer)
    wish: dict[str, Any] = {"volunteer_id": served, "task_id": task}
    volunteer.ask(COORDINATOR, "reserve_hours", **wish, hours="3")
    volunteer.ask(COORDINATOR, "release_hours", **wish)
    assert code(volunteer, "release_hours", **wish) == "nothing_reserved"
    another = someone_with(volunteer, "2")
    volunteer.ask(COORDINATOR, "reserve_hours", volunteer_id=another, task_id=task, hours="2")
    assert code(volunteer, "release_hours", **wish) == "reserved_by_another"
    volunteer.ask(COORDINATOR, "release_hours", volunteer_id=another, task_id=task)
    volunteer.ask(COORDINATOR, "reserve_hours", **wish, hours="4")
    volunteer.ask(COORDINATOR, "cancel_task", id=task, reason="老人住院")
    assert held(volunteer, served)[:2] == ("5.00", "0.00")
    kinds = [one["kind"] for one in volunteer.ask(COORDINATOR, "list_hour_lines", volunteer_id=served)["items"]]
    assert kinds == ["release", "reservation", "release", "reservation", "service"]


def test_a_wrong_credit_is_undone_by_a_counter_entry_unless_it_is_spent(volunteer: RunningService) -> None:
    someone = uuid4()
    first = credit(volunteer, someone, "2")["entry_id"]
    second = credit(volunteer, someone, "3")["entry_id"]
    volunteer.ask(COORDINATOR, "reverse_hours", entry_id=first, reason="登记错误")
    assert held(volunteer, someone) == ("3.00", "0.00", "3.00")
    lines = volunteer.ask(COORDINATOR, "list_hour_lines", volunteer_id=someone)["items"]
    assert tuple(lines[0][name] for name in ("kind", "amount", "reason")) == ("reversal", "-2.00", "登记错误")
    assert code(volunteer, "reverse_hours", entry_id=first, reason="again") == "reversed_already"
    volunteer.ask(COORDINATOR, "donate_hours", volunteer_id=someone, hours="1")
    assert code(volunteer, "reverse_hours", entry_id=second, reason="again") == "overdraft"
    assert code(volunteer, "reverse_hours", entry_id=uuid4(), reason="again") == "not_found"


def test_who_may_see_and_move_hours(volunteer: RunningService) -> None:
    someone = someone_with(volunteer, "2")
    own: dict[str, Any] = {"volunteer_id": someone}
    cases: list[tuple[Principal, str, dict[str, Any], type[LinliError]]] = [
        (NEIGHBOUR, "get_hours", own, Forbidden),
        (person(Role.AUDITOR), "donate_hours", {**own, "hours": "1"}, Forbidden),
        (administrator(ELSEWHERE), "get_hours", own, NotFound),
        (administrator(ELSEWHERE), "donate_hours", {**own, "hours": "1"}, NotFound),
        (administrator(ELSEWHERE), "list_hour_lines", own, NotFound),
        (COORDINATOR, "get_hours", {"volunteer_id": uuid4()}, NotFound),
        (COORDINATOR, "declare_relative", {**own, "relative_id": someone, "relation": "child"}, Invalid),
        (COORDINATOR, "donate_hours", {**own, "hours": "0"}, Invalid),
        (COORDINATOR, "donate_hours", {**own, "hours": "3"}, Conflict),
    ]
    for who, method, said, kind in cases:
        assert type(volunteer.refusal(who, method, **said)) is kind, method
    assert volunteer.ask(person(Role.AUDITOR), "get_hours", volunteer_id=someone)["balance"] == "2.00"
    assert volunteer.ask(administrator(DISTRICT), "list_hour_rules")["items"][0]["cap"] == "1500"


def test_of_many_who_give_the_same_hours_at_once_one_succeeds(volunteer: RunningService) -> None:
    one, other = someone_with(volunteer, "2"), uuid4()
    volunteer.ask(COORDINATOR, "declare_relative", volunteer_id=one, relative_id=other, relation="child")

    def attempt(_number: int) -> str:
        try:
            volunteer.ask(COORDINATOR, "transfer_hours", volunteer_id=one, relative_id=other, hours="1.5")
        except Conflict as refused:
            return refused.code
        return "done"

    with ThreadPoolExecutor(6) as threads:
        assert Counter(threads.map(attempt, range(6))) == {"done": 1, "overdraft": 5}
    assert (held(volunteer, one)[0], held(volunteer, other)[0]) == ("0.50", "1.50")


def test_the_cap_holds_however_many_are_credited_at_once(volunteer: RunningService) -> None:
    someone = uuid4()
    with (
        patch.object(hour_accounts, "hour_rules", lambda: (rule(cap="5"),)),
        ThreadPoolExecutor(4) as threads,
    ):
        list(threads.map(lambda _number: credit(volunteer, someone, "1"), range(8)))
        assert (held(volunteer, someone), fund(volunteer)) == (("5.00", "0.00", "8.00"), "3.00")


def test_nothing_is_credited_where_the_completion_is_refused(volunteer: RunningService) -> None:
    task = taken_task(volunteer)
    volunteer.refusal(COORDINATOR, "complete_task", id=task, hours="1.1")
    volunteer.ask(COORDINATOR, "complete_task", id=task, hours="1")
    volunteer.refusal(COORDINATOR, "complete_task", id=task, hours="1")
    assert volunteer.ask(NEIGHBOUR, "get_my_hours")["balance"] == "1.00"


def test_the_day_of_24_hours_is_for_each_volunteer(volunteer: RunningService) -> None:
    people: list[UUID] = [someone_with(volunteer, "24") for _ in range(2)]
    assert [held(volunteer, one)[0] for one in people] == ["24.00", "24.00"]
