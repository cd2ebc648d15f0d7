"""Aid lived through over HTTP on both hostings: urgent aid before the survey, a referral answered by its department."""

from __future__ import annotations

import pytest

from tests.e2e.aid import AID, BY_TIMERS, Office, advanced, office, referred
from tests.platforms import DISTRICT, Platform
from tests.polling import poll


@pytest.fixture(scope="module")
def aid(platform: Platform) -> Office:
    return office(platform, "aid")


def test_urgent_aid_is_paid_by_a_run_before_the_survey_and_the_rest_after_it(aid: Office) -> None:
    fund = aid.fund("50000.00")
    one = advanced(aid, fund, *(aid.registered(facts={"income": "0.00"}) for _ in range(2)))
    shown = aid.boss.seen(f"{AID}/{one}")
    assert (shown["state"], shown["advanced"], shown["advance_paid"]) == ("accepted", "2200.00", True)
    assert [clock["name"] for clock in shown["clocks"]] == ["completion"]
    aid.did("clerk", f"{one}/papers", {"papers": ["identity", "cause"]})
    aid.surveyed(one)
    assert aid.did("approver", f"{one}/decide", {"approve": True})["amount"] == "4000.00"
    aid.did("payer", f"{one}/pay")
    rest = aid.run("temporary_urgent", fund)
    assert (rest["count"], rest["total"]) == (1, "1800.00")
    held = aid.boss.seen(f"{AID}/funds/{fund}")
    assert (held["balance"], held["reserved"]) == ("46000.00", "4000.00")


def test_a_department_answers_a_referral_and_who_applied_is_told_each_time(aid: Office) -> None:
    head = aid.registered(phone="13977770003", facts={"disability_grade": 1})
    one = referred(aid, head)
    asked = f"{AID}/referrals?area={DISTRICT}&department=disabled_federation&state=sent"
    sent = aid.staff["department"].seen(asked)["items"]
    (mine,) = [each for each in sent if each["application_id"] == one.partition("/")[2]]
    notices = poll(
        lambda: aid.staff["department"].seen(f"{AID}/notices?area={DISTRICT}")["items"], BY_TIMERS, "a notice"
    )
    assert notices
    paper = {"reference": "沈残联〔2026〕8号"}
    aid.did("department", f"{one}/answer", {"answer": "take_up", "text": "由康复部办理", **paper})
    done = aid.did("department", f"{one}/answer", {"answer": "conclude", "text": "已改造卫生间", **paper})
    assert (done["state"], done["clocks"]) == ("settled", [])
    log = f"{AID}/deliveries?area={DISTRICT}&subject_id={mine['id']}"

    def told() -> bool:
        found = aid.boss.seen(log)["items"]
        assert not [each for each in found if "13977770003" in repr(each)]
        return {each["template"] for each in found} == {"referral.sent", "referral.taken_up", "referral.concluded"}

    assert poll(told, BY_TIMERS, "who applied to be told of all three")
