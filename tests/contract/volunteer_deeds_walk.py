"""The routes of the moral bank and the charity supermarket as the walk over all routes asks them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import uuid4

from linli.clock import local, now
from tests.factories.people import COMMUNITY
from tests.factories.web import Caller, Web
from tests.polling import poll

VOLUNTEER = "/api/volunteer"
DEEDS, POINTS = f"{VOLUNTEER}/deeds", f"{VOLUNTEER}/points"
GOODS = "/api/assistance/charity-shop"
Way = tuple[Callable[[Caller], Any], int, bool]


def things(web: Web) -> dict[str, str]:
    """Somebody with hours and points at the community, a deed, a good, a wish for it that was granted."""
    owner, who = str(uuid4()), web.be()
    _made(who.post(f"{VOLUNTEER}/hours/{owner}/credit", _service()))
    _made(who.post(f"{POINTS}/{owner}/convert", {"hours": "10"}))
    good = _made(who.post(GOODS, _good()))["id"]
    wish = _made(who.post(f"{POINTS}/{owner}/redeem", {"good_id": good, "quantity": 1, "points": "1"}))["id"]
    poll(partial(_answers, web, f"{GOODS}/orders/{wish}"), message="the supermarket's answer")
    return {"owner": owner, "deed": _made(who.post(DEEDS, _deed()))["id"], "good": good, "wish": wish}


def ways(made: dict[str, str]) -> dict[tuple[str, str], Way]:
    """How each route is asked, the status of who may, and whether it is about the community."""
    owner, deed, good, wish = made["owner"], made["deed"], made["good"], made["wish"]
    points, order = f"{POINTS}/<uuid:owner_id>", f"{GOODS}/orders/<uuid:order_id>"
    asked = {"good_id": good, "quantity": 1, "points": "1"}
    return {
        ("GET", f"{VOLUNTEER}/deed-rules"): (_get(f"{VOLUNTEER}/deed-rules"), 200, False),
        ("POST", DEEDS): (lambda who: who.post(DEEDS, _deed()), 201, True),
        ("GET", DEEDS): (_get(f"{DEEDS}?area={COMMUNITY}"), 200, True),
        ("GET", f"{DEEDS}/<uuid:deed_id>"): (_get(f"{DEEDS}/{deed}"), 200, True),
        ("POST", f"{DEEDS}/<uuid:deed_id>/decide"): (_stale(f"{DEEDS}/{deed}/decide", {"confirmed": True}), 412, True),
        ("GET", points): (_get(f"{POINTS}/{owner}"), 200, True),
        ("GET", f"{VOLUNTEER}/my/points"): (_get(f"{VOLUNTEER}/my/points"), 200, False),
        ("POST", f"{points}/convert"): (lambda who: who.post(f"{POINTS}/{owner}/convert", {"hours": "1"}), 201, True),
        ("POST", f"{points}/redeem"): (lambda who: who.post(f"{POINTS}/{owner}/redeem", asked), 201, True),
        ("GET", f"{VOLUNTEER}/redemptions/<uuid:redemption_id>"): (_get(f"{VOLUNTEER}/redemptions/{wish}"), 200, True),
        ("POST", GOODS): (lambda who: who.post(GOODS, _good()), 201, True),
        ("GET", GOODS): (_get(f"{GOODS}?area={COMMUNITY}"), 200, True),
        ("POST", f"{GOODS}/<uuid:good_id>/change"): (_stale(f"{GOODS}/{good}/change", {"points": "2"}), 412, True),
        ("GET", order): (_get(f"{GOODS}/orders/{wish}"), 200, True),
        ("POST", f"{order}/collect"): (_stale(f"{GOODS}/orders/{wish}/collect", {}), 412, True),
    }


def _get(path: str) -> Callable[[Caller], Any]:
    return lambda who: who.get(path)


def _stale(path: str, said: dict[str, Any]) -> Callable[[Caller], Any]:
    return lambda who: who.post(path, said, If_Match='"999"')


def _answers(web: Web, path: str) -> bool:
    return bool(web.be().get(path).status_code == 200)


def _good() -> dict[str, Any]:
    return {"area_code": COMMUNITY, "zh": "大米5公斤", "points": "1", "stock": 100}


def _deed() -> dict[str, Any]:
    day = local(now()).date().isoformat()
    return {"doer_id": str(uuid4()), "area_code": COMMUNITY, "code": "mediate", "done_on": day, "text": "调解"}


def _service() -> dict[str, Any]:
    day = local(now()).date().isoformat()
    return {"area_code": COMMUNITY, "hours": "24", "served_on": day, "reason": "社区活动"}


def _made(answer: Any) -> dict[str, Any]:
    assert answer.status_code in (200, 201), answer.text
    return dict(answer.json or {})
