"""Preparer, approver and payer are three people, none near the household: every way around that we could think of."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from linli.config import Settings, settings
from linli.identity import Role
from tests.factories.applications import BOSS, Office, office_of
from tests.factories.people import COMMUNITY, person
from tests.factories.register import registered
from tests.factories.running import running
from tests.factories.unique import phone

EVERYTHING = (Role.AID_SURVEYOR, Role.AID_APPROVER, Role.AID_PAYER, Role.ADMINISTRATOR)


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    monkeypatch.setenv("LINLI_DATA", str(tmp_path))
    monkeypatch.delenv("LINLI_DATABASE_URL", raising=False)
    with running("assistance", tmp_path) as service:
        yield office_of(service, tmp_path, monkeypatch)


def approve(office: Office, who: str, one: dict[str, Any]) -> str:
    return office.refused(who, "decide_application", one, approve=True).code


def same_eyes(office: Office, name: str) -> None:
    """An account of a preparer, with every role there is."""
    office.staff[name] = person(*EVERYTHING, account=office.id(name))


@pytest.mark.parametrize("name", ["clerk", "first", "second"])
def test_who_prepared_or_investigated_neither_approves_nor_pays_whatever_their_roles(office: Office, name: str) -> None:
    one = office.forwarded()
    same_eyes(office, name)
    assert approve(office, name, one) == "four_eyes"
    office.do("approver", "decide_application", one, approve=True)
    assert office.refused(name, "pay_application", one).code == "four_eyes"


def test_who_approved_does_not_pay_nor_prepare_afterwards(office: Office) -> None:
    one = office.forwarded()
    office.do("approver", "decide_application", one, approve=True)
    same_eyes(office, "approver")
    assert office.refused("approver", "pay_application", one).code == "four_eyes"
    office.do("payer", "pay_application", one)
    assert office.refused("approver", "propose_change", one, change="stop", reason="停").code == "four_eyes"
    same_eyes(office, "payer")
    assert office.refused("payer", "recheck_application", one, reason="查").code == "four_eyes"


def test_a_second_account_of_the_same_person_is_the_same_eyes(office: Office) -> None:
    one = office.forwarded()
    office.hire("clerk again", *EVERYTHING, person_id=office.persons["clerk"])
    assert approve(office, "clerk again", one) == "four_eyes"


def test_a_second_entry_of_the_same_person_found_to_be_one_is_the_same_eyes(office: Office) -> None:
    line = phone()
    twice = [
        registered(office.service, BOSS, phone=line, name="钱七"),
        registered(office.service, BOSS, phone=line, name="钱七", born="1980-02-14"),
    ]
    office.hire("surveyor", Role.AID_SURVEYOR, person_id=twice[0]["id"])
    office.hire("other name", *EVERYTHING, person_id=twice[1]["id"])
    one = office.file()
    office.do("surveyor", "accept_application", one)
    office.survey(one)
    office.do("clerk", "give_opinion", one, reason="符合")
    office.clock.pass_days(8)
    office.do("clerk", "forward_application", one)
    (pair,) = office.service.ask(BOSS, "list_duplicates", area_code=COMMUNITY)["items"]
    office.service.ask(BOSS, "decide_duplicate", id=pair["id"], same=True, reason="户口簿")
    assert approve(office, "other name", one) == "four_eyes"


def test_an_account_that_nobody_registered_as_a_person_takes_no_part(office: Office) -> None:
    one = office.forwarded()
    office.hire("unknown", *EVERYTHING, register=False)
    assert approve(office, "unknown", one) == "staff_unregistered"


def test_an_investigator_named_by_another_must_be_registered_too(office: Office) -> None:
    one = office.file()
    office.do("clerk", "accept_application", one)
    office.hire("unknown", Role.AID_SURVEYOR, register=False)
    pair = {"investigators": [office.id("first"), office.id("unknown")], "signed": True, "finding": "属实"}
    assert office.refused("clerk", "survey_application", one, **pair).code == "staff_unregistered"


def test_a_member_of_the_household_takes_no_part(office: Office) -> None:
    one = office.forwarded()
    office.hire("head", *EVERYTHING, person_id=office.head)
    assert approve(office, "head", one) == "related_to_household"


@pytest.mark.parametrize("stated_of_staff", [True, False])
def test_kin_of_a_member_takes_no_part_whichever_of_the_two_said_so(office: Office, stated_of_staff: bool) -> None:
    one = office.forwarded()
    pair = (office.persons["approver"], office.head)
    first, second = pair if stated_of_staff else pair[::-1]
    office.service.ask(BOSS, "state_kin", id=first, other_id=second, kin="sibling")
    assert approve(office, "approver", one) == "related_to_household"
    office.service.ask(BOSS, "state_kin", id=first, other_id=second, kin="other")
    assert approve(office, "approver", one) == "related_to_household", "kin is only added to"


def test_who_left_the_household_just_before_still_takes_no_part(office: Office) -> None:
    cousin = registered(office.service, BOSS)["id"]
    joined = {"person_id": cousin, "relation": "supported", "since": "2020-01-01"}
    office.service.ask(BOSS, "join_household", id=office.home, member=joined)
    office.service.ask(BOSS, "leave_household", id=office.home, person_id=cousin, reason="迁出", until="2021-01-01")
    office.hire("cousin", *EVERYTHING, person_id=cousin)
    assert approve(office, "cousin", office.forwarded()) == "related_to_household"


def test_a_relative_as_investigator_is_refused_also_when_another_records_it(office: Office) -> None:
    office.service.ask(BOSS, "state_kin", id=office.persons["second"], other_id=office.head, kin="in_law")
    one = office.file()
    office.do("clerk", "accept_application", one)
    pair = {"investigators": [office.id("first"), office.id("second")], "signed": True, "finding": "属实"}
    assert office.refused("clerk", "survey_application", one, **pair).code == "related_to_household"


def test_a_household_of_staffs_relatives_is_registered_apart_and_visited_by_the_district(office: Office) -> None:
    """Art. 11, 20: it is another member of staff who is near, not who handles it."""
    office.hire("relative", Role.AID_PAYER)
    office.service.ask(BOSS, "state_kin", id=office.persons["relative"], other_id=office.head, kin="sibling")
    one = office.forwarded()
    apart = office.service.ask(office.staff["clerk"], "list_applications", area_code=COMMUNITY, staff_relative=True)
    assert [each["id"] for each in apart["items"]] == [one["id"]]
    assert approve(office, "approver", one) == "visit_needed"
    office.hire("visitor", Role.AID_SURVEYOR)
    office.do("visitor", "visit_household", one, reason="属实")
    assert office.do("approver", "decide_application", one, approve=True)["state"] == "granted"


def test_what_was_decided_is_not_decided_again_by_going_back(office: Office) -> None:
    one = office.forwarded()
    office.do("approver", "decide_application", one, approve=False, reason="不符")
    office.do("clerk", "appeal_application", one, reason="不服")
    same_eyes(office, "clerk")
    assert office.refused("clerk", "decide_appeal", one, approve=True, reason="可").code == "four_eyes"


def test_no_setting_of_the_environment_speaks_of_it() -> None:
    names = set(Settings.__dataclass_fields__)
    assert not {name for name in names if "eyes" in name or "staff" in name or "kin" in name}
    assert settings({"LINLI_FOUR_EYES": "off"}) == settings({})
