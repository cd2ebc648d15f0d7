"""Urgent aid is paid before the survey by three people, completed in time, and given back where it was not due."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from linli.calendar import Deadline
from linli.clock import local
from linli.errors import Conflict, Invalid
from linli.identity import Role
from services.assistance.domain.application import Application
from tests.factories.aid_money import fund
from tests.factories.applications import PAYEE, Office, office_of
from tests.factories.people import COMMUNITY, DISTRICT, STREET, person
from tests.factories.running import HOSTINGS, beside_commands

CALM = {"urgent": True, "sudden_loss": "4000.00", "savings": "0.00", "vehicles": 0, "dwellings": 1}
"""Fire in the kitchen: two people, standard 1100; at once 2 x 1100, at most 2 x 2 x 1100, and no more than the loss."""
CAUSE = ["identity", "cause"]


@pytest.fixture(params=HOSTINGS)
def office(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    with beside_commands("assistance", request, tmp_path, monkeypatch) as service:
        made = office_of(service, tmp_path, monkeypatch)
        made.hire("street clerk", Role.AID_SURVEYOR, at=STREET)
        made.hire("street approver", Role.AID_APPROVER, at=STREET)
        made.hire("street payer", Role.AID_PAYER, at=STREET)
        revise(made, CALM)
        yield made


def revise(office: Office, facts: dict[str, Any]) -> None:
    clerk = office.staff["clerk"]
    home = office.service.ask(clerk, "get_household", id=office.home)
    office.service.ask(clerk, "revise_household", id=office.home, facts=facts, version=home["version"])


def accepted(office: Office, **more: Any) -> dict[str, Any]:
    """Somebody stands at the counter with nothing in their hands."""
    one = office.file("temporary_urgent", papers=[], **more)
    assert one["missing_papers"] == CAUSE
    return office.do("street clerk", "accept_application", one)


def advanced(office: Office) -> dict[str, Any]:
    one = accepted(office)
    office.do("street approver", "advance_aid", one, reason="火灾后无处居住")
    return office.do("street payer", "pay_advance", one)


def fire(office: Office) -> None:
    while office.service.member.firing.fire_due():
        pass


def prepared(office: Office, fund_id: str) -> dict[str, Any]:
    """A payment run of the street whose gathering has ended."""
    month = local(office.clock()).date().replace(day=1)
    said: dict[str, Any] = {"area_code": STREET, "program": "temporary_urgent", "month": month, "fund_id": fund_id}
    limits: dict[str, Any] = {"limit_count": 10, "limit_total": "100000", "sources": ["budget"]}
    ask, staff = office.service.ask, office.staff
    made = ask(staff["street clerk"], "prepare_run", **said, **limits)
    fire(office)
    return ask(staff["street clerk"], "get_run", id=made["id"])


def run(office: Office, fund_id: str) -> dict[str, Any]:
    """A payment run of the street by its three, released."""
    ask, staff = office.service.ask, office.staff
    made = prepared(office, fund_id)
    ask(staff["street approver"], "approve_run", id=made["id"], count=made["count"], total=made["total"])
    fire(office)
    return ask(staff["street payer"], "release_run", id=made["id"])


def bank_says(office: Office, made: dict[str, Any], outcome: str) -> dict[str, Any]:
    listed = office.service.ask(office.staff["street payer"], "list_instructions", id=made["id"], after=0, limit=5)
    one: dict[str, Any] = listed["items"][0]
    assert len(listed["items"]) == 1
    line = f"{one['reference']},{outcome},{one['amount']},{'AC04' if outcome == 'returned' else ''}"
    text = f"reference,outcome,amount,code\n{line}"
    office.service.ask(office.staff["street payer"], "take_result", id=made["id"], body=text)
    return one


def completed(office: Office, one: dict[str, Any], papers: list[str]) -> dict[str, Any]:
    """Survey and papers, up to the decision."""
    pair = {"investigators": [office.id("first"), office.id("second")], "signed": True, "finding": "属实"}
    if papers:
        office.do("street clerk", "hand_in_papers", one, papers=papers)
    office.do("street clerk", "survey_application", one, **pair)
    office.do("street clerk", "record_inquiry", one, reason="无异常")
    office.do("street clerk", "give_opinion", one, reason="属实")
    return office.do("street clerk", "forward_application", one)


def fund_of(office: Office) -> str:
    return fund(office.service, budget="50000.00")


def test_from_application_to_payment_on_one_day_and_papers_and_survey_afterwards(office: Office) -> None:
    """国发〔2014〕47号: 先行救助; the whole amount follows once the survey bears it out."""
    money = fund_of(office)
    one = advanced(office)
    assert (one["state"], one["advanced"], one["advance_paid"]) == ("accepted", "2200.00", True)
    assert [clock["name"] for clock in one["clocks"]] == ["completion"]
    due = Deadline.parse("5wd").due(office.clock(), Application.calendar)
    assert one["clocks"][0]["due_at"] == due.isoformat()
    made = run(office, money)
    assert (made["count"], made["total"]) == (1, "2200.00")
    bank_says(office, made, "settled")
    ready = completed(office, one, CAUSE)
    assert ready["state"] == "forwarded"
    granted = office.do("street approver", "decide_application", one, approve=True)
    assert (granted["state"], granted["amount"], granted["clocks"]) == ("granted", "4000.00", [])
    office.do("street payer", "pay_application", one)
    rest = run(office, money)
    assert (rest["count"], rest["total"]) == (1, "1800.00"), "4000.00 less what was paid in advance, and that not again"
    taken = [step["action"] for step in ready["steps"]]
    assert taken[:5] == ["file", "accept", "advance", "pay_advance", "hand_in"]


def test_four_eyes_are_kept_however_urgent_it_is(office: Office) -> None:
    one = accepted(office)
    for name in ("street clerk", "clerk"):
        office.staff[name] = person(*Role, at=DISTRICT, account=office.id(name))
        assert office.refused(name, "advance_aid", one, reason="急").code == "four_eyes"
    kin = {"id": office.persons["street approver"], "other_id": office.head, "kin": "sibling"}
    office.do("approver", "advance_aid", one, reason="急")
    office.staff["approver"] = person(*Role, at=DISTRICT, account=office.id("approver"))
    assert office.refused("approver", "pay_advance", one).code == "four_eyes"
    assert office.refused("street clerk", "pay_advance", one).code == "four_eyes"
    office.service.ask(office.staff["approver"], "state_kin", **kin)
    office.staff["street approver"] = person(*Role, at=DISTRICT, account=office.id("street approver"))
    assert office.refused("street approver", "pay_advance", one).code == "related_to_household"
    office.do("street payer", "pay_advance", one)
    assert office.refused("street payer", "survey_application", one, **pair_of(office)).code == "role_missing"
    office.staff["street payer"] = person(*Role, at=DISTRICT, account=office.id("street payer"))
    assert office.refused("street payer", "survey_application", one, **pair_of(office)).code == "four_eyes"


def pair_of(office: Office) -> dict[str, Any]:
    return {"investigators": [office.id("first"), office.id("second")], "signed": True, "finding": "属实"}


def test_the_amount_is_typed_by_nobody_and_only_what_is_urgent_is_paid_in_advance(office: Office) -> None:
    living = office.file("living")
    office.do("clerk", "accept_application", living)
    assert office.refused("approver", "advance_aid", living, reason="急").code == "not_urgent"
    one = accepted(office)
    revise(office, {**CALM, "urgent": False})
    assert office.refused("street approver", "advance_aid", one, reason="急").code == "does_not_qualify"
    revise(office, {**CALM, "sudden_loss": "700.00"})
    assert office.do("street approver", "advance_aid", one, reason="急")["advanced"] == "700.00"
    assert "advance" in office.do("clerk", "get_application", one)["possible"], "until it is let be paid"
    first = office.do("street payer", "pay_advance", one)
    assert {"advance", "pay_advance", "end"} & set(first["possible"]) == set()
    again = office.refused("street approver", "advance_aid", one, reason="再")
    assert (type(again), again.code) == (Conflict, "advanced_already")
    assert office.refused("street payer", "pay_advance", one).code == "nothing_advanced"


def test_it_is_decided_and_paid_at_the_street_and_nowhere_below(office: Office) -> None:
    office.hire("community approver", Role.AID_APPROVER, at=COMMUNITY)
    one = accepted(office)
    refused = office.refused("community approver", "advance_aid", one, reason="急")
    assert (refused.code, STREET in refused.message) == ("not_in_chain", True)
    assert office.refused("street payer", "pay_advance", one).code == "nothing_advanced"


def test_who_does_not_complete_it_in_time_is_told_and_nothing_is_granted_without_papers(office: Office) -> None:
    one = advanced(office)
    office.clock.pass_days(20)
    assert office.ring(one) == ["completion"]
    assert office.ring(one) == ["completion"], "told once"
    assert office.refused("street clerk", "end_application", one, reason="失联").code == "advanced_already"
    completed(office, one, [])
    assert office.refused("street approver", "decide_application", one, approve=True).code == "papers_missing"
    office.do("street clerk", "hand_in_papers", one, papers=CAUSE)
    assert office.do("street approver", "decide_application", one, approve=True)["state"] == "granted"


def test_what_is_not_on_its_way_when_the_survey_says_no_is_not_paid(office: Office) -> None:
    one = advanced(office)
    completed(office, one, CAUSE)
    refused = office.do("street approver", "decide_application", one, approve=False, reason="并无火灾")
    assert (refused["state"], refused["advanced"], refused["to_recover"]) == ("refused", None, "0.00")
    assert prepared(office, fund_of(office))["count"] == 0


def refused_after_payment(office: Office, money: str, fate: str) -> dict[str, Any]:
    one = advanced(office)
    bank_says(office, run(office, money), "settled")
    completed(office, one, CAUSE)
    silent = office.refused("street approver", "decide_application", one, approve=False, reason="虚报")
    assert (type(silent), silent.code, "advance" in silent.fields) == (Invalid, "fate_missing", True)
    said = {"approve": False, "reason": "虚报", "advance": fate}
    return office.do("street approver", "decide_application", one, **said)


def test_what_was_paid_and_not_due_is_demanded_back_with_a_clock_into_the_fund(office: Office) -> None:
    """社会救助暂行办法 art. 68: what was got by false statements is given back."""
    money = fund_of(office)
    one = refused_after_payment(office, money, "recover")
    assert (one["to_recover"], "recover" in one["possible"]) == ("2200.00", True)
    assert {clock["name"] for clock in one["clocks"]} == {"refusal", "recovery"}
    today = local(office.clock()).date()
    back = {"fund_id": money, "source": "budget", "received_on": today}
    much = office.refused("street payer", "record_recovery", one, amount="2200.01", voucher="back-0", **back)
    assert much.code == "more_than_owed"
    fund_payer = office.hire("fund payer", Role.AID_PAYER)
    assert fund_payer
    part = office.do("fund payer", "record_recovery", one, amount="200.00", voucher="back-1", **back)
    assert part["to_recover"] == "2000.00"
    twice = office.refused("fund payer", "record_recovery", one, amount="200.00", voucher="back-1", **back)
    assert twice.code == "voucher_used"
    office.clock.pass_days(61)
    assert "recovery" in office.ring(one)
    done = office.do("fund payer", "record_recovery", one, amount="2000.00", voucher="back-2", **back)
    assert (done["to_recover"], "recover" in done["possible"]) == ("0.00", False)
    assert "recovery" not in {clock["name"] for clock in done["clocks"]}
    held = office.service.ask(office.staff["fund payer"], "get_fund", id=money)
    assert Decimal(held["balance"]) == Decimal("50000.00"), "what went out has come back"


def test_what_was_taken_in_good_faith_stays_and_what_the_bank_returned_is_not_owed(office: Office) -> None:
    money = fund_of(office)
    kept = refused_after_payment(office, money, "leave")
    assert (kept["to_recover"], "recover" in kept["possible"]) == ("0.00", False)
    one = advanced(office)
    made = run(office, money)
    bank_says(office, made, "returned")
    completed(office, one, CAUSE)
    refused = office.do("street approver", "decide_application", one, approve=False, reason="不符")
    assert (refused["to_recover"], refused["advanced"]) == ("0.00", None)
    assert prepared(office, money)["count"] == 0, "nor is it paid again"


def test_an_appeal_that_is_won_pays_what_is_left_and_demands_nothing_back(office: Office) -> None:
    money = fund_of(office)
    one = refused_after_payment(office, money, "recover")
    back = {"fund_id": money, "source": "budget", "received_on": local(office.clock()).date()}
    office.hire("fund payer", Role.AID_PAYER)
    office.do("fund payer", "record_recovery", one, amount="200.00", voucher="back-3", **back)
    office.do("clerk", "appeal_application", one, reason="确有火灾")
    again = office.do("approver", "decide_appeal", one, approve=True, reason="重查")
    assert (again["state"], again["to_recover"]) == ("accepted", "0.00")
    completed(office, one, [])
    office.hire("third", Role.AID_APPROVER, at=STREET)
    office.do("third", "decide_application", one, approve=True)
    office.do("street payer", "pay_application", one)
    assert run(office, money)["total"] == "2000.00", "4000.00 less 2200.00, and the 200.00 that came back"


def test_once_aided_a_household_may_apply_again_another_time(office: Office) -> None:
    one = advanced(office)
    completed(office, one, CAUSE)
    again = {"household_id": office.home, "applicant_id": office.head, "programs": ["temporary_urgent"]}
    under_way = office.service.refusal(office.staff["clerk"], "file_applications", **again)
    assert under_way.code == "under_way"
    office.do("street approver", "decide_application", one, approve=True)
    office.do("street payer", "pay_application", one)
    assert office.file("temporary_urgent", payee=PAYEE)["state"] == "filed"
