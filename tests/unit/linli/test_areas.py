"""An area's code tells its tier, its ancestors and its path, and what it covers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.areas import Tier, ancestors, covers, parent_of, path_of, tier_of
from linli.errors import Invalid

CELL = "01001021010300500301"  # managed object 010010, county 210103, street 005, community 003, sequence 01

digits = st.text("0123456789", min_size=20, max_size=20)
codes = st.builds(lambda text, length: text[:length], digits, st.sampled_from([6, 9, 12, 20]))


@pytest.mark.parametrize(
    ("code", "tier", "above"),
    [
        ("210103", Tier.DISTRICT, ()),
        ("210103005", Tier.STREET, ("210103",)),
        ("210103005003", Tier.COMMUNITY, ("210103", "210103005")),
        (CELL, Tier.CELL, ("210103", "210103005", "210103005003")),
        ("441900003001", Tier.COMMUNITY, ("441900", "441900003")),  # 东莞 has no districts: the city stands there
    ],
)
def test_a_code_tells_its_tier_ancestors_parent_and_path(code: str, tier: Tier, above: tuple[str, ...]) -> None:
    assert tier_of(code) is tier
    assert ancestors(code) == above
    assert parent_of(code) == (above[-1] if above else None)
    assert path_of(code) == "/".join([*above, code])


def test_an_area_covers_itself_and_what_lies_under_it_and_nothing_beside_or_above() -> None:
    line = ["210103", "210103005", "210103005003", CELL]
    for above, scope in enumerate(line):
        for below, code in enumerate(line):
            assert covers(scope, code) is (above <= below)
    for beside in ("210102", "210103006", "210103005004", "01001021010300500302"):
        assert not covers(beside, CELL)
    assert not covers("010010", CELL), "the managed object at the front of a cell's code is no area"


@given(codes)
def test_every_ancestor_covers_the_code_and_is_its_path_step_by_step(code: str) -> None:
    assert path_of(code).split("/") == [*ancestors(code), code]
    for above in ancestors(code):
        assert covers(above, code)
        assert not covers(code, above)
    assert [tier_of(step) for step in path_of(code).split("/")] == list(Tier)[: len(ancestors(code)) + 1]


@given(codes, codes)
def test_one_area_covers_another_exactly_when_its_path_begins_the_others(scope: str, code: str) -> None:
    assert covers(scope, code) is (path_of(code) + "/").startswith(path_of(scope) + "/")


BAD = ["", "21", "2101", "21010", "2101030", "21010A", "２１０１０３", "210103\n", " 10103", "-10103", "2" * 21]


@pytest.mark.parametrize("code", BAD)
def test_text_that_is_no_area_code_is_refused_with_the_name_of_its_field(code: str) -> None:
    asks = (
        tier_of,
        ancestors,
        parent_of,
        path_of,
        lambda bad: covers(bad, "210103"),
        lambda bad: covers("210103", bad),
    )
    for ask in asks:
        with pytest.raises(Invalid) as caught:
            ask(code)
        assert list(caught.value.fields) == ["area_code"]
