"""Formulas say exactly what is written, refuse what makes no sense, and explain themselves in both languages."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.errors import Invalid
from services.assistance.domain.formula.checking import formula_of
from services.assistance.domain.formula.evaluating import Household, evaluate
from services.assistance.domain.formula.reading import LONGEST
from services.assistance.domain.formula.tree import Kind, Value, Vocabulary, Word

WORDS = Vocabulary(
    {
        "size": Word(Kind.NUMBER, "人口", "size"),
        "standard": Word(Kind.NUMBER, "标准", "standard", 2),
        "urgent": Word(Kind.TRUTH, "紧急", "urgent"),
        "kind": Word(Kind.TEXT, "类别", "kind"),
    },
    {"income": Word(Kind.NUMBER, "收入", "income", 2), "ill": Word(Kind.TRUTH, "患病", "ill")},
)


def value(text: str, wanted: Kind = Kind.NUMBER, members: list[dict[str, Value]] | None = None, **facts: Any) -> Value:
    return evaluate(formula_of(text, WORDS, wanted), Household(facts, members or []), WORDS).value


def refused(text: str, wanted: Kind = Kind.NUMBER) -> str:
    with pytest.raises(Invalid) as caught:
        formula_of(text, WORDS, wanted)
    assert caught.value.code == "bad_formula"
    return caught.value.message


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 + 2 * 3", "7"),
        ("(1 + 2) * 3", "9"),
        ("10 - 4 - 3", "3"),
        ("-2 * 3", "-6"),
        ("0.1 + 0.2", "0.3"),
        ("80 * 1.5", "120.0"),
        ("200 * 20%", "40.00"),
        ("min(3, 1, 2) + max(3, 1)", "4"),
        ("round(2.345, 2)", "2.35"),
        ("round(-2.345, 2)", "-2.35"),
        ("round_up(2.01, 1)", "2.1"),
        ("if 2 > 1 then 5 else 6", "5"),
        ("if 2 < 1 or not true then 5 else if 1 = 1 then 7 else 8", "7"),
        ("default(size, 3)", "3"),
    ],
)
def test_numbers_come_out_exactly(text: str, expected: str) -> None:
    assert str(value(text)) == expected


def test_sums_and_counts_go_over_the_members_who_may_be_none() -> None:
    members: list[dict[str, Value]] = [{"income": Decimal("700.50"), "ill": True}, {"income": Decimal(0), "ill": False}]
    assert value("sum(income * 2)", members=members) == Decimal("1401.00")
    assert value("count(ill)", members=members) == 1
    assert value("any(ill) and not all(ill)", Kind.TRUTH, members=members) is True
    assert (value("sum(income)"), value("any(ill)", Kind.TRUTH), value("all(ill)", Kind.TRUTH)) == (0, False, True)


def test_what_is_unknown_stays_unknown_unless_it_cannot_matter() -> None:
    members: list[dict[str, Value]] = [{"income": Decimal(5), "ill": True}, {"income": None, "ill": None}]
    assert value("sum(income)", members=members) is None
    assert value("count(ill)", members=members) is None
    assert value("any(ill)", Kind.TRUTH, members=members) is True
    assert value("all(ill)", Kind.TRUTH, members=members) is None
    assert value("size < 3", Kind.TRUTH) is None
    assert value("urgent and size < 3", Kind.TRUTH, urgent=False) is False
    assert value("urgent or size < 3", Kind.TRUTH, urgent=True) is True
    assert value("not urgent", Kind.TRUTH) is None
    assert value("known(size)", Kind.TRUTH) is False
    assert value("if urgent then 1 else 1") is None
    assert value("max(size, 3)") is None


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "missing at the end"),
        ("1 +", "missing at the end"),
        ("1 2", "one too many"),
        ("salary + 1", "character 1: There is no fact salary"),
        ("income + 1", "write it inside sum"),
        ("sum(sum(income))", "cannot stand inside another"),
        ("size + urgent", "a number, not true or false"),
        ("kind = 3", "do not fit together"),
        ("size < 3", "a number, not true or false"),
        ("1 < 2 < 3", "Join two comparisons"),
        ("min(1)", "takes 2-6"),
        ("round(standard, size)", "how many places"),
        ("standard * standard * standard * standard", "8 decimal places"),
        ("__import__('os')", "not understood"),
        ("size.__class__", "not understood"),
        ("size ** 2", "A value is needed"),
        ("1 / 3", "'/' is not understood"),
        ("if urgent then 1", "'else' is needed"),
        ("(" * 60 + "1" + ")" * 60, "too deeply"),
        ("not " * 60 + "urgent", "too deeply"),
        ("1+" * LONGEST + "1", "at most"),
    ],
)
def test_what_makes_no_sense_is_refused_with_its_place(text: str, told: str) -> None:
    assert told in refused(text)


def test_a_number_beyond_all_measure_is_refused_not_rounded() -> None:
    with pytest.raises(Invalid, match="60 digits"):
        value(" * ".join(["987654321"] * 9))


def test_every_step_is_explained_in_both_languages_with_its_value() -> None:
    formula = formula_of("max(standard * size - sum(income), 0)", WORDS, Kind.NUMBER)
    facts = {"standard": Decimal("600.00"), "size": Decimal(3)}
    members: list[dict[str, Value]] = [
        {"income": Decimal("700.00")},
        {"income": Decimal("300.00")},
        {"income": Decimal("0.00")},
    ]
    result = evaluate(formula, Household(facts, members), WORDS)
    assert [one.zh for one in result.steps] == [
        "标准 600.00 × 人口 3 = 1800.00",
        "各成员“收入”合计：700.00 + 300.00 + 0.00 = 1000.00",
        "1800.00 − 1000.00 = 800.00",
        "800.00、0 中取大 = 800.00",
    ]
    assert result.steps[0].en == "standard 600.00 × size 3 = 1800.00"
    assert result.steps[-1].value == result.value == Decimal("800.00")


AMOUNTS = st.decimals(0, 99999, places=2)


@given(standard=AMOUNTS, incomes=st.lists(AMOUNTS, min_size=1, max_size=8))
def test_the_gap_is_what_fractions_say_to_the_last_place(standard: Decimal, incomes: list[Decimal]) -> None:
    members: list[dict[str, Value]] = [{"income": one} for one in incomes]
    found = value("standard * size - sum(income)", members=members, standard=standard, size=Decimal(len(incomes)))
    assert isinstance(found, Decimal)
    assert Fraction(found) == Fraction(standard) * len(incomes) - sum(map(Fraction, incomes))


@given(st.text(max_size=60))
def test_no_text_does_anything_but_make_a_formula_or_be_refused(text: str) -> None:
    try:
        formula_of(text, WORDS, Kind.NUMBER)
    except Invalid:
        return
