"""Who is able to work is helped to it; three refusals in a row stop the own share, by two, and work restores it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from linli.errors import NotFound
from linli.identity import Role
from services.assistance.domain.employment import without_shares
from tests.factories.applications import BOSS, Office, office_of
from tests.factories.people import COMMUNITY, ELSEWHERE, person
from tests.factories.register import registered
from tests.factories.running import HOSTINGS, beside_commands


@pytest.fixture(params=HOSTINGS)
def office(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    with beside_commands("assistance", request, tmp_path, monkeypatch) as service:
        yield office_of(service, tmp_path, monkeypatch)


def seeker(office: Office) -> dict[str, Any]:
    return office.service.ask(office.staff["clerk"], "register_seeker", person_id=office.head)


def answered(office: Office, one: dict[str, Any], outcome: str, reason: str = "不想去") -> dict[str, Any]:
    """The seeker after an offer was answered."""
    said = {"employer": "社区食堂", "post": "帮厨", "suits": "轻体力，步行可达"}
    offers = office.do("clerk", "offer_work", one, **said)["offers"]
    open_one = next(each for each in offers if each["outcome"] == "open")
    return office.do("clerk", "answer_offer", open_one, outcome=outcome, reason=reason)


def refusals(office: Office) -> int:
    return office.service.names().count("seeker.refused_thrice")


def test_three_refusals_in_a_row_count_and_a_just_reason_neither_counts_nor_breaks_them(office: Office) -> None:
    """社会救助暂行办法 art. 45."""
    one = seeker(office)
    assert answered(office, one, "refused")["refusals"] == 1
    assert answered(office, one, "excused", "照顾病人")["refusals"] == 1
    assert answered(office, one, "refused")["refused_thrice"] is False
    assert refusals(office) == 0
    third = answered(office, one, "refused")
    assert (third["refusals"], third["refused_thrice"], refusals(office)) == (3, True, 1)
    listed = office.service.ask(office.staff["clerk"], "list_seekers", area_code=COMMUNITY, refused_thrice=True)
    assert [each["id"] for each in listed["items"]] == [one["id"]]
    works = answered(office, one, "accepted")
    assert (works["state"], works["refusals"]) == ("working", 0)
    assert office.service.names().count("seeker.found_work") == 1
    said = {"employer": "食堂", "post": "帮厨", "suits": "轻体力"}
    assert office.refused("clerk", "offer_work", one, **said).code == "not_seeking"
    again = office.do("clerk", "leave_work", one, state="seeking", reason="合同到期")
    assert (again["state"], answered(office, one, "refused")["refusals"]) == ("seeking", 1)


def test_a_refusal_needs_its_reason_and_is_answered_once(office: Office) -> None:
    one = seeker(office)
    offered = office.do("clerk", "offer_work", one, employer="超市", post="理货", suits="轻体力")["offers"][0]
    assert office.refused("clerk", "answer_offer", offered, outcome="refused").code == "reason_needed"
    assert office.refused("clerk", "answer_offer", offered, outcome="open").code == "no_answer"
    office.do("clerk", "answer_offer", offered, outcome="accepted")
    assert office.refused("clerk", "answer_offer", offered, outcome="refused", reason="x").code == "not_seeking"


def test_the_own_share_is_stopped_by_two_and_paid_again_after_work(office: Office) -> None:
    """Two members, 1900 yuan: without one share 950; a re-check by the register agrees with it."""
    one, paid = seeker(office), office.paying()
    office.do("clerk", "propose_change", paid, change="own_share", reason="拒绝就业")
    early = office.refused("approver", "decide_change", paid, approve=True, reason="属实")
    assert early.code == "nobody_refused"
    office.do("approver", "decide_change", paid, approve=False, reason="未满三次")
    for _ in range(3):
        answered(office, one, "refused")
    office.do("clerk", "propose_change", paid, change="own_share", reason="连续三次拒绝")
    less = office.do("approver", "decide_change", paid, approve=True, reason="属实")
    assert (less["state"], less["amount"]) == ("paying", "950.00")
    assert "第45条" in less["reckoning"][-1]["zh"]
    shown = office.service.ask(office.staff["clerk"], "get_entitlement", id=less["entitlement_id"])
    assert shown["amount"] == "950.00"
    assert office.do("clerk", "recheck_application", paid, reason="未变")["amount"] == "950.00"
    answered(office, one, "accepted")
    office.do("clerk", "propose_change", paid, change="change", reason="已就业")
    assert office.do("approver", "decide_change", paid, approve=True, reason="属实")["amount"] == "1900.00"


def test_zero_employment_means_that_nobody_able_to_work_does(office: Office) -> None:
    """Art. 43: both members are able; only when both seek it is a zero-employment household."""
    assert seeker(office)["zero_employment"] is False
    home = office.service.ask(office.staff["clerk"], "get_household", id=office.home)
    other = next(each["person_id"] for each in home["members"] if each["person_id"] != office.head)
    assert office.service.ask(office.staff["clerk"], "register_seeker", person_id=other)["zero_employment"] is True


def test_who_is_not_able_or_registered_before_is_refused_and_nobody_out_of_reach_sees_a_seeker(office: Office) -> None:
    one = seeker(office)
    clerk = office.staff["clerk"]
    assert office.service.refusal(clerk, "register_seeker", person_id=office.head).code == "already_registered"
    unable = registered(office.service, BOSS, facts={"able_bodied": False})["id"]
    assert office.service.refusal(clerk, "register_seeker", person_id=unable).code == "not_able"
    beside = person(Role.AID_SURVEYOR, at=ELSEWHERE)
    assert isinstance(office.service.refusal(beside, "get_seeker", id=one["id"]), NotFound)


def test_measures_are_kept_and_cannot_be_rewritten(office: Office) -> None:
    one = seeker(office)
    helped = office.do("clerk", "give_measure", one, measure="training_subsidy", note="电工培训")
    assert [each["measure"] for each in helped["measures"]] == ["training_subsidy"]
    with pytest.raises(DBAPIError, match="only added to"), office.service.database.transaction() as session:
        session.execute(text("DELETE FROM work_measure"))


@pytest.mark.parametrize(
    ("amount", "size", "stopped", "kept"),
    [
        ("1900", 2, 1, "950.00"),
        ("1000", 3, 1, "666.67"),
        ("1000", 3, 2, "333.33"),
        ("1000", 1, 1, "0.00"),
        ("1000", 0, 0, "1000"),
    ],
)
def test_a_share_is_the_amount_divided_by_the_members(amount: str, size: int, stopped: int, kept: str) -> None:
    assert without_shares(Decimal(amount), size, stopped)[0] == Decimal(kept)
