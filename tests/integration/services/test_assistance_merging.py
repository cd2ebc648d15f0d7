"""Two entries found to be one person are one from then on: what both had is the one's, and nothing is paid twice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from linli.clock import local
from services.assistance.domain.entitlements import month_after, month_before, month_of
from tests.factories.aid_money import granted
from tests.factories.applications import BOSS, Office, office_of
from tests.factories.people import COMMUNITY
from tests.factories.register import household, registered
from tests.factories.running import HOSTINGS, beside_commands


@pytest.fixture(params=HOSTINGS)
def office(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    with beside_commands("assistance", request, tmp_path, monkeypatch) as service:
        yield office_of(service, tmp_path, monkeypatch)


def twice(office: Office) -> tuple[str, str]:
    """One person, entered twice: the entry that stays comes first."""
    said = {"name": "赵一", "born": "1950-02-14", "phone": "13900001111", "facts": {"self_care_failed": 2}}
    one, other = (str(registered(office.service, BOSS, **said)["id"]) for _ in range(2))
    return one, other


def merge(office: Office) -> None:
    (pair,) = office.service.ask(BOSS, "list_duplicates", area_code=COMMUNITY)["items"]
    office.service.ask(BOSS, "decide_duplicate", id=pair["id"], same=True, reason="户口簿")


def shown(office: Office, one: dict[str, Any]) -> dict[str, Any]:
    return office.service.ask(BOSS, "get_entitlement", id=one["id"])


def test_what_both_are_entitled_to_goes_on_once_and_the_later_grant_ends_with_this_month(office: Office) -> None:
    one, other = twice(office)
    month = month_of(local(office.clock()).date())
    held = []
    for whose, program, begins in (
        (one, "living", month),
        (other, "living", month),
        (other, "disabled_living", month),
        (other, "living", month_after(month)),
    ):
        office.clock.pass_days(1e-6)
        held.append(granted(office.service, beneficiary_id=whose, program=program, first_month=begins))
    merge(office)
    now = [shown(office, each) for each in held]
    assert {each["beneficiary_id"] for each in now} == {one}
    assert [each["end_reason"] for each in now] == [None, "duplicate", None, "duplicate"]
    assert now[1]["last_month"] == str(month), "up to the decision both were paid"
    assert now[3]["last_month"] == str(month_before(month_after(month))), "it never begins"
    listed = office.service.ask(BOSS, "list_entitlements", area_code=COMMUNITY, beneficiary_id=one)["items"]
    assert len(listed) == 4
    assert office.service.names().count("entitlement.ended") == 2


def test_what_a_household_had_that_the_other_entry_was_the_last_of_ends(office: Office) -> None:
    one, other = twice(office)
    home, second = (household(office.service, each, who=BOSS) for each in (one, other))
    month = month_of(local(office.clock()).date())
    paid = [granted(office.service, beneficiary_id=each["id"], first_month=month) for each in (home, second)]
    (pair,) = office.service.ask(BOSS, "list_duplicates", area_code=COMMUNITY)["items"]
    said = {"id": pair["id"], "same": True, "reason": "户口簿"}
    assert office.service.refusal(BOSS, "decide_duplicate", **said).code == "two_households"
    office.service.ask(BOSS, "leave_household", id=second["id"], person_id=other, reason="重复登记")
    assert shown(office, paid[1])["end_reason"] is None, "until it is decided, both are paid"
    office.service.ask(BOSS, "decide_duplicate", **said)
    assert [shown(office, each)["end_reason"] for each in paid] == [None, "duplicate"]


def test_cards_care_needs_and_refusals_of_work_go_to_the_entry_that_stays(office: Office) -> None:
    one, other = twice(office)
    ask, clerk = office.service.ask, office.staff["clerk"]
    fund = {"area_code": COMMUNITY, "code": "f1", "name": "互助金"}
    account = {"name": "居委会", "number": "21001401234567890", "bank": "105221001234"}
    opened = ask(BOSS, "open_fund", **fund, account=account)
    card = {"person_id": other, "fund_id": opened["id"], "source": "donations", "expires_on": "2090-12-31"}
    issued = ask(clerk, "issue_card", **card, scope=["food"])["card"]
    need = ask(clerk, "state_need", area_code=COMMUNITY, beneficiary_id=other, item="rice", pieces=2, priority=2)
    noon = (local(office.clock()) + timedelta(days=1)).replace(hour=12, minute=0, second=0, microsecond=0)
    meals = {"service": "meals", "starts_at": noon.isoformat(), "minutes": 60, "rule": "FREQ=DAILY"}
    plan = ask(clerk, "plan_care", person_id=other, lines=[meals])
    seekers = [ask(clerk, "register_seeker", person_id=each) for each in (one, other)]
    for _ in range(3):
        offer = ask(clerk, "offer_work", id=seekers[1]["id"], employer="食堂", post="帮厨", suits="步行可达")["offers"]
        (open_one,) = (each for each in offer if each["outcome"] == "open")
        ask(clerk, "answer_offer", id=open_one["id"], outcome="refused", reason="不想去")
    merge(office)
    assert ask(BOSS, "get_card", id=issued["id"])["person_id"] == one
    assert ask(BOSS, "get_care_plan", id=plan["id"])["person_id"] == one
    (stated,) = ask(BOSS, "list_needs", area_code=COMMUNITY, item="rice")["items"]
    assert (stated["id"], stated["beneficiary_id"]) == (need["id"], one)
    kept, left = (ask(BOSS, "get_seeker", id=each["id"]) for each in seekers)
    assert (kept["refusals"], kept["refused_thrice"], left["state"]) == (3, True, "left")
