"""Requests through the API: opened once, read at once, moved on from the version seen, taken in come what may."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from linli.clock import now
from linli.identity import Role
from tests.factories.people import COMMUNITY, DISTRICT, ELSEWHERE, STREET
from tests.factories.web import COMMUNITY_BESIDE, STREET_BESIDE, Web, request_body, web

REQUESTS = "/api/hotline/requests"


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    with web(tmp_path_factory.mktemp("api")) as made:
        yield made


@pytest.fixture(autouse=True)
def everyone_is_there(api: Web) -> Iterator[None]:
    yield
    api.away.clear()


def test_an_opened_request_is_seen_at_once_in_lists_figures_history_and_by_its_tracking_code(api: Web) -> None:
    who = api.be()
    before = (who.get("/api/network/figures").json or {})["area"]["open"]
    opened = who.open()
    assert (who.get(REQUESTS).json or {})["items"][0]["id"] == opened["id"]
    assert (who.get("/api/network/figures").json or {})["area"]["open"] == before + 1
    history = who.get(f"/api/network/requests/{opened['id']}/timeline").json or {}
    assert [one["type"].split(".")[-2] for one in history["entries"]] == ["opened", "dispatched"]
    tracked = api.anyone().get(f"/api/track/{opened['tracking_code'].lower()}").json
    assert tracked == {"tracking_code": opened["tracking_code"], "state": "dispatched"}


def test_the_same_key_gives_the_same_answer_and_one_request(api: Web) -> None:
    key = str(uuid4())
    first, again = (api.be().post(REQUESTS, request_body(), Idempotency_Key=key) for _ in range(2))
    assert (first.status_code, first.data, first.headers["ETag"]) == (201, again.data, '"2"')
    assert first.headers["Location"].endswith((first.json or {})["id"])
    assert again.headers["Idempotency-Key"] == key


def test_a_key_used_for_something_else_is_refused_and_names_the_header(api: Web) -> None:
    key = str(uuid4())
    api.be().post(REQUESTS, request_body(), Idempotency_Key=key)
    answer = api.be().post(REQUESTS, request_body(title="别的事"), Idempotency_Key=key)
    assert answer.status_code == 422
    assert "Idempotency-Key" in (answer.json or {})["fields"]


def test_without_a_key_one_is_made_and_echoed(api: Web) -> None:
    answer = api.be().post(REQUESTS, request_body())
    assert len(answer.headers["Idempotency-Key"]) == 36


def test_a_request_moves_from_the_version_seen_to_the_next(api: Web) -> None:
    who, opened = api.be(), api.be().open()
    path = f"{REQUESTS}/{opened['id']}"
    signed = who.post(f"{path}/sign", {}, If_Match='"2"')
    assert (signed.status_code, signed.headers["ETag"]) == (200, '"3"')
    assert who.post(f"{path}/settle", {"result": "已修复"}, If_Match="*").status_code == 200
    assert who.post(f"{path}/close", {}, If_Match='"4"').status_code == 200
    assert (who.get(path).json or {})["request"]["state"] == "closed"


@pytest.mark.parametrize(
    ("given", "status"),
    [
        (None, 428),
        ('"1"', 412),
        ('"99999999999999999999"', 412),
        ('"abc"', 412),
        ("2", 422),
        ('"2", "3"', 422),
        ('W/"2"', 422),
    ],
)
def test_a_change_needs_the_present_version(api: Web, given: str | None, status: int) -> None:
    opened = api.be().open()
    answer = api.be().post(f"{REQUESTS}/{opened['id']}/sign", {}, **({"If_Match": given} if given else {}))
    assert answer.status_code == status
    assert "If-Match" in (answer.json or {})["fields"]
    assert (api.be().get(f"{REQUESTS}/{opened['id']}").json or {})["version"] == 2


def test_a_repeated_change_answers_as_the_first_time_though_the_version_has_moved(api: Web) -> None:
    opened, key = api.be().open(), str(uuid4())
    first, again = (
        api.be().post(f"{REQUESTS}/{opened['id']}/sign", {}, If_Match='"2"', Idempotency_Key=key) for _ in range(2)
    )
    assert (first.status_code, first.data) == (200, again.data)


def test_an_illegal_transition_is_a_conflict_and_changes_nothing(api: Web) -> None:
    opened = api.be().open()
    answer = api.be().post(f"{REQUESTS}/{opened['id']}/close", {}, If_Match='"2"')
    assert (answer.status_code, (answer.json or {})["code"]) == (409, "illegal_transition")
    assert (api.be().get(f"{REQUESTS}/{opened['id']}").json or {})["version"] == 2


def test_lists_show_the_callers_areas_only_and_page_by_cursor(api: Web) -> None:
    made = {api.be().open(area)["id"] for area in (COMMUNITY_BESIDE,) * 3}
    worker = api.be(Role.AUDITOR, COMMUNITY_BESIDE)
    seen, cursor = [], ""
    while cursor is not None:
        page = worker.get(f"{REQUESTS}?limit=1{cursor and '&cursor=' + cursor}").json or {}
        seen += [one["id"] for one in page["items"]]
        cursor = page["next_cursor"]
    assert len(seen) == len(set(seen))
    assert made <= set(seen)
    assert all(one["area_code"] == COMMUNITY_BESIDE for one in (worker.get(REQUESTS).json or {})["items"])


@pytest.mark.parametrize("area", [DISTRICT, STREET, COMMUNITY, STREET_BESIDE, ELSEWHERE])
def test_a_list_for_an_area_out_of_reach_is_not_found(api: Web, area: str) -> None:
    assert api.be(Role.AUDITOR, COMMUNITY_BESIDE).get(f"{REQUESTS}?area={area}").status_code == 404


def test_figures_come_with_the_areas_directly_below_and_their_names(api: Web) -> None:
    found = api.be().get(f"/api/network/figures?area={DISTRICT}").json or {}
    assert found["area"]["name"] == "沈河区"
    assert {one["name"] for one in found["children"]} == {"滨河街道", "万莲街道"}
    assert sum(one["open"] for one in found["children"]) == found["area"]["open"]


def test_while_the_hotline_is_away_a_request_is_accepted_once_and_delivered_when_it_is_back(api: Web) -> None:
    who, key = api.be(), str(uuid4())
    api.away.add("hotline")
    first, again = (who.post(REQUESTS, request_body(contact_phone="13800138000"), Idempotency_Key=key) for _ in "12")
    assert (first.status_code, first.json) == (202, again.json)
    kept = first.json or {}
    assert kept["state"] == "accepted"
    assert who.get(f"{REQUESTS}/{kept['id']}").json == kept
    assert (api.anyone().get(f"/api/track/{kept['tracking_code']}").json or {})["state"] == "accepted"
    other = who.post(REQUESTS, request_body(title="别的事"), Idempotency_Key=key)
    assert (other.status_code, (other.json or {})["code"]) == (422, "idempotency_key_reused")
    api.away.clear()
    _deliver(api)
    shown = who.get(f"{REQUESTS}/{kept['id']}").json or {}
    assert (shown["tracking_code"], shown["version"]) == (kept["tracking_code"], 2)
    assert who.post(REQUESTS, request_body(contact_phone="13800138000"), Idempotency_Key=key).status_code == 201


def test_a_request_that_is_delivered_while_somebody_looks_is_found(api: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    """The hotline says that it does not know it, gets it, and only then the gateway looks into its own book."""
    who = api.be()
    api.away.add("hotline")
    kept = who.post(REQUESTS, request_body()).json or {}
    api.away.clear()
    ask, asked = api.host.call, []

    def delivering(service: str, wire: dict[str, Any]) -> dict[str, Any]:
        reply = ask(service, wire)
        asked.append(wire["method"])
        if asked == ["get_request"]:
            _deliver(api)
        return reply

    monkeypatch.setattr(api.host, "call", delivering)
    shown = who.get(f"{REQUESTS}/{kept['id']}")
    assert (shown.status_code, (shown.json or {}).get("tracking_code")) == (200, kept["tracking_code"])
    assert asked.count("get_request") == 2


def _deliver(api: Web) -> None:
    from gateway.intake.delivering import deliver_due
    from linli.sealing import Sealer

    assert deliver_due(api.database, api.host.call, Sealer(api.settings.secret)) == 1


@pytest.mark.parametrize(
    ("said", "status", "field"),
    [
        ({"category": "no.such"}, 422, "category"),
        ({"hold": True, "answer": "九点至十七点"}, 422, "hold"),
        ({"at": (now() + timedelta(days=1)).isoformat()}, 422, "at"),
        ({"settle_due_at": (now() - timedelta(days=1)).isoformat()}, 422, "settle_due_at"),
    ],
)
def test_while_the_hotline_is_away_what_it_would_refuse_is_refused(
    api: Web, said: dict[str, Any], status: int, field: str
) -> None:
    api.be().open()
    api.away.add("hotline")
    answer = api.be().post(REQUESTS, request_body(**said))
    assert (answer.status_code, list((answer.json or {})["fields"])) == (status, [field])


def test_while_the_hotline_is_away_only_an_administrator_records_the_past(api: Web) -> None:
    api.away.add("hotline")
    answer = api.be(Role.OPERATOR).post(REQUESTS, request_body(at="2024-05-01T08:00:00+08:00"))
    assert answer.status_code == 403


def test_while_the_hotline_is_away_changes_are_unavailable_and_say_when_to_try_again(api: Web) -> None:
    opened = api.be().open()
    api.away.add("hotline")
    answer = api.be().post(f"{REQUESTS}/{opened['id']}/sign", {}, If_Match="*")
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0


def test_while_even_the_gateways_database_is_away_nothing_is_accepted(tmp_path: Path) -> None:
    with web(tmp_path) as made:
        who = made.be()
        made.database.engine.dispose()
        (tmp_path / "gateway.db").unlink()
        (tmp_path / "gateway.db").mkdir()
        for left in tmp_path.glob("gateway.db-*"):
            left.unlink()
        assert who.post(REQUESTS, request_body()).status_code == 503
        assert made.anyone().get("/health/ready").status_code == 503
        assert made.anyone().get("/health/live").status_code == 200


def test_without_the_broker_the_gateway_is_degraded_but_ready(api: Web) -> None:
    from gateway import parts

    app = api.build(api.settings)
    made = app.extensions[parts.KEY]
    app.extensions[parts.KEY] = replace(made, checks={**made.checks, "broker": lambda: False})
    answer = app.test_client().get("/health/ready")
    assert (answer.status_code, (answer.json or {})["status"]) == (200, "degraded")


def test_a_stream_tells_of_a_change_and_the_ninth_is_sent_elsewhere(api: Web) -> None:
    who = api.be()
    streams = [who.client.get("/api/stream", headers=who._headers({})) for _ in range(8)]
    refused = who.get("/api/stream")
    assert (refused.status_code, (refused.json or {})["code"]) == (503, "stream_elsewhere")
    assert streams[0].content_type.startswith("text/event-stream")
    for one in streams:
        one.close()
    again = who.client.get("/api/stream", headers=who._headers({}))
    assert again.status_code == 200
    again.close()


def test_every_answer_carries_the_correlation_id_it_was_asked_with_and_is_guarded(api: Web) -> None:
    given, trace = str(uuid4()), f"00-{uuid4().hex}-00f067aa0ba902b7-01"
    answer = api.anyone().get("/nowhere", headers={"X-Correlation-Id": given, "traceparent": trace})
    assert answer.headers["X-Correlation-Id"] == (answer.json or {})["correlation_id"] == given
    assert answer.headers["Traceparent"] == trace
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    unfit = api.anyone().get("/", headers={"X-Correlation-Id": "not one"})
    assert len(unfit.headers["X-Correlation-Id"]) == 36


def test_the_correlation_id_reaches_the_events(api: Web) -> None:
    given = str(uuid4())
    opened = api.be().post(REQUESTS, request_body(), X_Correlation_Id=given).json or {}
    with api.host.databases["hotline"].reading() as session:
        from linli.outbox import recent

        mine = [one.body for one in recent(session, 5) if opened["id"] in one.body]
    assert mine
    assert all(given in one for one in mine)


def test_metrics_count_by_the_routes_template_not_by_the_address(api: Web) -> None:
    opened = api.be().open()
    api.be().get(f"{REQUESTS}/{opened['id']}")
    text = api.anyone().get("/metrics").text
    assert 'route="/api/hotline/requests/<uuid:request_id>",status="200"' in text
    assert opened["id"] not in text
