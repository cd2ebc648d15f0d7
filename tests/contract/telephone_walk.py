"""How the routes of the telephone are asked in the walk over every route × role × area."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from linli.identity import Role
from tests.factories.people import COMMUNITY
from tests.factories.web import Caller, Web

Ask = Callable[[Caller], Any]
Ways = dict[tuple[str, str], tuple[Ask, int, bool]]

AREA_READS = (
    "/api/hotline/calls",
    "/api/hotline/lines",
    "/api/hotline/callers/marks",
    "/api/hotline/return-calls",
    "/api/hotline/agents",
    "/api/hotline/telephone/figures",
)
THING_READS = ("/api/hotline/calls/<uuid:call_id>", "/api/hotline/calls/<uuid:call_id>/screen-pop")
MARK = {"area_code": COMMUNITY, "number": "13900000000", "kind": "attention", "reason": "听力不便"}
LINE = {"name": "话务线路", "area_code": COMMUNITY}


class Telephone:
    """A line at the community on which somebody called."""

    def __init__(self, made: Web) -> None:
        connected = made.be().post("/api/hotline/lines", LINE).json or {}
        said = {"event": "newCall", "direction": "in", "from": "13912345678", "to": "96198", "callId": "walk"}
        rang = made.anyone().post(f"/api/cti/{connected['token']}", json=said)
        assert rang.status_code == 200, rang.text
        made.anyone().post(f"/api/cti/{connected['token']}", json={**said, "event": "hangup", "cause": "cancel"})
        mark = made.be().post("/api/hotline/callers/marks", MARK).json or {}
        self.ids = {
            "line_id": str(connected["id"]),
            "call_id": _only(made, "/api/hotline/calls"),
            "return_call_id": _only(made, "/api/hotline/return-calls"),
            "mark_id": str(mark["id"]),
        }
        self.agent_id = made.account((Role.OPERATOR, COMMUNITY))

    def path(self, rule: str) -> str:
        """The address with the ids of what is there."""
        for name, found in self.ids.items():
            rule = rule.replace(f"<uuid:{name}>", found)
        return rule

    def ways(self, request_id: str) -> Ways:
        """Each route of the telephone, the status of who may, and whether it is about the community."""
        ways: Ways = {}
        for rule in AREA_READS:
            ways["GET", rule] = (_reading(f"{rule}?area={COMMUNITY}"), 200, True)
        for rule in THING_READS:
            ways["GET", rule] = (_reading(self.path(rule)), 200, True)
        bind, line = "/api/hotline/calls/<uuid:call_id>/bind", "/api/hotline/lines/<uuid:line_id>"
        ways["POST", bind] = (_posting(self.path(bind), {"request_id": request_id}), 200, True)
        look_up = "/api/hotline/callers/look-up"
        ways["POST", look_up] = (_posting(look_up, {"number": "13912345678", "area_code": COMMUNITY}), 200, True)
        refused, named = "/api/hotline/calls/refused", {"line_id": str(uuid4()), "call_ref": "none", "sign": "newCall"}
        ways["GET", refused] = (_reading(refused), 200, False)
        ways["POST", f"{refused}/deliver"] = (_posting(f"{refused}/deliver", named), 404, False)
        ways["POST", "/api/hotline/lines"] = (_posting("/api/hotline/lines", LINE), 201, True)
        for rule, body in ((f"{line}/set-up", {"name": "话务线路"}), (f"{line}/revoke", {})):
            ways["POST", rule] = (_posting(self.path(rule), body), 200, True)
        return {**ways, **self._changes(), **self._agents()}

    def _changes(self) -> Ways:
        """Changes with a version nobody has: 412 says that the caller was let in."""
        rules = [f"/api/hotline/return-calls/<uuid:return_call_id>/{name}" for name in ("claim", "release", "close")]
        rules.append("/api/hotline/callers/marks/<uuid:mark_id>/lift")
        bodies = {rule: {"result": "reached"} if rule.endswith("close") else {} for rule in rules}
        ways: Ways = {("POST", rule): (_stale(self.path(rule), bodies[rule]), 412, True) for rule in rules}
        ways["POST", "/api/hotline/callers/marks"] = (_posting("/api/hotline/callers/marks", MARK), 201, True)
        return ways

    def _agents(self) -> Ways:
        """Nobody of the walk is an agent: their own state is not found."""
        state, agent = "/api/hotline/agents/me/state", "/api/hotline/agents/<uuid:account_id>"
        set_up = _posting(agent.replace("<uuid:account_id>", str(self.agent_id)), {"area_code": COMMUNITY})
        return {
            ("POST", state): (_posting(state, {"state": "ready"}), 404, False),
            ("POST", agent): (set_up, 200, True),
        }


def _only(made: Web, path: str) -> str:
    """The id of the one thing in this list."""
    (found,) = (made.be().get(path).json or {})["items"]
    return str(found["id"])


def _stale(path: str, body: Any) -> Ask:
    return lambda who: who.post(path, body, If_Match='"999"')


def _reading(path: str) -> Ask:
    return lambda who: who.get(path)


def _posting(path: str, body: Any) -> Ask:
    return lambda who: who.post(path, body, Idempotency_Key=str(uuid4()))
