"""A contract's schema follows its type hints strictly, and names every field at fault."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Literal
from uuid import UUID, uuid4

import pytest
from marshmallow import validate

from linli.contracts.base import AreaCode, Note, ShortText, dump, load, schema_class
from linli.errors import Invalid

ID = UUID("00000000-0000-4000-8000-000000000001")


class Colour(StrEnum):
    """A word out of few."""

    RED = "red"


@dataclass(frozen=True, kw_only=True)
class Part:
    """A nested piece."""

    count: int
    label: ShortText = "label"


@dataclass(frozen=True, kw_only=True)
class Thing:
    """One field of every kind."""

    id: UUID
    number: int = 1
    ratio: float = 0.5
    flag: bool = False
    price: Decimal = Decimal("0.00")
    day: date = date(2026, 1, 1)
    moment: datetime = datetime(2026, 1, 1, tzinfo=UTC)
    colour: Colour = Colour.RED
    size: Literal["s", "m"] = "s"
    title: ShortText = "title"
    note: Note = ""
    area: AreaCode | None = None
    part: Part | None = None
    parts: tuple[Part, ...] = ()
    ids: tuple[UUID, ...] = field(default_factory=tuple)
    few: Annotated[tuple[int, ...], validate.Length(max=2)] = ()
    named: dict[str, int] = field(default_factory=dict)


def refused(**said: Any) -> Mapping[str, Any]:
    """The fields at fault in a Thing of these."""
    with pytest.raises(Invalid, match="invalid_fields") as caught:
        load(Thing, {"id": str(ID), **said})
    return caught.value.fields


FULL = Thing(
    id=ID,
    number=-3,
    ratio=1.25,
    flag=True,
    price=Decimal("1234567890.10"),
    area="210103005003",
    part=Part(count=1),
    parts=(Part(count=1, label="长"), Part(count=2)),
    ids=(ID, uuid4()),
    few=(1, 2),
    named={"a": 1},
)


def test_every_kind_of_field_arrives_as_it_left() -> None:
    assert load(Thing, dump(FULL)) == FULL
    assert load(Thing, {"id": str(ID)}) == Thing(id=ID)


def test_the_wire_form_is_plain_json_with_exact_decimals_and_zones() -> None:
    wire = dump(FULL)
    assert (wire["price"], wire["colour"], wire["id"]) == ("1234567890.10", "red", str(ID))
    assert datetime.fromisoformat(wire["moment"]).tzinfo is not None


def test_lists_become_tuples_where_the_hint_says_so() -> None:
    loaded = load(Thing, {"id": str(ID), "parts": [{"count": 1}], "few": [1], "ids": [str(ID)]})
    assert (loaded.parts, loaded.few, loaded.ids) == ((Part(count=1),), (1,), (ID,))
    assert hash(loaded.parts) is not None


@pytest.mark.parametrize("value", ["3", 3.0, 3.5, True, False, None, [], {}, ""])
def test_an_integer_is_an_integer_on_the_wire_too(value: Any) -> None:
    assert list(refused(number=value)) == ["number"]


@pytest.mark.parametrize("value", ["true", "false", "yes", 0, 1, None, [], ""])
def test_a_boolean_is_true_or_false_and_no_word_or_number(value: Any) -> None:
    assert list(refused(flag=value)) == ["flag"]


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity", "sNaN", "1,5", "", None, [], "十"])
def test_an_amount_is_a_finite_decimal(value: Any) -> None:
    assert list(refused(price=value)) == ["price"]


@pytest.mark.parametrize("value", ["2026-01-01T00:00:00", "2026-13-01T00:00:00Z", "now", 1700000000, None, ""])
def test_a_moment_without_a_zone_or_no_moment_at_all_is_refused(value: Any) -> None:
    assert list(refused(moment=value)) == ["moment"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("id", "not-a-uuid"),
        ("id", 5),
        ("day", "2026-02-30"),
        ("ratio", "much"),
        ("colour", "blue"),
        ("colour", {}),
        ("size", "l"),
        ("area", "2101"),
        ("area", "21010x"),
        ("area", "２１０１０３"),
        ("title", 5),
        ("title", "x" * 201),
        ("note", "x" * 2001),
        ("few", [1, 2, 3]),
        ("few", "12"),
        ("part", "text"),
        ("named", []),
    ],
)
def test_what_does_not_fit_is_named(name: str, value: Any) -> None:
    assert list(refused(**{name: value})) == [name]


@pytest.mark.parametrize("value", ["", " ", "\t\n", "　", "a\x00b"])
def test_a_text_is_more_than_blanks_and_holds_no_nul(value: str) -> None:
    assert list(refused(title=value)) == ["title"]


def test_a_note_may_be_empty_but_holds_no_nul() -> None:
    assert load(Thing, {"id": str(ID), "note": ""}).note == ""
    assert list(refused(note="\x00")) == ["note"]


def test_a_text_of_several_lines_is_one_text() -> None:
    assert load(Thing, {"id": str(ID), "title": "\n一\n二"}).title == "\n一\n二"


def test_nothing_is_allowed_only_where_the_hint_allows_it() -> None:
    loaded = load(Thing, {"id": str(ID), "area": None, "part": None})
    assert (loaded.area, loaded.part) == (None, None)
    for name in ("id", "title", "parts", "named"):
        assert list(refused(**{name: None})) == [name]


def test_what_is_missing_is_named() -> None:
    with pytest.raises(Invalid) as caught:
        load(Thing, {})
    assert list(caught.value.fields) == ["id"]


def test_every_fault_is_told_at_once_and_nested_names_are_joined_by_dots() -> None:
    said = refused(number="1", part={"label": " "}, parts=[{"count": 1}, {"count": "2", "x": 1}], named={"a": "1"})
    assert set(said) == {"number", "part.count", "part.label", "parts.1.count", "parts.1.x", "named.a.value"}
    assert all(isinstance(text, str) for texts in said.values() for text in texts)


@pytest.mark.parametrize("body", [None, [], "text", 5, True, [{}]])
def test_a_body_that_is_no_object_is_called_the_body(body: Any) -> None:
    with pytest.raises(Invalid) as caught:
        load(Thing, body)
    assert all(name.split(".")[-1] == "body" for name in caught.value.fields)


def test_an_unknown_field_is_refused_on_every_level() -> None:
    assert set(refused(colour="red", extra=1, part={"count": 1, "more": 2})) == {"extra", "part.more"}


def test_tolerant_loading_ignores_unknown_fields_on_every_level_and_nothing_else() -> None:
    said = {"id": str(ID), "extra": 1, "part": {"count": 1, "more": 2}, "parts": [{"count": 3, "x": {}}]}
    loaded = load(Thing, said, tolerant=True)
    assert (loaded.part, loaded.parts) == (Part(count=1), (Part(count=3),))
    with pytest.raises(Invalid) as caught:
        load(Thing, {**said, "part": {"count": "1"}}, tolerant=True)
    assert list(caught.value.fields) == ["part.count"]


def test_tolerance_of_events_does_not_spread_to_commands() -> None:
    load(Thing, {"id": str(ID), "extra": 1}, tolerant=True)
    assert list(refused(part={"count": 1, "more": 2})) == ["part.more"]


def test_a_hint_that_has_no_wire_form_cannot_be_declared() -> None:
    @dataclass
    class Odd:
        thing: complex

    Odd.__annotations__["thing"] = complex
    with pytest.raises(TypeError, match="no wire form"):
        schema_class(Odd)
