"""What there is is shared out whole: a floor for everybody, then the most urgent, within a class by need."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.contracts.assistance.goods import AllocationState, NeedState
from linli.errors import Conflict, Forbidden
from services.assistance.domain.goods import Allocation, Need, Wanted, allocate

AT = datetime(2026, 3, 2, tzinfo=UTC)
needs = st.lists(st.tuples(st.integers(1, 5000), st.integers(1, 3)), min_size=1, max_size=30).map(
    lambda said: [Wanted(f"n{number:02}", pieces, priority) for number, (pieces, priority) in enumerate(said)]
)


@given(st.integers(0, 60_000), needs, st.integers(0, 100))
def test_all_is_given_while_anybody_needs_some_and_nobody_gets_more_than_needed(
    available: int, wanted: list[Wanted], floor: int
) -> None:
    given = allocate(available, wanted, floor)
    assert sum(given.values()) == min(available, sum(one.pieces for one in wanted))
    assert all(0 <= given[one.key] <= one.pieces for one in wanted)


@given(st.integers(0, 60_000), needs, st.integers(0, 100))
def test_nobody_is_below_an_equal_part_of_the_floor(available: int, wanted: list[Wanted], floor: int) -> None:
    given, part = allocate(available, wanted, floor), available * floor // 100 // len(wanted)
    assert all(given[one.key] >= min(one.pieces, part) for one in wanted)


@given(st.integers(0, 60_000), needs)
def test_without_a_floor_a_class_gets_nothing_before_the_one_above_is_served_by_need(
    available: int, wanted: list[Wanted]
) -> None:
    given, by_class = allocate(available, wanted, 0), defaultdict(list)
    for one in wanted:
        by_class[one.priority].append(one)
    left = available
    for priority in sorted(by_class):
        total = sum(one.pieces for one in by_class[priority])
        served = min(left, total)
        for one in by_class[priority]:
            assert abs(given[one.key] - served * one.pieces / total) < 1
        left -= served


@given(st.integers(0, 60_000), needs, st.integers(0, 100), st.randoms(use_true_random=False))
def test_the_order_in_which_needs_are_named_is_of_no_matter(
    available: int, wanted: list[Wanted], floor: int, random: object
) -> None:
    assert allocate(available, wanted, floor) == allocate(available, list(reversed(wanted)), floor)


def test_an_example_reckoned_by_hand() -> None:
    """100 pieces, a fifth evenly: c 6, a 7, b 7. Of 80 more a takes 53; 27 go to b and c as 83 to 24: 21 and 6."""
    wanted = [Wanted("a", 60, 1), Wanted("b", 90, 2), Wanted("c", 30, 2)]
    assert allocate(100, wanted, 20) == {"a": 60, "b": 28, "c": 12}


def test_an_allocation_is_released_by_another_than_who_planned_it() -> None:
    head = {"id": UUID(int=1), "area_code": "210103", "warehouse_id": UUID(int=2), "item": "rice"}
    one = Allocation(**head, pieces=10, floor=20, planned_by=UUID(int=3), planned_at=AT)  # type: ignore[arg-type]
    with pytest.raises(Conflict):
        one.arrive()
    with pytest.raises(Forbidden):
        one.release(UUID(int=3))
    one.release(UUID(int=4))
    with pytest.raises(Conflict):
        one.cancel()
    assert (one.state, one.version) == (AllocationState.RELEASED, 2)


def test_a_need_is_met_by_what_arrives_and_withdrawn_only_while_it_is_open() -> None:
    head = {"id": UUID(int=1), "area_code": "210103", "beneficiary_id": UUID(int=2), "item": "rice"}
    need = Need(**head, pieces=10, priority=1, stated_at=AT)  # type: ignore[arg-type]
    need.receive(4)
    assert (need.pieces, need.state) == (6, NeedState.OPEN)
    need.receive(6)
    assert need.state is NeedState.MET
    with pytest.raises(Conflict):
        need.withdraw()
