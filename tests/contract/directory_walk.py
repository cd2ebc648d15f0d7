"""The routes of the directory, referrals, appointments and bundles as the walk over all routes asks them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from tests.factories.directory import BATHING, provider, service, tomorrow
from tests.factories.people import COMMUNITY, DISTRICT
from tests.factories.unique import phone
from tests.factories.web import Caller, Web

HOTLINE = "/api/hotline"
DIRECTORY = f"{HOTLINE}/directory"
FORM = {"new_address": "滨河路1号", "moved_on": "2026-03-01", "persons": "3"}
Way = tuple[Callable[[Caller], Any], int, bool]


@dataclass(frozen=True)
class Things:
    """Something of each kind, of the community; `wide` is a provider of the district."""

    request: str
    provider: str
    wide: str
    slots: tuple[str, ...]
    appointment: str
    referral: str
    bundle: str


def things(web: Web, request_id: str) -> Things:
    """Make them."""
    who = web.be()
    _said(who, f"{DIRECTORY}/services", {"area_code": DISTRICT, "service": service()})
    own, wide = (_said(who, f"{DIRECTORY}/providers", _provider(area))["id"] for area in (COMMUNITY, DISTRICT))
    _said(who, f"{DIRECTORY}/providers/{own}/slots", _days())
    found = who.get(f"{HOTLINE}/slots?area={COMMUNITY}&service={BATHING}").json or {}
    slots = tuple(one["id"] for one in found["items"])
    appointment = _said(who, f"{HOTLINE}/appointments", _booking(slots[0]))["id"]
    referral = _said(who, f"{HOTLINE}/requests/{request_id}/referrals", {"service": BATHING})["id"]
    bundle = _said(who, f"{HOTLINE}/bundles", _bundle())["id"]
    return Things(request_id, own, wide, slots, appointment, referral, bundle)


def ways(made: Things) -> dict[tuple[str, str], Way]:
    """How each route is asked, the status of who may, and whether it is about the community."""
    return _directory_ways(made) | _booking_ways(made) | _other_ways(made)


def _directory_ways(made: Things) -> dict[tuple[str, str], Way]:
    all_of_them, own = f"{DIRECTORY}/providers", f"{DIRECTORY}/providers/{made.provider}"
    one = f"{all_of_them}/<uuid:provider_id>"
    return {
        ("POST", f"{DIRECTORY}/services"): (
            _post(f"{DIRECTORY}/services", lambda: {"area_code": COMMUNITY, "service": service()}),
            200,
            True,
        ),
        ("GET", f"{DIRECTORY}/services"): (_get(f"{DIRECTORY}/services"), 200, False),
        ("POST", all_of_them): (_post(all_of_them, lambda: _provider(COMMUNITY)), 201, True),
        ("GET", all_of_them): (_get(f"{all_of_them}?area={COMMUNITY}"), 200, True),
        ("GET", one): (_get(f"{all_of_them}/{made.wide}"), 200, False),
        ("POST", f"{one}/revise"): (_post(f"{own}/revise", lambda: {"content": provider()}), 412, True),
        ("POST", f"{one}/close"): (_post(f"{own}/close", dict), 412, True),
        ("POST", f"{one}/slots"): (_post(f"{own}/slots", _days), 200, True),
        ("GET", f"{one}/appointments"): (_get(f"{own}/appointments"), 200, True),
    }


def _booking_ways(made: Things) -> dict[tuple[str, str], Way]:
    one, own = f"{HOTLINE}/appointments/<uuid:appointment_id>", f"{HOTLINE}/appointments/{made.appointment}"
    moves: dict[str, dict[str, Any]] = {
        "move": {"slot_id": made.slots[1]},
        "cancel": {"reason": "改天"},
        "attendance": {"came": True},
    }
    return {
        ("GET", f"{HOTLINE}/slots"): (_get(f"{HOTLINE}/slots?area={COMMUNITY}&service={BATHING}"), 200, True),
        ("POST", f"{HOTLINE}/slots/<uuid:slot_id>/close"): (
            _post(f"{HOTLINE}/slots/{made.slots[2]}/close", dict),
            200,
            True,
        ),
        ("POST", f"{HOTLINE}/appointments"): (
            _post(f"{HOTLINE}/appointments", lambda: _booking(made.slots[0])),
            201,
            True,
        ),
        ("GET", one): (_get(own), 200, True),
        **_moves(one, own, moves),
    }


def _other_ways(made: Things) -> dict[tuple[str, str], Way]:
    one, own = f"{HOTLINE}/referrals/<uuid:referral_id>", f"{HOTLINE}/referrals/{made.referral}"
    of_request = f"{HOTLINE}/requests/{made.request}/referrals"
    why = {"reason": "忙"}
    moves: dict[str, dict[str, Any]] = {
        "accept": {},
        "decline": why,
        "finish": {"result": "好"},
        "withdraw": why,
        "rate": {"stars": 5},
    }
    return {
        ("POST", f"{HOTLINE}/requests/<uuid:request_id>/referrals"): (
            _post(of_request, lambda: {"service": BATHING}),
            201,
            True,
        ),
        ("GET", f"{HOTLINE}/requests/<uuid:request_id>/referrals"): (_get(of_request), 200, True),
        ("GET", one): (_get(own), 200, True),
        **_moves(one, own, moves),
        ("GET", f"{HOTLINE}/bundles"): (_get(f"{HOTLINE}/bundles"), 200, False),
        ("POST", f"{HOTLINE}/bundles"): (_post(f"{HOTLINE}/bundles", _bundle), 201, True),
        ("GET", f"{HOTLINE}/bundles/<uuid:bundle_id>"): (_get(f"{HOTLINE}/bundles/{made.bundle}"), 200, True),
    }


def _moves(rule: str, path: str, moves: dict[str, dict[str, Any]]) -> dict[tuple[str, str], Way]:
    """Changes of one thing, asked for with a version that it does not have."""
    return {("POST", f"{rule}/{move}"): (_change(f"{path}/{move}", said), 412, True) for move, said in moves.items()}


def _provider(area: str) -> dict[str, Any]:
    return {"area_code": area, "code": f"p.{uuid4().hex[:8]}", "content": provider()}


def _days() -> dict[str, Any]:
    day = str(tomorrow(2))
    return {"service": BATHING, "first_day": day, "last_day": day, "minutes": 60, "capacity": 100}


def _booking(slot_id: str) -> dict[str, Any]:
    return {"slot_id": slot_id, "area_code": COMMUNITY, "contact_name": "王芳", "contact_phone": phone()}


def _bundle() -> dict[str, Any]:
    return {"code": "moving_in", "area_code": COMMUNITY, "parts": ["household"], "answers": FORM}


def _said(who: Caller, path: str, body: Any) -> dict[str, Any]:
    made = who.post(path, body)
    assert made.status_code in (200, 201), made.text
    return dict(made.json or {})


def _post(path: str, body: Callable[[], Any]) -> Callable[[Caller], Any]:
    return lambda who: who.post(path, body(), If_Match='"999"')


def _change(path: str, said: dict[str, Any]) -> Callable[[Caller], Any]:
    return _post(path, lambda: said)


def _get(path: str) -> Callable[[Caller], Any]:
    return lambda who: who.get(path)
