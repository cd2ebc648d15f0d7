"""Points are for deeds that a second person confirms, and buy goods of the charity supermarket once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from linli.clock import local, now
from linli.contracts.envelope import Event
from linli.errors import Conflict, Forbidden, Invalid, LinliError, NotFound
from linli.identity import Principal, Role
from linli.ledger import reading
from tests.factories.either_volunteer import BOTH, either
from tests.factories.people import COMMUNITY, DISTRICT, ELSEWHERE, administrator, person
from tests.factories.running import RunningService, running
from tests.factories.volunteers import COORDINATOR, NEIGHBOUR, credit, someone_with

SECOND = person(Role.COORDINATOR)
KEEPER = person(Role.AID_PAYER)
TODAY = local(now()).date()


@pytest.fixture(params=BOTH)
def volunteer(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[RunningService]:
    with either(request, tmp_path / "v") as service:
        yield service
        with service.database.reading() as session:
            assert reading.audit(session).faults == ()


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[RunningService]:
    with running("assistance", tmp_path / "a") as service:
        yield service


def report(volunteer: RunningService, doer: UUID, code: str = "care_elderly", **said: Any) -> dict[str, Any]:
    command: dict[str, Any] = {"area_code": COMMUNITY, "done_on": TODAY, "text": "陪老人就医", **said}
    return volunteer.ask(NEIGHBOUR, "report_deed", doer_id=doer, code=code, **command)


def confirmed(volunteer: RunningService, doer: UUID, code: str = "save_life") -> None:
    deed = report(volunteer, doer, code)
    volunteer.ask(COORDINATOR, "decide_deed", id=deed["id"], confirmed=True)


def points(volunteer: RunningService, owner: UUID) -> tuple[str, str]:
    found = volunteer.ask(COORDINATOR, "get_points", owner_id=owner)
    return found["balance"], found["reserved"]


def test_a_deed_has_its_points_once_a_second_person_confirms_it(volunteer: RunningService) -> None:
    doer = uuid4()
    deed = report(volunteer, doer)
    assert (deed["state"], deed["points"], deed["zh"]) == ("reported", "20.00", "探望照料独居老人")
    assert points(volunteer, doer) == ("0.00", "0.00")
    done = volunteer.ask(COORDINATOR, "decide_deed", id=deed["id"], confirmed=True, version=1)
    assert (done["state"], points(volunteer, doer)) == ("confirmed", ("20.00", "0.00"))
    again = volunteer.refusal(SECOND, "decide_deed", id=deed["id"], confirmed=True)
    assert again.code == "decided_already"
    assert points(volunteer, doer) == ("20.00", "0.00")


def test_nobody_confirms_what_they_reported_or_did(volunteer: RunningService) -> None:
    said: dict[str, Any] = {"area_code": COMMUNITY, "done_on": TODAY, "text": "x", "code": "blood"}
    own = volunteer.ask(COORDINATOR, "report_deed", doer_id=uuid4(), **said)
    did = report(volunteer, COORDINATOR.account_id)
    for deed in (own, did):
        assert volunteer.refusal(COORDINATOR, "decide_deed", id=deed["id"], confirmed=True).code == "second_person"
        assert volunteer.ask(SECOND, "decide_deed", id=deed["id"], confirmed=False)["state"] == "refused"
    assert points(volunteer, COORDINATOR.account_id)[0] == "0.00"


def test_a_kind_counts_so_often_a_year_and_what_is_refused_does_not(volunteer: RunningService) -> None:
    doer = uuid4()
    deeds = [report(volunteer, doer, "blood") for _ in range(4)]
    said: dict[str, Any] = {"doer_id": doer, "area_code": COMMUNITY, "code": "blood", "text": "x"}
    assert volunteer.refusal(NEIGHBOUR, "report_deed", done_on=TODAY, **said).code == "most_a_year"
    volunteer.ask(COORDINATOR, "decide_deed", id=deeds[0]["id"], confirmed=False)
    report(volunteer, doer, "blood")
    report(volunteer, doer, "blood", done_on=TODAY - timedelta(days=366))


def test_hours_become_points_by_the_rule(volunteer: RunningService) -> None:
    me = NEIGHBOUR.account_id
    credit(volunteer, me, "3")
    volunteer.ask(COORDINATOR, "convert_hours", owner_id=me, hours="2")
    assert volunteer.ask(NEIGHBOUR, "get_my_points")["balance"] == "20.00"
    assert volunteer.ask(NEIGHBOUR, "get_my_hours")["balance"] == "1.00"
    assert volunteer.refusal(COORDINATOR, "convert_hours", owner_id=me, hours="0.5").code == "too_few_hours"
    refused = volunteer.refusal(COORDINATOR, "convert_hours", owner_id=me, hours="2")
    assert (refused.code, list(refused.fields)) == ("overdraft", ["hours"])


# ---- the charity supermarket -----------------------------------------------------------------------------------------


def good(shop: RunningService, stock: int = 3, area: str = COMMUNITY) -> str:
    made = shop.ask(administrator(area), "keep_good", area_code=area, zh="大米5公斤", points="200", stock=stock)
    return str(made["id"])


def redeem(
    volunteer: RunningService, owner: UUID, good_id: str, quantity: int = 1, offered: str = "200"
) -> dict[str, Any]:
    wish = {"good_id": good_id, "quantity": quantity, "points": offered}
    return volunteer.ask(COORDINATOR, "redeem_points", key=None, owner_id=owner, **wish)


def carry(sender: RunningService, receiver: RunningService, *names: str) -> None:
    """Take every event of these names across, twice, as a broker may."""
    found: list[Event] = [one for one in sender.said() if one.name in names]
    receiver.tell(*found, *found)


def both_ways(volunteer: RunningService, shop: RunningService) -> None:
    carry(volunteer, shop, "redemption.asked")
    carry(shop, volunteer, "goods.granted", "goods.refused", "goods.collected")


def test_points_buy_goods_that_are_collected(volunteer: RunningService, shop: RunningService) -> None:
    owner, rice = uuid4(), good(shop)
    confirmed(volunteer, owner)
    wish = redeem(volunteer, owner, rice, 2, "450")
    assert (wish["state"], points(volunteer, owner)) == ("asked", ("50.00", "450.00"))
    both_ways(volunteer, shop)
    found = volunteer.ask(COORDINATOR, "get_redemption", id=wish["id"])
    assert (found["state"], found["paid"], points(volunteer, owner)) == ("granted", "400.00", ("100.00", "0.00"))
    (left,) = shop.ask(KEEPER, "list_goods", area_code=DISTRICT)["items"]
    assert left["stock"] == 1
    shop.ask(KEEPER, "collect_goods", id=wish["id"], version=1)
    assert shop.refusal(KEEPER, "collect_goods", id=wish["id"]).code == "not_ready"
    both_ways(volunteer, shop)
    assert volunteer.ask(COORDINATOR, "get_redemption", id=wish["id"])["state"] == "collected"
    assert points(volunteer, owner) == ("100.00", "0.00")


@pytest.mark.parametrize(
    ("quantity", "offered", "area", "why"),
    [
        (1, "199.99", COMMUNITY, "too_few_points"),
        (4, "500", COMMUNITY, "out_of_stock"),
        (1, "200", ELSEWHERE, "unknown"),
    ],
)
def test_what_is_refused_gives_the_points_back(
    volunteer: RunningService, shop: RunningService, quantity: int, offered: str, area: str, why: str
) -> None:
    owner, rice = uuid4(), good(shop, area=area)
    confirmed(volunteer, owner)
    wish = redeem(volunteer, owner, rice, quantity, offered)
    both_ways(volunteer, shop)
    found = volunteer.ask(COORDINATOR, "get_redemption", id=wish["id"])
    assert (found["state"], found["refusal"], found["paid"]) == ("refused", why, None)
    assert points(volunteer, owner) == ("500.00", "0.00")
    assert shop.ask(administrator(area), "list_goods", area_code=area)["items"][0]["stock"] == 3


def test_the_last_of_a_good_goes_to_one(volunteer: RunningService, shop: RunningService) -> None:
    people, rice = [uuid4(), uuid4()], good(shop, stock=1)
    for one in people:
        confirmed(volunteer, one)
        redeem(volunteer, one, rice)
    both_ways(volunteer, shop)
    assert sorted(points(volunteer, one)[0] for one in people) == ["300.00", "500.00"]


def test_the_word_that_goods_were_collected_may_come_first(volunteer: RunningService, shop: RunningService) -> None:
    owner, rice = uuid4(), good(shop)
    confirmed(volunteer, owner)
    wish = redeem(volunteer, owner, rice)
    carry(volunteer, shop, "redemption.asked")
    shop.ask(KEEPER, "collect_goods", id=wish["id"])
    carry(shop, volunteer, "goods.collected")
    carry(shop, volunteer, "goods.granted")
    found = volunteer.ask(COORDINATOR, "get_redemption", id=wish["id"])
    assert (found["state"], points(volunteer, owner)) == ("collected", ("300.00", "0.00"))


def test_stock_is_changed_and_never_below_nothing(shop: RunningService) -> None:
    rice = good(shop)
    changed = shop.ask(KEEPER, "change_good", id=rice, points="150", added=2, version=1)
    assert (changed["points"], changed["stock"]) == ("150.00", 5)
    assert shop.refusal(KEEPER, "change_good", id=rice, points="150", added=-6).code == "stock_below_nothing"


def test_who_may_report_decide_and_redeem(volunteer: RunningService, shop: RunningService) -> None:
    owner = someone_with(volunteer, "2")
    confirmed(volunteer, owner)
    deed = report(volunteer, owner)
    said: dict[str, Any] = {"doer_id": owner, "area_code": COMMUNITY, "code": "blood", "done_on": TODAY, "text": "x"}
    wish: dict[str, Any] = {"owner_id": owner, "good_id": uuid4(), "quantity": 1, "points": "1"}
    cases: list[tuple[RunningService, Principal, str, dict[str, Any], type[LinliError]]] = [
        (volunteer, person(Role.AUDITOR), "report_deed", said, Forbidden),
        (volunteer, NEIGHBOUR, "report_deed", {**said, "code": "none"}, Invalid),
        (volunteer, NEIGHBOUR, "report_deed", {**said, "done_on": TODAY + timedelta(days=1)}, Invalid),
        (volunteer, administrator(ELSEWHERE), "report_deed", said, NotFound),
        (volunteer, NEIGHBOUR, "decide_deed", {"id": deed["id"], "confirmed": True}, Forbidden),
        (volunteer, administrator(ELSEWHERE), "decide_deed", {"id": deed["id"], "confirmed": True}, NotFound),
        (volunteer, COORDINATOR, "redeem_points", {**wish, "points": "501"}, Conflict),
        (volunteer, COORDINATOR, "redeem_points", {**wish, "points": "1.005"}, Invalid),
        (volunteer, COORDINATOR, "redeem_points", {**wish, "owner_id": uuid4()}, NotFound),
        (volunteer, administrator(ELSEWHERE), "redeem_points", wish, NotFound),
        (shop, COORDINATOR, "collect_goods", {"id": uuid4()}, NotFound),
        (shop, COORDINATOR, "keep_good", {"area_code": COMMUNITY, "zh": "米", "points": "1", "stock": 1}, Forbidden),
    ]
    for service, who, method, command, kind in cases:
        assert type(service.refusal(who, method, **command)) is kind, (method, command)
    assert len(volunteer.ask(NEIGHBOUR, "list_deeds", area_code=COMMUNITY, state="reported")["items"]) == 1
    assert volunteer.ask(NEIGHBOUR, "list_deed_rules")["items"][0]["code"] == "help_neighbour"
