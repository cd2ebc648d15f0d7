"""The routes of the knowledge base and of templates as the walk over all routes asks them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.factories.knowledge import ARTICLES, content, published
from tests.factories.people import COMMUNITY, DISTRICT
from tests.factories.web import Caller, Web

Way = tuple[Callable[[Caller], Any], int, bool]


@dataclass(frozen=True)
class Things:
    """An article and a template of the community, and of the district; what a reader said of the first."""

    own: str
    wide: str
    judged: str
    own_template: str
    wide_template: str


def things(web: Web) -> Things:
    """Make them."""
    own, wide = (published(web, area)["id"] for area in (COMMUNITY, DISTRICT))
    judged = web.be().post(f"{ARTICLES}/{own}/judge", {"number": 1, "judgement": "wrong"}).json or {}
    templates = [_template(web.be(), area) for area in (COMMUNITY, DISTRICT)]
    return Things(own, wide, judged["id"], *templates)


TEMPLATES = "/api/hotline/templates"
TEMPLATE = {"name": "受理", "use": "answer", "text": "{tracking_code}"}


def _template(who: Caller, area: str) -> str:
    return str((who.post(TEMPLATES, {"area_code": area, "content": TEMPLATE}).json or {})["id"])


def ways(made: Things, request_id: str) -> dict[tuple[str, str], Way]:
    """How each route is asked, the status of who may, and whether it is about the community.

    An article of the district is read all over it; one of the community is changed from there up only.
    """
    own, wide = made.own, made.wide
    one, area = f"{ARTICLES}/<uuid:article_id>", f"area={COMMUNITY}"
    return _template_ways(made, request_id) | {
        ("POST", ARTICLES): (_post(ARTICLES, {"area_code": COMMUNITY, "content": content()}), 201, True),
        ("GET", ARTICLES): (_get(f"{ARTICLES}?{area}"), 200, True),
        ("GET", f"{ARTICLES}/search"): (_get(f"{ARTICLES}/search?{area}&words=助餐"), 200, True),
        ("POST", f"{ARTICLES}/suggest"): (_post(f"{ARTICLES}/suggest", {"area_code": COMMUNITY}), 200, True),
        ("GET", f"{ARTICLES}/judgements"): (_get(f"{ARTICLES}/judgements?{area}"), 200, True),
        ("POST", f"{ARTICLES}/judgements/<uuid:judgement_id>/resolve"): (
            _post(f"{ARTICLES}/judgements/{made.judged}/resolve", {"answer": "已更正"}),
            412,
            True,
        ),
        ("GET", one): (_get(f"{ARTICLES}/{wide}"), 200, False),
        ("POST", f"{one}/revise"): (_post(f"{ARTICLES}/{own}/revise", {"content": content()}), 412, True),
        **{("POST", f"{one}/{move}"): (_post(f"{ARTICLES}/{own}/{move}", {}), 412, True) for move in MOVES},
        ("POST", f"{one}/use"): (_post(f"{ARTICLES}/{wide}/use", {"number": 1, "request_id": request_id}), 200, True),
        ("POST", f"{one}/judge"): (
            _post(f"{ARTICLES}/{wide}/judge", {"number": 1, "judgement": "helpful"}),
            201,
            False,
        ),
    }


def _template_ways(made: Things, request_id: str) -> dict[tuple[str, str], Way]:
    one, own, wide = f"{TEMPLATES}/<uuid:template_id>", made.own_template, made.wide_template
    return {
        ("POST", TEMPLATES): (_post(TEMPLATES, {"area_code": COMMUNITY, "content": TEMPLATE}), 201, True),
        ("GET", TEMPLATES): (_get(f"{TEMPLATES}?area={COMMUNITY}"), 200, True),
        ("GET", one): (_get(f"{TEMPLATES}/{wide}"), 200, False),
        ("GET", f"{one}/filled"): (_get(f"{TEMPLATES}/{wide}/filled?request_id={request_id}"), 200, True),
        ("POST", f"{one}/revise"): (_post(f"{TEMPLATES}/{own}/revise", {"content": TEMPLATE}), 412, True),
        ("POST", f"{one}/retire"): (_post(f"{TEMPLATES}/{own}/retire", {}), 412, True),
    }


MOVES = ("review", "publish", "retire")


def _post(path: str, body: Any) -> Callable[[Caller], Any]:
    return lambda who: who.post(path, body, If_Match='"999"')


def _get(path: str) -> Callable[[Caller], Any]:
    return lambda who: who.get(path)
