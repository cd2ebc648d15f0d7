"""The routes of volunteers' hours as the walk over all routes asks them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4, uuid5

from linli.clock import local, now
from tests.factories.people import COMMUNITY, DISTRICT
from tests.factories.web import Caller, Web

VOLUNTEER = "/api/volunteer"
HOURS = f"{VOLUNTEER}/hours"
ONE = f"{HOURS}/<uuid:volunteer_id>"
MY = f"{VOLUNTEER}/my/hours"
Way = tuple[Callable[[Caller], Any], int, bool | str]


def ways(web: Web, task_id: str) -> dict[tuple[str, str], Way]:
    """How each route is asked, the status of who may, and whether it is about the community."""
    someone, relative = (str(uuid5(UUID(task_id), name)) for name in ("someone", "relative"))
    who, own = web.be(), f"{HOURS}/{someone}"
    if who.post(f"{own}/credit", _service("24")).status_code == 201:
        _made(who.post(f"{own}/relatives", {"relative_id": relative, "relation": "child"}))
        _made(who.post(f"{own}/donate", {"hours": "10"}))
    give = {"relative_id": relative, "hours": "0.01"}
    return {
        ("GET", ONE): (lambda who: who.get(own), 200, True),
        ("GET", f"{ONE}/lines"): (lambda who: who.get(f"{own}/lines"), 200, True),
        ("GET", MY): (lambda who: who.get(MY), 200, False),
        ("GET", f"{MY}/lines"): (lambda who: who.get(f"{MY}/lines"), 200, False),
        ("POST", f"{MY}/give"): (lambda who: who.post(f"{MY}/give", give), 404, False),
        ("GET", f"{VOLUNTEER}/hour-rules"): (lambda who: who.get(f"{VOLUNTEER}/hour-rules"), 200, False),
        ("GET", f"{VOLUNTEER}/hour-fund"): (
            lambda who: who.get(f"{VOLUNTEER}/hour-fund?area={COMMUNITY}"),
            200,
            True,
        ),
        ("POST", f"{ONE}/credit"): (lambda who: who.post(f"{HOURS}/{uuid4()}/credit", _service("1")), 201, True),
        ("POST", f"{ONE}/relatives"): (
            lambda who: who.post(f"{own}/relatives", {"relative_id": relative, "relation": "child"}),
            200,
            True,
        ),
        ("POST", f"{ONE}/transfer"): (lambda who: who.post(f"{own}/transfer", give), 201, True),
        ("POST", f"{ONE}/donate"): (lambda who: who.post(f"{own}/donate", {"hours": "0.01"}), 201, True),
        ("POST", f"{ONE}/grant"): (
            lambda who: who.post(f"{own}/grant", {"area_code": COMMUNITY, "hours": "0.01", "reason": "困难"}),
            201,
            DISTRICT,
        ),
        **_reserving(web, own, task_id),
        **certificate_ways(web, someone),
        ("POST", f"{HOURS}/entries/<uuid:entry_id>/reverse"): (_reversing(web), 201, True),
    }


def certificate_ways(web: Web, someone: str) -> dict[tuple[str, str], Way]:
    """The same of certificates and statements."""
    own, day = f"{HOURS}/{someone}", local(now()).date().isoformat()
    said = {"area_code": COMMUNITY, "name": "王芳", "since": day, "until": day}
    made = _made(web.be().post(f"{own}/certificates", said))["id"]
    one, rule = f"{VOLUNTEER}/certificates/{made}", f"{VOLUNTEER}/certificates/<uuid:certificate_id>"
    days = f"statement?since={day}&until={day}"
    return {
        ("POST", f"{ONE}/certificates"): (lambda who: who.post(f"{own}/certificates", said), 201, True),
        ("GET", f"{ONE}/certificates"): (lambda who: who.get(f"{own}/certificates"), 200, True),
        ("GET", rule): (lambda who: who.get(one), 200, True),
        ("GET", f"{rule}/pdf"): (lambda who: who.get(f"{one}/pdf"), 200, True),
        ("POST", f"{rule}/revoke"): (
            lambda who: who.post(f"{one}/revoke", {"reason": "有误"}, If_Match='"999"'),
            412,
            True,
        ),
        ("GET", f"{ONE}/statement"): (lambda who: who.get(f"{own}/{days}"), 200, True),
        ("GET", f"{MY}/statement"): (lambda who: who.get(f"{MY}/{days}"), 200, False),
    }


def _reserving(web: Web, own: str, task_id: str) -> dict[tuple[str, str], Way]:
    wish = {"task_id": task_id, "hours": "0.01"}

    def reserve(who: Caller) -> Any:
        web.be().post(f"{own}/release", {"task_id": task_id})
        return who.post(f"{own}/reserve", wish)

    def release(who: Caller) -> Any:
        web.be().post(f"{own}/reserve", wish)
        return who.post(f"{own}/release", {"task_id": task_id})

    return {("POST", f"{ONE}/reserve"): (reserve, 201, True), ("POST", f"{ONE}/release"): (release, 201, True)}


def _reversing(web: Web) -> Callable[[Caller], Any]:
    def reverse(who: Caller) -> Any:
        entry = _made(web.be().post(f"{HOURS}/{uuid4()}/credit", _service("1")))["entry_id"]
        return who.post(f"{HOURS}/entries/{entry}/reverse", {"reason": "登记错误"})

    return reverse


def _service(hours: str) -> dict[str, Any]:
    day = local(now()).date().isoformat()
    return {"area_code": COMMUNITY, "hours": hours, "served_on": day, "reason": "社区活动"}


def _made(answer: Any) -> dict[str, Any]:
    assert answer.status_code in (200, 201), answer.text
    return dict(answer.json or {})
