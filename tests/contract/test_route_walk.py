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
from linli.hosting.registry import service_class
from linli.identity import EVERY_ROLE, PUBLIC_ROLE, Role
from tests.contract import (
    aid_goods_walk,
    aid_money_walk,
    aid_support_walk,
    assistance_walk,
    call_backs_walk,
    catalogue_walk,
    citizen_walk,
    directory_walk,
    figures_walk,
    grid_parties_walk,
    grid_space_walk,
    grid_walk,
    knowledge_walk,
    messages_walk,
    platform_walk,
    volunteer_deeds_walk,
    volunteer_greetings_walk,
    volunteer_hours_walk,
    volunteer_walk,
)
from tests.contract.leaving import leaving
from tests.contract.plain_routes import AREA_READS, CHANGES, FREE_READS, THING_READS
from tests.contract.telephone_walk import Telephone
from tests.factories.people import COMMUNITY, DISTRICT, STREET
from tests.factories.web import COMMUNITY_BESIDE, STREET_BESIDE, Caller, Web, request_body, web
from tests.polling import poll

CELL = f"010101{COMMUNITY[:6]}{COMMUNITY[6:12]}01"
REACHING = {"own": COMMUNITY, "above": STREET, "far above": DISTRICT}
OUTSIDE = {"below": CELL, "beside": COMMUNITY_BESIDE, "beside its street": STREET_BESIDE}

CATEGORIES = {"assistance": "aid.medical", "volunteer": "aid.elderly", "grid": "noise.residential"}

PUBLIC = {
    ("GET", "/"): 200,
    ("GET", "/api/docs"): 200,
    ("GET", "/api/openapi.json"): 200,
    ("GET", "/static/<path:name>"): 404,
    ("GET", "/console/<path:name>"): 404,
    ("GET", "/metrics"): 200,
    ("GET", "/health/live"): 200,
    ("GET", "/health/ready"): 200,
    ("GET", "/api/terms"): 200,
    ("GET", "/api/track/<string:code>"): 404,
    ("GET", "/api/certificates/<string:code>"): 422,
    ("POST", "/api/login"): 422,
    ("POST", "/api/cti/<string:token>"): 401,
    ("GET", "/api/osmand"): 422,
    ("POST", "/api/osmand"): 422,
    ("POST", "/api/grid/devices/<uuid:device_id>/findings"): 422,
    **citizen_walk.PUBLIC,
    **volunteer_walk.PUBLIC,
}
"""What nobody in particular gets, asked with nothing."""


@dataclass
class Walk:
    """The platform with one request for each service at the community."""

    web: Web
    requests: dict[str, str]
    tasks: dict[str, str]
    articles: knowledge_walk.Things
    directory: directory_walk.Things
    volunteers: volunteer_walk.Things
    telephone: Telephone
    photo: str
    space: grid_space_walk.Things
    money: aid_money_walk.Things
    greeting: dict[str, Any]
    goods: aid_goods_walk.Things
    register: assistance_walk.Things
    field: grid_walk.Things
    moral: dict[str, str]
    parties: grid_parties_walk.Things
    support: aid_support_walk.Things

    def path(self, rule: str) -> str:
        """The address of the thing at the community that this route is about."""
        service = rule.split("/")[2]
        task = self.tasks.get(service, "")
        request = self.requests["grid"]
        known = self.telephone.path(rule).replace("<uuid:case_id>", task).replace("<uuid:task_id>", task)
        known = known.replace("<int:part>", "1")
        return re.sub(r"<uuid:\w+>", request, known).replace("<string:code>", COMMUNITY)


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
        ids = {name: one["id"] for name, one in opened.items()}
        photo = citizen_walk.photo(made, ids["grid"])
        money = aid_money_walk.things(made, tasks["assistance"], by_service["assistance"])
        yield Walk(
            made,
            ids,
            tasks,
            knowledge_walk.things(made),
            directory_walk.things(made, ids["grid"]),
            volunteer_walk.things(made),
            Telephone(made),
            photo,
            grid_space_walk.things(made),
            money,
            volunteer_greetings_walk.a_call(made),
            aid_goods_walk.things(made),
            assistance_walk.things(made),
            grid_walk.things(made),
            volunteer_deeds_walk.things(made),
            grid_parties_walk.things(made),
            aid_support_walk.things(made, money.fund),
        )


