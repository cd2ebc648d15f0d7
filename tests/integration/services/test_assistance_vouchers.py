"""Vouchers: made in batches, released by another, spent once whatever tills report, settled with cards, and over."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from threading import Barrier
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text

from linli.clock import local
from linli.contracts.assistance.vouchers import VouchersChanged
from linli.errors import NotFound
from linli.identity import Role
from linli.ledger import reading
from tests.factories.aid_money import fund
from tests.factories.applications import BOSS, Office, office_of
from tests.factories.people import COMMUNITY, ELSEWHERE, person
from tests.factories.register import registered
from tests.factories.running import HOSTINGS, beside_commands

SHOP = {"name": "便民超市", "number": "21001401234567890", "bank": "105221001234"}
DAYS = 20


@pytest.fixture(params=HOSTINGS)
def office(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    with beside_commands("assistance", request, tmp_path, monkeypatch) as service:
        made = office_of(service, tmp_path, monkeypatch)
        monkeypatch.setattr("linli.firing.now", made.clock)
        monkeypatch.setattr("linli.timers.now", made.clock)
        yield made


class Till:
    """A merchant's till."""

    def __init__(self, office: Office) -> None:
        self.office = office
        said: dict[str, Any] = {"area_code": COMMUNITY, "name": "便民超市", "scope": ["food", "meals"]}
        made = office.service.ask(BOSS, "register_merchant", **said, account=SHOP)
        self.id, self.token = made["merchant"]["id"], made["token"]

    def report(self, *items: dict[str, Any]) -> list[tuple[str, str | None, str]]:
        """What the till is told of each."""
        said = {"merchant_id": self.id, "token": self.token, "items": list(items)}
        told = self.office.service.ask(self.office.staff["clerk"], "redeem_cards", **said)["items"]
        return [(one["outcome"], one["refusal"], one["paid"]) for one in told]

    def undo(self, bought: dict[str, Any]) -> None:
        back = {"merchant_id": self.id, "redemption_id": bought["id"], "reason": "退货"}
        self.office.service.ask(self.office.staff["payer"], "undo_redemption", **back)

    def owed(self) -> str:
        listed = self.office.service.ask(BOSS, "list_merchants", area_code=COMMUNITY)["items"]
        return str(next(one["owed"] for one in listed if one["id"] == self.id))


class Vouchers:
    """A batch of vouchers of 100 yuan for food, three for the head of the household, paid by donations of 500."""

    def __init__(self, office: Office, **said: Any) -> None:
        self.office = office
        self.fund = fund(office.service, donations="500")
        self.said: dict[str, Any] = {"area_code": COMMUNITY, "fund_id": self.fund, "source": "donations"}
        last = local(office.clock()).date() + timedelta(days=DAYS)
        self.said |= {"value": "100", "scope": ["food"], "expires_on": f"{last}", "person_ids": [office.head]}
        self.said |= {"each": 3, **said}
        made = office.service.ask(office.staff["clerk"], "issue_vouchers", **self.said)
        self.batch, self.codes = made["batch"], [one["code"] for one in made["vouchers"]]

    def release(self, count: int = 3, total: str = "300", who: str = "approver") -> dict[str, Any]:
        return self.office.do(who, "release_vouchers", self.batch, count=count, total=total)

    def refused(self, who: str, **said: Any) -> str:
        return self.office.refused(who, "release_vouchers", self.batch, **{"count": 3, "total": "300", **said}).code

    def bought(self, price: str = "30", place: int = 0, ago: float = 0, **said: Any) -> dict[str, Any]:
        """A purchase as a till keeps it."""
        at = self.office.clock() - timedelta(days=ago)
        one = {"id": str(uuid4()), "code": self.codes[place], "amount": price, "at": at.isoformat(), "scope": "food"}
        return {**one, **said}

    def sums(self) -> dict[str, str]:
        """What the batch says of its money, which must come out even."""
        one = self.office.service.ask(BOSS, "get_vouchers", id=self.batch["id"])
        assert Decimal(one["released"]) == sum(Decimal(one[what]) for what in ("paid", "left", "returned"))
        return {what: one[what] for what in ("state", "spent", "paid", "left", "returned")}

    def states(self) -> list[str]:
        said = {"area_code": COMMUNITY, "batch_id": self.batch["id"], "kind": "voucher"}
        return sorted(one["state"] for one in self.office.service.ask(BOSS, "list_cards", **said)["items"])

    def in_fund(self) -> str:
        return str(self.office.service.ask(BOSS, "get_fund", id=self.fund)["balance"])

    def pass_to_end(self) -> None:
        """Until no till can report a purchase of the last day any more."""
        self.office.clock.pass_days(DAYS + 31)
        self.fire()

    def fire(self) -> None:
        while self.office.service.member.firing.fire_due():
            pass


