"""Answers to a category's form are refused by the name of their field when they are not of its kind."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.contracts.hotline.catalogue import ChoiceDefinition, FieldDefinition, FieldType
from linli.errors import Invalid
from services.hotline.domain.answers import check

HALL = ChoiceDefinition(code="hall", zh="楼道", en="Hall")
FORM = [
    FieldDefinition(
        name=kind.value, zh="项", en="Field", type=kind, choices=(HALL,) if kind is FieldType.CHOICE else ()
    )
    for kind in FieldType
]
RIGHT = {"text": "两间", "number": "-3.5", "date": "2026-02-28", "choice": "hall", "boolean": "true"}
WRONG = [
    *(("number", value) for value in ("three", "1_000", "NaN", "Infinity", "１", "")),
    *(("date", value) for value in ("2026-02-29", "20260228", "2026-2-28", "today")),
    *(("choice", value) for value in ("roof", "Hall")),
    *(("boolean", value) for value in ("yes", "True", "1")),
    ("colour", "red"),
]


def test_an_answer_of_each_kind_is_taken() -> None:
    check(FORM, RIGHT, complete=True)


@pytest.mark.parametrize(("name", "value"), WRONG)
def test_an_answer_of_another_kind_is_refused_by_its_field(name: str, value: str) -> None:
    with pytest.raises(Invalid) as refused:
        check(FORM, {**RIGHT, name: value}, complete=True)
    assert (refused.value.code, list(refused.value.fields)) == ("bad_answers", [f"answers.{name}"])


def test_what_is_required_may_be_missing_from_records_of_the_past_only() -> None:
    form = [FieldDefinition(name="age", zh="年龄", en="Age", required=True)]
    check(form, {}, complete=False)
    with pytest.raises(Invalid) as refused:
        check(form, {}, complete=True)
    assert list(refused.value.fields) == ["answers.age"]


@given(st.text(min_size=1, max_size=12))
def test_a_taken_number_is_one(value: str) -> None:
    try:
        check(FORM, {"number": value}, complete=True)
    except Invalid:
        return
    try:
        assert Decimal(value).is_finite()
    except InvalidOperation:
        pytest.fail(value)
