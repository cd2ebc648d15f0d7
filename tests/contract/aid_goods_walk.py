"""The routes of goods as the walk over all routes asks them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from tests.factories.people import COMMUNITY
from tests.factories.web import Caller, Web

GOODS = "/api/assistance/goods"
Ways = dict[tuple[str, str], tuple[Callable[[Caller], Any], int, bool]]


@dataclass(frozen=True)
class Things:
    """Something of each kind, of the community."""

    warehouse: str
    need: str
    allocation: str


def things(web: Web) -> Things:
    """Make them."""
    who = web.be()
    warehouse = _said(who, f"{GOODS}/warehouses", _warehouse())
    _said(who, f"{GOODS}/warehouses/{warehouse}/receive", _moved(1000))
    need = _said(who, f"{GOODS}/needs", _need())
    plan = {"warehouse_id": warehouse, "item": "rice", "pieces": 2}
    return Things(warehouse, need, _said(who, f"{GOODS}/allocations", plan))


def ways(made: Things) -> Ways:
    """How each route is asked, the status of who may, and whether it is about the community."""
    store, own = f"{GOODS}/warehouses/<uuid:warehouse_id>", f"{GOODS}/warehouses/{made.warehouse}"
    rule, plan = f"{GOODS}/allocations/<uuid:allocation_id>", f"{GOODS}/allocations/{made.allocation}"
    another = {"warehouse_id": made.warehouse, "item": "rice", "pieces": 1}
    share = {"need_id": made.need, "pieces": 1}
    area = f"area={COMMUNITY}"
    return {
        ("POST", f"{GOODS}/warehouses"): (_post(f"{GOODS}/warehouses", _warehouse), 201, True),
        ("GET", f"{GOODS}/warehouses"): (_get(f"{GOODS}/warehouses?{area}"), 200, True),
        ("POST", f"{store}/receive"): (_post(f"{own}/receive", lambda: _moved(100)), 200, True),
        ("POST", f"{store}/move"): (_post(f"{own}/move", lambda: {**_moved(1), "to_id": str(uuid4())}), 404, True),
        ("POST", f"{store}/write-off"): (_post(f"{own}/write-off", lambda: {**_moved(1), "reason": "受潮"}), 200, True),
        ("POST", f"{GOODS}/needs"): (_post(f"{GOODS}/needs", _need), 201, True),
        ("GET", f"{GOODS}/needs"): (_get(f"{GOODS}/needs?{area}&item=rice"), 200, True),
        ("POST", f"{GOODS}/needs/<uuid:need_id>/withdraw"): (
            _post(f"{GOODS}/needs/{made.need}/withdraw", dict),
            412,
            True,
        ),
        ("POST", f"{GOODS}/allocations"): (_post(f"{GOODS}/allocations", lambda: another), 201, True),
        ("GET", rule): (_get(plan), 200, True),
        ("POST", f"{rule}/release"): (_post(f"{plan}/release", dict), 412, True),
        ("POST", f"{rule}/cancel"): (_post(f"{plan}/cancel", dict), 412, True),
        ("POST", f"{rule}/receipts"): (_post(f"{plan}/receipts", lambda: share), 412, True),
    }


def _warehouse() -> dict[str, Any]:
    return {"area_code": COMMUNITY, "code": f"w{uuid4().hex[:8]}", "name": "社区物资库"}


def _need() -> dict[str, Any]:
    return {"area_code": COMMUNITY, "beneficiary_id": str(uuid4()), "item": "rice", "pieces": 2}


def _moved(pieces: int) -> dict[str, Any]:
    return {"item": "rice", "pieces": pieces, "voucher": uuid4().hex}


def _said(who: Caller, path: str, body: Any) -> str:
    made = who.post(path, body)
    assert made.status_code in (200, 201), made.text
    return str((made.json or {})["id"])


def _post(path: str, body: Callable[[], Any]) -> Callable[[Caller], Any]:
    return lambda who: who.post(path, body(), If_Match='"999"')


def _get(path: str) -> Callable[[Caller], Any]:
    return lambda who: who.get(path)
