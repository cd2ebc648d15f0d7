"""Articles are written by one person and published by another, found while they hold, judged and counted."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select

from linli import cli
from linli.clock import local, now
from linli.errors import Conflict, Forbidden, Invalid, NotFound, StaleVersion
from linli.identity import Role
from services.hotline.domain.knowledge import Article
from services.hotline.loading.knowledge import read_articles
from services.hotline.store import article_index
from services.hotline.store import knowledge as store
from services.hotline.tables.knowledge import ENTRY, POSTING, TERM
from tests.factories.databases import BOTH, either_hotline, module_hotline
from tests.factories.knowledge import EDITOR, WRITER, content, publish, write, write_and_publish
from tests.factories.people import COMMUNITY, DISTRICT, ELSEWHERE, STREET, administrator, person
from tests.factories.questions import QUESTIONS
from tests.factories.running import RunningService, running
from tests.machine import Scratch

TODAY = local(now()).date()
DAY = timedelta(days=1)
SHIPPED = Path(__file__).parents[3] / "services" / "hotline" / "knowledge.yaml"


@pytest.fixture(scope="module")
def distributed(scratch: Scratch, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    yield from module_hotline(scratch, tmp_path_factory.mktemp("knowledge"), "knowledge")


@pytest.fixture(params=BOTH)
def hotline(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[RunningService]:
    yield from either_hotline(request, tmp_path)


@pytest.fixture
def small(tmp_path: Path) -> Iterator[RunningService]:
    """The hotline on a file, where the database does not matter."""
    with running("hotline", tmp_path) as service:
        yield service


def found(service: RunningService, words: str, area: str = COMMUNITY, category: str | None = None) -> list[str]:
    """The titles that a search finds, best first."""
    answer = service.ask(WRITER, "search_articles", area_code=area, words=words, category=category)
    return [one["title"] for one in answer["items"]]


def opened(service: RunningService) -> str:
    said: dict[str, Any] = {
        "id": uuid4(),
        "tracking_code": "7K3QX-9M2TB",
        "area_code": COMMUNITY,
        "category": "noise.residential",
    }
    return str(service.ask(WRITER, "open_request", title="Loud music", **said)["id"])


def test_a_published_version_is_found_until_the_next_one_takes_its_place(hotline: RunningService) -> None:
    made = write(hotline)
    assert found(hotline, "助餐") == []
    publish(hotline, made["id"])
    assert found(hotline, "助餐") == ["老年助餐点怎么申请"]
    hotline.ask(WRITER, "revise_article", id=made["id"], content=content(title="长者食堂", body="凭证就餐"))
    assert found(hotline, "助餐") == ["老年助餐点怎么申请"]
    publish(hotline, made["id"])
    assert (found(hotline, "助餐"), found(hotline, "长者食堂")) == ([], ["长者食堂"])
    hotline.ask(EDITOR, "retire_article", id=made["id"])
    assert found(hotline, "长者食堂") == []
    with hotline.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(POSTING)) == 0
        assert session.scalar(select(func.sum(TERM.c.entries))) == 0
        assert session.scalar(select(func.count()).select_from(ENTRY)) == 0


def test_an_article_is_found_only_while_it_holds(hotline: RunningService) -> None:
    write_and_publish(hotline, title="助餐昨天", valid_until=TODAY - DAY)
    write_and_publish(hotline, title="助餐今天", valid_from=TODAY, valid_until=TODAY)
    write_and_publish(hotline, title="助餐明天", valid_from=TODAY + DAY)
    assert found(hotline, "助餐") == ["助餐今天"]


def test_a_search_finds_what_holds_at_the_area_or_below_and_a_suggestion_what_holds_there(
    hotline: RunningService,
) -> None:
    for area, name in ((DISTRICT, "区"), (STREET, "街道"), (COMMUNITY, "社区"), ("210103006", "别的街道")):
        write_and_publish(hotline, area, title=f"助餐{name}")
    assert set(found(hotline, "助餐", STREET)) == {"助餐区", "助餐街道", "助餐社区"}
    suggested = hotline.ask(WRITER, "suggest_articles", area_code=STREET, words="老人想助餐")
    assert {one["title"] for one in suggested["items"]} == {"助餐区", "助餐街道"}


def test_a_category_narrows_a_search_and_leads_a_suggestion(hotline: RunningService) -> None:
    write_and_publish(hotline, title="装修噪声时间", categories=["noise.works"])
    write_and_publish(hotline, title="广场舞噪声", categories=["noise.place"])
    assert found(hotline, "噪声", category="noise.place") == ["广场舞噪声"]
    only = hotline.ask(WRITER, "suggest_articles", area_code=COMMUNITY, category="noise.works")
    assert [one["title"] for one in only["items"]] == ["装修噪声时间"]
    both = hotline.ask(WRITER, "suggest_articles", area_code=COMMUNITY, words="噪声", category="noise.place")
    assert [one["title"] for one in both["items"]] == ["广场舞噪声", "装修噪声时间"]


def test_what_was_found_shows_where_it_matched(small: RunningService) -> None:
    write_and_publish(small, title_en="Meals for the old", body_en="Register at the canteen.", source="某办法")
    (one,) = small.ask(WRITER, "search_articles", area_code=COMMUNITY, words="助餐登记")["items"]
    assert [one["title"][mark["start"] : mark["end"]] for mark in one["title_marks"]] == ["助餐"]
    assert [one["snippet"][mark["start"] : mark["end"]] for mark in one["snippet_marks"]] == ["助餐", "登记"]
    assert one["source"] == "某办法"
    (english,) = small.ask(WRITER, "search_articles", area_code=COMMUNITY, words="canteen")["items"]
    assert (english["title"], english["snippet"]) == ("Meals for the old", "Register at the canteen.")


def test_one_character_finds_every_text_that_has_it(small: RunningService) -> None:
    for title in ("文明养狗", "狗证办理", "猫粮", "遛狗须知"):
        write_and_publish(small, title=title, body="办事说明")
    assert set(found(small, "狗")) == {"文明养狗", "狗证办理", "遛狗须知"}


CHARACTERS = "老人助餐申请办理社区街道噪声停车"


def scored(texts: list[dict[str, Any]], words: str) -> list[tuple[float, int]]:
    """An independent reading of the rule: BM25F over pairs of characters, by looking at every text."""
    query = {words[at : at + 2] for at in range(len(words) - 1)}
    documents: list[dict[str, float]] = [defaultdict(float) for _ in texts]
    for document, said in zip(documents, texts, strict=True):
        for part, weight, usual in (("title", 4.0, 12), ("body", 1.0, 200)):
            pairs = [said[part][at : at + 2] for at in range(len(said[part]))]
            for pair, times in Counter(pairs).items():
                document[pair] += weight * times / (0.5 + 0.5 * len(pairs) / usual)
    having = {pair: sum(pair in document for document in documents) for pair in query}
    told = {pair: math.log(1 + (len(texts) - count + 0.5) / (count + 0.5)) for pair, count in having.items()}
    totals = [sum(2.2 * d[pair] / (1.2 + d[pair]) * told[pair] for pair in query if pair in d) for d in documents]
    return sorted(((total, -at) for at, total in enumerate(totals) if total), reverse=True)


@pytest.mark.parametrize("budget", [article_index.BUDGET, 1])
def test_a_search_ranks_as_a_look_at_every_text_does(
    hotline: RunningService, monkeypatch: pytest.MonkeyPatch, budget: int
) -> None:
    """With the smallest budget too, as long as the rarest term leads to the text."""
    monkeypatch.setattr(article_index, "BUDGET", budget)
    random = Random(7)
    texts = [
        {"title": "".join(random.choices(CHARACTERS, k=6)), "body": "".join(random.choices(CHARACTERS, k=40))}
        for _ in range(25)
    ]
    for said in texts:
        write_and_publish(hotline, **said)
    for _ in range(12):
        words = "".join(random.choices(CHARACTERS, k=5))
        expected = scored(texts, words)
        answer = hotline.ask(WRITER, "search_articles", area_code=COMMUNITY, words=words, limit=25)["items"]
        if budget > 1:
            assert len(answer) == len(expected)
        got = {one["title"]: one["score"] for one in answer}
        wanted = {texts[-at]["title"]: total for total, at in expected}
        for title, score in got.items():
            assert score == pytest.approx(wanted[title], abs=0.01)
        assert [one["score"] for one in answer] == sorted(got.values(), reverse=True)


def test_what_an_operator_saw_when_answering_can_be_shown_again_and_counts_once(hotline: RunningService) -> None:
    made, request_id = write_and_publish(hotline), opened(hotline)
    for _ in range(2):
        used = hotline.ask(WRITER, "use_article", id=made["id"], number=1, request_id=request_id)
        assert used["used"] == 1
    hotline.ask(WRITER, "revise_article", id=made["id"], content=content(title="新"))
    publish(hotline, made["id"])
    old = hotline.ask(WRITER, "get_article", id=made["id"], number=1)
    assert (old["content"]["title"], old["valid"], old["used"]) == ("老年助餐点怎么申请", False, 1)
    new = hotline.ask(WRITER, "get_article", id=made["id"])
    assert (new["content"]["title"], new["valid"], new["number"]) == ("新", True, 2)


def test_a_draft_or_an_article_of_another_street_answers_no_request(small: RunningService) -> None:
    request_id, draft = opened(small), write(small)
    foreign = write_and_publish(small, "210103006")
    cases = [(draft["id"], 1, Conflict), (foreign["id"], 1, NotFound), (draft["id"], 2, NotFound)]
    for article_id, number, kind in cases:
        said = {"id": article_id, "number": number, "request_id": request_id}
        assert type(small.refusal(WRITER, "use_article", **said)) is kind


def test_what_readers_find_wrong_waits_for_an_editor_and_helpful_counts_once(hotline: RunningService) -> None:
    made = write_and_publish(hotline)
    reader = person(Role.HANDLER, at=COMMUNITY)
    wrong = hotline.ask(reader, "judge_article", id=made["id"], number=1, judgement="wrong", note="电话已换")
    for _ in range(2):
        hotline.ask(reader, "judge_article", id=made["id"], number=1, judgement="helpful")
    hotline.ask(WRITER, "judge_article", id=made["id"], number=1, judgement="helpful")
    assert hotline.ask(reader, "get_article", id=made["id"])["helpful"] == 2
    waiting = hotline.ask(EDITOR, "list_judgements", area_code=DISTRICT)["items"]
    assert [(one["id"], one["note"]) for one in waiting] == [(wrong["id"], "电话已换")]
    hotline.ask(EDITOR, "resolve_judgement", id=wrong["id"], answer="已更正", version=1)
    assert hotline.ask(EDITOR, "list_judgements", area_code=DISTRICT)["items"] == []


def test_lists_show_an_area_and_below_by_state_and_by_when_they_end_page_by_page(hotline: RunningService) -> None:
    write(hotline, STREET, title="街道草稿")
    write_and_publish(hotline, COMMUNITY, title="将到期", valid_until=TODAY + 10 * DAY)
    write_and_publish(hotline, title="长期")
    of_street = hotline.ask(EDITOR, "list_articles", area_code=STREET)["items"]
    assert [one["title"] for one in of_street] == ["将到期", "街道草稿"]
    drafts = hotline.ask(EDITOR, "list_articles", area_code=DISTRICT, state="draft")["items"]
    assert [one["title"] for one in drafts] == ["街道草稿"]
    ending = hotline.ask(EDITOR, "list_articles", area_code=DISTRICT, expiring_by=TODAY + 30 * DAY)["items"]
    assert [one["title"] for one in ending] == ["将到期"]
    titles, cursor = [], None
    for _ in range(3):
        page = hotline.ask(EDITOR, "list_articles", area_code=DISTRICT, limit=1, cursor=cursor)
        titles += [one["title"] for one in page["items"]]
        cursor = page["next_cursor"]
    assert (titles, cursor) == (["长期", "将到期", "街道草稿"], None)


def test_who_may_read_write_and_publish(small: RunningService) -> None:
    made = write(small, STREET)
    cases = [
        (administrator(ELSEWHERE), "get_article", {}, NotFound),
        (person(Role.AUDITOR, at="210103006"), "get_article", {}, NotFound),
        (WRITER, "publish_article", {}, Forbidden),
        (EDITOR, "publish_article", {}, Conflict),
        (EDITOR, "review_article", {"version": 7}, StaleVersion),
        (person(Role.SUPERVISOR, account=WRITER.account_id), "review_article", {}, Conflict),
    ]
    for who, method, more, kind in cases:
        assert type(small.refusal(who, method, id=made["id"], **more)) is kind
    assert small.ask(person(Role.AUDITOR, at=COMMUNITY), "get_article", id=made["id"])["state"] == "draft"


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"title": " "}, "content.title"),
        ({"categories": ["noise.martians"]}, "category"),
        ({"valid_from": date(2026, 2, 1), "valid_until": date(2026, 1, 1)}, "content.valid_until"),
    ],
)
def test_an_article_that_is_not_right_names_the_field(small: RunningService, said: Any, field: str) -> None:
    refused = small.refusal(WRITER, "write_article", area_code=DISTRICT, content=content(**said))
    assert (type(refused), list(refused.fields)) == (Invalid, [field])


# ---- the shipped articles --------------------------------------------------------------------------------------------


def test_citizens_questions_find_their_answer_among_the_first_three_shipped_articles(small: RunningService) -> None:
    with small.database.transaction() as session:
        for number, (_, said) in enumerate(read_articles(SHIPPED), 1):
            article, version = Article.write(UUID(int=number), DISTRICT, said, WRITER.account_id, now())
            article.published = 1
            store.save(session, article, version)
            article_index.enter(session, article, version, None)
    missed = [asked for asked, title in QUESTIONS if title not in found(small, asked)[:3]]
    assert missed == []


def test_the_shipped_file_is_loaded_once_as_drafts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with running("hotline", tmp_path) as service:
        monkeypatch.setenv("LINLI_DATA", str(tmp_path))
        monkeypatch.delenv("LINLI_DATABASE_URL", raising=False)
        for told in ("Loaded 22 drafts for 210103; 0 were there already.", "Loaded 0 drafts for 210103; 22 were"):
            assert cli.main(["knowledge", "load", str(SHIPPED), "--area", DISTRICT]) == 0
            assert told in capsys.readouterr().out
        listed = service.ask(EDITOR, "list_articles", area_code=DISTRICT, state="draft", limit=200)["items"]
    assert len(listed) == 22


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("articles:\n  - title: a\n    body: b\n  - title: c\n", ":4: body:"),
        ("articles:\n  - title: a\n    body: b\n    colour: red\n", ":2: colour:"),
        ("articles:\n  - {title: a, body: b, categories: [no.such]}\n", ":2: category:"),
        ("articles:\n  - title: a: b: c\n", ":2: is no YAML"),
        ("- a\n", ":1: there is no list called articles"),
        ("", ":1: there is no list called articles"),
    ],
)
def test_a_file_that_is_not_right_names_the_line_and_nothing_is_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], text: str, told: str
) -> None:
    file = tmp_path / "articles.yaml"
    file.write_text(text, encoding="utf-8")
    monkeypatch.setenv("LINLI_DATA", str(tmp_path))
    monkeypatch.delenv("LINLI_DATABASE_URL", raising=False)
    with running("hotline", tmp_path) as service:
        assert cli.main(["knowledge", "load", str(file), "--area", DISTRICT]) == 1
        assert f"articles.yaml{told}" in capsys.readouterr().err
        assert service.ask(EDITOR, "list_articles", area_code=DISTRICT)["items"] == []
