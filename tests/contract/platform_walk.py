"""The routes of accounts, sessions and the platform itself in the walk over every route × role × area."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from linli.identity import Role
from tests.contract.leaving import leaving
from tests.factories.people import COMMUNITY, DISTRICT
from tests.factories.web import Caller, Web

Ask = Callable[[Caller], Any]
PASSWORD = "a long password"


def request_ways(request_id: str) -> dict[tuple[str, str], tuple[Ask, int, bool | str]]:
    """The same of a request's contact, shown in full, and of the units' photographs."""
    rule, path = "/api/hotline/requests/<uuid:request_id>", f"/api/hotline/requests/{request_id}"
    return {
        ("POST", f"{rule}/contact"): (_posting(f"{path}/contact", {"reason": "回电核实"}), 200, True),
        ("GET", "/api/hotline/disclosures"): (_reading(f"/api/hotline/disclosures?area={COMMUNITY}"), 200, True),
        ("GET", f"{rule}/contact/disclosures"): (_reading(f"{path}/contact/disclosures"), 200, True),
        ("POST", f"{rule}/photos"): (lambda who: who.raw(f"{path}/photos", b"no picture"), 422, True),
    }


def ways(made: Web) -> dict[tuple[str, str], tuple[Ask, int, bool | str]]:
    """How each is asked, the status of who may, and whether it is about the community."""
    account = str(made.account((Role.AUDITOR, COMMUNITY), (Role.OPERATOR, COMMUNITY)))
    role = {"role": "handler", "area_code": COMMUNITY}
    accounts, parked = "/api/accounts/<uuid:account_id>", "/api/platform/parked/<string:service>/<uuid:event_id>"
    nothing = parked.replace("<string:service>", "grid").replace("<uuid:event_id>", str(uuid4()))
    at = {"area_code": COMMUNITY}
    return {
        ("POST", f"{accounts}/grant"): (_posting(f"/api/accounts/{account}/grant", role), 200, True),
        ("POST", f"{accounts}/revoke"): (
            _posting(f"/api/accounts/{account}/revoke", {**role, "role": "patrol_leader"}),
            404,
            True,
        ),
        ("POST", f"{accounts}/password"): (
            _posting(f"/api/accounts/{account}/password", {"password": PASSWORD}),
            200,
            True,
        ),
        ("GET", f"{accounts}/sessions"): (_reading(f"/api/accounts/{account}/sessions"), 200, True),
        ("POST", f"{accounts}/sign-out"): (_posting(f"/api/accounts/{account}/sign-out", {}), 200, True),
        ("GET", "/api/me/sessions"): (_reading("/api/me/sessions"), 200, False),
        ("POST", "/api/me/sign-out-everywhere"): (leaving(made, "/api/me/sign-out-everywhere"), 204, False),
        ("POST", "/api/me/password"): (
            _posting("/api/me/password", {"present": PASSWORD, "password": "short"}),
            422,
            False,
        ),
        **_files(),
        ("GET", "/api/platform/health"): (_reading(f"/api/platform/health?area={COMMUNITY}"), 200, True),
        ("GET", "/api/platform/parked"): (_reading(f"/api/platform/parked?area={COMMUNITY}"), 200, True),
        **_calendar(),
        ("POST", f"{parked}/replay"): (_posting(f"{nothing}/replay", at), 404, True),
        ("POST", f"{parked}/discard"): (_posting(f"{nothing}/discard", at), 404, True),
    }


def _calendar() -> dict[tuple[str, str], tuple[Ask, int, bool | str]]:
    """The same of the calendar; a change names a version that nobody has."""
    path, year = "/api/platform/calendar", {"area_code": DISTRICT, "year": 2030}
    return {
        ("GET", path): (_reading(path), 200, False),
        ("POST", f"{path}/preview"): (_posting(f"{path}/preview", year), 200, DISTRICT),
        ("POST", f"{path}/change"): (lambda who: who.post(f"{path}/change", year, If_Match='"999"'), 412, DISTRICT),
    }


def _files() -> dict[tuple[str, str], tuple[Ask, int, bool | str]]:
    """The same of what is handed out and taken in as files."""
    return {
        ("POST", "/api/exports"): (_posting("/api/exports", {"area": COMMUNITY, "state": "no state"}), 422, False),
        ("GET", "/api/exports"): (_reading("/api/exports"), 200, False),
        ("GET", "/api/exports/<uuid:export_id>/file"): (_reading(f"/api/exports/{uuid4()}/file"), 404, False),
        ("POST", "/api/exports/<uuid:export_id>/cancel"): (_posting(f"/api/exports/{uuid4()}/cancel", {}), 404, False),
        ("POST", "/api/imports/areas"): (_posting("/api/imports/areas", {"area": COMMUNITY}), 422, False),
        ("POST", "/api/imports/calendar"): (_posting("/api/imports/calendar", {"area": COMMUNITY}), 422, False),
        ("POST", "/api/imports/catalogue"): (_posting("/api/imports/catalogue", {"area": COMMUNITY}), 422, False),
        ("GET", "/api/imports"): (_reading("/api/imports"), 200, False),
        ("POST", "/api/imports/<uuid:import_id>/cancel"): (_posting(f"/api/imports/{uuid4()}/cancel", {}), 404, False),
    }


def _posting(path: str, body: Any) -> Ask:
    return lambda who: who.post(path, body)


def _reading(path: str) -> Ask:
    return lambda who: who.get(path)
