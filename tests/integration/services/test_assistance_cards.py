"""Aid cards: value by two people, purchases taken in late and once, refused with a reason, merchants settled."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from linli.errors import Forbidden, NotFound
from linli.identity import Role
from linli.ledger import reading
from services.assistance.domain.cards import check_digit, new_code
from tests.factories.aid_money import fund
from tests.factories.applications import BOSS, Office, office_of
from tests.factories.people import COMMUNITY, ELSEWHERE, person
from tests.factories.running import HOSTINGS, beside_commands

SHOP = {"name": "便民超市", "number": "21001401234567890", "bank": "105221001234"}


@pytest.fixture(params=HOSTINGS)
def office(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    with beside_commands("assistance", request, tmp_path, monkeypatch) as service:
        yield office_of(service, tmp_path, monkeypatch)


class Shop:
    """A merchant with its till, and a card of 100 yuan for food, paid by donations of 500."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.fund = fund(office.service, donations="500")
        said: dict[str, Any] = {"area_code": COMMUNITY, "name": "便民超市", "scope": ["food", "meals"]}
        made = office.service.ask(BOSS, "register_merchant", **said, account=SHOP)
        self.id, self.token = made["merchant"]["id"], made["token"]
        card = {"person_id": office.head, "fund_id": self.fund, "source": "donations", "expires_on": "2090-12-31"}
        issued = office.service.ask(office.staff["clerk"], "issue_card", **card, scope=["food"])
        self.card, self.code = issued["card"], issued["code"]

    def load(self, amount: str = "100", voucher: str = "v1", who: str = "approver") -> dict[str, Any]:
        return self.office.do(who, "load_card", self.card, amount=amount, voucher=voucher)

    def bought(self, amount: str = "30", **said: Any) -> dict[str, Any]:
        """A purchase as the till keeps it, `ago` days before now."""
        at = self.office.clock() - timedelta(days=said.pop("ago", 0))
        one = {"id": str(uuid4()), "code": self.code, "amount": amount, "at": at.isoformat(), "scope": "food"}
        return {**one, **said}

    def report(self, *items: dict[str, Any]) -> list[tuple[str, str | None]]:
        """What the till is told of each."""
        said = {"merchant_id": self.id, "token": self.token, "items": list(items)}
        told = self.office.service.ask(self.office.staff["clerk"], "redeem_cards", **said)["items"]
        assert [one["id"] for one in told] == [one["id"] for one in items]
        return [(one["outcome"], one["refusal"]) for one in told]

    def owed(self) -> str:
        (one,) = self.office.service.ask(BOSS, "list_merchants", area_code=COMMUNITY)["items"]
        return str(one["owed"])

    def balance(self) -> str:
        return str(self.office.service.ask(BOSS, "get_card", id=self.card["id"])["balance"])


def test_a_card_is_loaded_by_another_than_who_issued_it_and_never_beyond_its_fund(office: Office) -> None:
    shop = Shop(office)
    assert (shop.card["state"], shop.card["balance"], shop.card["code"][:12]) == ("issued", "0.00", "*" * 12)
    assert shop.report(shop.bought()) == [("refused", "not_active")]
    office.staff["clerk too"] = person(Role.AID_SURVEYOR, Role.AID_APPROVER, account=office.id("clerk"))
    said = {"amount": "10", "voucher": "x"}
    assert office.refused("clerk too", "load_card", shop.card, **said).code == "four_eyes"
    office.hire("clerk again", Role.AID_APPROVER, person_id=office.persons["clerk"])
    assert office.refused("clerk again", "load_card", shop.card, **said).code == "four_eyes"
    office.hire("cousin", Role.AID_APPROVER)
    office.service.ask(BOSS, "state_kin", id=office.persons["cousin"], other_id=office.head, kin="sibling")
    assert office.refused("cousin", "load_card", shop.card, **said).code == "related_to_household"
    assert office.refused("approver", "load_card", shop.card, amount="500.01", voucher="y").code == "overdraft"
    assert shop.load()["balance"] == "100.00"
    assert office.refused("approver", "load_card", shop.card, amount="1", voucher="v1").code == "voucher_used"
    money = office.service.ask(BOSS, "get_fund", id=shop.fund)
    assert money["balance"] == "400.00"


def test_purchases_of_an_offline_till_are_taken_in_late_in_their_order_and_each_once(office: Office) -> None:
    shop = Shop(office)
    shop.load()
    office.clock.pass_days(5)
    early, late, third = shop.bought("60", ago=3), shop.bought("50", ago=1), shop.bought("40", ago=2)
    assert shop.report(late, early, third) == [("refused", "short"), ("taken", None), ("taken", None)]
    assert shop.report(early, third) == [("repeated", None)] * 2
    assert shop.report({**early, "amount": "61"}) == [("refused", "different")]
    assert (shop.balance(), shop.owed()) == ("0.00", "100.00")


