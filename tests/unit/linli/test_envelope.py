"""An event travels as CloudEvents 1.0; what is no event is refused as such, whatever the bytes."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.contracts.envelope import REGISTRY, Envelope, Event, decode, event, fingerprint
from linli.contracts.grid.cases import CaseFiled
from linli.contracts.task import TaskSummary
from linli.errors import Invalid

MOMENT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
SUBJECT, CORRELATION, CAUSE = uuid4(), uuid4(), uuid4()
TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
FILED = CaseFiled(
    subject=SUBJECT,
    area_code="210103005003",
    sequence=7,
    occurred_at=MOMENT,
    task=TaskSummary(state="filed", category="噪音", opened_at=MOMENT, due_at=MOMENT),
)
ENVELOPE = Envelope(id=uuid4(), event=FILED, correlation_id=CORRELATION, causation_id=CAUSE, traceparent=TRACE)


def wire() -> dict[str, Any]:
    """A good event's wire form, to be spoiled."""
    return dict(json.loads(ENVELOPE.encode()))


def test_an_event_arrives_as_it_left_as_text_and_as_bytes() -> None:
    assert decode(ENVELOPE.encode()) == ENVELOPE
    assert decode(ENVELOPE.encode().encode()) == ENVELOPE


def test_an_event_has_the_attributes_of_cloudevents_and_linlis_extensions() -> None:
    said = wire()
    assert datetime.fromisoformat(said.pop("time")) == MOMENT
    assert said.pop("data").keys() == {"task"}
    assert said == {
        "specversion": "1.0",
        "id": str(ENVELOPE.id),
        "source": "/linli/grid",
        "type": "linli.grid.case.filed.v1",
        "subject": str(SUBJECT),
        "datacontenttype": "application/json",
        "dataschema": "urn:linli:grid:case.filed:1",
        "correlationid": str(CORRELATION),
        "causationid": str(CAUSE),
        "traceparent": TRACE,
        "areacode": "210103005003",
        "sequence": "0000000007",
    }


def test_names_of_attributes_are_lower_case_letters_and_digits_as_cloudevents_wants() -> None:
    assert all(name.isalnum() and name.islower() and len(name) <= 20 for name in wire())


def test_the_first_event_of_a_chain_names_no_cause() -> None:
    first = Envelope(id=uuid4(), event=FILED, correlation_id=CORRELATION)
    assert not {"causationid", "traceparent"} & json.loads(first.encode()).keys()
    assert decode(first.encode()) == first


def test_unknown_fields_are_ignored_on_every_level() -> None:
    said = wire() | {"newextension": 1}
    said["data"] |= {"later": []}
    said["data"]["task"] |= {"later": {}}
    assert decode(json.dumps(said)) == ENVELOPE


WITHOUT = ("id", "type", "subject", "time", "areacode", "sequence", "correlationid", "data")


@pytest.mark.parametrize("name", WITHOUT)
def test_a_missing_attribute_is_refused(name: str) -> None:
    said = wire()
    del said[name]
    with pytest.raises(Invalid, match="undecodable_event"):
        decode(json.dumps(said))


def each(name: str, *bad: Any) -> list[tuple[str, Any]]:
    """The attribute with each of these in its place."""
    return [(name, one) for one in bad]


SPOILED = [
    *each("id", 5, "x", None, [], ""),
    *each("type", 5, None, [], {}, "linli.grid.case.filed.v2", "", "a\x00b", "\ud800"),
    *each("subject", 5, "citizen", None),
    *each("time", 5, "today", None, "2026-03-02T02:00:00", {}),
    *each("areacode", 210103, "21", None, "２１０１０３"),
    *each("sequence", "first", None, [], float("inf"), float("nan"), "9" * 5000),
    *each("correlationid", 5, "x", None),
    *each("causationid", 5, "x", [1]),
    *each("traceparent", 5, {"a": 1}, [1]),
    *each("data", None, [], "text", 5, {}, {"task": None}, {"task": {}}, {"task": {"state": 5}}),
]


@pytest.mark.parametrize(("name", "bad"), SPOILED)
def test_a_spoiled_attribute_is_refused(name: str, bad: Any) -> None:
    with pytest.raises(Invalid, match="undecodable_event"):
        decode(json.dumps(wire() | {name: bad}))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\x00",
        b"\xff\xfe\xfd",
        b"null",
        b"[]",
        b"5",
        b'"text"',
        b"{}",
        b'{"type"',
        b"NaN",
        b"\xef\xbb\xbf{}",
        b"1" * 5000,
        b"[" * 100_000,
        b'{"a":' * 100_000,
        ENVELOPE.encode()[:-1].encode(),
        ENVELOPE.encode().encode("utf-16")[:-1],
        "\ud800",
    ],
    ids=lambda body: repr(body[:12]),
)
def test_a_body_that_is_no_event_is_refused(body: bytes | str) -> None:
    with pytest.raises(Invalid, match="undecodable_event"):
        decode(body)


def test_a_refusal_names_the_fields_and_quotes_no_values() -> None:
    said = wire()
    said["data"]["task"]["category"] = 13912345678
    with pytest.raises(Invalid) as refused:
        decode(json.dumps(said))
    assert "task.category" in refused.value.message
    assert "139" not in str(refused.value.to_wire())


def only_invalid(body: bytes | str) -> None:
    """Decodes, or raises Invalid and nothing else."""
    refused: Invalid | None = None
    try:
        decode(body)
    except Invalid as error:
        refused = error
    if refused:
        assert refused.code == "undecodable_event"
        assert "\x00" not in str(refused)
        str(refused).encode()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(st.binary())
def test_no_bytes_raise_anything_else(body: bytes) -> None:
    only_invalid(body)


@given(JSON)
def test_no_json_raises_anything_else(value: Any) -> None:
    only_invalid(json.dumps(value))


@given(st.sampled_from([*WITHOUT, "causationid", "traceparent", "specversion"]), JSON)
def test_no_value_in_any_attribute_raises_anything_else(name: str, value: Any) -> None:
    only_invalid(json.dumps(wire() | {name: value}))


@given(st.sampled_from(["state", "category", "opened_at", "due_at", "request_id", "ended_at", "outcome"]), JSON)
def test_no_value_in_the_data_raises_anything_else(name: str, value: Any) -> None:
    said = wire()
    said["data"]["task"][name] = value
    only_invalid(json.dumps(said))


def test_a_type_that_is_taken_cannot_be_declared_again() -> None:
    with pytest.raises(TypeError, match="declared twice"):
        event("grid", "case.filed")(type("Again", (Event,), {}))
    assert REGISTRY["linli.grid.case.filed.v1"] is CaseFiled


def test_a_fingerprint_changes_with_a_field_its_type_and_its_default() -> None:
    def made(**fields: Any) -> str:
        hints = {name: kind for name, (kind, *_) in fields.items()}
        defaults = {name: rest[0] for name, (_, *rest) in fields.items() if rest}
        return fingerprint(dataclass(type("One", (), {"__annotations__": hints, **defaults})))

    variants = [made(a=(int,)), made(a=(str,)), made(b=(int,)), made(a=(int, 1)), made(a=(int,), b=(UUID,))]
    assert len(set(variants)) == len(variants)
    assert made(a=(int,)) == variants[0]
