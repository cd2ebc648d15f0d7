"""Hours run out by the rule of the day they came on; the oldest are spent first."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st

from linli.contracts.volunteer.hours import HourRule
from services.volunteer.domain import expiry
from services.volunteer.domain.expiry import Posted


def rule(years: int | None, since: date = date(2020, 1, 1)) -> HourRule:
    one = Decimal(1)
    said = {"cap": Decimal(1500), "points_per_hour": one, "least_converted": one, "source": "区级"}
    return HourRule(valid_from=since, expires_after_years=years, **said)  # type: ignore[arg-type]


def line(
    day: date, amount: str, kind: str = "service", entry: UUID | None = None, undoes: UUID | None = None
) -> Posted:
    return Posted(day=day, amount=Decimal(amount), kind=kind, entry_id=entry or uuid4(), reverses=undoes)


def left(*lines: Posted, rules: tuple[HourRule, ...] = (rule(3),)) -> list[tuple[str, date]]:
    return [(f"{one.amount.normalize():f}", one.ends_on) for one in expiry.lots(lines, rules)]


FIRST, SECOND = date(2024, 2, 29), date(2024, 6, 1)


def test_the_oldest_hours_are_spent_first() -> None:
    came = line(FIRST, "3"), line(SECOND, "4")
    assert left(*came) == [("3", date(2027, 3, 1)), ("4", date(2027, 6, 1))]
    assert left(*came, line(date(2024, 7, 1), "-3.5", "donation")) == [("3.5", date(2027, 6, 1))]
    assert left(*came, line(date(2024, 7, 1), "-7", "transfer")) == []


def test_what_was_set_aside_and_came_back_is_as_old_as_it_was() -> None:
    aside = line(date(2024, 7, 1), "-3", "reservation"), line(date(2025, 7, 1), "3", "release")
    assert left(line(FIRST, "3"), *aside) == [("3", date(2027, 3, 1))]


def test_what_was_undone_never_came() -> None:
    entry = uuid4()
    lines = line(FIRST, "3", entry=entry), line(SECOND, "4"), line(SECOND, "-3", "reversal", undoes=entry)
    assert left(*lines) == [("4", date(2027, 6, 1))]


def test_hours_last_as_the_rule_of_their_day_says() -> None:
    rules = rule(None), rule(1, date(2024, 6, 1))
    assert left(line(FIRST, "3"), line(SECOND, "4"), rules=rules) == [("4", date(2025, 6, 1))]
    spent = line(SECOND, "-4", "donation")
    assert left(line(FIRST, "3"), line(SECOND, "4"), spent, rules=rules) == [("3", date(2025, 6, 1))]


def test_one_is_warned_once_and_then_they_are_gone() -> None:
    lots = expiry.lots([line(FIRST, "3"), line(date(2024, 3, 5), "1")], (rule(3),))
    assert [expiry.next_day(lots, day) for day in (SECOND, date(2027, 1, 30), date(2027, 3, 1))] == [
        date(2027, 1, 30),
        date(2027, 2, 3),
        date(2027, 3, 5),
    ]
    warned = expiry.warned(lots, date(2027, 2, 3))
    assert warned is not None
    assert (warned.amount, warned.ends_on) == (Decimal(4), date(2027, 3, 1))
    assert expiry.warned(lots, date(2027, 2, 7)) is None
    assert [expiry.ended(lots, day) for day in (date(2027, 2, 28), date(2027, 3, 1), date(2027, 3, 5))] == [0, 3, 4]


@given(st.lists(st.tuples(st.integers(1, 900), st.decimals("-4", "6", places=2).filter(bool)), max_size=12))
def test_what_is_left_is_the_balance_where_everything_runs_out(moves: list[tuple[int, Decimal]]) -> None:
    """Whatever comes and goes without an overdraft: the lots add up to what is held."""
    held, lines = Decimal(0), []
    for number, amount in sorted(moves, key=lambda one: one[0]):
        if held + amount >= 0:
            held += amount
            day = date.fromordinal(date(2023, 1, 1).toordinal() + number)
            lines.append(line(day, str(amount), "service" if amount > 0 else "donation"))
    assert sum((one.amount for one in expiry.lots(lines, (rule(3),))), Decimal(0)) == held
