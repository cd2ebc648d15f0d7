"""Members sign up, leaders approve, two swap; nobody is on duty twice, untrained or unrested; refusals say why."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from linli.clock import LOCAL, local, now
from linli.errors import Conflict, Forbidden, Invalid, LinliError, StaleVersion
from tests.factories.patrols import LEADER, OTHER_WORKER, WORKER, grid_at
from tests.factories.people import COMMUNITY, STREET
from tests.factories.running import RunningService
from tests.machine import Scratch

DAY = local(now()).date() + timedelta(days=2)
GUARD = "保安员证"


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def grid(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    url = None
    if request.param == "postgresql":
        scratch: Scratch = request.getfixturevalue("scratch")
        url = scratch.database_url("gridduty")
    with grid_at(tmp_path_factory.mktemp("grid"), url) as service:
        yield service


def at(hour: float, day: date = DAY) -> str:
    return (datetime(day.year, day.month, day.day, tzinfo=LOCAL) + timedelta(hours=hour)).isoformat()


@pytest.fixture
def team(grid: RunningService) -> str:
    """A team of two, of whom one holds a certificate that ends on the day."""
    made = grid.ask(LEADER, "add_team", area_code=COMMUNITY, content={"name": "巡防一队", "colour": "blue"})["id"]
    held = [{"kind": GUARD, "valid_until": str(DAY)}]
    grid.ask(LEADER, "keep_member", id=made, account_id=WORKER.account_id, certificates=held)
    grid.ask(LEADER, "keep_member", id=made, account_id=OTHER_WORKER.account_id)
    return str(made)


@pytest.fixture(autouse=True)
def nobody_is_on_duty(grid: RunningService) -> Iterator[None]:
    """What a test leaves on the roster is cancelled, for people are the same in all of them."""
    yield
    for day in (DAY, DAY + timedelta(days=1)):
        for one in grid.ask(LEADER, "get_roster", area_code=STREET, day=day)["items"]:
            if not one["cancelled"]:
                grid.ask(LEADER, "cancel_shift", id=one["id"], reason="测试结束")


def shift(grid: RunningService, team: str, begins: float = 8, ends: float = 16, **more: Any) -> str:
    return str(grid.ask(LEADER, "add_shift", team_id=team, starts_at=at(begins), ends_at=at(ends), **more)["id"])


def approve(grid: RunningService, one: str, who: Any = WORKER, approved: bool = True, **more: Any) -> dict[str, Any]:
    return grid.ask(LEADER, "decide_place", id=one, account_id=who.account_id, approved=approved, **more)


def code(refused: LinliError) -> str:
    assert isinstance(refused, Conflict | Invalid)
    return refused.code


def places(found: dict[str, Any]) -> dict[str, str]:
    return {one["account_id"]: one["state"] for one in found["places"]}


def test_who_asked_is_approved_and_on_duty_then(grid: RunningService, team: str) -> None:
    one = shift(grid, team)
    assert places(grid.ask(WORKER, "sign_up", id=one)) == {str(WORKER.account_id): "asked"}
    assert code(grid.refusal(WORKER, "sign_up", id=one)) == "has_a_place"
    approve(grid, one)
    within = grid.ask(LEADER, "list_on_duty", area_code=COMMUNITY, at=at(9))["items"]
    assert [(each["id"], each["colour"], places(each)) for each in within if each["id"] == one] == [
        (one, "blue", {str(WORKER.account_id): "approved"})
    ]
    for moment in (at(7.99), at(16)):
        outside = grid.ask(LEADER, "list_on_duty", area_code=STREET, at=moment)["items"]
        assert one not in [each["id"] for each in outside]
    assert isinstance(grid.refusal(WORKER, "decide_place", id=one, account_id=uuid4(), approved=True), Forbidden)
    assert isinstance(grid.refusal(WORKER, "withdraw_place", id=one, version=1), StaleVersion)
    assert places(grid.ask(WORKER, "withdraw_place", id=one)) == {str(WORKER.account_id): "withdrawn"}


@pytest.mark.parametrize(
    ("begins", "ends", "wanted"),
    [
        (10, 12, "overlapping_shift"),
        (15.5, 20, "overlapping_shift"),
        (16, 20, "too_little_rest"),
        (23.5, 30, "too_little_rest"),
        (24, 30, None),
    ],
)
def test_nobody_has_two_shifts_at_once_or_without_rest(
    grid: RunningService, team: str, begins: float, ends: float, wanted: str | None
) -> None:
    approve(grid, shift(grid, team))
    second = shift(grid, team, begins, ends)
    if wanted is None:
        grid.ask(WORKER, "sign_up", id=second)
        return
    for who, call, more in (
        (WORKER, "sign_up", {}),
        (LEADER, "decide_place", {"account_id": WORKER.account_id, "approved": True}),
    ):
        assert code(grid.refusal(who, call, id=second, **more)) == wanted


def test_places_go_to_members_who_hold_the_certificate_on_the_day_and_no_more_than_are_needed(
    grid: RunningService, team: str
) -> None:
    one = shift(grid, team, certificate=GUARD)
    assert code(grid.refusal(OTHER_WORKER, "sign_up", id=one)) == "certificate_missing"
    assert code(grid.refusal(LEADER, "decide_place", id=one, account_id=uuid4(), approved=True)) == "not_a_member"
    approve(grid, one)
    plain = shift(grid, team, 30, 34)
    approve(grid, plain, OTHER_WORKER)
    assert code(grid.refusal(LEADER, "decide_place", id=plain, account_id=WORKER.account_id, approved=True)) == (
        "shift_full"
    )
    later = shift(grid, team, 40, 44, certificate=GUARD)
    assert code(grid.refusal(WORKER, "sign_up", id=later)) == "certificate_missing", "it ended the day before"


def test_a_swap_is_offered_accepted_and_approved(grid: RunningService, team: str) -> None:
    one = shift(grid, team)
    approve(grid, one)
    me, other = WORKER.account_id, OTHER_WORKER.account_id
    grid.ask(WORKER, "offer_swap", id=one, to_account=other)
    assert code(grid.refusal(LEADER, "decide_swap", id=one, from_account=me, approved=True)) == "no_such_swap"
    assert code(grid.refusal(LEADER, "answer_swap", id=one, from_account=me, accepted=True)) == "no_such_swap"
    grid.ask(OTHER_WORKER, "answer_swap", id=one, from_account=me, accepted=True)
    done = grid.ask(LEADER, "decide_swap", id=one, from_account=me, approved=True)
    assert places(done) == {str(me): "withdrawn", str(other): "approved"}


def test_a_decline_says_why_and_a_cancelled_shift_frees_its_people(grid: RunningService, team: str) -> None:
    one = shift(grid, team)
    approve(grid, one)
    unsaid = grid.refusal(LEADER, "decide_place", id=one, account_id=WORKER.account_id, approved=False)
    assert (type(unsaid), list(unsaid.fields)) == (Invalid, ["note"])
    assert list(places(approve(grid, one, approved=False, note="另有安排")).values()) == ["declined"]
    approve(grid, one)
    grid.ask(LEADER, "cancel_shift", id=one, reason="暴雨")
    approve(grid, shift(grid, team, 9, 12))


@pytest.mark.parametrize(("begins", "ends"), [(8, 8), (8, 7), (8, 32.1), (-80, -75)])
def test_a_span_that_is_none_is_refused(grid: RunningService, team: str, begins: float, ends: float) -> None:
    refused = grid.refusal(LEADER, "add_shift", team_id=team, starts_at=at(begins), ends_at=at(ends))
    assert (type(refused), refused.code) == (Invalid, "bad_span")


def test_a_person_whom_two_leaders_send_at_the_same_moment_is_on_duty_once(grid: RunningService, team: str) -> None:
    both = [shift(grid, team, 8 + one, 12 + one) for one in range(4)]

    def send(one: str) -> bool:
        try:
            approve(grid, one)
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(send, both)) == 1


def test_the_roster_shows_what_touches_the_day_by_the_districts_clock(grid: RunningService, team: str) -> None:
    night, day = shift(grid, team, 20, 28), shift(grid, team, 32, 36)
    listed = grid.ask(WORKER, "get_roster", area_code=COMMUNITY, day=DAY + timedelta(days=1))["items"]
    going = [one for one in listed if not one["cancelled"]]
    assert [one["id"] for one in going] == [night, day]
    assert datetime.fromisoformat(going[-1]["starts_at"]).astimezone(UTC).hour == 0
