"""The routes that merge, part and link requests, with everything running: a merged request's task is given up."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest

from linli.identity import Role
from tests.factories.people import STREET
from tests.factories.web import Web, web
from tests.polling import poll

REQUESTS = "/api/hotline/requests"


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    with web(tmp_path_factory.mktemp("merging"), started=True, rate_limit="1000000/minute") as made:
        yield made


def _merge(main: dict[str, Any], *others: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """Where merging is asked for, and with what."""
    seen = [{"id": one["id"], "version": one["version"]} for one in others]
    return f"{REQUESTS}/{main['id']}/merge", {"requests": seen, "reason": "同一件事"}


def _task_state(gateway: Web, request: dict[str, Any]) -> str | None:
    """The state of the task that the request asked for."""
    found = gateway.be().get(f"/api/grid/cases/{request['request']['task_id']}").json or {}
    return (found.get("task") or {}).get("state")


def test_a_merged_requests_task_is_given_up_and_an_unmerged_ones_is_asked_for_anew(gateway: Web) -> None:
    operator = gateway.be(Role.OPERATOR, STREET)
    main, other = gateway.be().open(), gateway.be().open()
    poll(lambda: _task_state(gateway, other) == "filed", message="the task is there")
    path, body = _merge(main, other)
    merged = operator.post(path, body, If_Match='"2"')
    assert (merged.status_code, merged.headers["ETag"]) == (200, '"2"')
    assert [one["id"] for one in (merged.json or {})["merged"]] == [other["id"]]
    poll(lambda: _task_state(gateway, other) == "cancelled", message="the task is given up")
    assert _task_state(gateway, main) == "filed"
    parted = operator.post(f"{REQUESTS}/{other['id']}/unmerge", {"reason": "另一件事"}, If_Match='"3"')
    assert (parted.status_code, (parted.json or {})["request"]["state"]) == (200, "dispatched")
    poll(partial(_is_filed, gateway, parted.json or {}), message="another task is there")


def _is_filed(gateway: Web, request: dict[str, Any]) -> bool:
    return _task_state(gateway, request) == "filed"


def test_the_lists_show_the_merger(gateway: Web) -> None:
    main, other = gateway.be().open(), gateway.be().open()
    path, body = _merge(main, other)
    assert gateway.be().post(path, body, If_Match='"2"').status_code == 200

    def listed() -> bool:
        found = (gateway.be().get(f"{REQUESTS}?state=merged").json or {})["items"]
        return other["id"] in {one["id"] for one in found}

    poll(listed, message="the list shows it as merged")


def test_merging_twice_under_one_key_is_merging_once_and_needs_a_version(gateway: Web) -> None:
    main, other = gateway.be().open(), gateway.be().open()
    path, body = _merge(main, other)
    assert gateway.be().post(path, body).status_code == 428
    who = gateway.be()
    answers = [who.post(path, body, If_Match='"2"', Idempotency_Key="merge-once") for _ in range(2)]
    assert [one.status_code for one in answers] == [200, 200]
    assert answers[0].json == answers[1].json


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"requests": [], "reason": "x"}, "requests"),
        ({"requests": [{"id": "7"}], "reason": "x"}, "requests.0.id"),
        ({"requests": [{"id": "00000000-0000-0000-0000-000000000000"}]}, "reason"),
    ],
)
def test_what_is_not_right_is_named(gateway: Web, body: dict[str, Any], field: str) -> None:
    main = gateway.be().open()
    answer = gateway.be().post(f"{REQUESTS}/{main['id']}/merge", body, If_Match="*")
    assert answer.status_code == 422
    assert field in (answer.json or {})["fields"]


def test_related_requests_are_linked_shown_and_parted(gateway: Web) -> None:
    one, other = gateway.be().open(), gateway.be().open()
    here = f"{REQUESTS}/{one['id']}"
    assert gateway.be().post(f"{here}/link", {"other_id": other["id"]}).status_code == 200
    shown = gateway.be(Role.AUDITOR).get(f"{here}/related").json or {}
    assert [each["tracking_code"] for each in shown["linked"]] == [other["tracking_code"]]
    assert (gateway.be().post(f"{here}/unlink", {"other_id": other["id"]}).json or {})["linked"] == []
