"""Hours above the cap go to the fund, and not a quarter of an hour is lost or made on the way."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.areas import district_of
from linli.contracts.volunteer.hours import HourRule
from linli.errors import Conflict, Invalid
from services.volunteer.domain.hours import credit, in_order, in_quarters, refuse_above_cap, rule_on
from services.volunteer.rules_file import hour_rules, read_hour_rules

OWN, FUND = uuid4(), uuid4()
QUARTERS = st.integers(1, 96).map(lambda quarters: Decimal(quarters) / 4)


def rule(since: str = "2026-01-01", cap: str = "1500") -> HourRule:
    return HourRule(
        valid_from=date.fromisoformat(since),
        cap=Decimal(cap),
        points_per_hour=Decimal(10),
        least_converted=Decimal(1),
        source="test",
    )


@given(st.lists(QUARTERS, min_size=1, max_size=3), st.decimals(min_value=-5, max_value=100, places=2))
def test_what_is_paid_comes_to_the_volunteer_up_to_the_room_there_is_and_the_rest_to_the_fund(
    amounts: list[Decimal], room: Decimal
) -> None:
    payers = [(uuid4(), amount) for amount in amounts]
    moves = credit(payers, OWN, FUND, room)
    kept = sum(one.amount for one in moves if one.to_id == OWN)
    assert kept == min(sum(amounts), max(room, Decimal(0)))
    for payer, amount in payers:
        assert sum(one.amount for one in moves if one.from_id == payer) == amount


@pytest.mark.parametrize("hours", ["0", "-0.25", "0.1", "1.249"])
def test_a_service_has_quarters_of_hours(hours: str) -> None:
    with pytest.raises(Invalid) as refused:
        in_quarters(Decimal(hours))
    assert "hours" in refused.value.fields


def test_the_rule_of_a_day_is_the_latest_that_has_begun_and_before_the_first_the_first() -> None:
    rules = in_order([rule("2026-06-01", "900"), rule("2026-01-01", "1500")])
    days = {"2025-12-31": 1500, "2026-01-01": 1500, "2026-05-31": 1500, "2026-06-01": 900, "2030-01-01": 900}
    assert {day: rule_on(rules, date.fromisoformat(day)).cap for day in days} == days
    with pytest.raises(Invalid):
        in_order([rule(), rule()])
    with pytest.raises(Invalid):
        in_order([])


def test_nobody_is_given_more_than_the_cap() -> None:
    refuse_above_cap(rule(), Decimal("1499.5"), Decimal("0.5"))
    with pytest.raises(Conflict) as refused:
        refuse_above_cap(rule(), Decimal("1499.5"), Decimal("0.51"))
    assert refused.value.code == "above_cap"


def test_the_district_of_a_cell_is_that_of_its_community() -> None:
    assert {district_of(one) for one in ("210103", "210103005003", "01010121010300500301")} == {"210103"}


def test_the_rules_that_come_with_linli_are_right_and_a_wrong_file_is_told_by_its_line(tmp_path: Path) -> None:
    assert hour_rules()[0].cap == 1500
    file = tmp_path / "rules.yaml"
    file.write_text("hours:\n  - valid_from: 2026-01-01\n    cap: none\n", encoding="utf-8")
    with pytest.raises(Invalid, match=r"rules\.yaml:2: .*cap"):
        read_hour_rules(file)
