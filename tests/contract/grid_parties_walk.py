"""The routes of mediations, commitments and devices as the walk over all routes asks them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

from linli.clock import local, now
from tests.factories.people import COMMUNITY
from tests.factories.web import Caller, Web

Way = tuple[Callable[[Caller], Any], int, bool]
GRID = "/api/grid"
DEVICE = {
    "area_code": COMMUNITY,
    "kind": "camera",
    "label": "东门",
    "finds": ["event.passage"],
    "latitude": 41.79,
    "longitude": 123.45,
}
PARTIES = [{"name": "张三", "phone": "13800001111"}, {"name": "李四"}]


@dataclass(frozen=True)
class Things:
    """A dispute that is mediated, a commitment, a device."""

    case: str
    commitment: str
    device: str


def things(web: Web) -> Things:
    """Make them."""
    who = web.be()
    dispute = {"id": str(uuid4()), "area_code": COMMUNITY, "kind": "people.mediation", "note": "邻里噪声"}
    assert who.post(f"{GRID}/findings", dispute).status_code == 201
    opened = who.post(f"{GRID}/cases/{dispute['id']}/mediation", {"parties": PARTIES})
    assert opened.status_code == 201, opened.text
    made = who.post(f"{GRID}/commitments", commitment())
    assert made.status_code == 201, made.text
    device = who.post(f"{GRID}/devices", DEVICE)
    assert device.status_code == 201, device.text
    return Things(dispute["id"], (made.json or {})["id"], (device.json or {})["id"])


def commitment() -> dict[str, Any]:
    """A landlord's commitment for a year from today."""
    today = local(now()).date()
    return {
        "id": str(uuid4()),
        "area_code": COMMUNITY,
        "kind": "landlord",
        "party": {"name": "王五", "phone": "13900002222", "address": "某路1号"},
        "terms": ["登记承租人", "不得群租"],
        "signed_on": str(today),
        "valid_until": str(today + timedelta(days=365)),
    }


def ways(made: Things) -> dict[tuple[str, str], Way]:
    """How each route is asked, the status of who may, and whether it is about the community."""
    day = local(now()).date()
    session = {"at": now().isoformat(), "place": "调解室", "mediators": [str(uuid4())], "present": [1, 2]}
    agreement = {"agreed_on": str(day), "written": True, "terms": [{"party": 1, "text": "夜间静音"}]}
    moves: dict[str, Any] = {
        "sessions": {"session": session},
        "agreement": {"agreement": agreement, "follow_up_on": str(day + timedelta(days=7))},
        "failure": {"reason": "分歧过大", "told": True},
        "follow-up": {"kept": True},
    }
    of_case, own = f"{GRID}/cases/<uuid:case_id>/mediation", f"{GRID}/cases/{made.case}/mediation"
    return {
        ("POST", of_case): (_post(own, {"parties": PARTIES}), 409, True),
        ("GET", of_case): (_get(own), 200, True),
        **{("POST", f"{of_case}/{move}"): (_post(f"{own}/{move}", said), 412, True) for move, said in moves.items()},
        **_commitment_ways(made),
        **_device_ways(made),
    }


def _device_ways(made: Things) -> dict[tuple[str, str], Way]:
    all_of, one = f"{GRID}/devices", f"{GRID}/devices/<uuid:device_id>"
    return {
        ("POST", all_of): (_post(all_of, DEVICE), 201, True),
        ("GET", all_of): (_get(f"{all_of}?area={COMMUNITY}"), 200, True),
        ("POST", f"{one}/renew-key"): (_post(f"{all_of}/{made.device}/renew-key", {}), 412, True),
        ("POST", f"{one}/revoke"): (_post(f"{all_of}/{made.device}/revoke", {}), 412, True),
    }


def _commitment_ways(made: Things) -> dict[tuple[str, str], Way]:
    all_of, one = f"{GRID}/commitments", f"{GRID}/commitments/<uuid:commitment_id>"
    own, parties = f"{GRID}/commitments/{made.commitment}", f"{GRID}/parties/<uuid:record_id>"
    renewed = {"signed_on": commitment()["signed_on"], "valid_until": commitment()["valid_until"]}
    return {
        ("POST", all_of): (lambda who: who.post(all_of, commitment()), 201, True),
        ("GET", all_of): (_get(f"{all_of}?area={COMMUNITY}"), 200, True),
        ("GET", one): (_get(own), 200, True),
        ("POST", f"{one}/checks"): (lambda who: who.post(f"{own}/checks", {"check_id": str(uuid4())}), 201, True),
        ("POST", f"{one}/renew"): (_post(f"{own}/renew", renewed), 412, True),
        ("POST", f"{one}/end"): (_post(f"{own}/end", {"reason": "停业"}), 412, True),
        ("POST", f"{parties}/see"): (_post(f"{GRID}/parties/{made.commitment}/see", {"reason": "续签联系"}), 200, True),
        ("GET", f"{parties}/looks"): (_get(f"{GRID}/parties/{made.commitment}/looks"), 200, True),
    }


def _post(path: str, body: dict[str, Any]) -> Callable[[Caller], Any]:
    return lambda who: who.post(path, body, If_Match='"999"')


def _get(path: str) -> Callable[[Caller], Any]:
    return lambda who: who.get(path)
