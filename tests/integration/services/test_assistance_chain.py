"""Each step is taken where the program's chain has it taken, as it was when the household applied."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from linli.clock import local
from linli.contracts.assistance.programs import Station
from linli.contracts.terms import zh
from linli.dated import ALWAYS
from linli.errors import Forbidden
from linli.identity import Role
from services.assistance.catalogue import shipped
from tests.factories.applications import PAYEE, Office, office_of
from tests.factories.people import COMMUNITY, DISTRICT, STREET
from tests.factories.running import running

EDITION = shipped().on(ALWAYS)
OF_PROFILE = {
    "national": "living",
    "destitute": "destitute",
    "rigid": "rigid_spending",
    "local_25_40": "living",
    "local_20_30": "living",
    "urgent": "temporary_urgent",
    "allowance": "mutual_aid_fund",
    "passing_on": "medical_referral",
}
"""A program that each shipped profile is tried with."""
PLACES = {"community": COMMUNITY, "street": STREET, "district": DISTRICT}


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    monkeypatch.setenv("LINLI_DATA", str(tmp_path))
    monkeypatch.delenv("LINLI_DATABASE_URL", raising=False)
    with running("assistance", tmp_path) as service:
        made = office_of(service, tmp_path, monkeypatch)
        for tier, area in PLACES.items():
            made.hire(f"{tier} clerk", Role.AID_SURVEYOR, at=area)
            made.hire(f"{tier} approver", Role.AID_APPROVER, at=area)
            made.hire(f"{tier} payer", Role.AID_PAYER, at=area)
        yield made


def below(station: Station) -> list[str]:
    """The tiers that may not take the step of a station."""
    return list(PLACES)[: list(PLACES).index(station)]


def taken(office: Office, station: Station, role: str, method: str, one: dict[str, Any], **said: Any) -> dict[str, Any]:
    """A step is refused to every tier below the station, by its chain, and taken at the station."""
    for tier in below(station):
        refused = office.refused(f"{tier} {role}", method, one, **said)
        assert (type(refused), refused.code) == (Forbidden, "not_in_chain"), (tier, method)
        assert (f"for the {station}" in refused.message, zh(station) in refused.message_zh) == (True, True)
        assert all(name in refused.message for name in one["chain"]), "the refusal names the chain"
    return office.do(f"{station} {role}", method, one, **said)


def surveyed(office: Office, one: dict[str, Any], accepts: Station, surveys: Station) -> None:
    """From acceptance to the district's desk."""
    taken(office, accepts, "clerk", "accept_application", one)
    pair = {"investigators": [office.id("first"), office.id("second")], "signed": True, "finding": "属实"}
    taken(office, surveys, "clerk", "survey_application", one, **pair)
    taken(office, surveys, "clerk", "record_inquiry", one, reason="无异常")
    taken(office, surveys, "clerk", "give_opinion", one, reason="符合")
    office.clock.pass_days(8)
    taken(office, surveys, "clerk", "forward_application", one)


def file(office: Office, code: str) -> dict[str, Any]:
    """An application that the community takes down, with all papers."""
    papers = [one.code for one in EDITION.programs[code].said.papers]
    said = {"household_id": office.home, "applicant_id": office.head, "papers": papers, "payee": PAYEE}
    asked: dict[str, Any] = {**said, "programs": [code]}
    return dict(office.service.ask(office.staff["community clerk"], "file_applications", **asked)["items"][0])


