"""The routes of requests about one matter: asked while recording, answered without anyone's contact."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from linli.identity import Role
from tests.factories.people import COMMUNITY, STREET
from tests.factories.web import STREET_BESIDE, Web, web

ASK = "/api/hotline/requests/duplicates"


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    with web(tmp_path_factory.mktemp("duplicates"), rate_limit="1000000/minute") as made:
        yield made


def test_an_operator_is_told_of_the_request_recorded_a_moment_ago(gateway: Web) -> None:
    noise = {"title": "万莲小区5号楼楼上装修电钻吵", "contact_phone": "13912345678", "contact_name": "王芳"}
    opened = gateway.be().open(**noise)
    asked = {"area_code": COMMUNITY, "category": "noise.residential", "text": "万莲小区5号楼装修太吵"}
    answer = gateway.be(Role.OPERATOR, STREET).post(ASK, asked)
    (found,) = (answer.json or {})["suggestions"]
    assert (answer.status_code, found["id"], found["tracking_code"]) == (200, opened["id"], opened["tracking_code"])
    assert "139" not in answer.text


def test_nothing_alike_is_an_empty_list_and_not_an_error(gateway: Web) -> None:
    answer = gateway.be(Role.OPERATOR).post(ASK, {"area_code": COMMUNITY, "text": "咨询居家养老"})
    assert (answer.status_code, answer.json) == (200, {"suggestions": []})


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"text": "路灯"}, "area_code"),
        ({"area_code": COMMUNITY, "latitude": 91}, "latitude"),
        ({"area_code": COMMUNITY, "contact_phone": "call me"}, "contact_phone"),
    ],
)
def test_what_is_not_right_is_named(gateway: Web, said: dict[str, object], field: str) -> None:
    answer = gateway.be().post(ASK, said)
    assert answer.status_code == 422
    assert field in str((answer.json or {})["fields"])


def test_another_streets_operator_is_told_that_there_is_no_such_area(gateway: Web) -> None:
    assert gateway.be(Role.OPERATOR, STREET_BESIDE).post(ASK, {"area_code": COMMUNITY}).status_code == 404
