"""Bodies are read strictly: what is not exactly JSON in UTF-8 is refused."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.reading import read_json
from gateway.refusals import Undecodable
from gateway.tracking import as_written, identity_of
from tests.factories.people import administrator

GOOD = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**15), 10**15) | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner),
    max_leaves=20,
)


@given(GOOD)
def test_every_json_value_is_read_as_it_is(value: object) -> None:
    assert read_json(json.dumps(value, ensure_ascii=False).encode()) == value


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b'{"a": "\xff"}', "invalid_utf8"),
        ('{"a": "好"}'.encode("gb18030"), "invalid_utf8"),
        (b"", "invalid_json"),
        (b"{", "invalid_json"),
        (b'{"a": 1, "a": 2}', "invalid_json"),
        (b'{"a": NaN}', "invalid_json"),
        (b'{"a": -Infinity}', "invalid_json"),
        (b'{"a": 1e999}', "invalid_json"),
        (b'{"a": "\\ud800"}', "invalid_json"),
        (b'{"\\ud800": 1}', "invalid_json"),
        (b"[" * 100_000, "invalid_json"),
        (b"9" * 5000, "invalid_json"),
        (b"\xef\xbb\xbf{}", "invalid_json"),
    ],
)
def test_anything_else_is_refused_by_a_code_and_names_the_body(body: bytes, code: str) -> None:
    with pytest.raises(Undecodable) as refused:
        read_json(body)
    assert refused.value.code == code
    assert list(refused.value.fields) == ["body"]


def test_the_same_key_of_the_same_account_gives_the_same_request_and_no_other_does() -> None:
    one, other, secret = administrator().account_id, administrator().account_id, bytes(64)
    assert identity_of(secret, one, "k") == identity_of(secret, one, "k")
    found = {identity_of(secret, who, key) for who in (one, other) for key in ("k", "K", "k|", "")}
    assert len(found) == 8


def test_a_tracking_code_is_found_however_a_person_types_it() -> None:
    _, code = identity_of(bytes(64), administrator().account_id, "k")
    assert as_written(code.lower().replace("-", " ").replace("0", "o").replace("1", "l")) == code
