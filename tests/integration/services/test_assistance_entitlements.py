"""Approved cases entitle to money, with bank accounts sealed; funds hold by source what the books say."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select, text

from linli.errors import Conflict, Forbidden, Invalid, NotFound
from linli.identity import Role
from linli.ledger import reading
from services.assistance.tables.entitlements import ENTITLEMENT
from tests.factories.aid_money import (
    ACCOUNT,
    ADMINISTRATOR,
    APPROVER,
    CLERK,
    OWN_ACCOUNT,
    PAYER,
    approved_case,
    either_assistance,
    fund,
    granted,
    many_granted,
    module_assistance,
    receive,
)
from tests.factories.databases import BOTH
from tests.factories.people import COMMUNITY, DISTRICT, ELSEWHERE, administrator, person
from tests.factories.running import RunningService
from tests.machine import Scratch


@pytest.fixture(scope="module")
def distributed(scratch: Scratch, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    yield from module_assistance(scratch, tmp_path_factory.mktemp("aid"), "entitlements")


@pytest.fixture(params=BOTH)
def assistance(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[RunningService]:
    yield from either_assistance(request, tmp_path)


def test_an_approved_case_entitles_to_its_amount_from_the_month_after_the_decision(
    assistance: RunningService,
) -> None:
    made = granted(assistance, first_month=None)
    assert (made["amount"], made["rhythm"], made["version"]) == ("800.50", "monthly", 1)
    case = assistance.ask(CLERK, "get_case", id=made["case_id"])
    decided = date.fromisoformat(case["task"]["ended_at"][:10])
    assert date.fromisoformat(made["first_month"]) > decided
    assert (made["payee_name"], made["payee_number"]) == ("王*", "622**************45")
    assert assistance.ask(PAYER, "get_entitlement", id=made["id"]) == made
    assert assistance.names()[-1] == "entitlement.granted"
    again = assistance.refusal(
        CLERK, "grant_for_case", case_id=case["id"], beneficiary_id=uuid4(), program="living", payee=ACCOUNT
    )
    assert (type(again), again.code) == (Conflict, "granted_already")


def test_nobody_is_entitled_without_an_approved_case_nor_by_who_decided_it(assistance: RunningService) -> None:
    case = approved_case(assistance)
    said: dict[str, Any] = {"beneficiary_id": uuid4(), "program": "living", "payee": ACCOUNT}
    decider = person(Role.AID_SURVEYOR, account=APPROVER.account_id)
    refused = assistance.refusal(decider, "grant_for_case", case_id=case, **said)
    assert (type(refused), refused.code) == (Forbidden, "four_eyes")
    assert isinstance(assistance.refusal(CLERK, "grant_for_case", case_id=uuid4(), **said), NotFound)
    elsewhere = assistance.refusal(administrator(ELSEWHERE), "grant_for_case", case_id=case, **said)
    assert isinstance(elsewhere, NotFound)
    wrong = {**said, "payee": {**ACCOUNT, "number": "62220202001122x"}}
    assert list(assistance.refusal(CLERK, "grant_for_case", case_id=case, **wrong).fields) == ["payee.number"]
    wrong = {**said, "program": "medical_aid_of_nowhere"}
    assert assistance.refusal(CLERK, "grant_for_case", case_id=case, **wrong).code == "not_paid"
    wrong = {**said, "first_month": "2026-03-02"}
    assert list(assistance.refusal(CLERK, "grant_for_case", case_id=case, **wrong).fields) == ["first_month"]


def test_the_bank_account_is_nowhere_in_clear(assistance: RunningService) -> None:
    granted(assistance)
    with assistance.database.reading() as session:
        rows = [
            str(row)
            for table in ("entitlement", "outbox", "idempotency", "timer")
            for row in session.execute(text(f"SELECT * FROM {table}"))
        ]
        assert session.scalar(select(ENTITLEMENT.c.payee_number))
    assert rows
    assert not [row for row in rows if ACCOUNT["number"] in row or ACCOUNT["name"] in row]


def test_an_entitlement_is_adjusted_sent_elsewhere_and_ended(assistance: RunningService) -> None:
    made = granted(assistance)
    moved = assistance.ask(CLERK, "change_payee", id=made["id"], version=1, payee={**ACCOUNT, "name": "李强"})
    assert moved["payee_name"] == "李*"
    new = assistance.ask(
        APPROVER, "adjust_entitlement", id=made["id"], version=2, amount="900", first_month="2026-06-01", note="增发"
    )
    assert (new["replaces"], new["amount"], new["payee_name"]) == (made["id"], "900.00", "李*")
    old = assistance.ask(CLERK, "get_entitlement", id=made["id"])
    assert (old["last_month"], old["end_reason"]) == ("2026-05-01", "changed")
    ended = assistance.ask(
        APPROVER, "end_entitlement", id=new["id"], last_month="2026-08-01", reason="death", note="死亡"
    )
    assert (ended["last_month"], ended["version"]) == ("2026-08-01", 2)
    stale = assistance.refusal(
        APPROVER, "end_entitlement", id=new["id"], last_month="2026-08-01", reason="death", note="x", version=1
    )
    assert stale.code == "stale_version"
    assert assistance.names()[-5:] == [
        "entitlement.granted",
        "entitlement.payee_changed",
        "entitlement.ended",
        "entitlement.granted",
        "entitlement.ended",
    ]


def test_entitlements_are_listed_page_by_page_for_an_area_and_month(assistance: RunningService) -> None:
    many_granted(assistance, 5)
    many_granted(assistance, 2, area="210103006001", last_month=date(2026, 3, 1))
    seen: list[str] = []
    cursor = None
    while cursor is not None or not seen:
        page = assistance.ask(CLERK, "list_entitlements", area_code=DISTRICT, limit=3, cursor=cursor)
        seen += [one["id"] for one in page["items"]]
        cursor = page["next_cursor"]
    assert len(set(seen)) == len(seen) == 7
    april = assistance.ask(CLERK, "list_entitlements", area_code=DISTRICT, month="2026-04-01")["items"]
    assert {one["area_code"] for one in april} == {COMMUNITY}
    none = assistance.ask(CLERK, "list_entitlements", area_code=DISTRICT, program="other")["items"]
    assert none == []


# ---- funds -----------------------------------------------------------------------------------------------------------


def test_a_fund_holds_by_source_what_came_in_and_each_voucher_is_noted_once(assistance: RunningService) -> None:
    own = fund(assistance, budget="1000", dues="11.01")
    shown = receive(assistance, own, "budget", "500.50", "B-1")
    held = {one["source"]: (one["received"], one["balance"]) for one in shown["sources"]}
    assert held["budget"] == ("1500.50", "1500.50")
    assert held["dues"] == ("11.01", "11.01")
    assert (shown["balance"], shown["reserved"], shown["paid"]) == ("1511.51", "0.00", "0.00")
    refused = assistance.refusal(
        PAYER, "receive_money", fund_id=own, source="dues", amount="1", voucher="B-1", received_on="2026-03-02"
    )
    assert (type(refused), refused.code) == (Conflict, "voucher_used")
    lines = assistance.ask(CLERK, "fund_statement", fund_id=own, source="budget")["items"]
    assert [(one["amount"], one["balance"]) for one in lines] == [("500.50", "1500.50"), ("1000.00", "1000.00")]
    assert lines[0]["cause"] == "B-1"


def test_a_receipt_is_undone_by_its_opposite_once(assistance: RunningService) -> None:
    own = fund(assistance)
    receive(assistance, own, "donations", "20", "D1")
    said = {"fund_id": own, "voucher": "D1", "reason": "重复录入"}
    shown = assistance.ask(PAYER, "reverse_receipt", **said)
    assert shown["balance"] == "0.00"
    assert assistance.refusal(PAYER, "reverse_receipt", **said).code in {"overdraft", "reversed_already"}
    assert isinstance(assistance.refusal(PAYER, "reverse_receipt", **{**said, "voucher": "D2"}), NotFound)
    with assistance.database.reading() as session:
        assert reading.audit(session).faults == ()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"amount": "0"}, "amount"),
        ({"amount": "1.005"}, "amount"),
        ({"source": "stolen"}, "source"),
        ({"voucher": "王芳 捐"}, "voucher"),
        ({"received_on": "2099-01-01"}, "received_on"),
    ],
)
def test_a_receipt_that_is_not_right_names_the_field(
    assistance: RunningService, wrong: dict[str, str], field: str
) -> None:
    own = fund(assistance)
    said = {"source": "dues", "amount": "1", "voucher": "A1", "received_on": "2026-03-02"}
    refused = assistance.refusal(PAYER, "receive_money", fund_id=own, **{**said, **wrong})
    assert (type(refused), list(refused.fields)) == (Invalid, [field])


def test_who_may_open_funds_and_note_money(assistance: RunningService) -> None:
    own = fund(assistance)
    opening: dict[str, Any] = {"area_code": DISTRICT, "code": "x", "name": "资金", "account": OWN_ACCOUNT}
    received = {"fund_id": own, "source": "dues", "amount": "1", "voucher": "A1", "received_on": "2026-03-02"}
    assert isinstance(assistance.refusal(PAYER, "open_fund", **opening), Forbidden)
    assert isinstance(assistance.refusal(APPROVER, "receive_money", **received), Forbidden)
    assert isinstance(assistance.refusal(administrator(ELSEWHERE), "get_fund", id=own), NotFound)
    assert len(assistance.ask(ADMINISTRATOR, "list_funds", area_code=DISTRICT)["items"]) == 1
    assistance.ask(ADMINISTRATOR, "open_fund", **opening)
    assert assistance.refusal(ADMINISTRATOR, "open_fund", **opening).code == "fund_known"
