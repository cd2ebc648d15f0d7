"""The routes of assistance as the walk over all routes asks them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from tests.factories.people import COMMUNITY
from tests.factories.register import said_of
from tests.factories.unique import phone
from tests.factories.web import Caller, Web

PROGRAMS = "/api/assistance/programs"
REGISTER = "/api/assistance/register"
Way = tuple[Callable[[Caller], Any], int, bool]


@dataclass(frozen=True)
class Things:
    """Something of each kind in the register, of the community."""

    person: str
    other: str
    household: str
    duplicate: str
    application: str


def things(web: Web) -> Things:
    """Make them."""
    who = web.be()
    line = phone()
    people = [_made(who, "persons", said_of(phone=line, **more)) for more in ({}, {"born": "1980-02-14"}, {})]
    head = {"person_id": people[0], "relation": "head"}
    home = _made(who, "households", {"area_code": COMMUNITY, "members": [head]})
    pairs = who.get(f"{REGISTER}/duplicates?area={COMMUNITY}").json or {}
    filed = who.post(APPLICATIONS, _filing(home, people[0]))
    assert filed.status_code == 201, filed.text
    return Things(people[0], people[2], home, pairs["items"][0]["id"], (filed.json or {})["items"][0]["id"])


def _made(who: Caller, kind: str, said: dict[str, Any]) -> str:
    answer = who.post(f"{REGISTER}/{kind}", said)
    assert answer.status_code == 201, answer.text
    return str((answer.json or {})["id"])


APPLICATIONS = "/api/assistance/applications"
WHY = {"reason": "情况说明"}
VERDICT = {"approve": False, **WHY}
STEPS: dict[str, dict[str, Any]] = {
    "papers/ask": {},
    "papers": {"papers": ["identity"]},
    "payee": {"payee": {"name": "王芳", "number": "6222020200112233445", "bank": "102221000018"}},
    "accept": {},
    "survey": {"investigators": [str(uuid4()), str(uuid4())], "signed": True, "finding": "属实"},
    "inquiry": WHY,
    "opinion": WHY,
    "object": WHY,
    "hear": {"democratic_review": True, "finding": "评议"},
    "forward": {},
    "visit": WHY,
    "extend": WHY,
    "end": WHY,
    "decide": VERDICT,
    "pay": {},
    "recheck": WHY,
    "changes": {"change": "stop", **WHY},
    "changes/decide": VERDICT,
    "deliver": WHY,
    "appeal": WHY,
    "appeal/decide": VERDICT,
    "advance": WHY,
    "advance/pay": {},
    "advance/recover": {
        "amount": "1.00",
        "fund_id": str(uuid4()),
        "source": "budget",
        "voucher": "walk",
        "received_on": "2026-03-01",
    },
    "refer": {},
    "answer": {"answer": "take_up", "text": "受理", "reference": "1"},
}


def application_ways(made: Things) -> dict[tuple[str, str], Way]:
    """How each route of applications is asked; a step with a version that nobody has."""
    one, own = f"{APPLICATIONS}/<uuid:application_id>", f"{APPLICATIONS}/{made.application}"
    steps = {("POST", f"{one}/{way}"): (_post(f"{own}/{way}", _saying(body)), 412, True) for way, body in STEPS.items()}
    again = _filing(made.household, made.person)
    return steps | {
        ("POST", APPLICATIONS): (_post(APPLICATIONS, lambda: again), 409, True),
        ("GET", APPLICATIONS): (_get(f"{APPLICATIONS}?area={COMMUNITY}"), 200, True),
        ("GET", f"{APPLICATIONS}/postings"): (_get(f"{APPLICATIONS}/postings?area={COMMUNITY}"), 200, True),
        ("GET", one): (_get(own), 200, True),
    }


def referral_ways() -> dict[tuple[str, str], Way]:
    """How each route of referrals and their messages is asked; of one that there is not where it needs one."""
    aid, nothing = "/api/assistance", uuid4()
    return {
        ("GET", f"{aid}/referrals"): (_get(f"{aid}/referrals?area={COMMUNITY}&department=education"), 200, True),
        ("POST", f"{aid}/referrals/<uuid:referral_id>/applicant"): (
            _post(f"{aid}/referrals/{nothing}/applicant", _saying(WHY)),
            404,
            True,
        ),
        ("GET", f"{aid}/deliveries"): (_get(f"{aid}/deliveries?area={COMMUNITY}"), 200, True),
        ("POST", f"{aid}/deliveries/<uuid:message_id>/retry"): (
            _post(f"{aid}/deliveries/{nothing}/retry", dict),
            404,
            True,
        ),
        ("GET", f"{aid}/notices"): (_get(f"{aid}/notices?area={COMMUNITY}"), 200, True),
        ("POST", f"{aid}/notices/<uuid:notice_id>/read"): (_post(f"{aid}/notices/{nothing}/read", dict), 404, True),
    }


def _saying(body: dict[str, Any]) -> Callable[[], dict[str, Any]]:
    return lambda: body


def _filing(household: str, person: str) -> dict[str, Any]:
    return {"household_id": household, "applicant_id": person, "programs": ["living"]}


def register_ways(made: Things) -> dict[tuple[str, str], Way]:
    """How each route of the register is asked."""
    person, home = f"{REGISTER}/persons/{made.person}", f"{REGISTER}/households/{made.household}"
    one, house = f"{REGISTER}/persons/<uuid:person_id>", f"{REGISTER}/households/<uuid:household_id>"
    pair = f"{REGISTER}/duplicates/<uuid:duplicate_id>/decide"
    join = {"member": {"person_id": made.other, "relation": "spouse"}}
    posts: dict[str, tuple[str, Callable[[], Any], int]] = {
        f"{REGISTER}/persons": (f"{REGISTER}/persons", lambda: said_of(area=COMMUNITY), 201),
        f"{REGISTER}/persons/find": (f"{REGISTER}/persons/find", _sought, 200),
        f"{one}/revise": (f"{person}/revise", lambda: {"facts": {}}, 412),
        f"{one}/unmask": (f"{person}/unmask", lambda: {"secret": "name", "reason": "核对"}, 200),
        f"{one}/consents": (f"{person}/consents", lambda: {"purpose": "care", "given": True, "how": "书面"}, 200),
        f"{one}/kin": (f"{person}/kin", lambda: {"other_id": made.other, "kin": "other"}, 200),
        f"{REGISTER}/staff": (f"{REGISTER}/staff", lambda: _staff(made.other), 200),
        f"{REGISTER}/households": (f"{REGISTER}/households", lambda: _household_of(made), 409),
        f"{house}/revise": (f"{home}/revise", lambda: {"facts": {}}, 412),
        f"{house}/join": (f"{home}/join", lambda: join, 412),
        f"{house}/leave": (f"{home}/leave", lambda: {"person_id": made.person, "reason": "迁出"}, 412),
        pair: (f"{REGISTER}/duplicates/{made.duplicate}/decide", lambda: {"same": False, "reason": "核实"}, 412),
    }
    gets = {
        one: person,
        f"{one}/looks": f"{person}/looks",
        house: home,
        f"{house}/proposals": f"{home}/proposals",
        f"{REGISTER}/duplicates": f"{REGISTER}/duplicates?area={COMMUNITY}",
    }
    posted = {("POST", rule): (_post(path, body), status, True) for rule, (path, body, status) in posts.items()}
    return posted | {("GET", rule): (_get(path), 200, True) for rule, path in gets.items()}


def _post(path: str, body: Callable[[], Any]) -> Callable[[Caller], Any]:
    return lambda who: who.post(path, body(), If_Match='"999"')


def _get(path: str) -> Callable[[Caller], Any]:
    return lambda who: who.get(path)


def _sought() -> dict[str, Any]:
    return {"area_code": COMMUNITY, "phone": "13900000000"}


def _staff(person_id: str) -> dict[str, Any]:
    return {"area_code": COMMUNITY, "account_id": str(uuid4()), "person_id": person_id}


def _household_of(made: Things) -> dict[str, Any]:
    """A household of somebody who has one: let in, and refused."""
    return {"area_code": COMMUNITY, "members": [{"person_id": made.person, "relation": "head"}]}


def ways() -> dict[tuple[str, str], Way]:
    """How each route is asked, the status of who may, and whether it is about the community."""
    return {
        ("GET", PROGRAMS): (lambda who: who.get(f"{PROGRAMS}?area={COMMUNITY}"), 200, True),
        ("POST", f"{PROGRAMS}/try"): (lambda who: who.post(f"{PROGRAMS}/try", _household()), 200, True),
    }


def _household() -> dict[str, Any]:
    return {"area_code": COMMUNITY, "facts": {"savings": "0.00"}, "members": [{"age": 85, "income": "0.00"}]}