def _answers(made: Web, path: str) -> bool:
    return made.be().get(path).status_code == 200


Ask = Callable[[Caller], Any]


def _ways(walk: Walk) -> dict[tuple[str, str], tuple[Ask, int, bool | str]]:
    """How each private route is asked, the status of who may, and whether it is about the community, or what else."""
    ways: dict[tuple[str, str], tuple[Ask, int, bool | str]] = {}
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
    ways["POST", "/api/hotline/requests/duplicates"] = (_suggest, 200, True)
    ways["POST", "/api/hotline/requests/titles"] = (_titles(walk.requests["grid"]), 200, False)
    for linking in ("link", "unlink"):
        rule = f"/api/hotline/requests/<uuid:request_id>/{linking}"
        ways["POST", rule] = (_change(walk.path(rule), {"other_id": walk.requests["volunteer"]}), 200, True)
    ways["GET", "/api/hotline/intake/refused"] = (_reading("/api/hotline/intake/refused"), 200, False)
    deliver = "/api/hotline/intake/refused/<uuid:request_id>/deliver"
    ways["POST", deliver] = (_mend(walk.path(deliver)), 404, True)
    ways["POST", "/api/accounts"] = (_make_account, 201, True)
    ways["POST", "/api/accounts/<uuid:account_id>/deactivate"] = (_closing(walk), 200, True)
    ways.update(walk.telephone.ways(walk.requests["grid"]))
    ways["POST", "/api/logout"] = (leaving(walk.web, "/api/logout"), 204, False)
    return {**ways, **_ways_of_matters(walk)}


def _ways_of_matters(walk: Walk) -> dict[tuple[str, str], tuple[Ask, int, bool | str]]:
    """The same of the matters that have a walk of their own."""
    ways: dict[tuple[str, str], tuple[Ask, int, bool | str]] = {}
    ways.update(catalogue_walk.ways())
    ways.update(citizen_walk.ways(walk.requests["grid"], walk.photo))
    ways.update(knowledge_walk.ways(walk.articles, walk.requests["grid"]))
    ways.update(directory_walk.ways(walk.directory))
    ways.update(messages_walk.ways(walk.web))
    ways.update(volunteer_walk.ways(walk.volunteers))
    ways.update(call_backs_walk.ways(walk.web))
    ways.update(figures_walk.ways())
    ways.update(grid_space_walk.ways(walk.space))
    ways.update(assistance_walk.ways())
    ways.update(volunteer_hours_walk.ways(walk.web, walk.tasks["volunteer"]))
    ways.update(aid_money_walk.ways(walk.money))
    ways.update(volunteer_greetings_walk.ways(walk.greeting))
    ways.update(aid_goods_walk.ways(walk.goods))
    ways.update(assistance_walk.register_ways(walk.register))
    ways.update(assistance_walk.application_ways(walk.register))
    ways.update(assistance_walk.referral_ways())
    ways.update(grid_walk.ways(walk.field))
    ways.update(volunteer_deeds_walk.ways(walk.moral))
    ways.update(platform_walk.ways(walk.web))
    ways.update(platform_walk.request_ways(walk.requests["grid"]))
    ways.update(grid_parties_walk.ways(walk.parties))
    ways.update(aid_support_walk.ways(walk.support))
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


def _mend(path: str) -> Ask:
    return lambda who: who.post(path, {"category": "noise.residential"})


def _titles(request_id: str) -> Ask:
    return lambda who: who.post("/api/hotline/requests/titles", {"ids": [request_id]})


