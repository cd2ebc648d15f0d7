"""The routes of call-backs as the walk over all routes asks them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from tests.factories.people import COMMUNITY
from tests.factories.web import Caller, Web
from tests.polling import poll

Way = tuple[Callable[[Caller], Any], int, bool]
LIST = "/api/hotline/call-backs"
BODIES: dict[str, dict[str, Any]] = {"claim": {}, "release": {}, "calls": {"result": "no_answer"}}


def ways(web: Web) -> dict[tuple[str, str], Way]:
    """How each route is asked, the status of who may, and whether it is about the community."""
    one = _first(web)
    if not one:
        _make(web)
        one = poll(partial(_first, web), message="a call-back")
    changes = {
        ("POST", f"{LIST}/<uuid:call_back_id>/{move}"): (_change(f"{LIST}/{one}/{move}", body), 412, True)
        for move, body in BODIES.items()
    }
    return {
        ("GET", LIST): (_get(f"{LIST}?area={COMMUNITY}"), 200, True),
        ("GET", f"{LIST}/<uuid:call_back_id>"): (_get(f"{LIST}/{one}"), 200, True),
        **changes,
    }


def _make(web: Web) -> None:
    """A request that was found done."""
    path = f"/api/hotline/requests/{web.be().open(contact_phone='13912345678')['id']}"
    for move, body in (("settle", {"result": "已处理"}), ("verify", {"accepted": True})):
        web.be().post(f"{path}/{move}", body, If_Match="*")


def _first(web: Web) -> str:
    items = (web.be().get(f"{LIST}?area={COMMUNITY}").json or {})["items"]
    return str(items[0]["id"]) if items else ""


def _get(path: str) -> Callable[[Caller], Any]:
    return lambda who: who.get(path)


def _change(path: str, body: Any) -> Callable[[Caller], Any]:
    return lambda who: who.post(path, body, If_Match='"999"')
