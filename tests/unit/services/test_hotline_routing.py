"""Routing always has one answer, the same every time: the most specific area decides, then the order of the rules."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.areas import Tier, covers, tier_of
from linli.calendar import Deadline
from linli.contracts.hotline.routing import Condition
from linli.contracts.hotline.words import Channel, Kind
from linli.errors import Invalid
from services.hotline.catalogue import shipped
from services.hotline.domain.catalogue import Catalogue, Edition, Entry, EntryKind
from services.hotline.domain.routing import CLOCKS, LAST_RESORT, Case, Unit
from tests.factories.catalogues import catalogue, clocks, routing
from tests.factories.people import COMMUNITY, DISTRICT, STREET

CELL = "01001021010300500301"
DAY = date(2026, 3, 2)
AREAS = (DISTRICT, STREET, COMMUNITY, CELL, "210103006", "210103006001", "210102001001")
CATEGORIES = ("road.lamp", "road.hole", "other")
RANK = [None, Tier.DISTRICT, Tier.STREET, Tier.COMMUNITY, Tier.CELL]

conditions = st.fixed_dictionaries(
    {},
    optional={
        "area_code": st.sampled_from(AREAS),
        "category": st.sampled_from(CATEGORIES),
        "kind": st.sampled_from(("help", "complaint")),
        "channel": st.sampled_from(("phone", "sms")),
        "priority": st.sampled_from(("normal", "urgent")),
        "order": st.integers(0, 3),
    },
) | st.fixed_dictionaries(
    {"group": st.sampled_from(("city", "road", "misc"))},
    optional={"area_code": st.sampled_from(AREAS), "order": st.integers(0, 3)},
)
units = st.fixed_dictionaries({"tier": st.sampled_from(("district", "street", "community"))}) | st.just(
    {"department": "RX"}
)
cases = st.builds(
    Case,
    area_code=st.sampled_from(AREAS),
    category=st.sampled_from((*CATEGORIES, "gone")),
    kind=st.sampled_from((Kind.HELP, Kind.COMPLAINT)),
    channel=st.sampled_from((Channel.PHONE, Channel.SMS)),
    urgent=st.booleans(),
)


def with_rules(said: Iterable[dict[str, Any]]) -> Catalogue:
    """The small catalogue with these routing rules."""
    return catalogue(*(routing(f"r{number}", **one) for number, one in enumerate(said)))


def fits(said: Condition, case: Case, here: Edition) -> bool:
    """The oracle of one rule: each of its conditions, as the glossary says it."""
    groups = here.groups_of(here.definitions[case.category].group)
    return (
        (said.area_code is None or covers(said.area_code, case.area_code))
        and said.category in (None, case.category)
        and (said.group is None or said.group in groups)
        and said.kind in (None, case.kind)
        and said.channel in (None, case.channel)
        and (said.priority is None or (said.priority == "urgent") == case.urgent)
    )


def scanned(entries: Iterable[Entry], case: Case, here: Edition) -> list[Entry]:
    """The oracle of many: all rules that fit, as they decide."""
    fitting = [one for one in entries if fits(one.definition, case, here)]
    return sorted(
        fitting,
        key=lambda one: (
            -RANK.index(tier_of(one.definition.area_code) if one.definition.area_code else None),
            one.definition.order,
            one.code,
        ),
    )


@given(st.lists(st.builds(lambda a, b: {**a, "unit": b}, conditions, units), max_size=12), cases)
def test_routing_says_what_a_scan_of_all_rules_says(said: list[dict[str, Any]], case: Case) -> None:
    here = with_rules(said).on(DAY)
    unit, rule = here.unit_for(case)
    assert here.unit_for(case) == with_rules(said).on(DAY).unit_for(case) == (unit, rule), "it depends on nothing else"
    if case.category not in here.categories:
        assert (tier_of(unit.area_code), unit.department, rule) == (Tier.DISTRICT, LAST_RESORT, None)
        return
    first = next(iter(scanned(here.of_kind(EntryKind.ROUTING), case, here)), None)
    assert rule == (first.code if first else None)
    assert covers(unit.area_code, case.area_code), "no request leaves the areas that it lies in"


@given(st.lists(st.builds(lambda a, b: {**a, "unit": b}, conditions, units), max_size=12), cases)
def test_returns_climb_to_the_district_and_stay_there(said: list[dict[str, Any]], case: Case) -> None:
    unit, _ = with_rules(said).on(DAY).unit_for(case)
    for _ in range(4):
        unit = unit.one_tier_up()
    assert tier_of(unit.area_code) is Tier.DISTRICT
    assert unit.one_tier_up() == unit


@given(
    st.lists(
        st.builds(
            lambda a, b: {**a, "deadlines": b},
            conditions,
            st.dictionaries(st.sampled_from(CLOCKS), st.sampled_from(("4h", "7d", "2wd")), min_size=1),
        ),
        max_size=8,
    ),
    cases.filter(lambda one: one.category != "gone"),
)
def test_each_clock_is_that_of_the_first_fitting_rule_that_says_it(said: list[dict[str, Any]], case: Case) -> None:
    here = catalogue(*(clocks(f"d{number}", **one) for number, one in enumerate(said))).on(DAY)
    assigned = here.assign(case.area_code, case.category, case.kind, case.channel, case.urgent)
    rules = scanned(here.of_kind(EntryKind.DEADLINE), case, here)
    for name in CLOCKS:
        own = getattr(here.definitions[case.category].deadlines, name)
        written = next((text for one in rules if (text := getattr(one.definition.deadlines, name))), own)
        assert getattr(assigned.category, name) == Deadline.parse(written), name


@pytest.mark.parametrize(
    ("said", "area", "unit"),
    [
        ({"unit": {"tier": "district"}}, COMMUNITY, Unit(DISTRICT, "CG")),
        ({"unit": {"tier": "community"}}, STREET, Unit(STREET, "CG")),
        ({"unit": {"department": "RX"}}, COMMUNITY, Unit(STREET, "RX")),
        ({"unit": {"tier": "street", "department": "RX"}}, CELL, Unit(STREET, "RX")),
        ({"unit": {"area_code": "210103006"}, "area_code": STREET}, COMMUNITY, Unit("210103006", "CG")),
        ({"unit": {"tier": "district"}, "area_code": "210103006"}, COMMUNITY, Unit(STREET, "CG")),
    ],
)
def test_a_rule_leads_to_a_tier_an_area_or_a_department(said: dict[str, Any], area: str, unit: Unit) -> None:
    assert with_rules([said]).on(DAY).assign(area, "road.lamp", Kind.HELP, Channel.PHONE).unit == unit


def test_the_urgency_of_a_request_is_its_category_s_unless_it_is_said() -> None:
    here = with_rules([{"priority": "urgent", "unit": {"tier": "district"}}]).on(DAY)
    assert here.assign(COMMUNITY, "road.lamp", Kind.HELP, Channel.PHONE).rule is None
    assert here.assign(COMMUNITY, "road.lamp", Kind.HELP, Channel.PHONE, urgent=True).rule == "r0"


def test_an_unknown_category_is_refused_when_a_request_is_opened() -> None:
    with pytest.raises(Invalid) as refused:
        catalogue().on(DAY).assign(COMMUNITY, "gone", Kind.HELP, Channel.PHONE)
    assert refused.value.code == "unknown_category"


@pytest.mark.parametrize(("channel", "answer"), [(Channel.SMS, "3m"), (Channel.EMAIL, "24h"), (Channel.PHONE, "7d")])
def test_messages_and_mail_are_answered_as_fast_as_the_standard_asks(channel: Channel, answer: str) -> None:
    """GB/T 33358: text messages within 3 minutes, the mailbox within 24 hours; a call about a lamp as its category."""
    here = shipped().on(datetime.now(UTC).date())
    assigned = here.assign(COMMUNITY, "sanitation.bulky", Kind.HELP, channel)
    assert assigned.category.answer == Deadline.parse(answer)


@pytest.mark.parametrize("area", [DISTRICT, STREET, COMMUNITY, CELL])
def test_every_category_kind_and_area_of_the_shipped_catalogue_has_a_unit_above_the_area(area: str) -> None:
    here = shipped().on(datetime.now(UTC).date())
    for code in here.categories:
        for kind, channel in product(Kind, Channel):
            assigned = here.assign(area, code, kind, channel)
            assert covers(assigned.unit.area_code, area), (code, kind, channel)
            assert assigned.unit.department in here.departments