def _suggest(who: Caller) -> Any:
    return who.post("/api/hotline/requests/duplicates", {"area_code": COMMUNITY, "text": "路灯不亮"})


def _make_account(who: Caller) -> Any:
    grants = [{"role": "auditor", "area_code": COMMUNITY}]
    return who.post("/api/accounts", {"login": f"w-{uuid4().hex[:12]}", "display_name": "新", "grants": grants})


def _closing(walk: Walk) -> Ask:
    def ask(who: Caller) -> Any:
        return who.post(f"/api/accounts/{walk.web.account((Role.AUDITOR, COMMUNITY))}/deactivate")

    return ask


def _expected(route: Route, role: Role, reaches: bool, allowed: int, bound: bool) -> int:
    assert route.access.roles is not None
    if route.access.is_for_citizens:
        return 401
    if role not in route.access.roles:
        return 403
    return allowed if reaches or not bound else 404


def _places(route: Route, role: Role) -> dict[str, str]:
    """Where the role is held that asks: all kinds of places; one and the widest for a role that has no place here."""
    if route.access.is_for_citizens or role not in (route.access.roles or ()):
        return {where: REACHING[where] for where in ("own", "far above")}
    return {**REACHING, **OUTSIDE}


def _private(walk: Walk) -> list[Route]:
    return [one for one in access.routes(walk.web.app) if not one.access.is_public]


def test_the_walk_knows_every_route(walk: Walk) -> None:
    """A new route must be added to the walk."""
    known = set(_ways(walk)) | set(PUBLIC)
    assert {(one.method, one.rule) for one in access.routes(walk.web.app)} == known


@pytest.mark.parametrize("role", sorted(EVERY_ROLE))
def test_each_route_lets_in_the_roles_it_declares_at_and_above_the_area_and_nobody_else(walk: Walk, role: Role) -> None:
    ways, wrong = _ways(walk), []
    for route in _private(walk):
        ask, allowed, bound = ways[route.method, route.rule]
        for where, area in _places(route, role).items():
            reaches = area == bound if isinstance(bound, str) else where in REACHING
            wanted = _expected(route, role, reaches, allowed, bool(bound))
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
    path = citizen_walk.public_path(rule).replace("<path:name>", "none").replace("<string:code>", "00000-00000")
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


ELSEWHERE = {"load_catalogue": ("imports", "import_catalogue"), "preview_calendar": ("platform", "preview_calendar")}
"""Calls whose route is not beside those of their service: by the part of its address and its name."""


def test_routes_declare_the_same_roles_as_the_calls_they_make(walk: Walk) -> None:
    """A call that only the gateway may make for the public has a route of its name for the public or for citizens."""
    by_call = {
        ("public" if one.access.is_public else one.rule.split("/")[2], one.endpoint.rpartition(".")[2]): one
        for one in access.routes(walk.web.app)
    }
    for service in ("hotline", "assistance", "volunteer", "grid"):
        for name, call in calls_of(service_class(service)).items():
            if name != "report_call":  # asked by telephone systems, whose token stands for the line's own principal
                for_public = call.roles == PUBLIC_ROLE
                place = ELSEWHERE.get(name, ("public" if for_public else service, name))
                route = by_call.get(("citizen", name)) or by_call[place]
                assert route.access.roles == (None if route.access.is_public else call.roles), f"{service}.{name}"
                assert for_public or not route.access.is_public, f"{service}.{name}"


def test_no_account_can_hold_the_role_that_the_gateway_takes_for_the_public(walk: Walk) -> None:
    grants = [{"role": "citizen", "area_code": COMMUNITY}]
    refused = walk.web.be().post("/api/accounts", {"login": "a-citizen", "display_name": "民", "grants": grants})
    assert (refused.status_code, (refused.json or {})["code"]) == (422, "role_not_for_accounts")


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
