"""The routes of the register of volunteers, planned tasks and offers as the walk over all routes asks them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from linli.clock import now
from tests.factories.people import COMMUNITY
from tests.factories.unique import phone
from tests.factories.volunteer_register import ALL_DAY, profile
from tests.factories.web import Caller, Web
from tests.polling import poll

ROOT = "/api/volunteer"
Way = tuple[Callable[[Caller], Any], int, bool]
PUBLIC = {("POST", f"{ROOT}/applications"): 422, ("GET", "/api/calendars/<string:token>"): 422}
OWN = "/api/citizen/volunteer"
_OFFER = f"{OWN}/offers/<uuid:engagement_id>"
FOR_CITIZENS = frozenset(
    {
        *(("GET", f"{OWN}{one}") for one in ("", "/offers", "/hours", "/hours/lines", "/hours/statement")),
        ("GET", f"{OWN}/certificates"),
        ("GET", f"{OWN}/skills"),
        ("POST", f"{OWN}/apply"),
        ("GET", f"{OWN}/certificates/<uuid:certificate_id>/pdf"),
        *(("POST", f"{OWN}/{one}") for one in ("state", "availability", "calendar", "wish", "feed", "feed/close")),
        *(("POST", f"{_OFFER}/{one}") for one in ("accept", "decline", "check-in", "check-out", "dispute")),
    }
)
"""What a volunteer gets who is signed in as a citizen."""


@dataclass(frozen=True)
class Things:
    """Something of each kind, of the community."""

    volunteer: str
    team: str
    task: str
    series: str
    engagement: str
    message: str


def things(web: Web) -> Things:
    """Make them."""
    who = web.be()
    volunteer = _said(who, f"{ROOT}/volunteers", _person())["id"]
    free = {"availability": {"weekly": ALL_DAY}}
    who.post(f"{ROOT}/volunteers/{volunteer}/availability", free, If_Match="*")
    team = _said(who, f"{ROOT}/teams", _team())["id"]
    task = _said(who, f"{ROOT}/tasks", _task())["id"]
    offer = who.post(f"{ROOT}/tasks/{task}/places", {"volunteer_id": volunteer}, If_Match="*")
    assert offer.status_code == 200, offer.text
    series = _said(who, f"{ROOT}/series", _series())["id"]
    told = poll(lambda: _deliveries(who), message="the volunteer is told")
    return Things(volunteer, team, task, series, (offer.json or {})["id"], told[0]["id"])


def _deliveries(who: Caller) -> list[dict[str, Any]]:
    return list((who.get(f"{ROOT}/deliveries?area={COMMUNITY}").json or {})["items"])


def ways(made: Things) -> dict[tuple[str, str], Way]:
    """How each route is asked, the status of who may, and whether it is about the community."""
    return _people_ways(made) | _team_ways(made) | _dispatch_ways(made)


def _people_ways(made: Things) -> dict[tuple[str, str], Way]:
    one, own = f"{ROOT}/volunteers/<uuid:volunteer_id>", f"{ROOT}/volunteers/{made.volunteer}"
    moves: dict[str, dict[str, Any]] = {
        "review": {"accept": True},
        "move": {"state": "paused"},
        "profile": {"profile": profile()},
        "availability": {"availability": {}},
        "wish": {"notify": "none"},
        "calendar": {"calendar": "BEGIN:VCALENDAR"},
        "documents": {"kind": "check", "code": "police", "issued_on": "2026-01-01"},
        "documents/revoke": {"document_id": made.volunteer, "reason": "误"},
    }
    return {
        ("GET", f"{ROOT}/volunteers"): (_get(f"{ROOT}/volunteers?area={COMMUNITY}"), 200, True),
        ("POST", f"{ROOT}/volunteers"): (_post(f"{ROOT}/volunteers", _person), 201, True),
        ("GET", one): (_get(own), 200, True),
        ("GET", f"{one}/calendar"): (_get(f"{own}/calendar"), 200, True),
        ("POST", f"{one}/contact"): (_post(f"{own}/contact", lambda: {"reason": "联系"}), 200, True),
        ("GET", f"{ROOT}/skills"): (_get(f"{ROOT}/skills"), 200, False),
        **_moves(one, own, moves),
    }


def _team_ways(made: Things) -> dict[tuple[str, str], Way]:
    one, own = f"{ROOT}/teams/<uuid:team_id>", f"{ROOT}/teams/{made.team}"
    moves: dict[str, dict[str, Any]] = {"revise": {"content": {"name": "队"}}, "dissolve": {"reason": "并入"}}
    day = {"area_code": COMMUNITY, "day": "2026-03-05", "name": "学雷锋日", "participants": 5}
    residents = {"area_code": COMMUNITY, "residents": 5000}
    member = {"volunteer_id": made.volunteer}
    return {
        ("GET", f"{ROOT}/teams"): (_get(f"{ROOT}/teams?area={COMMUNITY}"), 200, True),
        ("POST", f"{ROOT}/teams"): (_post(f"{ROOT}/teams", _team), 201, True),
        ("GET", one): (_get(own), 200, True),
        ("POST", f"{one}/members"): (_post(f"{own}/members", lambda: member), 200, True),
        ("POST", f"{ROOT}/service-days"): (_post(f"{ROOT}/service-days", lambda: day), 200, True),
        ("POST", f"{ROOT}/residents"): (_post(f"{ROOT}/residents", lambda: residents), 200, True),
        ("GET", f"{ROOT}/indicators"): (_get(f"{ROOT}/indicators?area={COMMUNITY}"), 200, True),
        **_moves(one, own, moves),
    }


def _dispatch_ways(made: Things) -> dict[tuple[str, str], Way]:
    task, own = f"{ROOT}/tasks/<uuid:task_id>", f"{ROOT}/tasks/{made.task}"
    offer, offered = f"{ROOT}/engagements/<uuid:engagement_id>", f"{ROOT}/engagements/{made.engagement}"
    hours = {"hours": "1.00", "reason": "记录有误"}
    series, mine = f"{ROOT}/series/<uuid:series_id>", f"{ROOT}/series/{made.series}"
    return {
        ("POST", f"{ROOT}/tasks"): (_post(f"{ROOT}/tasks", _task), 201, True),
        ("POST", f"{ROOT}/series"): (_post(f"{ROOT}/series", _series), 201, True),
        ("GET", series): (_get(mine), 200, True),
        ("GET", f"{task}/matches"): (_get(f"{own}/matches"), 200, True),
        ("GET", f"{task}/engagements"): (_get(f"{own}/engagements"), 200, True),
        ("POST", f"{task}/dispatch"): (_post(f"{own}/dispatch", dict), 200, True),
        **_moves(series, mine, {"end": {"reason": "不再需要"}}),
        **_moves(task, own, {"plan": {"plan": _plan()}, "places": {"volunteer_id": made.volunteer}, "move": _move()}),
        ("GET", f"{ROOT}/deliveries"): (_get(f"{ROOT}/deliveries?area={COMMUNITY}"), 200, True),
        ("POST", f"{ROOT}/deliveries/<uuid:message_id>/retry"): (
            _post(f"{ROOT}/deliveries/{made.message}/retry", dict),
            409,
            True,
        ),
        **_moves(offer, offered, {"accept": {}, "decline": {}, "withdraw": {"reason": "改期"}}),
        **_moves(offer, offered, {"check-in": {"proof": "coordinator"}, "check-out": {"proof": "coordinator"}}),
        **_moves(offer, offered, {"dispute": hours, "decide": hours}),
        ("GET", f"{task}/attendance-code"): (_get(f"{own}/attendance-code"), 200, True),
        ("GET", f"{ROOT}/exceptions"): (_get(f"{ROOT}/exceptions?area={COMMUNITY}"), 200, True),
    }


def _moves(rule: str, path: str, moves: dict[str, dict[str, Any]]) -> dict[tuple[str, str], Way]:
    """Changes of one thing, asked for with a version that it does not have."""
    return {
        ("POST", f"{rule}/{move}"): (_post(f"{path}/{move}", dict, said), 412, True) for move, said in moves.items()
    }


def _person() -> dict[str, Any]:
    return {"area_code": COMMUNITY, "name": "李雷", "phone": phone(), "profile": profile()}


def _team() -> dict[str, Any]:
    return {"area_code": COMMUNITY, "content": {"name": "队"}}


def _plan() -> dict[str, Any]:
    begins = now() + timedelta(days=2)
    return {"title": "陪伴", "starts_at": begins.isoformat(), "ends_at": (begins + timedelta(hours=1)).isoformat()}


def _move() -> dict[str, Any]:
    plan = _plan()
    return {"starts_at": plan["starts_at"], "ends_at": plan["ends_at"], "reason": "改期"}


def _task() -> dict[str, Any]:
    return {"area_code": COMMUNITY, "category": "aid.elderly", "plan": _plan()}


def _series() -> dict[str, Any]:
    return {**_task(), "rule": "FREQ=WEEKLY"}


def _said(who: Caller, path: str, body: Any) -> dict[str, Any]:
    made = who.post(path, body)
    assert made.status_code in (200, 201), made.text
    return dict(made.json or {})


def _post(path: str, body: Callable[[], Any], said: Any = None) -> Callable[[Caller], Any]:
    return lambda who: who.post(path, body() if said is None else said, If_Match='"999"')


def _get(path: str) -> Callable[[Caller], Any]:
    return lambda who: who.get(path)
