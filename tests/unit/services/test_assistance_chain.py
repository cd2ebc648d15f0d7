"""Who takes which step: the stations of every shipped program, local chains, and chains that cannot be."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from linli.contracts.assistance.applications import ApplicationAction
from linli.contracts.assistance.programs import LocalityDefinition, ProgramEntryKind, Station
from linli.dated import ALWAYS, Entry
from linli.errors import Invalid
from services.assistance.catalogue import refuse_faults, shipped
from services.assistance.domain import chain
from services.assistance.domain.chain import Chain, area_at, is_chain
from services.assistance.domain.procedure import APPEALING
from services.assistance.domain.programs import Book
from tests.factories.people import COMMUNITY, DISTRICT, STREET

A, S = ApplicationAction, Station
DAY = date(2026, 3, 2)
EDITION = shipped().on(ALWAYS)
STREET_DISTRICT = (S.STREET, S.STREET, S.DISTRICT, S.DISTRICT)
COMMUNITY_STREET = (S.COMMUNITY, S.COMMUNITY, S.STREET, S.DISTRICT)
STREET_ALONE = (S.STREET, S.STREET, S.STREET, S.DISTRICT)
SHIPPED = {
    "living": STREET_DISTRICT,
    "single_person": STREET_DISTRICT,
    "edge": STREET_DISTRICT,
    "destitute": STREET_DISTRICT,
    "rigid_spending": STREET_DISTRICT,
    "temporary_urgent": STREET_ALONE,
    "temporary_spending": STREET_DISTRICT,
    "medical_referral": STREET_ALONE,
    "education_referral": STREET_ALONE,
    "disabled_living": STREET_DISTRICT,
    "disabled_care": STREET_DISTRICT,
    "old_age": STREET_DISTRICT,
    "mutual_aid_fund": COMMUNITY_STREET,
    "charity_supermarket": COMMUNITY_STREET,
    "home_care": COMMUNITY_STREET,
    "barrier_free": COMMUNITY_STREET,
}
"""Who accepts, surveys, decides, and decides an appeal."""


@pytest.mark.parametrize("code", sorted(EDITION.programs))
def test_each_shipped_program_says_who_accepts_surveys_decides_and_hears_an_appeal(code: str) -> None:
    found = EDITION.chain_at(COMMUNITY, EDITION.programs[code].said)
    steps = (A.ACCEPT, A.SURVEY, A.GRANT, A.REOPEN)
    assert tuple(found.station_of(one) for one in steps) == SHIPPED[code]
    assert found.station_of(A.VISIT) is S.DISTRICT


def test_three_stations_accept_survey_and_decide_each() -> None:
    found = Chain((S.COMMUNITY, S.STREET, S.DISTRICT))
    steps = (A.ACCEPT, A.OPINE, A.ADVANCE, A.GRANT, A.PAY)
    wanted = (S.COMMUNITY, S.STREET, S.STREET, S.DISTRICT, S.DISTRICT)
    assert tuple(found.station_of(one) for one in steps) == wanted


def test_every_step_is_of_one_kind() -> None:
    stations = (chain.ACCEPTING, chain.SURVEYING, chain.AT_ONCE, chain.CONFIRMING, chain.AT_DISTRICT, chain.FREE)
    for action in ApplicationAction:
        assert sum(action in kind for kind in (*stations, APPEALING)) == 1, action


def test_a_station_is_the_area_of_its_tier_and_a_wider_case_its_own() -> None:
    assert [area_at(one, COMMUNITY) for one in (S.COMMUNITY, S.STREET, S.DISTRICT)] == [COMMUNITY, STREET, DISTRICT]
    assert area_at(S.COMMUNITY, STREET) == STREET
    assert area_at(S.EDUCATION, COMMUNITY) == DISTRICT


@pytest.mark.parametrize("profile", sorted(EDITION.profiles))
def test_a_locality_has_the_street_decide_for_every_program_of_a_profile_and_leaves_departments(profile: str) -> None:
    """民发〔2021〕57号 art. 2: the district may have the street confirm for it."""
    said = LocalityDefinition(area_code=DISTRICT, profile=profile, instead=profile, source="-", chain=(S.STREET,))
    entry = Entry(ProgramEntryKind.LOCALITY, "here", 1, 0, ALWAYS, None, said)
    here = Book([*shipped().entries, entry]).on(DAY)
    own = [one.said for one in here.programs.values() if one.said.profile == profile]
    for one in own:
        assert here.chain_at(COMMUNITY, one).station_of(A.GRANT) is S.STREET
        assert here.chain_at(COMMUNITY, one).department is Chain(one.chain).department
        assert here.chain_at("321202001", one).stations == one.chain, "elsewhere nothing changed"


@pytest.mark.parametrize(
    ("stations", "right"),
    [
        ((S.STREET, S.DISTRICT), True),
        ((S.DISTRICT,), True),
        ((S.COMMUNITY, S.DISTRICT), True),
        ((S.STREET, S.EDUCATION), True),
        ((S.DISTRICT, S.STREET), False),
        ((S.STREET, S.STREET), False),
        ((S.EDUCATION,), False),
        ((S.EDUCATION, S.STREET), False),
        ((S.STREET, S.EDUCATION, S.HOUSING), False),
    ],
)
def test_a_chain_goes_upwards_and_ends_with_one_department_at_most(stations: tuple[Station, ...], right: bool) -> None:
    assert is_chain(stations) is right
    (living,) = [one for one in shipped().entries if one.code == "living"]
    said = replace(living, definition=replace(living.definition, chain=stations))
    if right:
        refuse_faults([said], shipped(), DAY)
    else:
        with pytest.raises(Invalid) as caught:
            refuse_faults([said], shipped(), DAY)
        assert "living.chain" in caught.value.fields


def test_a_program_that_passes_on_names_its_department_and_a_locality_none() -> None:
    (medical,) = [one for one in shipped().entries if one.code == "medical_referral"]
    said = LocalityDefinition(
        area_code=DISTRICT, profile="national", instead="national", source="-", chain=(S.STREET, S.EDUCATION)
    )
    for broken in (
        replace(medical, definition=replace(medical.definition, chain=(S.STREET, S.DISTRICT))),
        Entry(ProgramEntryKind.LOCALITY, "here", 1, 0, ALWAYS, None, said),
    ):
        with pytest.raises(Invalid) as caught:
            refuse_faults([broken], shipped(), DAY)
        assert f"{broken.code}.chain" in caught.value.fields


def test_what_is_paid_in_advance_is_a_formula_of_what_is_given_once() -> None:
    (urgent,) = [one for one in shipped().entries if one.code == "temporary_urgent"]
    (living,) = [one for one in shipped().entries if one.code == "living"]
    for broken in (
        replace(urgent, definition=replace(urgent.definition, advance="urgent")),
        replace(living, definition=replace(living.definition, advance="standard.living")),
    ):
        with pytest.raises(Invalid) as caught:
            refuse_faults([broken], shipped(), DAY)
        assert f"{broken.code}.advance" in caught.value.fields
