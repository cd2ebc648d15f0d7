"""The routes of work, cards, vouchers and home care as the walk over all routes asks them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

from linli.clock import now
from tests.factories.people import COMMUNITY
from tests.factories.register import said_of
from tests.factories.web import Caller, Web

AID = "/api/assistance"
WORK, CARDS, CARE, TIPS = f"{AID}/work", f"{AID}/cards", f"{AID}/care", f"{AID}/tips"
VOUCHERS = f"{AID}/vouchers"
ACCOUNT = {"name": "便民超市", "number": "21001401234567890", "bank": "105221001234"}
Ways = dict[tuple[str, str], tuple[Callable[[Caller], Any], int, bool]]


@dataclass(frozen=True)
class Things:
    """Something of each kind, of the community."""

    person: str
    fund: str
    seeker: str
    offer: str
    card: str
    merchant: str
    token: str
    vouchers: str
    plan: str
    visit: str
    tip: str


def things(web: Web, fund: str) -> Things:
    """Make them."""
    who = web.be()
    person = _said(who, f"{AID}/register/persons", said_of(area=COMMUNITY))["id"]
    seeker = _said(who, f"{WORK}/seekers", {"person_id": person})["id"]
    offer = {"employer": "社区食堂", "post": "帮厨", "suits": "轻体力"}
    offered = _said(who, f"{WORK}/seekers/{seeker}/offers", offer)["offers"][0]["id"]
    card = _said(who, CARDS, _card(person, fund))["card"]["id"]
    merchant = _said(who, f"{CARDS}/merchants", _merchant())
    old = _said(who, f"{AID}/register/persons", said_of(area=COMMUNITY, facts={"self_care_failed": 3}))["id"]
    plan = _said(who, f"{CARE}/plans", _plan(old))
    shop = merchant["merchant"]["id"], merchant["token"]
    vouchers = _said(who, VOUCHERS, _vouchers(person, fund))["batch"]["id"]
    tip = _said(who, TIPS, _tip())["id"]
    return Things(person, fund, seeker, offered, card, *shop, vouchers, plan["id"], plan["visits"][0]["id"], tip)


def ways(made: Things) -> Ways:
    """How each route is asked, the status of who may, and whether it is about the community."""
    return _work_ways(made) | _card_ways(made) | _voucher_ways(made) | _care_ways(made) | _tip_ways(made)


def _work_ways(made: Things) -> Ways:
    rule, own = f"{WORK}/seekers/<uuid:seeker_id>", f"{WORK}/seekers/{made.seeker}"
    answer = f"{WORK}/offers/{made.offer}/answer"
    said: dict[str, dict[str, Any]] = {
        "measures": {"measure": "guidance", "note": "职业指导"},
        "offers": {"employer": "超市", "post": "理货", "suits": "轻体力"},
        "leave": {"state": "left", "reason": "退出"},
    }
    return {
        ("POST", f"{WORK}/seekers"): (_post(f"{WORK}/seekers", {"person_id": made.person}), 409, True),
        ("GET", f"{WORK}/seekers"): (_get(f"{WORK}/seekers?area={COMMUNITY}"), 200, True),
        ("GET", rule): (_get(own), 200, True),
        **{("POST", f"{rule}/{way}"): (_post(f"{own}/{way}", body), 412, True) for way, body in said.items()},
        ("POST", f"{WORK}/offers/<uuid:offer_id>/answer"): (_post(answer, {"outcome": "accepted"}), 412, True),
    }


def _tip_ways(made: Things) -> Ways:
    rule, own = f"{TIPS}/<uuid:tip_id>", f"{TIPS}/{made.tip}"
    found = {"outcome": "unfounded", "finding": "不属实", "investigators": [str(uuid4()), str(uuid4())]}
    return {
        ("POST", TIPS): (_post(TIPS, _tip()), 201, True),
        ("GET", TIPS): (_get(f"{TIPS}?area={COMMUNITY}&to_answer=true"), 200, True),
        ("GET", rule): (_get(own), 200, True),
        ("POST", f"{rule}/check"): (_post(f"{own}/check", found), 412, True),
        ("POST", f"{rule}/answer"): (_post(f"{own}/answer", {"how": "电话"}), 412, True),
        ("POST", f"{rule}/informant"): (_post(f"{own}/informant", {"reason": "反馈"}), 200, True),
    }


def _tip() -> dict[str, Any]:
    return {"area_code": COMMUNITY, "about": "有两辆汽车", "informant": {"name": "钱一", "phone": "13900000001"}}


def _card_ways(made: Things) -> Ways:
    rule, own = f"{CARDS}/<uuid:card_id>", f"{CARDS}/{made.card}"
    shop, mine = f"{CARDS}/merchants/<uuid:merchant_id>", f"{CARDS}/merchants/{made.merchant}"
    undo = f"redemptions/{uuid4()}/undo"
    bought: dict[str, Any] = {"code": "4" * 16, "amount": "1.00", "at": "2026-03-01T08:00:00Z", "scope": "food"}
    why = {"reason": "遗失"}
    return {
        ("POST", CARDS): (_post(CARDS, _card(made.person, made.fund)), 201, True),
        ("GET", CARDS): (_get(f"{CARDS}?area={COMMUNITY}"), 200, True),
        ("GET", rule): (_get(own), 200, True),
        ("POST", f"{rule}/load"): (_post(f"{own}/load", {"amount": "10", "voucher": "walk"}), 412, True),
        ("POST", f"{rule}/block"): (_post(f"{own}/block", why), 412, True),
        ("POST", f"{rule}/close"): (_post(f"{own}/close", why), 412, True),
        ("POST", f"{CARDS}/merchants"): (_post(f"{CARDS}/merchants", _merchant()), 201, True),
        ("GET", f"{CARDS}/merchants"): (_get(f"{CARDS}/merchants?area={COMMUNITY}"), 200, True),
        ("POST", f"{shop}/redemptions"): (
            _post(f"{mine}/redemptions", {"token": made.token, "items": [{"id": str(uuid4()), **bought}]}),
            200,
            True,
        ),
        ("POST", f"{shop}/redemptions/<uuid:redemption_id>/undo"): (_post(f"{mine}/{undo}", why), 404, True),
        ("POST", f"{shop}/settle"): (_post(f"{mine}/settle", {"total": "1.00", "voucher": "walk"}), 412, True),
    }


def _voucher_ways(made: Things) -> Ways:
    rule, own = f"{VOUCHERS}/<uuid:batch_id>", f"{VOUCHERS}/{made.vouchers}"
    totals = {"count": 1, "total": "20.00"}
    return {
        ("POST", VOUCHERS): (_post(VOUCHERS, _vouchers(made.person, made.fund)), 201, True),
        ("GET", VOUCHERS): (_get(f"{VOUCHERS}?area={COMMUNITY}&state=issued"), 200, True),
        ("GET", rule): (_get(own), 200, True),
        ("POST", f"{rule}/release"): (_post(f"{own}/release", totals), 412, True),
        ("POST", f"{rule}/withdraw"): (_post(f"{own}/withdraw", {"reason": "面值有误"}), 412, True),
    }


def _care_ways(made: Things) -> Ways:
    rule, own = f"{CARE}/plans/<uuid:plan_id>", f"{CARE}/plans/{made.plan}"
    assess, mine = f"{CARE}/persons/<uuid:person_id>/assessments", f"{CARE}/persons/{made.person}/assessments"
    note = f"{CARE}/visits/{made.visit}/note"
    found = {"failed": ["bathing"], "assessors": [str(uuid4())] * 2}
    return {
        ("POST", assess): (_post(mine, found), 422, True),
        ("GET", assess): (_get(mine), 200, True),
        ("POST", f"{CARE}/plans"): (_post(f"{CARE}/plans", _plan(made.person)), 409, True),
        ("GET", f"{CARE}/plans"): (_get(f"{CARE}/plans?area={COMMUNITY}"), 200, True),
        ("GET", rule): (_get(own), 200, True),
        ("POST", f"{rule}/recheck"): (_post(f"{own}/recheck", {"finding": "平安"}), 412, True),
        ("POST", f"{rule}/end"): (_post(f"{own}/end", {"reason": "迁出"}), 412, True),
        ("POST", f"{CARE}/visits/<uuid:visit_id>/note"): (_post(note, {"state": "done"}), 412, True),
    }


def _plan(person: str) -> dict[str, Any]:
    first = (now() + timedelta(days=1)).isoformat()
    line = {"service": "meals", "starts_at": first, "minutes": 60, "rule": "FREQ=DAILY", "by": "provider"}
    return {"person_id": person, "lines": [{**line, "provider": "社区食堂"}]}


def _card(person: str, fund: str) -> dict[str, Any]:
    said = {"person_id": person, "fund_id": fund, "source": "donations"}
    return {**said, "scope": ["food", "medicine"], "expires_on": "2090-12-31"}


def _vouchers(person: str, fund: str) -> dict[str, Any]:
    said = {"area_code": COMMUNITY, "person_ids": [person], "fund_id": fund, "source": "donations"}
    return {**said, "value": "20.00", "scope": ["food"], "expires_on": "2090-12-31"}


def _merchant() -> dict[str, Any]:
    return {"area_code": COMMUNITY, "name": "便民超市", "scope": ["food"], "account": ACCOUNT}


def _said(who: Caller, path: str, body: Any) -> dict[str, Any]:
    made = who.post(path, body, If_Match="*")
    assert made.status_code in (200, 201), made.text
    return dict(made.json or {})


def _post(path: str, body: Any) -> Callable[[Caller], Any]:
    return lambda who: who.post(path, body, If_Match='"999"')


def _get(path: str) -> Callable[[Caller], Any]:
    return lambda who: who.get(path)
