"""The routes of the work in the field as the walk over all routes asks them."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

from PIL import Image

from linli.clock import now
from tests.factories.people import COMMUNITY
from tests.factories.web import Caller, Web

GRID = "/api/grid"
CONTENT = {"name": "东门", "latitude": 41.79, "longitude": 123.45}
CASE_CHANGES: dict[str, Any] = {
    f"{GRID}/cases/<uuid:case_id>/{move}": said
    for move, said in {
        "file": {},
        "dismiss": {"reason": "重复"},
        "confirm": {"found": True},
        "locate": {"latitude": 41.79, "longitude": 123.45},
        "start": {},
        "extend": {"due_at": "2030-01-01T00:00:00+08:00", "reason": "待料"},
        "shelve": {"reason": "权属不清"},
        "take-up": {},
        "refer": {},
        "evaluate": {"rating": 5},
    }.items()
}
TEAM = {"area_code": COMMUNITY, "content": {"name": "巡防一队", "colour": "blue"}}
Way = tuple[Callable[[Caller], Any], int, bool]


@dataclass(frozen=True)
class Things:
    """Something of each kind, of the community."""

    checkpoint: str
    route: str
    round: str
    photo: str
    team: str
    shift: str
    alarm: str


def things(web: Web) -> Things:
    """Make them."""
    who = web.be()
    checkpoint = _said(who, f"{GRID}/checkpoints", _checkpoint())["id"]
    route = _said(who, f"{GRID}/routes", {"area_code": COMMUNITY, "content": _route(checkpoint)})["id"]
    made = _said(who, f"{GRID}/rounds", _round(route))["id"]
    photo = str(uuid4())
    who.raw(f"{GRID}/photos/{COMMUNITY}/{made}/{photo}", picture())
    team = _said(who, f"{GRID}/teams", TEAM)["id"]
    shift = _said(who, f"{GRID}/shifts", _shift(team))["id"]
    alarm = _said(who, f"{GRID}/panic", {"id": str(uuid4()), "area_code": COMMUNITY})["id"]
    return Things(checkpoint, route, made, photo, team, shift, alarm)


def picture() -> bytes:
    """A small PNG."""
    written = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(written, "PNG")
    return written.getvalue()


def ways(made: Things) -> dict[tuple[str, str], Way]:
    """How each route is asked, the status of who may, and whether it is about the community."""
    return _point_ways(made) | _round_ways(made) | _duty_ways(made)


def _point_ways(made: Things) -> dict[tuple[str, str], Way]:
    at = f"?area={COMMUNITY}"
    points, lines = f"{GRID}/checkpoints", f"{GRID}/routes"
    revised = {"content": CONTENT}
    return {
        ("POST", points): (lambda who: who.post(points, _checkpoint()), 201, True),
        ("GET", points): (_get(points + at), 200, True),
        ("POST", f"{points}/<uuid:checkpoint_id>/revise"): (
            _change(f"{points}/{made.checkpoint}/revise", revised),
            412,
            True,
        ),
        ("GET", f"{points}/codes"): (_get(f"{points}/codes{at}"), 200, True),
        ("GET", f"{points}/codes.pdf"): (_get(f"{points}/codes.pdf{at}"), 200, True),
        ("GET", f"{points}/codes.svg"): (_get(f"{points}/codes.svg{at}"), 200, True),
        ("POST", lines): (
            lambda who: who.post(lines, {"area_code": COMMUNITY, "content": _route(made.checkpoint)}),
            201,
            True,
        ),
        ("GET", lines): (_get(lines + at), 200, True),
        ("POST", f"{lines}/<uuid:route_id>/revise"): (
            _change(f"{lines}/{made.route}/revise", {"content": _route(made.checkpoint)}),
            412,
            True,
        ),
    }


def _round_ways(made: Things) -> dict[tuple[str, str], Way]:
    photos, at = f"{GRID}/photos", f"?area={COMMUNITY}"
    return {
        ("POST", f"{GRID}/rounds"): (lambda who: who.post(f"{GRID}/rounds", _round(made.route)), 201, True),
        **_changes("rounds", "round_id", made.round, {"cancel": {"reason": "暴雨"}}),
        ("GET", f"{GRID}/rounds"): (_get(f"{GRID}/rounds{at}"), 200, True),
        ("GET", f"{GRID}/rounds/<uuid:round_id>"): (_get(f"{GRID}/rounds/{made.round}"), 200, True),
        ("GET", f"{GRID}/rounds/<uuid:round_id>/scans"): (_get(f"{GRID}/rounds/{made.round}/scans"), 200, True),
        ("GET", f"{GRID}/kinds"): (_get(f"{GRID}/kinds{at}"), 200, True),
        ("POST", f"{GRID}/findings"): (lambda who: who.post(f"{GRID}/findings", finding()), 201, True),
        ("POST", f"{GRID}/sync"): (
            lambda who: who.post(f"{GRID}/sync", {"area_code": COMMUNITY, "items": []}),
            200,
            True,
        ),
        ("POST", f"{photos}/<string:code>/<uuid:record_id>/<uuid:photo_id>"): (
            lambda who: who.raw(f"{photos}/{COMMUNITY}/{made.round}/{uuid4()}", picture()),
            201,
            True,
        ),
        ("GET", f"{photos}/<uuid:record_id>/<uuid:photo_id>"): (
            _get(f"{photos}/{made.round}/{made.photo}"),
            200,
            True,
        ),
    }


def _duty_ways(made: Things) -> dict[tuple[str, str], Way]:
    someone, at = str(uuid4()), f"?area={COMMUNITY}"
    shifts: dict[str, Any] = {
        "cancel": {"reason": "暴雨"},
        "sign-up": {},
        "withdraw": {},
        "decide": {"account_id": someone, "approved": True},
        "swap/offer": {"to_account": someone},
        "swap/answer": {"from_account": someone, "accepted": True},
        "swap/decide": {"from_account": someone, "approved": True},
    }
    teams: dict[str, Any] = {"revise": {"content": TEAM["content"]}, "members": {"account_id": someone}}
    return {
        ("POST", f"{GRID}/panic"): (lambda who: who.post(f"{GRID}/panic", _panic()), 201, True),
        ("GET", f"{GRID}/alarms"): (_get(f"{GRID}/alarms{at}"), 200, True),
        **_changes("alarms", "alarm_id", made.alarm, {"acknowledge": {}}),
        ("POST", f"{GRID}/teams"): (lambda who: who.post(f"{GRID}/teams", TEAM), 201, True),
        ("GET", f"{GRID}/teams"): (_get(f"{GRID}/teams{at}"), 200, True),
        ("POST", f"{GRID}/shifts"): (lambda who: who.post(f"{GRID}/shifts", _shift(made.team)), 201, True),
        ("GET", f"{GRID}/roster"): (_get(f"{GRID}/roster{at}"), 200, True),
        ("GET", f"{GRID}/on-duty"): (_get(f"{GRID}/on-duty{at}"), 200, True),
        **_changes("teams", "team_id", made.team, teams),
        **_changes("shifts", "shift_id", made.shift, shifts),
    }


def _changes(kind: str, key: str, one: str, moves: dict[str, Any]) -> dict[tuple[str, str], Way]:
    """Changes of one thing, asked for with a version that it does not have."""
    return {
        ("POST", f"{GRID}/{kind}/<uuid:{key}>/{move}"): (_change(f"{GRID}/{kind}/{one}/{move}", said), 412, True)
        for move, said in moves.items()
    }


def _panic() -> dict[str, Any]:
    return {"id": str(uuid4()), "area_code": COMMUNITY}


def _shift(team: str) -> dict[str, Any]:
    soon = now() + timedelta(hours=1)
    ends = soon + timedelta(hours=8)
    return {"team_id": team, "starts_at": soon.isoformat(), "ends_at": ends.isoformat()}


def finding() -> dict[str, Any]:
    """What somebody noticed."""
    return {"id": str(uuid4()), "area_code": COMMUNITY, "kind": "event.litter", "note": "东门垃圾"}


def _checkpoint() -> dict[str, Any]:
    return {"area_code": COMMUNITY, "code": f"p-{uuid4().hex[:8]}", "content": CONTENT}


def _route(checkpoint: str) -> dict[str, Any]:
    return {"name": "夜巡", "stops": [{"checkpoint_id": checkpoint}]}


def _round(route: str) -> dict[str, Any]:
    soon = now() + timedelta(hours=1)
    return {"route_id": route, "officer_id": str(uuid4()), "starts_at": soon.isoformat()}


def _said(who: Caller, path: str, body: Any) -> dict[str, Any]:
    made = who.post(path, body)
    assert made.status_code in (200, 201), made.text
    return dict(made.json or {})


def _change(path: str, said: dict[str, Any]) -> Callable[[Caller], Any]:
    return lambda who: who.post(path, said, If_Match='"999"')


def _get(path: str) -> Callable[[Caller], Any]:
    return lambda who: who.get(path)