def test_a_batch_is_released_by_another_near_none_of_the_holders_and_never_beyond_its_fund(office: Office) -> None:
    made = Vouchers(office)
    till = Till(office)
    assert till.report(made.bought()) == [("refused", "not_active", "0.00")]
    assert len(set(made.codes)) == 3
    office.staff["clerk too"] = person(Role.AID_SURVEYOR, Role.AID_APPROVER, account=office.id("clerk"))
    assert made.refused("clerk too") == "four_eyes"
    office.hire("clerk again", Role.AID_APPROVER, person_id=office.persons["clerk"])
    assert made.refused("clerk again") == "four_eyes"
    office.hire("cousin", Role.AID_APPROVER)
    office.service.ask(BOSS, "state_kin", id=office.persons["cousin"], other_id=office.head, kin="sibling")
    assert made.refused("cousin") == "related_to_household"
    assert made.refused("approver", count=2) == "control_totals"
    assert made.refused("approver", total="299.99") == "control_totals"
    dear = Vouchers(office, value="200")
    assert dear.refused("approver", total="600") == "overdraft"
    assert made.release()["released"] == "300.00"
    assert made.refused("approver") == "illegal_transition"
    assert (made.in_fund(), made.states()) == ("200.00", ["active"] * 3)
    assert [one.state for one in office.service.said() if isinstance(one, VouchersChanged)] == [
        "issued",
        "issued",
        "active",
    ]


def test_kin_of_any_holder_of_a_batch_releases_none_of_it(office: Office) -> None:
    other = registered(office.service, BOSS)["id"]
    made = Vouchers(office, person_ids=[office.head, other], each=1)
    office.hire("cousin", Role.AID_APPROVER)
    office.service.ask(BOSS, "state_kin", id=office.persons["cousin"], other_id=other, kin="sibling")
    assert made.refused("cousin", count=2, total="200") == "related_to_household"
    assert made.release(2, "200")["state"] == "active"


def test_a_voucher_is_spent_whole_and_pays_no_more_than_its_value(office: Office) -> None:
    made, till = Vouchers(office), Till(office)
    made.release()
    small, large = made.bought("30"), made.bought("130.50", 1)
    assert till.report(small, large) == [("taken", None, "30.00"), ("taken", None, "100.00")]
    assert till.report(made.bought("70")) == [("refused", "spent", "0.00")]
    assert till.owed() == "130.00"
    assert made.sums() == {"state": "active", "spent": 2, "paid": "130.00", "left": "170.00", "returned": "0.00"}


def test_offline_tills_report_late_and_again_with_the_same_result(office: Office) -> None:
    made, till, beside = Vouchers(office), Till(office), Till(office)
    made.release()
    office.clock.pass_days(5)
    early, twice = made.bought("40", ago=3), made.bought("20", ago=2)
    assert till.report(twice, early) == [("refused", "spent", "0.00"), ("taken", None, "40.00")]
    for _ in range(2):
        assert till.report(early, twice) == [("repeated", None, "40.00"), ("refused", "spent", "0.00")]
    assert till.report({**early, "amount": "41"}) == [("refused", "different", "0.00")]
    assert beside.report(made.bought("40", ago=4)) == [("refused", "spent", "0.00")]
    assert (till.owed(), beside.owed()) == ("40.00", "0.00")


def test_two_tills_at_once_are_never_both_paid_for_one_voucher(office: Office) -> None:
    made = Vouchers(office, each=20, value="10")
    made.release(20, "200")
    tills, ready = [Till(office), Till(office)], Barrier(2)

    def sell(till: Till, place: int) -> str:
        one = made.bought("3", place)
        ready.wait(30)
        return till.report(one)[0][0]

    with ThreadPoolExecutor(2) as both:
        for place in range(20):
            told = both.map(sell, tills, [place, place], timeout=60)
            assert sorted(told) == ["refused", "taken"]
    assert made.sums()["paid"] == "60.00"
    assert sum(Decimal(one.owed()) for one in tills) == 60


def test_a_purchase_is_judged_by_scope_merchant_block_and_day(office: Office) -> None:
    till, named = Till(office), Till(office)
    made = Vouchers(office, merchants=[named.id])
    made.release()
    assert till.report(made.bought()) == [("refused", "other_merchant", "0.00")]
    assert named.report(made.bought(scope="meals")) == [("refused", "out_of_scope", "0.00")]
    said = {"area_code": COMMUNITY, "batch_id": made.batch["id"]}
    lost = next(
        one
        for one in office.service.ask(BOSS, "list_cards", **said)["items"]
        if made.codes[2].endswith(one["code"][-4:])
    )
    assert (lost["kind"], lost["batch_id"]) == ("voucher", made.batch["id"])
    assert office.refused("approver", "load_card", lost, amount="1", voucher="v").code == "is_voucher"
    office.clock.pass_days(2)
    office.do("clerk", "block_card", lost, reason="遗失")
    office.clock.pass_days(1)
    assert named.report(made.bought(place=2), made.bought(place=2, ago=2)) == [
        ("refused", "not_active", "0.00"),
        ("taken", None, "30.00"),
    ]
    office.clock.pass_days(DAYS)
    assert named.report(made.bought(), made.bought(place=1, ago=5)) == [
        ("refused", "expired", "0.00"),
        ("taken", None, "30.00"),
    ]


