"""What a contract instance is read as is what its marshmallow schema reads, which has the last word on what is odd."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from marshmallow import ValidationError

from linli.contracts.base import _schema, dump
from linli.contracts.envelope import REGISTRY, Event
from linli.contracts.loading import loader
from linli.contracts.release import make_sample
from tests.unit.linli.test_dumping import CONTRACTS

MOMENTS = ("2024-02-03", "2024-02-30", "2024-02-03T04:05:06", "2024-02-03T04:05:06Z", "1899-01-01T00:00:00+00:00")
ODD: tuple[Any, ...] = (
    None,
    True,
    0,
    -1,
    10**30,
    1.5,
    float("nan"),
    "",
    "x",
    "12",
    "NaN",
    "1e5",
    *MOMENTS,
    [],
    ["x"],
    {},
)
REFUSED = object()


def by_schema(cls: type, said: Any, tolerant: bool) -> Any:
    try:
        return _schema(cls, tolerant).load(said)
    except (ValidationError, TypeError, ValueError, ArithmeticError):
        return REFUSED


def agree(cls: type, said: Any, *, tolerant: bool) -> bool:
    """Whether it is read by the loader alone; never as something else than the schema reads."""
    expected = by_schema(cls, said, tolerant)
    try:
        found = loader(cls, tolerant)(said)
    except Exception:
        return False
    assert found == expected, said
    assert repr(found) == repr(expected), said
    return True


@pytest.mark.parametrize("cls", CONTRACTS, ids=lambda cls: cls.__name__)
def test_it_is_read_as_its_schema_reads_it(cls: type) -> None:
    @settings(max_examples=2, suppress_health_check=[HealthCheck.data_too_large])
    @given(st.from_type(cls), st.lists(st.sampled_from(ODD), min_size=60, max_size=60))
    def read(instance: Any, odd: list[Any]) -> None:
        said = dump(instance)
        for tolerant in (True, False):
            assert agree(cls, said, tolerant=tolerant) or by_schema(cls, said, tolerant) is REFUSED
            for name, other in zip(said, odd, strict=False):
                agree(cls, {**said, name: other}, tolerant=tolerant)
                agree(cls, {key: value for key, value in said.items() if key != name}, tolerant=tolerant)
        assert not agree(cls, {**said, "unheard_of": 1}, tolerant=False)

    read()


@pytest.mark.parametrize("cls", REGISTRY.values(), ids=lambda cls: cls.wire_type())
def test_no_event_as_it_is_sent_needs_its_schema(cls: type[Event]) -> None:
    assert agree(cls, dump(make_sample(cls).event), tolerant=True)


@pytest.mark.parametrize("cls", REGISTRY.values(), ids=lambda cls: cls.wire_type())
def test_what_a_later_version_adds_anywhere_is_passed_over(cls: type[Event]) -> None:
    said = _with_more(dump(make_sample(cls).event))
    assert by_schema(cls, said, True) is not REFUSED
    agree(cls, said, tolerant=True)


def _with_more(said: Any) -> Any:
    """The same with an unknown field in every part that is a contract of its own or a list of them."""
    if isinstance(said, dict):
        return {"unheard_of": 1, **{name: _with_more(value) for name, value in said.items()}}
    return [_with_more(one) for one in said] if isinstance(said, list) else said


@pytest.mark.parametrize("said", [None, [], "x", 1])
def test_what_is_no_object_is_left_to_the_schema(said: Any) -> None:
    assert not agree(CONTRACTS[0], said, tolerant=True)
