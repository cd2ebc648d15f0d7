"""Citizens reach their own request by code and telephone digits; what is written on it is kept, and only added to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest

from linli.contracts.hotline.events import RequestRated, RequestUpdated
from linli.errors import Conflict, Forbidden, Invalid, LinliError, NotFound
from linli.identity import EVERY_ROLE, Role
from tests.factories.people import COMMUNITY, DISTRICT, ELSEWHERE, STREET, person
from tests.factories.running import RunningService, running

CITIZEN = person(Role.CITIZEN, at=COMMUNITY)
HANDLER = person(Role.HANDLER, at=STREET)
OFFICER = person(Role.ADMINISTRATOR)


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.servers)])
def base(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    url = None
    if request.param == "postgresql":
        url = request.getfixturevalue("scratch").database_url("hotline_updates")
    with running("hotline", tmp_path_factory.mktemp("updates"), url) as service:
        yield service


class Citizen:
    """A citizen with one request at the hotline."""

    def __init__(self, hotline: RunningService, phone: str | None = "139 1234 5678") -> None:
        self.hotline = hotline
        self.code = _code()
        said: dict[str, Any] = {"contact_phone": phone} if phone else {}
        filed = hotline.ask(
            CITIZEN,
            "file_request",
            id=uuid4(),
            tracking_code=self.code,
            area_code=COMMUNITY,
            category="noise.residential",
            title="半夜装修",
            **said,
        )
        self.id = UUID(filed["id"])

    def do(self, method: str, who: Any = CITIZEN, tail: str = "5678", **said: Any) -> dict[str, Any]:
        return self.hotline.ask(who, method, tracking_code=self.code, phone_tail=tail, **said)

    def refused(self, method: str, who: Any = CITIZEN, tail: str = "5678", **said: Any) -> LinliError:
        return self.hotline.refusal(who, method, tracking_code=self.code, phone_tail=tail, **said)

    def settle(self) -> None:
        self.hotline.ask(HANDLER, "settle_request", id=self.id, result="已劝阻", version=None)


def _code() -> str:
    digits = uuid4().hex.upper()
    return f"{digits[:5]}-{digits[5:10]}"


@pytest.fixture
def citizen(base: RunningService) -> Citizen:
    return Citizen(base)


def test_a_filed_request_is_an_ordinary_one_that_came_by_the_web(citizen: Citizen) -> None:
    shown = citizen.hotline.ask(OFFICER, "get_request", id=citizen.id)
    assert (shown["request"]["channel"], shown["request"]["state"]) == ("web", "dispatched")
    assert shown["contact_phone"] == "139******78"


def test_its_citizen_sees_it_with_what_was_written_but_not_what_units_tell_each_other(citizen: Citizen) -> None:
    citizen.do("comment_request", text="昨晚又响到两点")
    citizen.hotline.ask(HANDLER, "return_request", id=citizen.id, reason="不属本社区")
    citizen.hotline.ask(HANDLER, "tell_citizen", id=citizen.id, text="今晚上门", version=None)
    citizen.hotline.ask(HANDLER, "sign_request", id=citizen.id, version=None)
    citizen.hotline.ask(HANDLER, "reply_to_request", id=citizen.id, answer="已上门，邻居不在", version=None)
    shown = citizen.do("follow_request")
    assert [(one["kind"], one["text"]) for one in shown["updates"]] == [
        ("comment", "昨晚又响到两点"),
        ("reply", "今晚上门"),
        ("reply", "已上门，邻居不在"),
    ]
    assert shown["result"] is None
    citizen.settle()
    assert citizen.do("follow_request")["result"] == "已劝阻"


@pytest.mark.parametrize("method", ["follow_request", "comment_request", "withdraw_own_request", "rate_request"])
def test_without_the_right_digits_there_is_no_such_request(base: RunningService, method: str) -> None:
    known: dict[str, dict[str, Any]] = {"comment_request": {"text": "…"}, "rate_request": {"level": 1}}
    said = known.get(method, {})
    mine, nameless = Citizen(base), Citizen(base, phone=None)
    refusals = [
        mine.refused(method, tail="5679", **said),
        nameless.refused(method, tail="0000", **said),
        mine.refused(method, person(Role.CITIZEN, at=ELSEWHERE), **said),
        base.refusal(CITIZEN, method, tracking_code="00000-00000", phone_tail="5678", **said),
    ]
    assert all(isinstance(one, NotFound) for one in refusals)
    assert {one.code for one in refusals[:2]} == {"unknown_tracking_code"} == {refusals[3].code}


def test_who_has_the_whole_number_is_shown_the_request_and_nobody_else(base: RunningService) -> None:
    mine, nameless = Citizen(base), Citizen(base, phone=None)
    shown = base.ask(CITIZEN, "recognise_request", tracking_code=mine.code, phone="13912345678")
    assert shown == mine.do("follow_request")
    refusals = [
        base.refusal(CITIZEN, "recognise_request", tracking_code=mine.code, phone="13812345678"),
        base.refusal(CITIZEN, "recognise_request", tracking_code=nameless.code, phone="13912345678"),
        base.refusal(CITIZEN, "recognise_request", tracking_code="00000-00000", phone="13912345678"),
    ]
    assert {one.code for one in refusals} == {"unknown_tracking_code"}
    at_another = person(Role.CITIZEN, at=ELSEWHERE)
    said = {"tracking_code": mine.code, "phone": "13912345678"}
    assert isinstance(base.refusal(at_another, "recognise_request", **said), NotFound)
    assert isinstance(base.refusal(OFFICER, "recognise_request", **said), Forbidden)


@pytest.mark.parametrize("role", sorted(EVERY_ROLE))
def test_no_officer_makes_the_calls_of_the_public(citizen: Citizen, role: Role) -> None:
    assert isinstance(citizen.refused("follow_request", person(role)), Forbidden)


def test_the_role_of_the_public_makes_no_call_of_officers(citizen: Citizen) -> None:
    calls: dict[str, dict[str, Any]] = {
        "get_request": {},
        "list_updates": {},
        "sign_request": {"version": None},
        "withdraw_request": {"version": None},
        "tell_citizen": {"text": "…"},
    }
    for method, said in calls.items():
        assert isinstance(citizen.hotline.refusal(CITIZEN, method, id=citizen.id, **said), Forbidden), method


def test_a_citizen_files_only_in_the_area_the_gateway_acts_for(base: RunningService) -> None:
    said = {"id": uuid4(), "tracking_code": _code(), "area_code": DISTRICT, "category": "other", "title": "灯"}
    assert isinstance(base.refusal(CITIZEN, "file_request", **said), NotFound)


def test_a_citizen_records_neither_the_past_nor_a_call(base: RunningService) -> None:
    said = {"id": uuid4(), "tracking_code": _code(), "area_code": COMMUNITY, "category": "other", "title": "灯"}
    for more in ({"at": "2026-03-02T01:30:00+00:00"}, {"channel": "phone"}, {"source_ref": "x"}):
        assert isinstance(base.refusal(CITIZEN, "file_request", **said, **more), Invalid), more


def test_withdrawn_with_a_reason_it_is_over_and_the_reason_is_on_record(citizen: Citizen) -> None:
    shown = citizen.do("withdraw_own_request", reason="邻居已停工")
    assert (shown["state"], shown["actions"]) == ("withdrawn", [])
    assert [one["text"] for one in shown["updates"]] == ["邻居已停工"]
    assert isinstance(citizen.refused("withdraw_own_request", reason="再撤"), Conflict)
    assert len(citizen.do("follow_request")["updates"]) == 1


def test_rated_once_after_the_end_and_told_by_its_level_only(citizen: Citizen) -> None:
    assert citizen.refused("rate_request", level=4).code == "not_settled"
    citizen.settle()
    for level in (0, 6):
        assert isinstance(citizen.refused("rate_request", level=level), Invalid)
    shown = citizen.do("rate_request", level=4, note="态度很好")
    assert (shown["rating"]["level"], shown["rating"]["note"], shown["actions"]) == (4, "态度很好", [])
    assert shown["state"] == "closed", "a rating stands for the call-back"
    assert citizen.refused("rate_request", level=5).code == "already_rated"
    (rated,) = [one for one in citizen.hotline.said() if isinstance(one, RequestRated) and one.subject == citizen.id]
    assert rated.level == 4


def test_who_is_not_satisfied_sees_it_begin_again_one_tier_up_and_may_rate_again(citizen: Citizen) -> None:
    citizen.settle()
    shown = citizen.do("rate_request", level=1, note="还在响")
    assert (shown["state"], shown["rating"]["level"], shown["actions"]) == ("dispatched", 1, ["comment", "withdraw"])
    order = citizen.hotline.ask(OFFICER, "get_request", id=citizen.id)["request"]
    assert (order["unit_area"], order["reopenings"], order["satisfaction"]) == (STREET, 1, 1)
    citizen.settle()
    assert citizen.do("rate_request", level=5)["rating"]["level"] == 5


def test_what_was_written_makes_a_new_version_so_that_nobody_acts_on_an_unread_comment(citizen: Citizen) -> None:
    citizen.do("comment_request", text="问题已自行解决")
    assert citizen.hotline.refusal(HANDLER, "sign_request", id=citizen.id, version=2).code == "stale_version"
    listed = citizen.hotline.ask(HANDLER, "list_updates", id=citizen.id)
    assert (listed["version"], [one["text"] for one in listed["items"]]) == (3, ["问题已自行解决"])
    told = [one for one in citizen.hotline.said() if isinstance(one, RequestUpdated) and one.subject == citizen.id]
    assert [one.sequence for one in told] == [3]


def test_a_repeat_under_the_same_key_is_written_once(citizen: Citizen) -> None:
    said = {"tracking_code": citizen.code, "phone_tail": "5678", "text": "请尽快"}
    for _ in range(2):
        citizen.hotline.ask(CITIZEN, "comment_request", key=f"k-{citizen.code}", **said)
    assert len(citizen.do("follow_request")["updates"]) == 1
