"""The shipped programs give what local offices published for their worked cases, and hold at the thresholds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from linli.contracts.assistance.programs import (
    LocalityDefinition,
    ProgramEntryKind,
    StandardDefinition,
    StandardKind,
    Verdict,
)
from linli.dated import ALWAYS, Entry
from linli.errors import Invalid
from services.assistance.catalogue import refuse_faults, shipped
from services.assistance.domain.facts import WORDS
from services.assistance.domain.formula.evaluating import Facts, Household, evaluate
from services.assistance.domain.formula.tree import Kind
from services.assistance.domain.programs import Book, Proposal, rule_of
from tests.factories.people import COMMUNITY, DISTRICT, STREET

DAY = date(2026, 3, 2)
AMOUNTS = {
    StandardKind.LIVING: "600",
    StandardKind.DESTITUTE_BASIC: "780",
    StandardKind.CARE_FULL: "900",
    StandardKind.CARE_PART: "300",
    StandardKind.CARE_NONE: "90",
    StandardKind.DISABLED_LIVING: "100",
    StandardKind.DISABLED_CARE: "120",
    StandardKind.OLD_AGE_80: "50",
    StandardKind.OLD_AGE_90: "100",
    StandardKind.OLD_AGE_100: "300",
    StandardKind.SAVINGS_PER_PERSON: "20000",
    StandardKind.FUND_AID: "500",
    StandardKind.SUPERMARKET_POINTS: "100",
    StandardKind.HOME_CARE: "200",
    StandardKind.BARRIER_FREE: "5000",
}
ABLE: Facts = {
    "age": Decimal(40),
    "income": Decimal(0),
    "disability_grade": Decimal(0),
    "grave_illness": False,
    "student": False,
    "able_bodied": True,
    "supported": True,
    "self_care_failed": Decimal(0),
}
HOME: Facts = {"savings": Decimal(0), "vehicles": Decimal(0), "dwellings": Decimal(1), "urgent": False}


def standard(kind: StandardKind, amount: str, area: str | None = DISTRICT, since: date = ALWAYS) -> Entry:
    said = StandardDefinition(kind=kind, amount=Decimal(amount), source="-", area_code=area)
    return Entry(ProgramEntryKind.STANDARD, f"{kind}.{area}.{since}", 1, 0, since, None, said)


def book(**amounts: str) -> Book:
    chosen = {**AMOUNTS, **{StandardKind(name): amount for name, amount in amounts.items()}}
    return Book([*shipped().entries, *(standard(kind, amount) for kind, amount in chosen.items())])


def member(**facts: Any) -> Facts:
    said = {
        name: Decimal(value) if isinstance(value, int | str) and not isinstance(value, bool) else value
        for name, value in facts.items()
        if name != "disability"
    }
    return {**ABLE, **said, **({"disability": facts["disability"]} if "disability" in facts else {})}


def says(program: str, *members: Facts, known: Book | None = None, **home: Any) -> Proposal:
    facts = {
        **HOME,
        **{
            name: Decimal(one) if isinstance(one, int | str) and not isinstance(one, bool) else one
            for name, one in home.items()
        },
    }
    found = (known or book()).on(DAY).propose(COMMUNITY, Household(facts, members))
    return next(one for one in found if one.program.code == program)


@pytest.mark.parametrize(
    ("living", "persons", "household_income", "amount"),
    [("1100", 3, "2100", "1200"), ("600", 3, "1000", "800"), ("500", 3, "700", "800")],
    ids=["1100, 3 persons, 700 each", "600, 3, 1000", "500, 3, 700"],
)
def test_the_published_cases_of_the_living_allowance(
    living: str, persons: int, household_income: str, amount: str
) -> None:
    """民发〔2021〕57号 art. 23: standard × persons − income, with the household sum, never income / persons."""
    members = [member(income=household_income), *[member()] * (persons - 1)]
    found = says("living", *members, known=book(living=living))
    assert (found.verdict, found.amount) == (Verdict.QUALIFIES, Decimal(amount))


@pytest.mark.parametrize(
    ("formula", "facts", "amount"),
    [
        ("standard.living * size - sum(income) + 440 * count(age < 18)", {"living": "1100"}, "1640"),
        ("(standard.living * size - sum(income)) * 1 + standard.living * 20%", {"living": "1000", "one": "0"}, "1200"),
        (
            "max(standard.living * size - sum(income), standard.living * size * 20%)",
            {"living": "500", "one": "450"},
            "100",
        ),
    ],
    ids=["a minor's supplement of 440", "a category supplement of 20 %", "a gap below 20 % is 20 %"],
)
def test_local_rules_are_other_formulas(formula: str, facts: dict[str, str], amount: str) -> None:
    members = (
        [member(income=facts["one"])] if "one" in facts else [member(income=1050), member(income=1050), member(age=9)]
    )
    known = {"standard.living": Decimal(facts["living"]), "size": Decimal(len(members))}
    found = evaluate(rule_of(formula, Kind.NUMBER), Household(known, members), WORDS)
    assert found.value == Decimal(amount)


@pytest.mark.parametrize(
    ("income", "living", "edge"),
    [
        ("1799.99", Verdict.QUALIFIES, Verdict.FAILS),
        ("1800.00", Verdict.FAILS, Verdict.QUALIFIES),
        ("2699.99", Verdict.FAILS, Verdict.QUALIFIES),
        ("2700.00", Verdict.FAILS, Verdict.FAILS),
    ],
)
def test_the_edge_household_ends_at_one_and_a_half_times_the_standard(
    income: str, living: Verdict, edge: Verdict
) -> None:
    """民发〔2021〕57号 art. 8: from the standard on, and below 1.5 times it; 600 × 3 = 1800, × 1.5 = 2700."""
    members = (member(income=income), member(), member())
    assert says("living", *members).verdict is living
    assert says("edge", *members).verdict is edge


@pytest.mark.parametrize(("failed", "care"), [(0, 90), (1, 300), (3, 300), (4, 900), (6, 900)])
def test_the_care_of_the_destitute_goes_by_the_six_self_care_items(failed: int, care: int) -> None:
    """特困人员认定办法: none failed is able, one to three partly able, four and more unable."""
    found = says("destitute", member(able_bodied=False, supported=False, self_care_failed=failed))
    assert (found.verdict, found.amount) == (Verdict.QUALIFIES, Decimal(780 + care))


@pytest.mark.parametrize(
    ("facts", "verdict"),
    [
        ({"disability": "physical", "disability_grade": 2}, Verdict.QUALIFIES),
        ({"disability": "physical", "disability_grade": 3}, Verdict.FAILS),
        ({"disability": "mental", "disability_grade": 3}, Verdict.QUALIFIES),
        ({"disability": "intellectual", "disability_grade": 3}, Verdict.QUALIFIES),
        ({"grave_illness": True}, Verdict.QUALIFIES),
        ({}, Verdict.FAILS),
    ],
)
def test_who_may_apply_alone_out_of_an_edge_household(facts: dict[str, Any], verdict: Verdict) -> None:
    """民发〔2021〕57号 art. 8."""
    assert says("single_person", member(**facts), member(income=2000), member()).verdict is verdict


@pytest.mark.parametrize(("age", "amount"), [(79, None), (80, 50), (89, 50), (90, 100), (99, 100), (100, 300)])
def test_the_old_age_allowance_begins_with_80_and_grows(age: int, amount: int | None) -> None:
    assert says("old_age", member(age=age)).amount == amount


def test_urgent_aid_is_at_most_two_months_standard_of_the_household() -> None:
    assert says("temporary_urgent", member(), urgent=True, sudden_loss=50000).amount == Decimal(1200)
    assert says("temporary_urgent", member(), urgent=True, sudden_loss=300).amount == Decimal(300)


def test_all_programs_are_proposed_at_once_and_one_that_goes_before_covers_another() -> None:
    found = book().on(DAY).propose(COMMUNITY, Household(HOME, [member(age=85, disability_grade=1)]))
    open_to = {one.program.code for one in found if one.verdict is Verdict.QUALIFIES}
    assert {"living", "old_age", "disabled_care", "disabled_living", "charity_supermarket"} <= open_to
    single = next(one for one in found if one.program.code == "single_person")
    assert (single.verdict, single.covered_by, single.amount) == (Verdict.COVERED, "living", None)


def test_what_is_unknown_is_asked_for_and_never_taken_for_nothing() -> None:
    found = says("living", member(income=None), member())
    assert (found.verdict, found.amount, found.missing) == (Verdict.UNDECIDED, None, ("income",))
    without = next(
        one for one in shipped().on(DAY).propose(COMMUNITY, Household(HOME, [member()])) if one.program.code == "living"
    )
    assert "standard.living" in without.missing


def test_the_standard_of_the_smallest_area_and_of_the_day_holds() -> None:
    newer = standard(StandardKind.LIVING, "660", STREET, date(2026, 7, 1))
    known = Book([*book().entries, newer])
    assert known.on(date(2026, 6, 30)).standards_at(COMMUNITY)[StandardKind.LIVING].definition.amount == 600
    assert known.on(date(2026, 7, 1)).standards_at(COMMUNITY)[StandardKind.LIVING].definition.amount == 660
    assert known.on(date(2026, 7, 1)).standards_at(DISTRICT)[StandardKind.LIVING].definition.amount == 600


def test_local_clocks_stand_in_the_place_of_the_national_ones() -> None:
    said = LocalityDefinition(area_code=DISTRICT, profile="national", instead="local_20_30", source="-")
    entry = Entry(ProgramEntryKind.LOCALITY, "here", 1, 0, ALWAYS, None, said)
    here = Book([*shipped().entries, entry]).on(DAY)
    assert here.clocks_at(COMMUNITY, "national").whole == "20wd"
    assert here.clocks_at("321202001", "national").whole == "30wd"


def test_a_program_that_names_what_is_not_there_is_refused() -> None:
    (living,) = [one for one in shipped().entries if one.code == "living"]
    for field, said in (("profile", "moon"), ("after", ("moon",)), ("amount", "income"), ("amount", None)):
        broken = replace(living, definition=replace(living.definition, **{field: said}))
        with pytest.raises(Invalid) as caught:
            refuse_faults([broken], shipped(), DAY)
        assert f"living.{field}" in caught.value.fields
