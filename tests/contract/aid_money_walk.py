"""The routes of entitlements, funds and payments as the walk over all routes asks them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import uuid4

from linli.identity import Role
from tests.factories.people import COMMUNITY, DISTRICT
from tests.factories.web import Caller, Web
from tests.polling import poll

AID = "/api/assistance"
PAYMENTS = f"{AID}/payments"
PAYEE = {"name": "王芳", "number": "6222020200112233445", "bank": "102221000018"}
MONTH = "2026-03-01"
Ways = dict[tuple[str, str], tuple[Callable[[Caller], Any], int, bool]]


@dataclass(frozen=True)
class Things:
    """Something of each kind, of the community; `case` is not decided."""

    case: str
    entitlement: str
    fund: str
    run: str


def things(web: Web, case: str, category: str) -> Things:
    """Make them."""
    fund = str(_said(web.be(), f"{AID}/funds", _fund())["id"])
    entitlement = _entitlement(web, category)
    return Things(case, entitlement, fund, str(_said(web.be(), f"{PAYMENTS}/runs", _run(fund))["id"]))


def ways(made: Things) -> Ways:
    """How each route is asked, the status of who may, and whether it is about the community."""
    return _entitlement_ways(made) | _fund_ways(made) | _payment_ways(made)


def _entitlement_ways(made: Things) -> Ways:
    rule, own = f"{AID}/entitlements/<uuid:entitlement_id>", f"{AID}/entitlements/{made.entitlement}"
    end = {"last_month": "2026-06-01", "reason": "death", "note": "死亡"}
    adjust = {"amount": "900", "first_month": "2026-06-01", "note": "增发"}
    return {
        ("POST", f"{AID}/cases/<uuid:case_id>/entitlement"): (
            _post(f"{AID}/cases/{made.case}/entitlement", _grant),
            409,
            True,
        ),
        ("GET", f"{AID}/entitlements"): (_get(f"{AID}/entitlements?area={COMMUNITY}"), 200, True),
        ("GET", rule): (_get(own), 200, True),
        ("POST", f"{rule}/payee"): (_post(f"{own}/payee", lambda: {"payee": PAYEE}), 412, True),
        ("POST", f"{rule}/end"): (_post(f"{own}/end", lambda: end), 412, True),
        ("POST", f"{rule}/adjust"): (_post(f"{own}/adjust", lambda: adjust), 412, True),
    }


def _fund_ways(made: Things) -> Ways:
    rule, own = f"{AID}/funds/<uuid:fund_id>", f"{AID}/funds/{made.fund}"
    undo = {"voucher": "none", "reason": "重复"}
    return {
        ("POST", f"{AID}/funds"): (_post(f"{AID}/funds", _fund), 201, True),
        ("GET", f"{AID}/funds"): (_get(f"{AID}/funds?area={COMMUNITY}"), 200, True),
        ("GET", rule): (_get(own), 200, True),
        ("GET", f"{rule}/statement"): (_get(f"{own}/statement?source=dues"), 200, True),
        ("POST", f"{rule}/receipts"): (_post(f"{own}/receipts", _receipt), 200, True),
        ("POST", f"{rule}/receipts/reverse"): (_post(f"{own}/receipts/reverse", lambda: undo), 404, True),
    }


def _payment_ways(made: Things) -> Ways:
    """The run is not released, so that nobody gets a file of it."""
    rule, own = f"{PAYMENTS}/runs/<uuid:run_id>", f"{PAYMENTS}/runs/{made.run}"
    totals = {"count": 1, "total": "620.00"}
    return {
        ("POST", f"{PAYMENTS}/runs"): (_post(f"{PAYMENTS}/runs", lambda: _run(made.fund)), 201, True),
        ("GET", f"{PAYMENTS}/runs"): (_get(f"{PAYMENTS}/runs?area={COMMUNITY}"), 200, True),
        ("GET", rule): (_get(own), 200, True),
        ("GET", f"{rule}/instructions"): (_get(f"{own}/instructions"), 200, True),
        ("GET", f"{rule}/files/<int:part>"): (_get(f"{own}/files/1"), 409, True),
        ("POST", f"{rule}/results"): (_post(f"{own}/results", dict), 409, True),
        ("POST", f"{rule}/approve"): (_post(f"{own}/approve", lambda: totals), 412, True),
        ("POST", f"{rule}/release"): (_post(f"{own}/release", dict), 412, True),
        ("POST", f"{rule}/cancel"): (_post(f"{own}/cancel", lambda: {"reason": "重新编制"}), 412, True),
        ("GET", f"{PAYMENTS}/report"): (_get(f"{PAYMENTS}/report?area={COMMUNITY}&month={MONTH}"), 200, True),
    }


def _run(fund: str) -> dict[str, Any]:
    limits = {"limit_count": 10, "limit_total": "10000"}
    return {"area_code": COMMUNITY, "program": "living", "month": MONTH, "fund_id": fund, **limits}


def _entitlement(web: Web, category: str) -> str:
    """An entitlement of an approved case, decided by another than who accepted it."""
    clerk, approver = web.be(), web.be(Role.AID_APPROVER, DISTRICT)
    case = f"{AID}/cases/{clerk.open(category=category)['request']['task_id']}"
    poll(partial(_answers, clerk, case), message="the case is opened")
    steps: list[tuple[Caller, str, Any]] = [
        (clerk, "accept", {}),
        (clerk, "survey", {"investigators": [str(uuid4()), str(uuid4())]}),
        (approver, "decide", {"approve": True, "amount": "620.00"}),
    ]
    for who, step, body in steps:
        assert who.post(f"{case}/{step}", body, If_Match="*").status_code == 200
    return str(_said(clerk, f"{case}/entitlement", _grant())["id"])


def _answers(who: Caller, path: str) -> bool:
    return who.get(path).status_code == 200


def _grant() -> dict[str, Any]:
    return {"beneficiary_id": str(uuid4()), "program": "living", "payee": PAYEE, "first_month": MONTH}


def _fund() -> dict[str, Any]:
    account = {"name": "社区居委会", "number": "21001401234567890", "bank": "105221001234"}
    return {"area_code": COMMUNITY, "code": f"f{uuid4().hex[:8]}", "name": "互助金", "account": account}


def _receipt() -> dict[str, Any]:
    return {"source": "dues", "amount": "11", "voucher": uuid4().hex, "received_on": "2026-03-02"}


def _said(who: Caller, path: str, body: Any) -> dict[str, Any]:
    made = who.post(path, body)
    assert made.status_code in (200, 201), made.text
    return dict(made.json or {})


def _post(path: str, body: Callable[[], Any]) -> Callable[[Caller], Any]:
    return lambda who: who.post(path, body(), If_Match='"999"')


def _get(path: str) -> Callable[[Caller], Any]:
    return lambda who: who.get(path)
