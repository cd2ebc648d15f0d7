"""Bad input everywhere: a clear 4xx that names the field, nothing changed, nothing personal in the log."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from tests.factories.people import COMMUNITY
from tests.factories.web import Web, request_body, web

REQUESTS = "/api/hotline/requests"
PHONE = "13800138000"


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    with web(tmp_path_factory.mktemp("input")) as made:
        yield made


@pytest.fixture(autouse=True)
def nothing_changes(api: Web) -> Iterator[None]:
    """Whatever a test here sends, no request is opened by it."""
    before = (api.be().get("/api/network/figures").json or {})["area"]["open"]
    yield
    assert (api.be().get("/api/network/figures").json or {})["area"]["open"] == before


BAD_FIELDS: list[tuple[dict[str, Any], str]] = [
    ({"nickname": "x"}, "nickname"),
    ({"id": "fc26c04e-cc26-420b-b4bf-a33edca89ca7"}, "id"),
    ({"tracking_code": "S5FF8-T5BEA"}, "tracking_code"),
    ({"title": 5}, "title"),
    ({"title": ""}, "title"),
    ({"title": "   "}, "title"),
    ({"title": "a\u0000b"}, "title"),
    ({"title": "长" * 201}, "title"),
    ({"title": None}, "title"),
    ({"title": ["x"]}, "title"),
    ({"kind": "rant"}, "kind"),
    ({"channel": 1}, "channel"),
    ({"category": "No Such!"}, "category"),
    ({"category": "no.such"}, "category"),
    ({"area_code": "2101"}, "area_code"),
    ({"area_code": "210103005999"}, "area_code"),
    ({"area_code": "２１０１０３"}, "area_code"),
    ({"area_code": "210103005003\n"}, "area_code"),
    ({"area_code": 210103}, "area_code"),
    ({"contact_phone": "call me"}, "contact_phone"),
    ({"latitude": 91}, "latitude"),
    ({"longitude": "x"}, "longitude"),
    ({"at": "2024-05-01T08:00:00"}, "at"),
    ({"at": "yesterday"}, "at"),
    ({"at": "2999-01-01T00:00:00Z"}, "at"),
]


@pytest.mark.parametrize(("said", "field"), BAD_FIELDS)
def test_a_bad_field_is_422_and_named(api: Web, said: dict[str, Any], field: str) -> None:
    answer = api.be().post(REQUESTS, request_body(**said))
    assert answer.status_code == 422, answer.text
    assert list((answer.json or {})["fields"]) == [field]


def test_every_missing_field_is_named_at_once(api: Web) -> None:
    answer = api.be().post(REQUESTS, {})
    assert set((answer.json or {})["fields"]) == {"area_code", "category", "title"}
    assert (answer.json or {})["fields"]["title"] == ["缺少必填项。"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b'{"title": "\xff\xfe"}', 400),
        (b"{'title': 1}", 400),
        (b'{"title": "a", "title": "b"}', 400),
        (b'{"latitude": NaN}', 400),
        (b'{"title": "\\ud83d"}', 400),
        (b"[" * 200_000, 400),
        (b"[]", 422),
        (b'"text"', 422),
        (b"null", 422),
        (b"", 400),
    ],
)
def test_a_body_that_is_no_json_object_is_refused(api: Web, body: bytes, status: int) -> None:
    answer = api.be().raw(REQUESTS, body)
    assert answer.status_code == status, answer.text
    assert (answer.json or {})["fields"]


def test_a_body_over_a_megabyte_is_413_on_every_route_announced_or_not(api: Web) -> None:
    large = json.dumps(request_body(description="x" * 1_000_000)).encode()
    assert api.be().raw(REQUESTS, large).status_code == 413
    assert api.be().raw("/api/logout", large).status_code == 413
    assert api.anyone().post("/api/login", data=large, content_type="application/json").status_code == 413


@pytest.mark.parametrize(("blanks", "status"), [(1_000_000, 413), (0, 422)])
def test_a_chunked_body_has_the_same_limit(api: Web, blanks: int, status: int) -> None:
    """It announces no length; what comes after its limit must not be cut off in silence."""
    body = json.dumps({"title": 1}).encode() + b" " * blanks
    who = api.be()
    answer = who.client.post(
        REQUESTS,
        input_stream=io.BytesIO(body),
        headers=who._headers({"Content-Type": "application/json", "Transfer-Encoding": "chunked"}),
        environ_overrides={"wsgi.input_terminated": True},
    )
    assert answer.status_code == status, answer.text


def test_a_body_that_does_not_say_it_is_json_is_415(api: Web) -> None:
    answer = api.be().raw(REQUESTS, json.dumps(request_body()).encode(), Content_Type="text/plain")
    assert (answer.status_code, answer.content_type) == (415, "application/problem+json")


@pytest.mark.parametrize("key", ["", "two words", "钥匙", "k" * 201, "tab\there"])
def test_an_unfit_idempotency_key_is_422_and_named(api: Web, key: str) -> None:
    encoded = key.encode().decode("latin-1")
    answer = api.be().post(REQUESTS, request_body(), Idempotency_Key=encoded)
    assert answer.status_code == 422
    assert list((answer.json or {})["fields"]) == ["Idempotency-Key"]


@pytest.mark.parametrize(
    ("query", "status", "field"),
    [
        ("colour=red", 400, "colour"),
        ("limit=10&limit=20", 400, "limit"),
        ("area=%ff", 400, "address"),
        ("limit=0", 422, "limit"),
        ("limit=201", 422, "limit"),
        ("limit=ten", 422, "limit"),
        ("state=lost", 422, "state"),
        ("late=perhaps", 422, "late"),
        ("area=21", 422, "area"),
        ("cursor=xyz", 422, "cursor"),
        ("category=A%20b", 422, "category"),
    ],
)
def test_a_bad_query_is_refused_and_named(api: Web, query: str, status: int, field: str) -> None:
    answer = api.be().get(f"{REQUESTS}?{query}")
    assert (answer.status_code, list((answer.json or {})["fields"])) == (status, [field])


def test_a_route_without_a_query_takes_no_parameter(api: Web) -> None:
    assert api.be().get("/api/me?verbose=1").status_code == 400


@pytest.mark.parametrize("path", ["/api/hotline/requests/5", "/api/grid/cases/x", "/api/nothing", "/%ff"])
def test_an_address_that_is_none_is_a_problem_detail(api: Web, path: str) -> None:
    answer = api.be().get(path)
    assert answer.status_code in (400, 404)
    assert answer.content_type == "application/problem+json"


def test_areas_that_are_none_are_not_found(api: Web) -> None:
    for code in ("21", "abc", "210103005999", "%00"):
        assert api.be().get(f"/api/areas/{code}").status_code == 404, code


def test_an_unsupported_method_is_405(api: Web) -> None:
    answer = api.be().client.delete(REQUESTS, headers=api.be()._headers({}))
    assert (answer.status_code, answer.content_type) == (405, "application/problem+json")


def test_unknown_fields_and_wrong_types_are_refused_by_every_change(api: Web) -> None:
    """Each documented body, with a field too many: 422 naming it, before anything is looked up.

    Those for citizens who have signed in refuse staff before that.
    """
    described = api.anyone().get("/api/openapi.json").json or {}
    for path, methods in described["paths"].items():
        if "requestBody" in methods.get("post", {}):
            who = api.be()
            answer = who.post(path.replace("{code}", COMMUNITY).replace("{", "").replace("}", ""), {"zz": 1})
            if "{" not in path and not (path.startswith("/api/citizen/") and answer.status_code == 401):
                assert answer.status_code == 422, path
                assert "zz" in (answer.json or {})["fields"], path
    filled = "/api/grid/cases/fc26c04e-cc26-420b-b4bf-a33edca89ca7/verify"
    answer = api.be().post(filled, {"passed": "yes", "zz": 1}, If_Match="*")
    assert set((answer.json or {})["fields"]) == {"passed", "zz"}


def test_nothing_personal_is_logged_or_repeated_in_an_answer(api: Web) -> None:
    with structlog.testing.capture_logs() as logged:
        answer = api.be().post(REQUESTS, request_body(contact_phone=PHONE, contact_name="张三丰", title=7))
        other = api.be().raw(REQUESTS, f'{{"contact_phone": "{PHONE}"'.encode())
    for text in (json.dumps(logged, ensure_ascii=False), answer.text, other.text):
        assert PHONE not in text
        assert "张三丰" not in text


def test_the_description_is_valid_openapi_3_1(api: Web) -> None:
    from openapi_spec_validator import validate

    described = api.anyone().get("/api/openapi.json").json or {}
    assert described["openapi"].startswith("3.1")
    validate(described)
    assert described["paths"][REQUESTS]["post"]["responses"].keys() >= {"201", "202", "422", "503"}
