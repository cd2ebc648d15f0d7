"""What another department gives is passed on to it, answered by it, told to who applied, and passed on again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from linli.calendar import Deadline
from linli.errors import Conflict, Forbidden, NotFound
from linli.identity import Role
from linli.messages.tables import MESSAGE
from services.assistance.domain.application import Application
from tests.factories.applications import BOSS, Office, office_of
from tests.factories.people import COMMUNITY, DISTRICT, ELSEWHERE, STREET, person
from tests.factories.register import household, registered
from tests.factories.running import HOSTINGS, beside_commands

SICK = {"medical_costs": "5000.00", "savings": "0.00", "vehicles": 0, "dwellings": 1}
MARK = "13977770001"
BY_LETTER = {"reference": "沈医保〔2026〕12号"}


@pytest.fixture(params=HOSTINGS)
def office(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    with beside_commands("assistance", request, tmp_path, monkeypatch) as service:
        made = office_of(service, tmp_path, monkeypatch)
        made.hire("department", Role.HANDLER)
        made.head = registered(service, BOSS, phone=MARK, facts={"income": "300.00"})["id"]
        made.home = household(service, made.head, who=BOSS, facts=SICK)["id"]
        yield made


def granted(office: Office, program: str = "medical_referral", papers: tuple[str, ...] = ("bills",)) -> dict[str, Any]:
    one = office.forwarded(program=program, papers=list(papers))
    return office.do("approver", "decide_application", one, approve=True)


def referred(office: Office) -> dict[str, Any]:
    return office.do("clerk", "refer_application", granted(office))


def answer(office: Office, one: dict[str, Any], said: str, text: str = "同意报销2000元") -> dict[str, Any]:
    return office.do("department", "answer_referral", one, answer=said, text=text, **BY_LETTER)


def texts(office: Office) -> dict[tuple[str, str], str]:
    """What was written by now, by template and channel: the events are heard, each twice."""
    for envelope in office.service.sent():
        if envelope.event.name == "referral.moved":
            office.service.tell(envelope, envelope)
    with office.service.database.reading() as session:
        rows = session.execute(select(MESSAGE)).all()
    sealer = office.service.member.service.sealer
    assert MARK not in repr(rows), "what is kept of a message is sealed"
    found = {(row.template, row.channel.value): sealer.open(row.text, "message-text") for row in rows}
    assert len(found) == len(rows), "each is told once"
    return found


def listed(office: Office, **said: Any) -> list[dict[str, Any]]:
    asked = {"area_code": DISTRICT, **said}
    return list(office.service.ask(office.staff["department"], "list_referrals", **asked)["items"])


def test_what_was_granted_goes_to_the_department_is_taken_up_and_concluded(office: Office) -> None:
    one = granted(office)
    assert ("refer" in one["possible"], "pay" in one["possible"]) == (True, False)
    assert office.refused("payer", "pay_application", one).code == "goes_to_department"
    sent = office.do("clerk", "refer_application", one)
    due = Deadline.parse("5wd").due(office.clock(), Application.calendar)
    assert (sent["state"], [clock["name"] for clock in sent["clocks"]]) == ("referred", ["answer"])
    (shown,) = listed(office, department="medical_insurance", state="sent")
    assert (shown["application_id"], shown["due_at"]) == (one["id"], due.isoformat())
    assert (shown["applicant"], shown["version"]) == ("王**", sent["version"])
    assert listed(office, department="education") == []
    up = answer(office, one, "take_up", "由医疗救助科办理")
    assert (up["state"], [clock["name"] for clock in up["clocks"]]) == ("referred", ["result"])
    twice = office.refused("department", "answer_referral", one, answer="take_up", text="再", **BY_LETTER)
    assert (type(twice), twice.code) == (Conflict, "illegal_transition")
    done = answer(office, one, "conclude")
    assert (done["state"], done["clocks"], done["possible"]) == ("settled", [], [])
    (shown,) = listed(office)
    assert (shown["state"], shown["text"], shown["reference"]) == (
        "concluded",
        "同意报销2000元",
        BY_LETTER["reference"],
    )
    assert [step["action"] for step in done["steps"]][-3:] == ["refer", "take_up", "conclude"]
    again = office.file("medical_referral", papers=["bills"])
    assert again["state"] == "filed", "another bill, another application"


def test_who_applied_is_told_each_time_once_and_the_department_what_came_to_it(office: Office) -> None:
    one = referred(office)
    assert set(texts(office)) == {("referral.sent", "sms"), ("referral.sent.unit", "in_app")}
    log = office.service.ask(office.staff["clerk"], "list_deliveries", area_code=DISTRICT)["items"]
    assert [(each["template"], "****" in each["recipient"]) for each in log] == [("referral.sent", True)]
    answer(office, one, "take_up", "由医疗救助科办理")
    answer(office, one, "decline", "不在医保定点医院就诊")
    found = texts(office)
    assert (len(found), ("referral.taken_up", "sms") in found) == (4, True)
    refusal = found["referral.declined", "sms"]
    assert ("不在医保定点医院就诊" in refusal, BY_LETTER["reference"] in refusal) == (True, True)
    assert not [text for text in found.values() if "王小明" in text or "{" in text]


def test_the_department_reads_its_notice_and_sees_who_applied_for_a_reason_that_stays(office: Office) -> None:
    referred(office)
    texts(office)
    who = office.staff["department"]
    (notice,) = office.service.ask(who, "list_notices")["items"]
    assert (notice["department"], "医疗救助" in notice["text"], "王" in notice["text"]) == (
        "medical_insurance",
        True,
        False,
    )
    assert office.service.ask(who, "read_notice", id=notice["id"])["read_at"] is not None
    (shown,) = listed(office)
    found = office.service.ask(who, "show_applicant", id=shown["id"], reason="办理医疗救助")
    assert (found["name"], len(found["id_number"]), found["phone"]) == ("王小明", 18, MARK)
    looks = office.service.ask(BOSS, "list_looks", id=office.head)["items"]
    assert {(one["secret"], one["reason"]) for one in looks} == {
        (secret, "办理医疗救助") for secret in ("name", "id_number", "phone")
    }
    clerk = office.service.refusal(office.staff["clerk"], "show_applicant", id=shown["id"], reason="看看")
    assert clerk.code == "role_missing", "who has the register looks there"
    stranger = person(Role.HANDLER, at=ELSEWHERE)
    assert isinstance(office.service.refusal(stranger, "show_applicant", id=shown["id"], reason="看看"), NotFound)


def test_a_refusal_needs_its_reason_and_its_paper(office: Office) -> None:
    one = referred(office)
    for missing in ("text", "reference"):
        said = {"answer": "decline", "text": "不符", **BY_LETTER, missing: ""}
        assert missing in office.refused("department", "answer_referral", one, **said).fields
    assert answer(office, one, "decline", "不符合规定病种")["state"] == "settled"
    assert answer_code(office, one) == "illegal_transition"


def answer_code(office: Office, one: dict[str, Any]) -> str:
    return office.refused("department", "answer_referral", one, answer="conclude", text="办", **BY_LETTER).code


@pytest.mark.parametrize("taken_up", [False, True], ids=["never answered", "taken up and forgotten"])
def test_without_an_answer_in_time_it_is_told_and_goes_back_to_be_passed_on_again(
    office: Office, taken_up: bool
) -> None:
    one = referred(office)
    if taken_up:
        answer(office, one, "take_up", "由医疗救助科办理")
    office.clock.pass_days(4)
    assert office.ring(one) == []
    office.clock.pass_days(60)
    assert office.ring(one) == ["result" if taken_up else "answer"]
    back = office.do("clerk", "get_application", one)
    assert (back["state"], back["clocks"], "refer" in back["possible"]) == ("granted", [], True)
    assert {("referral.unanswered", "sms"), ("referral.unanswered.unit", "in_app")} <= set(texts(office))
    assert answer_code(office, one) == "illegal_transition", "too late: it is passed on anew"
    assert office.do("clerk", "refer_application", one)["state"] == "referred"
    assert [each["state"] for each in listed(office)] == ["sent", "unanswered"]
    assert answer(office, one, "conclude")["state"] == "settled"


def test_only_the_district_answers_for_its_departments_nobody_near_and_nobody_unknown(office: Office) -> None:
    one = referred(office)
    said = {"answer": "conclude", "text": "已报销", **BY_LETTER}
    office.hire("of the street", Role.HANDLER, at=STREET)
    below = office.refused("of the street", "answer_referral", one, **said)
    assert (type(below), below.code, "medical_insurance" in below.message) == (Forbidden, "not_in_chain", True)
    office.hire("unknown", Role.HANDLER, register=False)
    assert office.refused("unknown", "answer_referral", one, **said).code == "staff_unregistered"
    office.hire("kin", Role.HANDLER)
    kin = {"id": office.persons["kin"], "other_id": office.head, "kin": "sibling"}
    office.service.ask(BOSS, "state_kin", **kin)
    assert office.refused("kin", "answer_referral", one, **said).code == "related_to_household"
    assert office.refused("approver", "answer_referral", one, **said).code == "role_missing"
    assert office.do("clerk", "answer_referral", one, **said)["state"] == "settled", "by letter, at the district"


def test_what_no_department_gives_is_not_passed_on(office: Office) -> None:
    office.home = household(office.service, registered(office.service, BOSS)["id"], who=BOSS)["id"]
    office.head = office.service.ask(BOSS, "get_household", id=office.home)["members"][0]["person_id"]
    one = office.forwarded()
    office.do("approver", "decide_application", one, approve=True)
    assert office.refused("clerk", "refer_application", one).code == "no_department"


def test_the_barrier_free_conversion_goes_to_the_disabled_federation(office: Office, tmp_path: Path) -> None:
    said = f'code: free, kind: barrier_free, area_code: "{DISTRICT}", amount: "5000", source: 沈残联'
    office.load(tmp_path, f"standards:\n  - {{{said}}}\n")
    office.head = registered(office.service, BOSS, facts={"disability": "physical", "disability_grade": 1})["id"]
    office.home = household(office.service, office.head, who=BOSS, facts={**SICK, "barrier_at_home": True})["id"]
    one = granted(office, "barrier_free", ("disability",))
    office.do("clerk", "refer_application", one)
    (shown,) = listed(office, department="disabled_federation")
    assert (shown["application_id"], shown["area_code"]) == (one["id"], COMMUNITY)
