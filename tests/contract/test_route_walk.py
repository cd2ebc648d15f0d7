"""Every route × role × area: what a caller may do is what the route declares, and out of scope is not found."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from flask import Response

from gateway import access
from gateway.access import Route
from linli.calls import calls_of
from linli.hosting.member import service_class
from linli.identity import Role
from tests.factories.people import COMMUNITY, DISTRICT, STREET
from tests.factories.web import COMMUNITY_BESIDE, STREET_BESIDE, Caller, Web, request_body, web
from tests.polling import poll

CELL = f"010101{COMMUNITY[:6]}{COMMUNITY[6:12]}01"
REACHING = {"own": COMMUNITY, "above": STREET, "far above": DISTRICT}
OUTSIDE = {"below": CELL, "beside": COMMUNITY_BESIDE, "beside its street": STREET_BESIDE}

CATEGORIES = {"assistance": "aid.medical", "volunteer": "aid.elderly", "grid": "noise.residential"}

ANSWER = {"note": ""}
CHANGES: dict[str, Any] = {
    "/api/hotline/requests/<uuid:request_id>/sign": ANSWER,
    "/api/hotline/requests/<uuid:request_id>/return": {"reason": "不属本单位"},
    "/api/hotline/requests/<uuid:request_id>/settle": {"result": "已处理"},
    "/api/hotline/requests/<uuid:request_id>/close": ANSWER,
    "/api/hotline/requests/<uuid:request_id>/withdraw": ANSWER,
    "/api/assistance/cases/<uuid:case_id>/accept": ANSWER,
    "/api/assistance/cases/<uuid:case_id>/survey": {"investigators": [str(uuid4()), str(uuid4())]},
    "/api/assistance/cases/<uuid:case_id>/decide": {"approve": False, "note": "不符合条件"},
    "/api/assistance/cases/<uuid:case_id>/cancel": {"reason": "撤回"},
    "/api/volunteer/tasks/<uuid:task_id>/offer": {"volunteer_id": str(uuid4())},
    "/api/volunteer/tasks/<uuid:task_id>/accept": ANSWER,
    "/api/volunteer/tasks/<uuid:task_id>/decline": ANSWER,
    "/api/volunteer/tasks/<uuid:task_id>/complete": {"hours": "1.5"},
    "/api/volunteer/tasks/<uuid:task_id>/cancel": {"reason": "撤回"},
    "/api/grid/cases/<uuid:case_id>/assign": {"worker_id": str(uuid4())},
    "/api/grid/cases/<uuid:case_id>/handle": ANSWER,
    "/api/grid/cases/<uuid:case_id>/verify": {"passed": True},
    "/api/grid/cases/<uuid:case_id>/cancel": {"reason": "撤回"},
}
"""Changes are asked for with a version nobody has: 412 says that the caller was let in, and nothing is changed."""

AREA_READS = (
    "/api/hotline/requests",
    "/api/assistance/cases",
    "/api/volunteer/tasks",
    "/api/grid/cases",
    "/api/network/figures",
    "/api/stream",
)
THING_READS = (
    "/api/hotline/requests/<uuid:request_id>",
    "/api/assistance/cases/<uuid:case_id>",
    "/api/volunteer/tasks/<uuid:task_id>",
    "/api/grid/cases/<uuid:case_id>",
    "/api/network/requests/<uuid:request_id>/timeline",
)
FREE_READS = ("/api/hotline/categories", "/api/me", "/api/areas", "/api/accounts")
PUBLIC = {
    ("GET", "/"): 200,
    ("GET", "/api/docs"): 200,
    ("GET", "/api/openapi.json"): 200,
    ("GET", "/static/<path:name>"): 404,
    ("GET", "/metrics"): 200,
    ("GET", "/health/live"): 200,
    ("GET", "/health/ready"): 200,
    ("GET", "/api/track/<string:code>"): 404,
    ("POST", "/api/login"): 422,
}
"""What nobody in particular gets, asked with nothing."""


@dataclass
class Walk:
    """The platform with one request for each service at the community."""

    web: Web
    requests: dict[str, str]
    tasks: dict[str, str]

    def path(self, rule: str) -> str:
        """The address of the thing at the community that this route is about."""
        service = rule.split("/")[2]
        task = self.tasks.get(service, "")
        request = self.requests["grid"]
        return (
            rule.replace("<uuid:request_id>", request)
            .replace("<uuid:case_id>", task)
            .replace("<uuid:task_id>", task)
            .replace("<uuid:account_id>", request)
            .replace("<string:code>", COMMUNITY)
        )


@pytest.fixture(scope="module")
def walk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walk]:
    with web(tmp_path_factory.mktemp("walk"), started=True, rate_limit="1000000/minute") as made:
        categories = made.be().get("/api/hotline/categories").json or {}
        by_service = {one["service"]: one["code"] for one in categories["categories"]}
        opened = {name: made.be().open(category=by_service[name]) for name in CATEGORIES}
        tasks = {name: one["request"]["task_id"] for name, one in opened.items()}
        for name, task in tasks.items():
            kind = "tasks" if name == "volunteer" else "cases"
            poll(partial(_answers, made, f"/api/{name}/{kind}/{task}"), message=name)
        yield Walk(made, {name: one["id"] for name, one in opened.items()}, tasks)


def _answers(made: Web, path: str) -> bool:
    return made.be().get(path).status_code == 200


Ask = Callable[[Caller], Any]


def _ways(walk: Walk) -> dict[tuple[str, str], tuple[Ask, int, bool]]:
    """How each private route is asked, the status of who may, and whether it is about the community."""
    ways: dict[tuple[str, str], tuple[Ask, int, bool]] = {}
    for rule, body in CHANGES.items():
        ways["POST", rule] = (_change(walk.path(rule), body), 412, True)
    for rule in AREA_READS:
        ways["GET", rule] = (_reading(f"{rule}?area={COMMUNITY}"), 200, True)
    for rule in THING_READS:
        ways["GET", rule] = (_reading(walk.path(rule)), 200, True)
    for rule in FREE_READS:
        ways["GET", rule] = (_reading(rule), 200, False)
    ways["GET", "/api/areas/<string:code>"] = (_reading(f"/api/areas/{COMMUNITY}"), 200, True)
    ways["POST", "/api/hotline/requests"] = (_open, 201, True)
    ways["POST", "/api/accounts"] = (_make_account, 201, True)
    ways["POST", "/api/accounts/<uuid:account_id>/deactivate"] = (_closing(walk), 200, True)
    ways["POST", "/api/logout"] = (_leaving(walk), 204, False)
    return ways


def _change(path: str, body: Any) -> Ask:
    return lambda who: who.post(path, body, If_Match='"999"')


def _reading(path: str) -> Ask:
    def ask(who: Caller) -> Any:
        answer = who.get(path)
        answer.close()
        return answer

    return ask


def _open(who: Caller) -> Any:
    return who.post("/api/hotline/requests", request_body())


def _make_account(who: Caller) -> Any:
    grants = [{"role": "auditor", "area_code": COMMUNITY}]
    return who.post("/api/accounts", {"login": f"w-{uuid4().hex[:12]}", "display_name": "新", "grants": grants})


def _closing(walk: Walk) -> Ask:
    def ask(who: Caller) -> Any:
        return who.post(f"/api/accounts/{walk.web.account((Role.AUDITOR, COMMUNITY))}/deactivate")

    return ask


def _leaving(walk: Walk) -> Ask:
    """With a token of its own, for it ends with the answer."""

    def ask(who: Caller) -> Any:
        kept = dict(walk.web.tokens)
        grants = next(held for held, token in kept.items() if token == who.token)
        walk.web.tokens.clear()
        own = Caller(who.client, walk.web.token(*grants))
        walk.web.tokens = kept
        return own.post("/api/logout")

    return ask


def _expected(route: Route, role: Role, reaches: bool, allowed: int, bound: bool) -> int:
    assert route.access.roles is not None
    if role not in route.access.roles:
        return 403
    return allowed if reaches or not bound else 404


def _private(walk: Walk) -> list[Route]:
    return [one for one in access.routes(walk.web.app) if not one.access.is_public]


def test_the_walk_knows_every_route(walk: Walk) -> None:
    """A new route must be added to the walk."""
    known = set(_ways(walk)) | set(PUBLIC)
    assert {(one.method, one.rule) for one in access.routes(walk.web.app)} == known


@pytest.mark.parametrize("role", list(Role))
def test_each_route_lets_in_the_roles_it_declares_at_and_above_the_area_and_nobody_else(walk: Walk, role: Role) -> None:
    ways, wrong = _ways(walk), []
    for route in _private(walk):
        ask, allowed, bound = ways[route.method, route.rule]
        for where, area in {**REACHING, **OUTSIDE}.items():
            wanted = _expected(route, role, where in REACHING, allowed, bound)
            got = ask(walk.web.be(role, area)).status_code
            if got != wanted:
                wrong.append(f"{route.method} {route.rule} as {role} {where}: {got}, not {wanted}")
    assert not wrong, "\n".join(wrong)


def test_nobody_in_particular_gets_401_from_every_private_route(walk: Walk) -> None:
    for route in _private(walk):
        answer = walk.web.anyone().open(walk.path(route.rule), method=route.method)
        assert answer.status_code == 401, (route, answer.text)


@pytest.mark.parametrize(("method", "rule"), list(PUBLIC))
def test_public_routes_need_no_sign_in(walk: Walk, method: str, rule: str) -> None:
    path = rule.replace("<path:name>", "none").replace("<string:code>", "00000-00000")
    answer = walk.web.anyone().open(path, method=method, json={} if method == "POST" else None)
    assert answer.status_code == PUBLIC[method, rule]


def test_nothing_was_changed_by_the_walk(walk: Walk) -> None:
    """The requests stand as they were opened: every change was refused or stale."""
    for one in walk.requests.values():
        assert (walk.web.be().get(f"/api/hotline/requests/{one}").json or {})["version"] == 2


def test_an_undeclared_route_fails_the_walk_and_the_start(walk: Walk) -> None:
    app = walk.web.build(walk.web.settings)
    app.add_url_rule("/planted", "planted", lambda: Response("open to all"))
    with pytest.raises(access.Undeclared, match="planted"):
        access.check(app)
    app.testing = False
    assert app.test_client().get("/planted").status_code == 500, "an undeclared route answered"


def test_routes_declare_the_same_roles_as_the_calls_they_make(walk: Walk) -> None:
    by_endpoint = {one.endpoint: one for one in access.routes(walk.web.app)}
    for service in ("hotline", "assistance", "volunteer", "grid"):
        for name, call in calls_of(service_class(service)).items():
            assert by_endpoint[f"{service}.{name}"].access.roles == call.roles, f"{service}.{name}"


def test_the_description_lists_every_route_of_the_api_with_its_roles(walk: Walk) -> None:
    described = json.loads(walk.web.anyone().get("/api/openapi.json").text)
    operations = {
        (method.upper(), path): one for path, methods in described["paths"].items() for method, one in methods.items()
    }
    for route in _private(walk):
        path = re.sub(r"<\w+:(\w+)>", r"{\1}", route.rule)
        assert operations[route.method, path]["x-roles"] == ", ".join(sorted(route.access.roles or ()))


def test_the_folder_of_static_files_gives_no_way_out(walk: Walk) -> None:
    assert walk.web.anyone().get("/static/..%2Fwsgi.py").status_code == 404
    with walk.web.anyone().get("/static/docs.js") as answer:
        assert answer.status_code == 200
