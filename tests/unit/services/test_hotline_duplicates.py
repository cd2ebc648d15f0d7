"""Two tellings of one matter are found alike, whatever the words; two matters are not, however near."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from linli.contracts.hotline.duplicates import Sign
from services.hotline.domain.duplicates import AGED, NEAR_METRES, Likeness, Matter, distance, likeness, may_be_alike
from services.hotline.domain.matter_keys import keys_to_ask, keys_to_keep
from services.hotline.domain.wording import wording_of
from tests.factories.matters import METRE_DEGREES, START, District, labelled_pairs
from tests.factories.people import COMMUNITY, DISTRICT, STREET

LAMP = Matter("文安路12号门口的路灯不亮", START, COMMUNITY, "road.lighting", 41.8, 123.4, "sealed")
BESIDE = "210103005004"

texts = st.text(alphabet="路灯不亮电梯坏了小区3号楼文安ab lamp12,。", max_size=30)
matters = st.builds(
    Matter,
    text=texts,
    told_at=st.datetimes(min_value=START.replace(tzinfo=None)).map(lambda at: at.replace(tzinfo=START.tzinfo)),
    area_code=st.sampled_from([COMMUNITY, STREET, DISTRICT, BESIDE]),
    category=st.sampled_from([None, "road.lighting", "road.surface", "noise.works"]),
    latitude=st.none() | st.floats(-60, 60),
    longitude=st.none() | st.floats(-179, 179),
    caller=st.sampled_from([None, "a", "b"]),
)


@given(matters)
def test_a_matter_is_wholly_like_itself(matter: Matter) -> None:
    assert likeness(matter, replace(matter)).score == 1.0


@given(matters, matters)
def test_likeness_is_the_same_in_both_directions_and_never_outside_0_to_1(one: Matter, other: Matter) -> None:
    there, back = likeness(one, other), likeness(other, one)
    assert there.score == pytest.approx(back.score)
    assert 0.0 <= there.score <= 1.0
    assert there.signs.keys() == back.signs.keys()


@given(
    st.floats(-65, 65),
    st.floats(-179, 179),
    st.floats(0, NEAR_METRES),
    st.sampled_from(["north", "east"]),
    st.booleans(),
)
def test_whatever_is_within_250_metres_is_found_by_its_cell(
    latitude: float, longitude: float, metres: float, way: str, group_known: bool
) -> None:
    kept = replace(LAMP, text="", caller=None, latitude=latitude, longitude=longitude)
    step = metres * METRE_DEGREES
    moved = replace(kept, latitude=latitude + step) if way == "north" else replace(kept, longitude=longitude + step)
    assume((distance(kept, moved) or 0) <= NEAR_METRES)
    asked = replace(moved, area_code="110101", category="road.lighting" if group_known else None)
    assert keys_to_keep(kept) & keys_to_ask(asked).keys()


@given(matters, matters)
def test_whatever_is_alike_may_be_alike_before_its_words_are_read(one: Matter, other: Matter) -> None:
    assert may_be_alike(one, other) or not likeness(one, other).alike
    assert may_be_alike(one, replace(one, text=other.text)) or not likeness(one, replace(one, text=other.text)).alike


@given(
    st.sampled_from(["road.lighting", "road.surface", "noise.works"]),
    st.sampled_from([COMMUNITY, STREET, DISTRICT]),
    st.booleans(),
    texts,
    st.sampled_from([None, "sealed", "other"]),
)
def test_whatever_is_alike_and_of_a_known_category_shares_a_key(
    category: str, area: str, placed: bool, text: str, caller: str | None
) -> None:
    place = {} if placed else {"latitude": None, "longitude": None}
    told = replace(LAMP, category=category, area_code=area, text=text, caller=caller, **place)  # type: ignore[arg-type]
    for one, other in ((LAMP, told), (told, LAMP)):
        assert not likeness(one, other).alike or keys_to_keep(one) & keys_to_ask(other).keys()


def test_the_labelled_pairs_are_told_apart() -> None:
    """Precision and recall on pairs written by hand; docs/adr tells how the method was chosen by them."""
    pairs = labelled_pairs()
    assert len(pairs) >= 200
    found = [pair for pair in pairs if likeness(pair.one, pair.other).alike]
    right = sum(pair.same for pair in found)
    assert right / len(found) >= 0.9
    assert right / sum(pair.same for pair in pairs) >= 0.94


@pytest.mark.parametrize(
    ("text", "kind", "told"),
    [
        ("万莲小区三号楼二单元", "building", {"3"}),
        ("万莲小区三号楼二单元", "unit", {"2"}),
        ("在万莲小区", "estate", {"万莲"}),
        ("１２号楼", "building", {"12"}),
        ("十二栋", "building", {"12"}),
        ("二十三号院", "number", {"23"}),
        ("一零二室", "room", {"102"}),
        ("长安路路灯", "road", {"长安"}),
        ("長安路", "road", {"长安"}),
        ("在中街", "road", {"中"}),
        ("车牌辽A12345", "plate", {"12345"}),
        ("12 Wenan Road, building 3", "number", {"12"}),
        ("12 Wenan Road, building 3", "road", {"wenan"}),
    ],
)
def test_addresses_are_read_from_the_text(text: str, kind: str, told: set[str]) -> None:
    assert wording_of(text).addresses[kind] == told


@pytest.mark.parametrize("text", ["这条路坏了", "司机绕路", "马路对面", "main road", "老板跑路"])
def test_what_only_sounds_like_a_name_is_none(text: str) -> None:
    assert not wording_of(text).addresses


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ＬＡＭＰ　ｏｕｔ", "lamp OUT!"),
        ("路灯不亮。", "您好，路灯不亮"),
        ("lamps are broken", "lamp broken"),
        ("路燈壞", "路灯坏"),
    ],
)
def test_width_case_punctuation_fillers_endings_and_traditional_characters_make_no_difference(
    one: str, other: str
) -> None:
    assert wording_of(one).grams == wording_of(other).grams


def _told(**changes: object) -> Likeness:
    return likeness(LAMP, replace(LAMP, **changes))  # type: ignore[arg-type]


def test_each_sign_is_given_with_its_value() -> None:
    found = _told(text="文安路12号的路灯坏了", latitude=41.8 + 125 * METRE_DEGREES, category="road.surface")
    assert found.metres == pytest.approx(125, abs=0.5)
    assert found.signs[Sign.PLACE] == pytest.approx(0.75, abs=0.01)
    assert (found.signs[Sign.CATEGORY], found.signs[Sign.ADDRESS], found.signs[Sign.CALLER]) == (0.5, 1.0, 1.0)


@pytest.mark.parametrize(
    "changes",
    [
        {"text": "文安路96号门口的路灯不亮", "caller": None},
        {"latitude": 41.81, "caller": None},
        {"latitude": None, "area_code": BESIDE},
        {"category": "noise.works"},
    ],
)
def test_another_address_place_area_or_category_is_another_matter(changes: dict[str, object]) -> None:
    assert not _told(**changes).alike


@pytest.mark.parametrize(
    "changes",
    [
        {"text": "文安路12号前的路灯坏了", "caller": None},
        {"text": "灯又坏了", "latitude": None},
        {"text": "", "caller": None},
        {"category": None, "caller": "other"},
    ],
)
def test_other_words_the_same_caller_or_no_text_yet_are_found_alike(changes: dict[str, object]) -> None:
    assert _told(**changes).alike


def test_the_older_a_request_the_less_alike() -> None:
    scores = [_told(told_at=START - timedelta(days=days)).score for days in (1, 10, 29, 31, 300)]
    assert scores == sorted(scores, reverse=True)
    assert scores[-1] == scores[-2] == pytest.approx(1 - AGED)


def test_another_caller_says_nothing_against_one_matter() -> None:
    assert _told(caller="other").score == _told(caller=None).score


def test_a_number_alone_does_not_make_an_address() -> None:
    """Every estate has a building 3."""
    one, other = replace(LAMP, text="3号楼电梯坏了"), replace(LAMP, text="3号楼暖气不热")
    assert Sign.ADDRESS not in likeness(one, other).signs


def test_few_keys_are_kept_and_asked_for() -> None:
    for matter in District(1).matters(200):
        assert 3 <= len(keys_to_keep(matter)) <= 30
        assert len(keys_to_ask(matter)) <= 50
