"""An article goes from draft to published by two people; its text becomes terms, weights and snippets."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.contracts.hotline.knowledge import ArticleContent, ArticleState, Judgement
from linli.errors import Conflict, Invalid
from services.hotline.domain import knowledge as domain
from services.hotline.domain.knowledge import Article, Verdict, Version
from services.hotline.domain.ngrams import LONGEST_WORD, Field, is_lone, places, rarity, terms, weights
from services.hotline.domain.snippets import LENGTH, matches, snippet
from tests.factories.people import STREET

AT = datetime(2026, 3, 2, 2, tzinfo=UTC)
WRITER, EDITOR = UUID(int=1), UUID(int=2)
TEXTS = st.text("老人助餐点申请abcAB12Ｃ，。 \n狗", max_size=60)


def content(**said: Any) -> ArticleContent:
    return ArticleContent(**{"title": "老年助餐", "body": "社区助餐点", **said})


def written() -> tuple[Article, Version]:
    return Article.write(uuid4(), STREET, content(), WRITER, AT)


def act(article: Article, version: Version, action: str) -> None:
    """Do it with whoever may."""
    {
        "revise": lambda: article.revise(content(), WRITER, AT),
        "review": lambda: article.review(version, EDITOR, AT),
        "publish": lambda: article.publish(version, EDITOR, AT),
        "retire": article.retire,
    }[action]()


ALLOWED = {
    "revise": {"draft", "reviewed", "published", "retired"},
    "review": {"draft"},
    "publish": {"reviewed"},
    "retire": {"draft", "reviewed", "published"},
}


@pytest.mark.parametrize("state", list(ArticleState))
@pytest.mark.parametrize("action", list(ALLOWED))
def test_an_article_takes_the_steps_of_its_state_and_no_other(state: ArticleState, action: str) -> None:
    article, version = written()
    article.state = state
    if state.value in ALLOWED[action]:
        act(article, version, action)
        assert article.sequence == 2
    else:
        with pytest.raises(Conflict, match="illegal_transition"):
            act(article, version, action)
        assert (article.state, article.sequence) == (state, 1)


def test_whoever_wrote_a_version_may_not_review_it() -> None:
    article, version = written()
    with pytest.raises(Conflict, match="second_person_needed"):
        article.review(version, WRITER, AT)


def test_a_revised_article_is_shown_as_it_was_until_the_next_version_is_published() -> None:
    article, first = written()
    article.review(first, EDITOR, AT)
    article.publish(first, EDITOR, AT)
    second = article.revise(content(valid_until=date(2027, 1, 1)), WRITER, AT)
    assert (article.state, article.newest, article.published) == (ArticleState.DRAFT, 2, 1)
    article.review(second, EDITOR, AT)
    article.publish(second, EDITOR, AT)
    assert (article.published, article.valid_until) == (2, date(2027, 1, 1))
    article.retire()
    assert (article.published, article.valid_until) == (None, None)


@pytest.mark.parametrize(("day", "valid"), [(1, False), (2, True), (5, True), (6, False)])
def test_a_version_is_valid_from_its_first_to_its_last_day(day: int, valid: bool) -> None:
    made = content(valid_from=date(2026, 3, 2), valid_until=date(2026, 3, 5))
    _, version = Article.write(uuid4(), STREET, made, WRITER, AT)
    assert version.valid_on(date(2026, 3, day)) is valid


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"valid_from": date(2026, 3, 2), "valid_until": date(2026, 3, 1)}, "content.valid_until"),
        ({"title_en": "Meals"}, "content.body_en"),
        ({"body_en": "Meals for the old"}, "content.title_en"),
    ],
)
def test_a_content_that_is_not_whole_names_the_field(said: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        domain.check(content(**said))
    assert list(refused.value.fields) == [field]


def test_what_is_helpful_waits_for_no_answer_and_the_rest_for_one() -> None:
    facts = (uuid4(), uuid4(), 1, "p")
    helpful, wrong = (Verdict(*facts, one, "", WRITER, AT) for one in (Judgement.HELPFUL, Judgement.WRONG))
    wrong.resolve("已改", EDITOR, AT)
    assert (helpful.open, wrong.open, wrong.answer) == (False, False, "已改")
    for one in (helpful, wrong):
        with pytest.raises(Conflict, match="already_resolved"):
            one.resolve("again", EDITOR, AT)


# ---- terms -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("老人助餐", ["老人", "人助", "助餐"]),
        ("狗", ["狗"]),
        ("12345热线", ["12345", "热线"]),
        ("ＷｉＦｉ 5G", ["wifi", "5g"]),
        ("社区，街道", ["社区", "街道"]),
        ("，。 _", []),
        ("x" * 90, ["x" * LONGEST_WORD]),
    ],
)
def test_chinese_becomes_pairs_and_other_writing_words(text: str, found: list[str]) -> None:
    assert terms(text) == found


@given(TEXTS)
def test_every_term_stands_where_it_says_and_every_han_character_begins_one(text: str) -> None:
    found = list(places(text, written=True))
    for one in found:
        assert terms(text[one.start : one.end]) in ([one.term], [])
    begun = {one.start for one in found}
    assert {at for at, character in enumerate(text) if is_lone(character)} <= begun


def test_weights_grow_with_repetition_but_never_past_their_bound_and_shrink_with_length() -> None:
    def one(text: str) -> int:
        return weights([Field(text, 1.0, 10)])["助餐"]

    assert one("助餐") < one("助餐，助餐") < one("助餐，" * 50) < 2200
    assert one("助餐" + "社区" * 40) < one("助餐")


def test_a_term_that_fewer_articles_have_tells_more() -> None:
    told = [rarity(1000, having) for having in (1, 10, 100, 1000)]
    assert told == sorted(told, reverse=True)
    assert told[0] == round(1000 * math.log(1 + 999.5 / 1.5))


# ---- snippets --------------------------------------------------------------------------------------------------------


@given(TEXTS.map(lambda one: one * 5), TEXTS)
def test_a_snippet_is_a_part_of_the_text_and_its_marks_hold_what_was_looked_for(text: str, words: str) -> None:
    wanted = set(terms(words))
    part, marked = snippet(text, wanted)
    assert part in text
    assert len(part) <= LENGTH
    ends = [at for one in marked for at in (one.start, one.end)]
    assert ends == sorted(set(ends))
    assert all(0 <= one.start < one.end <= len(part) for one in marked)
    assert bool(marked) == bool(matches(text, wanted))


def test_a_snippet_shows_the_place_with_most_of_the_words() -> None:
    text = "助餐。" + "其他事项" * 40 + "老人助餐的申请" + "其他事项" * 40
    part, marked = snippet(text, set(terms("老人助餐申请")))
    assert [part[one.start : one.end] for one in marked] == ["老人助餐", "申请"]
