"""Categories are suggested from what people write, in Chinese and English, with the words that say so."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.replay.mapping import load_mapping
from services.hotline.catalogue import shipped
from services.hotline.domain.catalogue import ALWAYS
from services.hotline.domain.suggesting import Suggester

SUGGESTER = shipped().on(ALWAYS).suggester
ROWS = Path(__file__).parents[3] / "linli" / "data" / "nyc311.csv"
SAID = [
    ("楼上漏水，天花板都湿了", "home.leak"),
    ("小区电梯坏了三天没人修", "building.lift"),
    ("我们这条街的路灯不亮", "road.lighting"),
    ("老板拖欠工资三个月", "labour.wages"),
    ("我家暖气不热，室温只有15度", "heat.cold"),
    ("有人在楼道里给电动车充电", "property.charging"),
    ("邻居半夜唱歌扰民", "noise.residential"),
    ("怎么申请低保", "aid.subsistence"),
    ("闻到煤气味", "gas.leak"),
    ("老人走失了，穿蓝色上衣", "emergency.missing"),
    ("钥匙丢了需要开锁", "convenience.locksmith"),
    ("垃圾桶满了没人清运", "sanitation.collection"),
    ("there is a pothole in front of our gate", "road.surface"),
    ("my landlord keeps the deposit", "tenancy.dispute"),
]


@pytest.mark.parametrize(("text", "code"), SAID, ids=lambda one: str(one)[:16])
def test_what_a_citizen_says_has_its_category_among_the_first_three(text: str, code: str) -> None:
    assert code in [one.code for one in SUGGESTER.suggest(text, 3)]


def test_the_complaint_types_of_real_requests_have_their_category_among_the_first_three() -> None:
    """The oracle is the mapping by which the same file is replayed, made without regard to keywords."""
    mapping = load_mapping()
    with ROWS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    hits = [
        mapping.category(row["Complaint Type"], row["Agency"])
        in [one.code for one in SUGGESTER.suggest(row["Complaint Type"], 3)]
        for row in rows
    ]
    assert sum(hits) / len(hits) > 0.9


def test_a_suggestion_names_the_words_of_the_text_that_say_so() -> None:
    (first, *_) = SUGGESTER.suggest("路灯不亮", 1)
    assert (first.code, first.matched) == ("road.lighting", ("路灯不亮",))


def test_an_english_word_counts_only_as_a_whole() -> None:
    assert SUGGESTER.suggest("tabletop", 5) == []


def test_a_word_of_fewer_categories_counts_more() -> None:
    said = shipped().on(ALWAYS).definitions
    two = {"a": said["other"], "b": said["road.lighting"], "c": said["road.lighting"]}
    scores = {one.code: one.score for one in Suggester(two).suggest("other 路灯", 3)}
    assert scores["a"] > scores["b"] == scores["c"]


@given(st.text(max_size=80), st.integers(1, 6))
def test_any_text_has_at_most_so_many_suggestions_best_first(text: str, limit: int) -> None:
    found = SUGGESTER.suggest(text, limit)
    assert len(found) <= limit
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
    assert all(one.matched for one in found)
