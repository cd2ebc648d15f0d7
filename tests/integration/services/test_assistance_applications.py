"""An application goes through the national procedure step by step, with its papers, clocks, posting and appeal."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from linli.contracts.assistance.applications import ApplicationLate
from linli.contracts.hotline.words import TaskService
from linli.errors import Conflict, NotFound
from linli.identity import Role
from tests.factories.applications import PAPERS, Office, office_of
from tests.factories.people import COMMUNITY, ELSEWHERE, person
from tests.factories.requests import CalledRequest
from tests.factories.running import running


@pytest.fixture(params=["embedded", pytest.param("distributed", marks=pytest.mark.servers)])
def office(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    url = None
    monkeypatch.setenv("LINLI_DATA", str(tmp_path))
    if request.param == "distributed":
        url = request.getfixturevalue("scratch").database_url(f"{uuid4().hex[:8]}_assistance")
        monkeypatch.setenv("LINLI_DATABASE_URL", url.replace("_assistance", "_{service}"))
    else:
        monkeypatch.delenv("LINLI_DATABASE_URL", raising=False)
    with running("assistance", tmp_path, url) as service:
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


def test_a_refusal_needs_its_reason_and_an_appeal_begins_the_survey_anew_or_not(office: Office) -> None:
    """Art. 22, 38."""
    one = office.forwarded()
    assert office.refused("approver", "decide_application", one, approve=False).code == "reason_needed"
    refused = office.do("approver", "decide_application", one, approve=False, reason="财产超标")
    assert (refused["state"], [clock["name"] for clock in refused["clocks"]]) == ("refused", ["refusal"])
    office.do("clerk", "appeal_application", one, reason="不服")
    again = office.do("approver", "decide_appeal", one, approve=True, reason="补充调查")
    assert (again["state"], {"whole", "survey"} <= {clock["name"] for clock in again["clocks"]}) == ("accepted", True)


def test_the_register_decides_what_is_granted_also_when_it_changed_since_the_opinion(office: Office) -> None:
    one = office.forwarded()
    head = office.service.ask(office.staff["clerk"], "get_person", id=office.head)
    facts = {**{name: value for name, value in head["facts"].items() if name != "age"}, "income": "2500.00"}
    office.service.ask(office.staff["clerk"], "revise_person", id=office.head, facts=facts, version=1)
    failed = office.refused("approver", "decide_application", one, approve=True)
    assert (type(failed), failed.code, "income" in failed.message) == (Conflict, "does_not_qualify", True)


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


def test_a_clock_that_runs_out_is_told_once_and_the_posting_is_no_lateness(office: Office) -> None:
    one = office.file()
    office.do("clerk", "accept_application", one)
    office.clock.pass_days(20)
    late = _fire(office, one["id"])
    assert sorted(late) == ["inquiry", "survey"]
    assert _fire(office, one["id"]) == late
    extended = office.do("clerk", "extend_application", one, reason="情况复杂")
    assert office.refused("clerk", "extend_application", one, reason="再延").code == "extended_before"
    assert "whole" in {clock["name"] for clock in extended["clocks"]}


def _fire(office: Office, application_id: str) -> list[str]:
    from uuid import UUID

    from linli.observe import Chain
    from linli.work import Work
    from services.assistance.usecases.applications import clock_due

    with office.service.database.transaction() as session:
        clock_due(Work(session, office.clock(), Chain()), UUID(application_id))
    return [str(one.clock) for one in office.service.said() if isinstance(one, ApplicationLate)]


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
