"""A dry run counts the requests whose unit other rules would change, and ranks where they would go."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from linli.contracts.hotline.words import Channel, Kind
from services.hotline.domain.dry_run import Alike, Outcome
from services.hotline.domain.routing import Case, Unit
from tests.factories.catalogues import catalogue, routing
from tests.factories.people import COMMUNITY, DISTRICT, STREET

DAY = date(2026, 3, 2)
NOW = catalogue().on(DAY)

groups = st.lists(
    st.builds(
        Alike,
        case=st.builds(
            Case,
            area_code=st.sampled_from((DISTRICT, STREET, COMMUNITY, "210103006001")),
            category=st.sampled_from(("road.lamp", "road.hole", "other", "gone")),
            kind=st.sampled_from(tuple(Kind)),
            channel=st.sampled_from(tuple(Channel)),
            urgent=st.booleans(),
        ),
        requests=st.integers(1, 50),
    ),
    max_size=20,
)
rules = st.lists(
    st.fixed_dictionaries(
        {"unit": st.sampled_from(({"tier": "district"}, {"department": "RX"}))},
        optional={
            "area_code": st.sampled_from((STREET, "210103006")),
            "category": st.sampled_from(("road.lamp", "other")),
        },
    ),
    max_size=4,
)


@given(groups, rules)
def test_the_counts_are_those_of_asking_for_each_request(found: list[Alike], said: list[dict[str, Any]]) -> None:
    then = catalogue(*(routing(f"r{number}", **one) for number, one in enumerate(said))).on(DAY)
    outcome = Outcome()
    outcome.add(found, NOW, then)
    each = [one.case for one in found for _ in range(one.requests)]
    moved: Counter[tuple[Unit, Unit]] = Counter()
    for case in each:
        source, target = NOW.unit_for(case)[0], then.unit_for(case)[0]
        moved[source, target] += source != target
    assert (outcome.requests, outcome.changed) == (len(each), moved.total())
    told: Counter[tuple[Unit, Unit]] = Counter()
    for move, alike in outcome.largest(1000):
        told[move.source, move.target] += sum(one.requests for one in alike)
    assert told == +moved


@given(groups, st.integers(1, 3))
def test_the_largest_moves_come_first(found: list[Alike], limit: int) -> None:
    then = catalogue(routing("r0", unit={"department": "RX"})).on(DAY)
    outcome = Outcome()
    outcome.add(found, NOW, then)
    sizes = [sum(one.requests for one in alike) for _, alike in outcome.largest(limit)]
    assert sizes == sorted(sizes, reverse=True)[:limit]


@given(groups)
def test_the_same_rules_move_nothing(found: list[Alike]) -> None:
    outcome = Outcome()
    outcome.add(found, NOW, catalogue().on(DAY))
    assert (outcome.changed, outcome.moves) == (0, {})
