"""An application goes through the national procedure step by step, with its papers, clocks, posting and appeal."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from linli.clock import local
from linli.contracts.hotline.words import TaskService
from linli.errors import Conflict, NotFound
from linli.identity import Role
from tests.factories.applications import BOSS, PAPERS, PAYEE, Office, office_of
from tests.factories.people import COMMUNITY, ELSEWHERE, person
from tests.factories.register import household, registered
from tests.factories.requests import CalledRequest
from tests.factories.running import HOSTINGS, beside_commands


@pytest.fixture(params=HOSTINGS)
def office(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    with beside_commands("assistance", request, tmp_path, monkeypatch) as service:
        yield office_of(service, tmp_path, monkeypatch)


def test_from_application_to_payment_with_the_amount_that_the_formula_gives(office: Office) -> None:
    one = office.paying()
    assert (one["state"], one["amount"]) == ("paying", "1900.00")
    assert one["reckoning"][-1]["zh"] == "2200.00 − 300.00 = 1900.00"
    taken = [step["action"] for step in one["steps"]]
    assert taken == ["file", "accept", "survey", "inquire", "opine", "forward", "grant", "pay"]
    assert [step["account_id"] for step in one["steps"][-2:]] == [str(office.id("approver")), str(office.id("payer"))]
    assert [clock["name"] for clock in one["clocks"]] == ["recheck"]
    moved = [event for event in office.service.said() if event.name == "application.moved"]
    assert [event.sequence for event in moved] == list(range(1, 9))


def test_all_missing_papers_are_told_at_once_and_only_once(office: Office) -> None:
    """Art. 10."""
    one = office.file(papers=["identity"])
    assert one["missing_papers"] == ["authorisation", "income"]
    lacking = office.refused("clerk", "accept_application", one)
    assert (lacking.code, "authorisation, income" in lacking.message) == ("papers_missing", True)
    told = office.do("clerk", "ask_papers", one)
    assert told["steps"][-1]["note"] == "authorisation, income"
    assert office.refused("clerk", "ask_papers", one).code == "told_once"
    assert office.do("clerk", "hand_in_papers", one, papers=PAPERS[1:])["missing_papers"] == []
    assert office.do("clerk", "accept_application", one)["state"] == "accepted"


def test_the_survey_needs_two_who_signed_and_the_opinion_the_information_check(office: Office) -> None:
    """Art. 15-17."""
    one = office.file()
    office.do("clerk", "accept_application", one)
    twice = {"investigators": [office.id("first")] * 2, "signed": True, "finding": "属实"}
    assert office.refused("clerk", "survey_application", one, **twice).code == "two_investigators"
    pair = {"investigators": [office.id("first"), office.id("second")], "finding": "属实"}
    assert office.refused("clerk", "survey_application", one, **pair, signed=False).code == "not_signed"
    office.do("clerk", "survey_application", one, **pair, signed=True)
    assert office.refused("clerk", "give_opinion", one, reason="符合").code == "not_inquired"
    office.do("clerk", "record_inquiry", one, reason="无异常")
    assert office.do("clerk", "give_opinion", one, reason="符合")["state"] == "posted"


def test_a_posting_hangs_seven_days_and_an_objection_leads_to_a_new_opinion(office: Office) -> None:
    """Art. 19."""
    one = office.file()
    office.do("clerk", "accept_application", one)
    office.survey(one)
    office.do("clerk", "give_opinion", one, reason="符合")
    office.clock.pass_days(6.9)
    assert office.refused("clerk", "forward_application", one).code == "still_posted"
    assert office.do("clerk", "object_to_posting", one, reason="有隐瞒收入")["state"] == "objected"
    alone = office.refused("clerk", "hear_objection", one, democratic_review=False, finding="再查", investigators=[])
    assert alone.code == "two_investigators"
    heard = office.do("clerk", "hear_objection", one, democratic_review=True, finding="评议通过")
    assert heard["state"] == "surveyed"
    office.do("clerk", "give_opinion", one, reason="仍符合")
    office.clock.pass_days(7.1)
    assert office.refused("clerk", "object_to_posting", one, reason="晚了").code == "posting_over"
    assert office.do("clerk", "forward_application", one)["state"] == "forwarded"


def test_an_objection_may_lead_to_a_new_survey_by_two_other_people(office: Office) -> None:
    """Art. 19: a new survey, or a democratic review."""
    one = office.file()
    office.do("clerk", "accept_application", one)
    office.survey(one)
    office.do("clerk", "give_opinion", one, reason="符合")
    office.do("clerk", "object_to_posting", one, reason="有隐瞒收入")
    for name in ("third", "fourth"):
        office.hire(name, Role.AID_SURVEYOR)
    pair = [office.id("third"), office.id("fourth")]
    said: dict[str, Any] = {"democratic_review": False, "finding": "收入属实"}
    assert office.do("clerk", "hear_objection", one, **said, investigators=pair)["state"] == "surveyed"
    office.do("clerk", "give_opinion", one, reason="仍符合")
    office.clock.pass_days(8)
    office.do("clerk", "forward_application", one)
    office.staff["third"] = person(Role.AID_APPROVER, account=office.id("third"))
    assert office.refused("third", "decide_application", one, approve=True).code == "four_eyes", "they investigated"


@pytest.mark.parametrize(("able", "months"), [(True, 6), (False, 12)])
def test_the_re_check_is_due_half_yearly_where_somebody_is_able_to_work_and_else_yearly(
    office: Office, able: bool, months: int
) -> None:
    """Art. 31; the months are data of the program."""
    facts = {"income": "300.00", "able_bodied": able}
    office.head = registered(office.service, BOSS, facts=facts)["id"]
    office.home = household(office.service, office.head, who=BOSS)["id"]
    one = office.paying()
    paid = local(office.clock())
    whole = divmod(paid.month - 1 + months, 12)
    due = datetime.fromisoformat(one["clocks"][0]["due_at"])
    assert (local(due).year, local(due).month) == (paid.year + whole[0], whole[1] + 1)
    asked: dict[str, Any] = {"area_code": COMMUNITY, "recheck_due": True}
    assert office.service.ask(office.staff["clerk"], "list_applications", **asked)["items"] == []
    office.clock.pass_days(31 * months)
    assert [
        each["id"] for each in office.service.ask(office.staff["clerk"], "list_applications", **asked)["items"]
    ] == [one["id"]]


def test_who_does_not_cooperate_or_withdraws_ends_it_and_may_apply_again(office: Office) -> None:
    """Art. 29."""
    one = office.file()
    office.do("clerk", "accept_application", one)
    ended = office.do("clerk", "end_application", one, reason="两次不配合入户调查")
    assert (ended["state"], ended["clocks"], ended["possible"]) == ("ended", [], [])
    assert office.ring(one) == []
    assert office.file()["state"] == "filed"


def test_a_refusal_needs_its_reason_and_an_appeal_begins_the_survey_anew_or_not(office: Office) -> None:
    """Art. 22, 38."""
    one = office.forwarded()
    assert office.refused("approver", "decide_application", one, approve=False).code == "reason_needed"
    refused = office.do("approver", "decide_application", one, approve=False, reason="财产超标")
    assert (refused["state"], [clock["name"] for clock in refused["clocks"]]) == ("refused", ["refusal"])
    told = office.do("clerk", "deliver_refusal", one, reason="告知书已当面送达")
    assert (told["state"], told["clocks"]) == ("refused", []), "its three days are kept"
    office.do("clerk", "appeal_application", one, reason="不服")
    first = office.refused("approver", "decide_appeal", one, approve=True, reason="补充调查")
    assert first.code == "decided_before", "who refused does not decide the appeal"
    office.hire("judge", Role.AID_APPROVER)
    again = office.do("judge", "decide_appeal", one, approve=True, reason="补充调查")
    assert (again["state"], {"whole", "survey"} <= {clock["name"] for clock in again["clocks"]}) == ("accepted", True)


def test_who_is_drawn_by_lot_is_visited_before_the_district_decides(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """特困人员认定办法: at least 30 % of the applications, by lot; the first one in any case."""
    lots = iter([99, 99, 5])
    monkeypatch.setattr("services.assistance.usecases.applications.lot", lambda: next(lots))
    papers = ["identity", "means", "self_care"]
    seen = []
    for _ in range(3):
        office.head = registered(office.service, BOSS)["id"]
        office.home = household(office.service, office.head, who=BOSS)["id"]
        seen.append(office.forwarded(program="destitute", papers=papers))
    assert [one["visit_needed"] for one in seen] == [True, False, True]
    asked: dict[str, Any] = {"area_code": COMMUNITY, "visit_needed": True}
    listed = office.service.ask(office.staff["approver"], "list_applications", **asked)["items"]
    assert {one["id"] for one in listed} == {seen[0]["id"], seen[2]["id"]}
    early = office.refused("approver", "decide_application", seen[0], approve=False, reason="收入超标")
    assert early.code == "visit_needed"
    office.do("clerk", "visit_household", seen[0], reason="区级抽查，情况属实")
    assert office.do("approver", "decide_application", seen[0], approve=False, reason="收入超标")["state"] == "refused"
    living = office.forwarded()
    assert living["visit_needed"] is False, "the program has no lot"


def test_the_register_decides_what_is_granted_also_when_it_changed_since_the_opinion(office: Office) -> None:
    one = office.forwarded()
    head = office.service.ask(office.staff["clerk"], "get_person", id=office.head)
    facts = {**{name: value for name, value in head["facts"].items() if name != "age"}, "income": "2500.00"}
    office.service.ask(office.staff["clerk"], "revise_person", id=office.head, facts=facts, version=1)
    failed = office.refused("approver", "decide_application", one, approve=True)
    assert (type(failed), failed.code, "income" in failed.message) == (Conflict, "does_not_qualify", True)


def test_a_standard_that_nobody_loaded_is_named_and_never_made_up(office: Office) -> None:
    one = office.forwarded(program="charity_supermarket")
    lacking = office.refused("approver", "decide_application", one, approve=True)
    assert (type(lacking), lacking.code) == (Conflict, "facts_missing")
    assert "standard.supermarket_points" in lacking.message
    assert "爱心超市积分定额" in lacking.message_zh


def test_what_is_published_of_a_household_is_name_size_and_amount_while_it_hangs_out(office: Office) -> None:
    """Art. 19, 24."""
    one = office.file()
    office.do("clerk", "accept_application", one)
    office.survey(one)
    office.do("clerk", "give_opinion", one, reason="符合")
    clerk = office.staff["clerk"]
    (posted,) = office.service.ask(clerk, "list_postings", area_code=COMMUNITY)["items"]
    assert set(posted) == {"id", "program", "name", "size", "amount", "until"}
    assert (posted["name"], posted["size"], posted["amount"]) == ("王小明", 2, "1900.00")
    office.clock.pass_days(8)
    assert office.service.ask(clerk, "list_postings", area_code=COMMUNITY)["items"] == []
    assert office.service.ask(clerk, "list_postings", area_code=COMMUNITY, paid=True)["items"] == []
    beside = person(Role.AID_SURVEYOR, at=ELSEWHERE)
    assert isinstance(office.service.refusal(beside, "list_postings", area_code=COMMUNITY), NotFound)


def test_aid_is_rechecked_changed_stepped_down_and_stopped_by_two(office: Office) -> None:
    """Art. 31-34."""
    one = office.paying()
    assert office.do("clerk", "recheck_application", one, reason="情况未变")["state"] == "paying"
    office.do("clerk", "propose_change", one, change="change", reason="收入变化")
    assert office.do("approver", "decide_change", one, approve=True, reason="属实")["state"] == "paying"
    office.do("clerk", "propose_change", one, change="step_down", reason="已就业")
    down = office.do("approver", "decide_change", one, approve=True, reason="属实")
    assert (down["state"], "step_down" in {clock["name"] for clock in down["clocks"]}) == ("stepping_down", True)
    office.do("clerk", "propose_change", one, change="stop", reason="渐退期满")
    stopped = office.do("approver", "decide_change", one, approve=True, reason="属实")
    assert (stopped["state"], stopped["clocks"], stopped["possible"]) == ("stopped", [], ["appeal"])


def entitlement(office: Office, application_id: str) -> dict[str, Any]:
    """What the application is paid by now."""
    clerk = office.staff["clerk"]
    shown = office.service.ask(clerk, "get_application", id=application_id)["entitlement_id"]
    return office.service.ask(clerk, "get_entitlement", id=shown)


def revise(office: Office, **facts: Any) -> None:
    clerk = office.staff["clerk"]
    head = office.service.ask(clerk, "get_person", id=office.head)
    known = {name: value for name, value in head["facts"].items() if name != "age"}
    office.service.ask(clerk, "revise_person", id=office.head, facts={**known, **facts}, version=head["version"])


def test_granted_aid_entitles_the_household_to_what_the_formula_gave_with_its_reckoning(office: Office) -> None:
    """Art. 22: paid from the month after the decision; the amount is typed by nobody."""
    one = office.forwarded(payee=None)
    office.do("approver", "decide_application", one, approve=True)
    assert office.refused("payer", "pay_application", one).code == "payee_missing"
    assert office.refused("approver", "name_payee", one, payee=PAYEE).code == "role_missing"
    office.do("clerk", "name_payee", one, payee=PAYEE)
    office.do("payer", "pay_application", one)
    has = entitlement(office, one["id"])
    first = (local(office.clock()).replace(day=1) + timedelta(days=32)).replace(day=1).date().isoformat()
    assert (has["amount"], has["beneficiary_id"], has["rhythm"]) == ("1900.00", office.home, "monthly")
    assert (has["first_month"], has["last_month"], has["application_id"]) == (first, None, one["id"])
    assert has["reckoning"][-1]["zh"] == "2200.00 − 300.00 = 1900.00"
    assert (has["payee_name"], has["payee_number"][-2:]) == ("王*", "45")


def test_a_change_a_step_down_and_a_stop_are_followed_by_what_is_paid(office: Office) -> None:
    """Art. 31-34, 渐退期."""
    one = office.paying()
    before = entitlement(office, one["id"])
    revise(office, income="500.00")
    assert office.refused("clerk", "recheck_application", one, reason="查").code == "amount_differs"
    office.do("clerk", "propose_change", one, change="change", reason="收入变化")
    office.do("approver", "decide_change", one, approve=True, reason="属实")
    after = entitlement(office, one["id"])
    assert (after["amount"], after["replaces"], after["last_month"]) == ("1700.00", before["id"], None)
    assert after["reckoning"][-1]["zh"] == "2200.00 − 500.00 = 1700.00"
    ended = office.service.ask(office.staff["clerk"], "get_entitlement", id=before["id"])
    assert (ended["last_month"], ended["end_reason"]) == (before["first_month"], "changed")
    office.do("clerk", "propose_change", one, change="step_down", reason="已就业")
    office.do("approver", "decide_change", one, approve=True, reason="属实")
    down = entitlement(office, one["id"])
    assert (down["amount"], down["end_reason"]) == ("1700.00", "step_down")
    assert down["last_month"] > down["first_month"]
    office.do("clerk", "propose_change", one, change="stop", reason="提前退出")
    kept = office.do("approver", "decide_change", one, approve=False, reason="不同意")
    assert kept["state"] == "stepping_down", "what was stepping down goes on stepping down"
    office.do("clerk", "propose_change", one, change="stop", reason="主动退出")
    office.do("approver", "decide_change", one, approve=True, reason="属实")
    assert entitlement(office, one["id"])["last_month"] < down["last_month"]


def test_a_step_down_that_was_taken_back_is_paid_on_and_an_appeal_that_was_won_too(office: Office) -> None:
    one = office.paying()
    office.do("clerk", "propose_change", one, change="step_down", reason="已就业")
    office.do("approver", "decide_change", one, approve=True, reason="属实")
    office.do("clerk", "propose_change", one, change="change", reason="又失业")
    office.do("approver", "decide_change", one, approve=True, reason="属实")
    again = entitlement(office, one["id"])
    assert (again["last_month"], again["end_reason"]) == (None, None)
    office.do("clerk", "propose_change", one, change="stop", reason="举报")
    office.do("approver", "decide_change", one, approve=True, reason="属实")
    stopped = entitlement(office, one["id"])
    office.do("clerk", "appeal_application", one, reason="不服")
    office.hire("judge", Role.AID_APPROVER)
    office.do("judge", "decide_appeal", one, approve=True, reason="补充调查")
    office.survey(one)
    office.do("clerk", "give_opinion", one, reason="符合")
    office.clock.pass_days(8)
    office.do("clerk", "forward_application", one)
    office.do("approver", "decide_application", one, approve=True)
    office.do("payer", "pay_application", one)
    new = entitlement(office, one["id"])
    assert (new["replaces"], new["first_month"] > stopped["last_month"]) == (stopped["id"], True)


def test_entries_found_to_be_one_person_share_what_either_applied_for_and_belong_to_one_household(
    office: Office,
) -> None:
    twice = registered(office.service, BOSS, name="赵一", born="1980-02-14", phone="13900001111")
    again = registered(office.service, BOSS, name="赵一", born="1980-02-14", phone="13900001111")
    home = household(office.service, twice["id"], again["id"], who=BOSS)
    said = {"household_id": home["id"], "applicant_id": twice["id"], "programs": ["old_age"]}
    (one,) = office.service.ask(BOSS, "file_applications", **{**said, "applicant_id": again["id"]})["items"]
    (pair,) = office.service.ask(BOSS, "list_duplicates", area_code=COMMUNITY)["items"]
    office.service.ask(BOSS, "decide_duplicate", id=pair["id"], same=True, reason="户口簿")
    members = office.service.ask(BOSS, "get_household", id=home["id"])["members"]
    assert [(each["person_id"], each["relation"]) for each in members] == [(twice["id"], "head")]
    assert office.service.ask(BOSS, "get_application", id=one["id"])["applicant_id"] == twice["id"]


def test_a_clock_that_runs_out_is_told_once_and_the_posting_is_no_lateness(office: Office) -> None:
    one = office.file()
    office.do("clerk", "accept_application", one)
    office.clock.pass_days(20)
    late = office.ring(one)
    assert sorted(late) == ["inquiry", "survey"]
    assert office.ring(one) == late
    extended = office.do("clerk", "extend_application", one, reason="情况复杂")
    assert office.refused("clerk", "extend_application", one, reason="再延").code == "extended_before"
    assert "whole" in {clock["name"] for clock in extended["clocks"]}


def test_several_programs_are_applied_for_at_once_and_none_twice(office: Office) -> None:
    programs = ["living", "medical_referral"]
    said: dict[str, Any] = {"household_id": office.home, "applicant_id": office.head, "programs": programs}
    both = office.service.ask(office.staff["clerk"], "file_applications", **said)["items"]
    assert len({one["filing_id"] for one in both}) == 1
    again = office.service.refusal(office.staff["clerk"], "file_applications", **said)
    assert again.code == "under_way"
    stranger = {**said, "applicant_id": office.persons["payer"]}
    assert office.service.refusal(office.staff["clerk"], "file_applications", **stranger).code == "not_a_member"


def test_the_case_of_a_hotline_request_moves_with_the_application(office: Office) -> None:
    request = CalledRequest(TaskService.ASSISTANCE, category="aid.rent")
    office.service.tell(request.dispatched())
    one = office.forwarded(case_id=request.task_id())
    office.do("approver", "decide_application", one, approve=True)
    case = office.service.ask(office.staff["approver"], "get_case", id=request.task_id())
    assert (case["task"]["outcome"], case["amount"]) == ("approved", "1900.00")


def test_applications_are_listed_in_reach_only_and_re_checks_when_they_are_due(office: Office) -> None:
    office.paying()
    clerk = office.staff["clerk"]
    assert office.service.ask(clerk, "list_applications", area_code=COMMUNITY, recheck_due=True)["items"] == []
    office.clock.pass_days(366)
    due = office.service.ask(clerk, "list_applications", area_code=COMMUNITY, recheck_due=True)["items"]
    assert [one["state"] for one in due] == ["paying"]
    beside = person(Role.AID_SURVEYOR, at=ELSEWHERE)
    assert isinstance(office.service.refusal(beside, "get_application", id=due[0]["id"]), NotFound)
    assert isinstance(office.service.refusal(beside, "list_applications", area_code=COMMUNITY), NotFound)


def test_the_history_of_an_application_cannot_be_rewritten(office: Office) -> None:
    office.file()
    with pytest.raises(DBAPIError, match="only added to"), office.service.database.transaction() as session:
        session.execute(text("DELETE FROM application_step"))
    assert office.clock() - timedelta(days=1) < office.clock()