def test_what_is_not_spent_goes_back_to_its_source_when_no_till_can_report_any_more(office: Office) -> None:
    made, till = Vouchers(office), Till(office)
    made.release()
    till.report(made.bought("30"))
    office.clock.pass_days(DAYS + 1)
    made.fire()
    assert (made.sums()["state"], made.in_fund()) == ("active", "200.00")
    office.clock.pass_days(30)
    made.fire()
    assert made.sums() == {"state": "closed", "spent": 1, "paid": "30.00", "left": "0.00", "returned": "270.00"}
    assert (made.states(), made.in_fund()) == (["closed", "closed", "spent"], "470.00")
    with office.service.database.reading() as session:
        assert reading.audit(session).faults == ()


def test_a_purchase_given_back_makes_the_voucher_good_again_or_its_money_the_funds(office: Office) -> None:
    made, till = Vouchers(office), Till(office)
    made.release()
    one, two = made.bought("30"), made.bought("100", 1)
    till.report(one, two)
    till.undo(one)
    assert (made.states(), made.sums()["left"]) == (["active", "active", "spent"], "200.00")
    assert till.report(made.bought("50")) == [("taken", None, "50.00")]
    made.pass_to_end()
    till.undo(two)
    assert made.sums() == {"state": "closed", "spent": 1, "paid": "50.00", "left": "0.00", "returned": "250.00"}
    assert made.in_fund() == "450.00"


def test_a_merchant_is_paid_for_cards_and_vouchers_together_by_control_total(office: Office) -> None:
    made, till = Vouchers(office), Till(office)
    made.release()
    said = {"person_id": office.head, "fund_id": made.fund, "source": "donations", "expires_on": "2090-12-31"}
    card = office.service.ask(office.staff["clerk"], "issue_card", **said, scope=["food"])
    office.do("approver", "load_card", card["card"], amount="50", voucher="v1")
    till.report(made.bought("130"), {**made.bought("20"), "code": card["code"]})
    payer = office.staff["payer"]
    wrong = office.service.refusal(payer, "settle_merchant", id=till.id, total="100", voucher="s1")
    assert wrong.code == "control_totals"
    paid = office.service.ask(payer, "settle_merchant", id=till.id, total="120", voucher="s1")
    assert (paid["total"], paid["merchant"]["owed"]) == ("120.00", "0.00")
    listed = {"area_code": COMMUNITY, "kind": "card"}
    assert [one["id"] for one in office.service.ask(BOSS, "list_cards", **listed)["items"]] == [card["card"]["id"]]


def test_a_batch_is_given_up_only_before_it_is_released(office: Office) -> None:
    made, other = Vouchers(office), Vouchers(office)
    assert office.do("clerk", "withdraw_vouchers", made.batch, reason="面值有误")["state"] == "withdrawn"
    assert made.refused("approver") == "illegal_transition"
    other.release()
    assert office.refused("clerk", "withdraw_vouchers", other.batch, reason="晚了").code == "illegal_transition"
    made.pass_to_end()
    assert (made.sums()["state"], made.states(), made.in_fund()) == ("withdrawn", ["closed"] * 3, "500.00")
    listed = office.service.ask(BOSS, "list_vouchers", area_code=COMMUNITY, state="closed")["items"]
    assert [one["id"] for one in listed] == [other.batch["id"]]


def test_a_batch_names_who_and_what_it_is_for_as_the_register_has_them(office: Office) -> None:
    made = Vouchers(office)
    clerk = office.staff["clerk"]

    def refused(**said: Any) -> str:
        return office.service.refusal(clerk, "issue_vouchers", **{**made.said, **said}).code

    assert refused(value="0.001") == "invalid_fields"
    others = [registered(office.service, BOSS)["id"] for _ in range(17)]
    assert refused(person_ids=[office.head, *others], each=31) == "batch_too_large"
    assert refused(expires_on=f"{local(office.clock()).date()}") == "bad_expiry"
    assert refused(fund_id=str(uuid4())) == "not_found"
    assert isinstance(
        office.service.refusal(clerk, "issue_vouchers", **{**made.said, "area_code": ELSEWHERE}), NotFound
    )


def test_no_code_stands_in_the_clear_nor_in_what_is_kept_of_answers(office: Office) -> None:
    made = Vouchers(office)
    clerk = office.staff["clerk"]
    made.codes += [one["code"] for one in office.service.ask(clerk, "issue_vouchers", key="v", **made.said)["vouchers"]]
    said = {"person_id": office.head, "fund_id": made.fund, "source": "donations", "expires_on": "2090-12-31"}
    made.codes.append(office.service.ask(clerk, "issue_card", key="c", **said, scope=["food"])["code"])
    shop: dict[str, Any] = {"area_code": COMMUNITY, "name": "便民超市", "scope": ["food"], "account": SHOP}
    made.codes.append(office.service.ask(BOSS, "register_merchant", key="m", **shop)["token"])
    with office.service.database.reading() as session:
        kept = [
            *session.scalars(text("SELECT code FROM aid_card")),
            *session.scalars(text("SELECT reply FROM idempotency")),
        ]
    assert len(made.codes) == 8
    assert not [code for code in made.codes if any(code in (one or "") for one in kept)]
