"""Problem details: a status for each kind, the caller's language, and never a value from the input."""

from __future__ import annotations

import json
from typing import Any

import pytest
import structlog
from flask import Flask, abort
from flask.testing import FlaskClient

from gateway import errors
from gateway.refusals import PreconditionRequired, TooMany, Undecodable, not_signed_in
from linli import errors as known
from linli.errors import Conflict, Forbidden, Invalid, LinliError, NotFound, StaleVersion, Unavailable

EXPECTED = [
    (Invalid("bad", "e", "z"), 422),
    (Undecodable("bad", "e", "z"), 400),
    (not_signed_in(), 401),
    (Forbidden("no", "e", "z"), 403),
    (NotFound("none", "e", "z"), 404),
    (Conflict("busy", "e", "z"), 409),
    (StaleVersion("old", "e", "z"), 412),
    (PreconditionRequired("which", "e", "z"), 428),
    (TooMany("slow", "e", "z", 7), 429),
    (Unavailable("away", "e", "z"), 503),
    (Conflict("idempotency_key_reused", "e", "z"), 422),
]


@pytest.fixture
def client() -> FlaskClient:
    app = Flask("errors")
    errors.install(app)
    told: dict[str, Any] = {f"/{number}": error for number, (error, _) in enumerate(EXPECTED)}

    @app.get("/<number>")
    def view(number: str) -> str:
        raise told[f"/{number}"]

    @app.get("/fail/<value>")
    def fail(value: str) -> str:
        raise RuntimeError(f"cannot work with {value}")

    @app.get("/abort/<int:status>")
    def stop(status: int) -> str:
        abort(status)

    @app.get("/fields")
    def with_fields() -> str:
        raise Invalid("bad", "English", "中文", {"x" * 200: ["Unknown field."], "n": ["Must be one of: a, b."]})

    @app.get("/both")
    def in_both() -> str:
        texts = ["Give 1 to 9 (or *). 请填写1至9（或 *）。", "Only English."]
        raise Invalid("bad", "It is 中 here. 这里是中。", "这里是中。", {"n": texts})

    return app.test_client()


@pytest.mark.parametrize("number", range(len(EXPECTED)))
def test_each_kind_of_error_has_its_status_and_a_complete_problem_detail(client: FlaskClient, number: int) -> None:
    error, status = EXPECTED[number]
    answer = client.get(f"/{number}")
    said = json.loads(answer.data)
    assert answer.status_code == said["status"] == status
    assert answer.content_type == "application/problem+json"
    assert said["type"] == f"urn:linli:error:{error.code}"
    assert said["code"] == error.code
    assert said["instance"] == f"/{number}"
    assert set(said) == {"type", "title", "status", "detail", "code", "fields", "instance", "correlation_id"}


def test_every_kind_the_services_know_is_in_the_table() -> None:
    kinds = {one.kind for one in vars(known).values() if isinstance(one, type) and issubclass(one, LinliError)}
    assert kinds <= set(errors.STATUS)


@pytest.mark.parametrize(
    ("accepted", "title"),
    [
        (None, "未找到"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "未找到"),
        ("en-GB", "Not found"),
        ("en;q=0.9,zh;q=0.1", "Not found"),
        ("en-GB,zh;q=0.5", "Not found"),
        ("zh-TW,en;q=0.5", "未找到"),
        ("en;q=0", "未找到"),
        ("fr", "未找到"),
    ],
)
def test_the_language_is_the_callers_and_chinese_unless_said(
    client: FlaskClient, accepted: str | None, title: str
) -> None:
    answer = client.get("/4", headers={"Accept-Language": accepted} if accepted else {})
    assert json.loads(answer.data)["title"] == title
    assert "Accept-Language" in answer.headers["Vary"]


def test_fields_are_translated_and_overlong_names_are_cut(client: FlaskClient) -> None:
    assert json.loads(client.get("/fields").data)["fields"] == {"x" * 80: ["未知字段。"], "n": ["应为以下之一：a, b。"]}
    english = client.get("/fields", headers={"Accept-Language": "en"})
    assert json.loads(english.data)["fields"]["n"] == ["Must be one of: a, b."]


def test_of_a_text_in_both_languages_the_caller_gets_the_half_that_was_asked_for(client: FlaskClient) -> None:
    chinese = json.loads(client.get("/both").data)
    assert (chinese["detail"], chinese["fields"]["n"]) == ("这里是中。", ["请填写1至9（或 *）。", "Only English."])
    english = json.loads(client.get("/both", headers={"Accept-Language": "en"}).data)
    assert (english["detail"], english["fields"]["n"]) == ("It is 中 here.", ["Give 1 to 9 (or *).", "Only English."])


@pytest.mark.parametrize("status", [400, 404, 405, 413, 415, 500])
def test_what_the_framework_refuses_is_a_problem_detail_too(client: FlaskClient, status: int) -> None:
    answer = client.get(f"/abort/{status}")
    assert (answer.status_code, answer.content_type) == (status, "application/problem+json")


def test_a_wrong_method_names_the_right_ones(client: FlaskClient) -> None:
    answer = client.post("/fields")
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]


def test_an_unforeseen_failure_is_500_and_neither_answer_nor_log_holds_the_value(client: FlaskClient) -> None:
    with structlog.testing.capture_logs() as logged:
        answer = client.get("/fail/13800138000")
    assert answer.status_code == 500
    assert "13800138000" not in json.loads(answer.data)["detail"]
    assert "RuntimeError" in logged[0]["error"]
    assert "13800138000" not in json.dumps(logged)


def test_who_must_wait_is_told_how_long(client: FlaskClient) -> None:
    assert client.get("/8").headers["Retry-After"] == "7"
    assert client.get("/9").headers["Retry-After"] == "5"


def test_who_is_not_signed_in_is_told_how_to(client: FlaskClient) -> None:
    assert client.get("/2").headers["WWW-Authenticate"].startswith("Bearer")