@pytest.mark.parametrize("delegated", [False, True], ids=["as shipped", "the street decides"])
@pytest.mark.parametrize("profile", sorted(EDITION.profiles))
def test_with_each_shipped_profile_the_steps_are_for_the_stations_of_the_chain(
    office: Office, tmp_path: Path, profile: str, delegated: bool
) -> None:
    code = OF_PROFILE[profile]
    own = EDITION.programs[code].said
    if delegated or own.profile != profile:
        chain = ", chain: [street]" if delegated else ""
        said = f'area_code: "{DISTRICT}", profile: {own.profile}, instead: {profile}, source: 细则{chain}'
        office.load(tmp_path, f"localities:\n  - {{code: here, {said}}}\n")
    one = file(office, code)
    areas = [Station(each) for each in one["chain"] if each in PLACES]
    assert areas == ([Station.STREET] if delegated else [each for each in own.chain if each in PLACES])
    surveyed(office, one, areas[0], areas[-2] if len(areas) > 1 else areas[0])
    if office.do("clerk", "get_application", one)["visit_needed"]:
        taken(office, Station.DISTRICT, "clerk", "visit_household", one, reason="区级核查")
    refusal = {"approve": False, "reason": "财产超标"}
    taken(office, areas[-1], "approver", "decide_application", one, **refusal)
    office.do("community clerk", "appeal_application", one, reason="不服")
    office.hire("judge", Role.AID_APPROVER)
    office.do("judge", "decide_appeal", one, approve=False, reason="维持")


def test_an_appeal_against_the_street_is_decided_by_the_district(office: Office, tmp_path: Path) -> None:
    """Art. 38."""
    one = file(office, "mutual_aid_fund")
    surveyed(office, one, Station.COMMUNITY, Station.COMMUNITY)
    taken(office, Station.STREET, "approver", "decide_application", one, approve=False, reason="不符")
    office.do("community clerk", "appeal_application", one, reason="不服")
    office.hire("another of the street", Role.AID_APPROVER, at=STREET)
    early = office.refused("another of the street", "decide_appeal", one, approve=True, reason="可")
    assert early.code == "not_in_chain"
    assert office.do("district approver", "decide_appeal", one, approve=True, reason="重查")["state"] == "accepted"


def test_granted_and_paid_by_the_street_where_the_district_lets_it_and_else_not(office: Office, tmp_path: Path) -> None:
    said = f'area_code: "{DISTRICT}", profile: national, instead: national, source: 委托, chain: [street]'
    office.load(tmp_path, f"localities:\n  - {{code: here, {said}}}\n")
    one = file(office, "living")
    assert one["chain"] == ["street"]
    surveyed(office, one, Station.STREET, Station.STREET)
    taken(office, Station.STREET, "approver", "decide_application", one, approve=True)
    assert taken(office, Station.STREET, "payer", "pay_application", one)["state"] == "paying"
    assert office.refused("community clerk", "recheck_application", one, reason="查").code == "not_in_chain"
    changed = taken(office, Station.STREET, "clerk", "propose_change", one, change="stop", reason="迁出")
    assert changed["state"] == "changing"
    taken(office, Station.STREET, "approver", "decide_change", one, approve=True, reason="属实")


def test_the_chain_is_that_of_the_day_of_the_application(office: Office, tmp_path: Path) -> None:
    before = file(office, "living")
    tomorrow = (local(office.clock()) + timedelta(days=1)).date()
    said = f'area_code: "{DISTRICT}", profile: national, instead: national, source: 委托, chain: [street]'
    office.load(tmp_path, f"localities:\n  - {{code: here, {said}, valid_from: {tomorrow}}}\n")
    office.clock.pass_days(2)
    assert office.do("clerk", "get_application", before)["chain"] == ["street", "district"]
    surveyed(office, before, Station.STREET, Station.STREET)
    early = office.refused("street approver", "decide_application", before, approve=True)
    assert early.code == "not_in_chain"
    office.do("district approver", "decide_application", before, approve=False, reason="收入超标")
    assert file(office, "living")["chain"] == ["street"]


def test_a_role_of_another_kind_does_not_make_up_for_the_tier(office: Office) -> None:
    """A clerk of the district who approves in one community alone approves nothing that the district decides."""
    one = file(office, "living")
    surveyed(office, one, Station.STREET, Station.STREET)
    both = office.hire("both", Role.AID_SURVEYOR)
    office.staff["both"] = type(both)(both.account_id, (*both.grants, *office.staff["community approver"].grants))
    assert office.refused("both", "decide_application", one, approve=True).code == "not_in_chain"
