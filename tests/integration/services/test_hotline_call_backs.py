"""After the verification the citizen is called back by one operator at a time; the answer moves the request on."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import update

from linli.clock import now
from linli.contracts.hotline.call_backs import CallBackEnded
from linli.errors import Conflict, Forbidden, Invalid, LinliError, NotFound, StaleVersion
from linli.identity import Principal, Role
from services.hotline.tables.call_backs import CALL_BACK
from tests.factories.people import COMMUNITY, ELSEWHERE, STREET, administrator, person
from tests.factories.running import RunningService, running
from tests.factories.unique import tracking_code
from tests.machine import Scratch

ANNA, BEN = person(Role.OPERATOR), person(Role.OPERATOR)
HANDLER = person(Role.HANDLER, at=COMMUNITY)
PHONE = "13912345678"
GOOD: dict[str, Any] = {"result": "reached", "contacted": True, "resolved": True, "satisfaction": 5}
BAD: dict[str, Any] = {
    **GOOD,
    "resolved": False,
    "satisfaction": 1,
    "complaints": ["unresolved"],
    "comment": "依旧很吵",
}


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def hotline(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, scratch: Scratch
) -> Iterator[RunningService]:
    url = scratch.database_url("call_backs") if request.param == "postgresql" else None
    with running("hotline", tmp_path_factory.mktemp("call_backs"), url) as service:
        yield service


@pytest.fixture(scope="module")
def light(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    """The hotline on SQLite alone, for what does not depend on the database."""
    with running("hotline", tmp_path_factory.mktemp("light")) as service:
        yield service


def verified(hotline: RunningService, **said: Any) -> UUID:
    """A request that was settled and found done, of which the hotline has heard; the id of the request."""
    known = {"id": uuid4(), "tracking_code": tracking_code()}
    given = {**known, "area_code": COMMUNITY, "category": "noise.residential"}
    request_id = UUID(
        hotline.ask(ANNA, "open_request", **{**given, "title": "楼上噪声", "contact_phone": PHONE, **said})["id"]
    )
    hotline.ask(administrator(), "settle_request", id=request_id, result="done")
    hotline.ask(administrator(), "verify_request", id=request_id, accepted=True)
    hear(hotline, request_id)
    return request_id


def hear(hotline: RunningService, request_id: UUID) -> None:
    """Let the hotline hear its events of this request."""
    for envelope in hotline.sent():
        if envelope.event.subject == request_id and envelope.event.wire_type() in hotline.member.receiver.types:
            hotline.tell(envelope)
    assert hotline.waiting() == (0, 0)


def due(hotline: RunningService, request_id: UUID, who: Principal = ANNA, **asked: Any) -> dict[str, Any]:
    """The call-back of this request, found in the list."""
    items = hotline.ask(who, "list_call_backs", limit=200, **asked)["items"]
    return dict(next(one for one in items if one["request_id"] == str(request_id)))


def is_listed(hotline: RunningService, request_id: UUID, who: Principal = ANNA, **asked: Any) -> bool:
    """Whether it is in the list."""
    items = hotline.ask(who, "list_call_backs", limit=200, **asked)["items"]
    return str(request_id) in [one["request_id"] for one in items]


def called(hotline: RunningService, call_back: dict[str, Any], who: Principal = ANNA, **said: Any) -> dict[str, Any]:
    """Take it in hand and record the try."""
    claimed = hotline.ask(who, "claim_call_back", id=call_back["id"])
    return hotline.ask(who, "record_call", id=call_back["id"], version=claimed["version"], **said)


def state_of(hotline: RunningService, request_id: UUID) -> dict[str, Any]:
    """Where the request stands."""
    return dict(hotline.ask(ANNA, "get_request", id=request_id)["request"])


def make_due(hotline: RunningService, call_back: dict[str, Any]) -> None:
    """Let the pause be over."""
    with hotline.database.transaction() as session:
        mine = CALL_BACK.c.id == UUID(call_back["id"])
        session.execute(update(CALL_BACK).where(mine).values(due_at=now() - timedelta(seconds=1)))


def ended(hotline: RunningService, call_back: dict[str, Any]) -> list[CallBackEnded]:
    """The events of its end."""
    return [one for one in hotline.said() if isinstance(one, CallBackEnded) and str(one.subject) == call_back["id"]]


def test_a_satisfied_citizen_ends_the_request(hotline: RunningService) -> None:
    request_id = verified(hotline)
    call_back = due(hotline, request_id)
    assert (call_back["phone"], call_back["number"], call_back["rule"]) == ("139******78", None, "rest")
    after = called(hotline, call_back, **GOOD)
    assert (after["ending"], after["satisfaction"], [one["result"] for one in after["tries"]]) == (
        "satisfied",
        5,
        ["reached"],
    )
    now_ = state_of(hotline, request_id)
    assert (now_["state"], now_["satisfaction"], now_["call_backs"]) == ("closed", 5, 1)
    hear(hotline, request_id)
    (event,) = ended(hotline, call_back)
    assert (event.ending, event.satisfaction, event.contacted, event.resolved) == ("satisfied", 5, True, True)
    assert not is_listed(hotline, request_id)


def test_an_unsatisfied_citizen_begins_it_again_one_tier_up_and_it_is_called_back_again(
    hotline: RunningService,
) -> None:
    request_id = verified(hotline)
    call_back = due(hotline, request_id)
    called(hotline, call_back, **BAD)
    again = state_of(hotline, request_id)
    assert (again["state"], again["unit_area"], again["reopenings"]) == ("dispatched", STREET, 1)
    (event,) = ended(hotline, call_back)
    assert (event.ending, event.unit_area, event.complaints) == ("unsatisfied", COMMUNITY, ("unresolved",))
    steps = hotline.ask(ANNA, "list_steps", id=request_id)["steps"]
    assert (steps[-1]["note"], steps[-1]["reason"]) == ("依旧很吵", "unsatisfied")
    hear(hotline, request_id)
    assert not is_listed(hotline, request_id)
    hotline.ask(administrator(), "settle_request", id=request_id, result="done indeed")
    hotline.ask(administrator(), "verify_request", id=request_id, accepted=True)
    hear(hotline, request_id)
    second = due(hotline, request_id)
    assert (second["round"], second["rule"], second["unit_area"]) == (1, "always", STREET)
    assert second["id"] != call_back["id"]


def test_nobody_answering_is_tried_on_two_days_and_then_closed_and_counted(hotline: RunningService) -> None:
    request_id = verified(hotline)
    call_back = due(hotline, request_id)
    for tries in (1, 2, 3):
        after = called(hotline, call_back, result="no_answer")
        assert len(after["tries"]) == tries
        assert not is_listed(hotline, request_id), "not due yet"
        if tries < 3:
            assert isinstance(hotline.refusal(BEN, "claim_call_back", id=call_back["id"]), Conflict)
            make_due(hotline, call_back)
    assert after["ending"] == "not_reached"
    assert (state_of(hotline, request_id)["state"], state_of(hotline, request_id)["call_backs"]) == ("closed", 2)
    assert [one.ending for one in ended(hotline, call_back)] == ["not_reached"]


@pytest.mark.parametrize("result", ["declined", "wrong_number"])
def test_who_declines_or_is_somebody_else_ends_it_without_a_rating(light: RunningService, result: str) -> None:
    request_id = verified(light)
    after = called(light, due(light, request_id), result=result)
    assert (after["ending"], after["satisfaction"]) == (result, None)
    assert (state_of(light, request_id)["state"], state_of(light, request_id)["satisfaction"]) == ("closed", None)


def test_what_one_has_in_hand_nobody_else_is_offered_and_only_they_are_told_the_number(
    hotline: RunningService,
) -> None:
    request_id = verified(hotline)
    call_back = due(hotline, request_id)
    claimed = hotline.ask(ANNA, "claim_call_back", id=call_back["id"], version=call_back["version"])
    assert (claimed["claimed_by"], claimed["number"]) == (str(ANNA.account_id), None)
    assert hotline.ask(ANNA, "get_call_back", id=call_back["id"])["number"] == PHONE
    assert hotline.ask(BEN, "get_call_back", id=call_back["id"])["number"] is None
    assert not is_listed(hotline, request_id, BEN)
    assert is_listed(hotline, request_id, ANNA, mine=True)
    assert hotline.refusal(BEN, "claim_call_back", id=call_back["id"]).code == "in_other_hands"
    assert hotline.refusal(BEN, "record_call", id=call_back["id"], **GOOD).code == "not_in_hand"
    hotline.ask(ANNA, "release_call_back", id=call_back["id"])
    assert is_listed(hotline, request_id, BEN)
    assert not is_listed(hotline, request_id, ANNA, mine=True)


def test_several_who_reach_for_it_at_once_get_it_once(hotline: RunningService) -> None:
    request_id = verified(hotline)
    call_back = due(hotline, request_id)

    def reach(who: Principal) -> bool:
        try:
            hotline.ask(who, "claim_call_back", id=call_back["id"])
        except Conflict:
            return False
        return True

    people = [person(Role.OPERATOR) for _ in range(6)]
    with ThreadPoolExecutor(len(people)) as threads:
        assert sum(threads.map(reach, people)) == 1


def test_what_is_not_drawn_or_left_no_number_is_closed_and_shows_by_which_rule(light: RunningService) -> None:
    cases: list[tuple[dict[str, Any], str, str]] = [
        ({"kind": "praise"}, "not_drawn", "praise"),
        ({"contact_phone": None}, "no_number", "rest"),
        ({"contact_phone": None, "kind": "complaint"}, "no_number", "always"),
    ]
    for said, ending, rule in cases:
        request_id = verified(light, **said)
        assert state_of(light, request_id)["state"] == "closed"
        (event,) = [one for one in light.said() if isinstance(one, CallBackEnded) and one.request_id == request_id]
        shown = light.ask(ANNA, "get_call_back", id=event.subject)
        assert (shown["ending"], shown["rule"], event.ending, event.tries) == (ending, rule, ending, 0)


def test_a_request_that_was_closed_without_is_called_no_more(light: RunningService) -> None:
    request_id = verified(light)
    call_back = due(light, request_id)
    light.ask(ANNA, "close_request", id=request_id)
    assert light.refusal(ANNA, "claim_call_back", id=call_back["id"]).code == "call_back_over"
    hear(light, request_id)
    assert [one.ending for one in ended(light, call_back)] == ["otherwise"]
    assert not is_listed(light, request_id)


def test_a_settled_request_is_closed_directly_and_never_called(light: RunningService) -> None:
    given: dict[str, Any] = {
        "id": uuid4(),
        "tracking_code": "7K3QX-9M2TB",
        "area_code": COMMUNITY,
        "category": "noise.residential",
    }
    request_id = UUID(light.ask(ANNA, "open_request", **given, title="t", contact_phone=PHONE)["id"])
    light.ask(administrator(), "settle_request", id=request_id, result="done")
    light.ask(ANNA, "close_request", id=request_id)
    hear(light, request_id)
    assert not is_listed(light, request_id)


def test_the_news_of_a_verification_that_came_twice_or_late_enters_nothing(light: RunningService) -> None:
    request_id = verified(light)
    call_back = due(light, request_id)
    news = next(one for one in light.sent() if one.event.subject == request_id and one.event.name == "request.verified")
    light.tell(news.event, news.event)
    assert due(light, request_id)["version"] == call_back["version"]
    called(light, call_back, **BAD)
    light.tell(news.event)
    assert not is_listed(light, request_id)
    assert light.waiting() == (0, 0)


def test_an_answer_that_lacks_something_changes_nothing(light: RunningService) -> None:
    request_id = verified(light)
    call_back = due(light, request_id)
    light.ask(ANNA, "claim_call_back", id=call_back["id"])
    cases: list[tuple[dict[str, Any], str]] = [
        ({"result": "reached"}, "contacted"),
        ({**BAD, "complaints": []}, "complaints"),
        ({**BAD, "comment": " "}, "comment"),
        ({**GOOD, "satisfaction": 6}, "satisfaction"),
        ({"result": "busy"}, "result"),
    ]
    for said, field in cases:
        refused = light.refusal(ANNA, "record_call", id=call_back["id"], **said)
        assert (type(refused), list(refused.fields)) == (Invalid, [field])
    assert light.ask(ANNA, "get_call_back", id=call_back["id"])["tries"] == []


def test_call_backs_are_for_operators_of_the_area_at_the_version_they_saw(light: RunningService) -> None:
    request_id = verified(light)
    call_back = due(light, request_id)
    cases: list[tuple[Principal, dict[str, Any], type[LinliError]]] = [
        (administrator(ELSEWHERE), {}, NotFound),
        (HANDLER, {}, Forbidden),
        (ANNA, {"version": 99}, StaleVersion),
    ]
    for who, more, kind in cases:
        assert type(light.refusal(who, "claim_call_back", id=call_back["id"], **more)) is kind
    assert isinstance(light.refusal(ANNA, "claim_call_back", id=uuid4()), NotFound)
    assert isinstance(light.refusal(administrator(ELSEWHERE), "get_call_back", id=call_back["id"]), NotFound)
    assert is_listed(light, request_id, area_code=COMMUNITY)
    assert not is_listed(light, request_id, person(Role.OPERATOR, at=ELSEWHERE))
    assert isinstance(light.refusal(ANNA, "list_call_backs", area_code=ELSEWHERE), NotFound)


def test_the_list_begins_with_the_longest_due_and_is_read_page_by_page(light: RunningService) -> None:
    wanted = [verified(light, area_code=STREET) for _ in range(3)]
    found: list[str] = []
    cursor = None
    while not found or cursor:
        more: dict[str, Any] = {"cursor": cursor} if cursor else {}
        page = light.ask(person(Role.OPERATOR, at=STREET), "list_call_backs", limit=2, area_code=STREET, **more)
        found += [one["request_id"] for one in page["items"]]
        cursor = page["next_cursor"]
    assert [one for one in found if UUID(one) in wanted] == [str(one) for one in wanted]
    assert len(found) == len(set(found))
    assert isinstance(light.refusal(ANNA, "list_call_backs", cursor="nonsense"), Invalid)


def verdicts(hotline: RunningService, request_id: UUID) -> list[tuple[str, int, int | None, str]]:
    """What ended its call-backs: how, in which round, with which level, of whose work."""
    events = [one for one in hotline.said() if isinstance(one, CallBackEnded) and one.request_id == request_id]
    return [(one.ending.value, one.round, one.satisfaction, one.unit_area) for one in events]


def test_a_rating_taken_down_on_the_request_ends_its_call_back_with_the_rating(light: RunningService) -> None:
    request_id = verified(light)
    call_back = due(light, request_id)
    bad: dict[str, Any] = {"outcome": "unsatisfied", "satisfaction": 2, "reason": "依旧很吵"}
    light.ask(ANNA, "record_call_back", id=request_id, **bad)
    hear(light, request_id)
    assert verdicts(light, request_id) == [("unsatisfied", 0, 2, COMMUNITY)]
    assert not is_listed(light, request_id)
    light.ask(administrator(), "settle_request", id=request_id, result="done indeed")
    light.ask(administrator(), "verify_request", id=request_id, accepted=True)
    light.ask(ANNA, "record_call_back", id=request_id, outcome="not_reached", satisfaction=3)
    assert len(verdicts(light, request_id)) == 1, "who was not reached has rated nothing"
    light.ask(ANNA, "record_call_back", id=request_id, outcome="satisfied", satisfaction=4)
    hear(light, request_id)
    assert verdicts(light, request_id)[1:] == [("satisfied", 1, 4, STREET)]
    shown = light.ask(ANNA, "get_call_back", id=call_back["id"])
    assert (shown["ending"], shown["complaints"]) == ("unsatisfied", ["other"])
