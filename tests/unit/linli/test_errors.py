"""An error crosses the wire whole: its kind, code, both texts and the fields at fault."""

from __future__ import annotations

import json

import pytest

from linli import errors
from linli.errors import Invalid, LinliError, StaleVersion, Unavailable, from_wire, not_found

KINDS = [Invalid, errors.NotFound, errors.Conflict, StaleVersion, errors.Forbidden, Unavailable]


@pytest.mark.parametrize("kind", KINDS)
def test_an_error_arrives_as_it_left_through_json(kind: type[LinliError]) -> None:
    left = kind("some_code", "Do this.", "请这样做。", {"a.b": ("one", "two")})
    arrived = from_wire(json.loads(json.dumps(left.to_wire())))
    assert type(arrived) is kind
    assert arrived.to_wire() == left.to_wire()
    assert arrived.fields == {"a.b": ["one", "two"]}


def test_no_two_errors_share_a_kind() -> None:
    assert len({kind.kind for kind in KINDS}) == len(KINDS)


def test_a_kind_of_a_newer_peer_arrives_as_unavailable() -> None:
    told = {"kind": "teapot", "code": "short", "message": "m", "message_zh": "z", "fields": {}}
    arrived = from_wire(told)
    assert (type(arrived), arrived.code) == (Unavailable, "short")


def test_an_error_of_an_older_peer_needs_no_fields() -> None:
    assert from_wire({"kind": "invalid", "code": "c", "message": "m", "message_zh": "z"}).fields == {}


def test_a_stale_version_is_a_conflict() -> None:
    assert issubclass(StaleVersion, errors.Conflict)


def test_what_is_missing_is_named_in_both_languages() -> None:
    missing = not_found("case", "案件")
    assert "case" in missing.message
    assert "案件" in missing.message_zh


def test_the_text_of_an_error_leads_with_its_code() -> None:
    assert str(Invalid("bad_thing", "Mend it.", "请修改。")) == "bad_thing: Mend it."