def test_a_purchase_is_judged_as_of_its_own_moment(office: Office) -> None:
    shop = Shop(office)
    shop.load()
    office.clock.pass_days(3)
    office.do("clerk", "block_card", shop.card, reason="遗失")
    office.clock.pass_days(2)
    assert shop.report(shop.bought(ago=3), shop.bought(ago=1)) == [("taken", None), ("refused", "not_active")]
    office.clock.pass_days(27)
    assert shop.report(shop.bought(ago=31)) == [("refused", "too_old")]
    assert shop.report(shop.bought(ago=-1)) == [("refused", "in_the_future")]


def test_what_a_purchase_may_be_refused_for(office: Office) -> None:
    shop = Shop(office)
    shop.load()
    assert shop.report(shop.bought(scope="meals"), shop.bought(scope="medicine")) == [("refused", "out_of_scope")] * 2
    assert shop.report(shop.bought(code="4" * 16), shop.bought("100.01")) == [
        ("refused", "unknown_card"),
        ("refused", "short"),
    ]
    said = {"merchant_id": shop.id, "token": "x" * 40, "items": [shop.bought()]}
    wrong = office.service.refusal(office.staff["clerk"], "redeem_cards", **said)
    assert (type(wrong), wrong.code) == (Forbidden, "wrong_token")
    beside = person(Role.AID_PAYER, at=ELSEWHERE)
    assert isinstance(office.service.refusal(beside, "redeem_cards", **{**said, "token": shop.token}), NotFound)


def test_a_merchant_is_paid_by_control_total_and_a_purchase_is_given_back_only_before(office: Office) -> None:
    shop = Shop(office)
    shop.load()
    one, two = shop.bought("30"), shop.bought("20")
    shop.report(one, two)
    payer = office.staff["payer"]
    back = {"merchant_id": shop.id, "redemption_id": two["id"], "reason": "退货"}
    assert office.service.ask(payer, "undo_redemption", **back)["owed"] == "30.00"
    assert shop.balance() == "70.00"
    assert (
        office.service.refusal(payer, "settle_merchant", id=shop.id, total="50", voucher="s1").code == "control_totals"
    )
    paid = office.service.ask(payer, "settle_merchant", id=shop.id, total="30", voucher="s1")
    assert (paid["total"], paid["payee"]["number"], paid["merchant"]["owed"]) == ("30.00", SHOP["number"], "0.00")
    again = office.service.ask(payer, "settle_merchant", id=shop.id, total="30", voucher="s1")
    assert (again["payee"], again["merchant"]) == (paid["payee"], paid["merchant"]), "paid once, told again"
    other = office.service.refusal(payer, "settle_merchant", id=shop.id, total="31", voucher="s1")
    assert other.code == "control_totals"
    late = office.service.refusal(payer, "undo_redemption", **{**back, "redemption_id": one["id"]})
    assert late.code == "overdraft"
    assert office.service.refusal(payer, "undo_redemption", **back).code == "reversed_already"


def test_what_is_left_goes_back_to_its_source_when_no_till_can_report_any_more(office: Office) -> None:
    shop = Shop(office)
    shop.load()
    office.do("clerk", "block_card", shop.card, reason="去世")
    assert office.refused("approver", "close_card", shop.card, reason="去世").code == "still_reported"
    office.clock.pass_days(31)
    closed = office.do("approver", "close_card", shop.card, reason="去世")
    assert (closed["state"], closed["balance"]) == ("closed", "0.00")
    assert office.service.ask(BOSS, "get_fund", id=shop.fund)["balance"] == "500.00"
    with office.service.database.reading() as session:
        assert reading.audit(session).faults == ()


def test_no_code_stands_in_the_clear_and_no_purchase_can_be_rewritten(office: Office) -> None:
    shop = Shop(office)
    shop.load()
    shop.report(shop.bought())
    with office.service.database.reading() as session:
        kept = [
            *session.scalars(text("SELECT code FROM aid_card")),
            *session.scalars(text("SELECT code FROM card_redemption")),
            *session.scalars(text("SELECT token_digest FROM card_merchant")),
        ]
    assert not [one for one in kept if shop.code in one or shop.token in one]
    with pytest.raises(DBAPIError, match="only added to"), office.service.database.transaction() as session:
        session.execute(text("UPDATE card_redemption SET amount = 1"))


@given(st.integers(0, 14), st.integers(1, 9))
def test_one_mistyped_digit_of_a_code_is_found(place: int, more: int) -> None:
    """The example of ISO/IEC 7812-1 annex B: 7992739871 is checked by 3."""
    assert check_digit("7992739871") == "3"
    code = new_code()
    wrong = code[:place] + str((int(code[place]) + more) % 10) + code[place + 1 :]
    assert check_digit(code[:15]) == code[15]
    assert check_digit(wrong[:15]) != wrong[15]
    assert Decimal(len(code)) == 16
