"""Personal data at rest: only the same key in the same context opens it, and screens see a mask."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.errors import Invalid
from linli.sealing import Sealer, derive, masked_name, masked_phone

SECRET = bytes(range(64))
PHONE = "13912345678"
SEALER = Sealer(SECRET)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1))
def test_what_was_sealed_opens_again(text: str) -> None:
    assert SEALER.open(SEALER.seal(text, "phone"), "phone") == text


def test_a_sealed_value_shows_nothing_of_the_text() -> None:
    assert PHONE not in SEALER.seal(PHONE, "phone")


def test_equal_texts_seal_alike_in_one_context_and_differently_in_another() -> None:
    assert SEALER.seal(PHONE, "phone") == SEALER.seal(PHONE, "phone")
    assert SEALER.seal(PHONE, "phone") != SEALER.seal(PHONE, "name")


def test_no_changed_character_goes_unnoticed() -> None:
    sealed = SEALER.seal(PHONE, "phone")
    for place, letter in enumerate(sealed.rstrip("=")):
        changed = sealed[:place] + ("B" if letter == "A" else "A") + sealed[place + 1 :]
        with pytest.raises(Invalid, match="cannot_unseal"):
            SEALER.open(changed, "phone")


@pytest.mark.parametrize("value", ["", ".", "nonsense", "é.é", SEALER.seal("x", "phone").partition(".")[0] + ".???"])
def test_what_never_was_a_sealed_value_is_refused(value: str) -> None:
    with pytest.raises(Invalid, match="cannot_unseal"):
        SEALER.open(value, "phone")


def test_another_context_does_not_open_it() -> None:
    with pytest.raises(Invalid, match="cannot_unseal"):
        SEALER.open(SEALER.seal(PHONE, "phone"), "name")


def test_another_installation_does_not_open_it_and_the_refusal_quotes_nothing() -> None:
    sealed = SEALER.seal(PHONE, "phone")
    with pytest.raises(Invalid, match="cannot_unseal") as refused:
        Sealer(SECRET[::-1]).open(sealed, "phone")
    assert sealed.partition(".")[2] not in str(refused.value)


def test_a_secret_under_32_bytes_is_refused() -> None:
    assert Sealer(bytes(32)).seal("x", "y")
    with pytest.raises(Invalid, match="secret_too_short"):
        Sealer(bytes(31))


def test_each_purpose_has_bytes_of_its_own() -> None:
    assert len(derive(SECRET, "sealing", 64)) == 64
    assert derive(SECRET, "sealing", 16) != derive(SECRET, "key-id", 16)


@pytest.mark.parametrize(
    ("phone", "mask"),
    [
        (PHONE, "139******78"),
        ("02412345", "024***45"),
        ("1234567", "123***67"),
        ("123456", "******"),
        ("110", "***"),
        ("", ""),
    ],
)
def test_a_masked_phone_keeps_three_digits_and_two_and_a_short_one_none(phone: str, mask: str) -> None:
    assert masked_phone(phone) == mask


@pytest.mark.parametrize(("name", "mask"), [("王芳", "王*"), ("欧阳小芳", "欧***"), ("王", "王*"), ("", "*")])
def test_a_masked_name_keeps_its_first_character(name: str, mask: str) -> None:
    assert masked_name(name) == mask
