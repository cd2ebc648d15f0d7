"""The knowledge base through the API: written by one, published by another, found with its marks, judged, revised."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from linli.identity import Role
from tests.factories.knowledge import ARTICLES, content, published
from tests.factories.people import COMMUNITY, DISTRICT, STREET
from tests.factories.web import Web, web

SEARCH = f"{ARTICLES}/search?area={COMMUNITY}&words="


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    with web(tmp_path_factory.mktemp("knowledge")) as made:
        yield made


def test_an_article_is_found_with_the_places_that_matched_once_it_is_published(api: Web) -> None:
    made = published(api, title="独居老人助餐")
    (found,) = (api.be(Role.AUDITOR, STREET).get(f"{SEARCH}助餐").json or {})["items"]
    assert (found["id"], found["title_marks"]) == (made["id"], [{"start": 4, "end": 6}])
    suggested = api.be(Role.OPERATOR).post(f"{ARTICLES}/suggest", {"area_code": COMMUNITY, "words": "想去助餐点"})
    assert (suggested.json or {})["items"][0]["id"] == made["id"]


def test_the_writer_may_not_review_and_a_change_needs_the_present_version(api: Web) -> None:
    who = api.be(Role.SUPERVISOR)
    answer = who.post(ARTICLES, {"area_code": DISTRICT, "content": content(title="垃圾分类")})
    path = answer.headers["Location"]
    assert (answer.status_code, answer.headers["ETag"]) == (201, '"1"')
    refused = who.post(f"{path}/review", {}, If_Match='"1"')
    assert (refused.status_code, (refused.json or {})["code"]) == (409, "second_person_needed")
    revised = who.post(f"{path}/revise", {"content": content(title="分类投放")}, If_Match='"1"')
    assert (revised.status_code, revised.headers["ETag"]) == (200, '"2"')
    assert who.post(f"{path}/retire", {}, If_Match='"1"').status_code == 412
    assert ((who.get(f"{path}?number=1").json or {})["content"])["title"] == "垃圾分类"


def test_a_judgement_waits_on_the_editors_list_until_it_is_answered(api: Web) -> None:
    made = published(api, title="停水通知")
    judged = api.be(Role.HANDLER, COMMUNITY).post(
        f"{ARTICLES}/{made['id']}/judge", {"number": 1, "judgement": "outdated", "note": "电话已换"}
    )
    waiting = f"{ARTICLES}/judgements?area={DISTRICT}"
    editor = api.be(Role.SUPERVISOR)
    assert [one["note"] for one in (editor.get(waiting).json or {})["items"]] == ["电话已换"]
    answered = f"{ARTICLES}/judgements/{(judged.json or {})['id']}/resolve"
    assert editor.post(answered, {"answer": "已更正"}, If_Match=judged.headers["ETag"]).status_code == 200
    assert (editor.get(waiting).json or {})["items"] == []


@pytest.mark.parametrize(
    ("path", "field"),
    [
        (f"{ARTICLES}/search?area={COMMUNITY}", "words"),
        (f"{ARTICLES}/search?words=a", "area"),
        (f"{SEARCH}a&limit=51", "limit"),
        (f"{ARTICLES}?area={COMMUNITY}&cursor=x", "cursor"),
    ],
)
def test_a_question_that_is_not_right_names_the_parameter(api: Web, path: str, field: str) -> None:
    answer = api.be().get(path)
    assert (answer.status_code, list((answer.json or {})["fields"])) == (422, [field])
