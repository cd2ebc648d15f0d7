"""The routes of greeting calls as the walk over all routes asks them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from sqlalchemy import update

from linli.clock import now
from linli.timers import TIMER
from tests.factories.people import COMMUNITY
from tests.factories.unique import phone
from tests.factories.web import Caller, Web
from tests.polling import poll

LIST = "/api/volunteer/greetings"
ONE = f"{LIST}/<uuid:greeted_id>"
CALL = f"{LIST}/calls/<uuid:call_id>"
Way = tuple[Callable[[Caller], Any], int, bool]


def a_call(web: Web) -> dict[str, Any]:
    """A call that is due, of somebody at the community."""
    made = web.be().post(LIST, _listed()).json or {}
    with web.host.databases["volunteer"].transaction() as session:
        session.execute(update(TIMER).where(TIMER.c.subject == UUID(made["id"])).values(due_at=now()))

    def calls() -> list[dict[str, Any]]:
        path = f"{LIST}/calls?area={COMMUNITY}&greeted_id={made['id']}"
        return list((web.be().get(path).json or {})["items"])

    poll(lambda: bool(calls()), message="a greeting call")
    return calls()[0]


def ways(call: dict[str, Any]) -> dict[tuple[str, str], Way]:
    """How each route is asked, the status of who may, and whether it is about the community."""
    own, one_call = f"{LIST}/{call['greeted_id']}", f"{LIST}/calls/{call['id']}"
    changes: dict[str, tuple[str, dict[str, Any]]] = {
        f"{ONE}/change": (f"{own}/change", {"call_at": "08:00", "days": "12345"}),
        f"{ONE}/pause": (f"{own}/pause", {"reason": "away"}),
        f"{ONE}/resume": (f"{own}/resume", {}),
        f"{ONE}/end": (f"{own}/end", {"reason": "迁出"}),
        f"{CALL}/result": (f"{one_call}/result", {"result": "well", "means": "voice"}),
    }
    return {
        ("POST", LIST): (lambda who: who.post(LIST, _listed()), 201, True),
        ("GET", LIST): (lambda who: who.get(f"{LIST}?area={COMMUNITY}"), 200, True),
        ("GET", ONE): (lambda who: who.get(own), 200, True),
        ("GET", f"{LIST}/calls"): (lambda who: who.get(f"{LIST}/calls?area={COMMUNITY}"), 200, True),
        ("GET", CALL): (lambda who: who.get(one_call), 200, True),
        ("POST", f"{CALL}/dial"): (lambda who: who.post(f"{one_call}/dial"), 200, True),
        **{("POST", rule): (_stale(*said), 412, True) for rule, said in changes.items()},
    }


def _stale(path: str, said: dict[str, Any]) -> Callable[[Caller], Any]:
    return lambda who: who.post(path, said, If_Match='"999"')


def _listed() -> dict[str, Any]:
    return {"area_code": COMMUNITY, "name": "王芳", "phone": phone(), "call_at": "08:00"}
