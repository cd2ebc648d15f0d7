"""ID numbers are checked by their check character and day of birth, and never repeated in what is told."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.errors import Invalid
from services.assistance.domain.identity import check_digit, masked_id_number, valid_id_number
from services.assistance.domain.register import age_on

TODAY = date(2026, 3, 2)


@pytest.mark.parametrize("number", ["11010519491231002X", "440524188001010014"])
def test_the_examples_of_the_standard_are_right(number: str) -> None:
    """GB 11643-1999, the two numbers in its text."""
    assert valid_id_number(number, TODAY)[0] == number


def test_the_number_is_brought_to_one_form_and_says_the_day_of_birth() -> None:
    assert valid_id_number(" 11010519491231002x ", TODAY) == ("11010519491231002X", date(1949, 12, 31))


@pytest.mark.parametrize(
    "number",
    [
        "110105194912310021",
        "11010519491231002",
        "1101051949123100XX",
        "",
        "01010519491231002X",
        "１１０１０５１９４９１２３１００２Ｘ",
    ],
)
def test_another_form_or_check_character_is_refused_without_repeating_it(number: str) -> None:
    with pytest.raises(Invalid) as caught:
        valid_id_number(number, TODAY)
    assert list(caught.value.fields) == ["id_number"]
    assert not number or number not in str(caught.value.to_wire())


@pytest.mark.parametrize("born", ["19800230", "18791231", "20260303", "20261301"])
def test_a_day_of_birth_that_cannot_be_is_refused(born: str) -> None:
    first = f"210103{born}001"
    with pytest.raises(Invalid):
        valid_id_number(first + check_digit(first), TODAY)


@given(st.integers(10**16, 8 * 10**16), st.integers(0, 16), st.integers(1, 9))
def test_every_single_wrong_digit_and_swap_of_neighbours_is_found(first: int, place: int, change: int) -> None:
    digits = str(first)
    wrong = digits[:place] + str((int(digits[place]) + change) % 10) + digits[place + 1 :]
    assert check_digit(wrong) != check_digit(digits)
    if place < 16 and digits[place] != digits[place + 1]:
        swapped = digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :]
        assert check_digit(swapped) != check_digit(digits)


def test_the_mask_leaves_three_and_two() -> None:
    assert masked_id_number("11010519491231002X") == "110*************2X"


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [(19800302, TODAY, 46), (19800303, TODAY, 45), (20040229, date(2026, 2, 28), 21), (20260302, TODAY, 0)],
)
def test_an_age_is_full_years(born: int, day: date, age: int) -> None:
    assert age_on(born, day) == age
