"""Administration: roles given and taken, passwords, sessions, how the services do, parked events and the calendar."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest

from gateway.accounts.store import SESSION_LIFETIME, Kind, issue_token
from gateway.accounts.tables import FAILURE
from linli import inbox
from linli.contracts.envelope import decode
from linli.contracts.release import sample_file
from linli.identity import Role
from tests.factories.people import COMMUNITY, DISTRICT, ELSEWHERE, STREET
from tests.factories.web import COMMUNITY_BESIDE, STREET_BESIDE, Caller, Web, web

PASSWORD = "correct horse battery"
SIGNED = "linli.hotline.request.signed.v1"


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    with web(tmp_path_factory.mktemp("administration")) as made:
        yield made


def roles(api: Web, account: UUID) -> list[tuple[str, str]]:
    """What the account holds, as its list shows it to the district."""
    cursor: str | None = ""
    while cursor is not None:
        found = api.be().get(f"/api/accounts?limit=200&cursor={cursor}").json or {}
        for one in found["items"]:
            if one["id"] == str(account):
                return [(grant["role"], grant["area_code"]) for grant in one["grants"]]
        cursor = found["next_cursor"]
    return []


def grant(who: Caller, account: UUID, role: Role, area: str, step: str = "grant") -> Any:
    return who.post(f"/api/accounts/{account}/{step}", {"role": role.value, "area_code": area})


def test_a_role_is_given_once_and_taken_again(api: Web) -> None:
    account = api.account((Role.HANDLER, COMMUNITY))
    for _ in range(2):
        assert grant(api.be(), account, Role.DISPATCHER, STREET).status_code == 200
    assert sorted(roles(api, account)) == [("dispatcher", STREET), ("handler", COMMUNITY)]
    assert grant(api.be(), account, Role.HANDLER, COMMUNITY, "revoke").status_code == 200
    assert roles(api, account) == [("dispatcher", STREET)]


def test_the_last_role_stays_and_one_that_is_not_held_is_not_found(api: Web) -> None:
    account = api.account((Role.HANDLER, COMMUNITY))
    refused = grant(api.be(), account, Role.HANDLER, COMMUNITY, "revoke")
    assert (refused.status_code, refused.json["code"]) == (409, "last_grant")
    assert grant(api.be(), account, Role.AUDITOR, COMMUNITY, "revoke").status_code == 404


def test_an_administrator_gives_nothing_beyond_their_area_and_does_not_see_accounts_of_others(api: Web) -> None:
    street = api.be(Role.ADMINISTRATOR, STREET)
    account = api.account((Role.HANDLER, COMMUNITY))
    for area in (DISTRICT, STREET_BESIDE, ELSEWHERE):
        assert grant(street, account, Role.AUDITOR, area).status_code == 404
    stranger = api.account((Role.HANDLER, STREET_BESIDE))
    assert grant(street, stranger, Role.AUDITOR, COMMUNITY).status_code == 404
    assert grant(street, account, Role.AUDITOR, COMMUNITY_BESIDE).status_code == 200


def test_nobody_takes_the_administrator_from_themselves(api: Web) -> None:
    who = api.be()
    mine = (who.get("/api/me").json or {})["account"]["id"]
    refused = grant(who, UUID(mine), Role.ADMINISTRATOR, DISTRICT, "revoke")
    assert (refused.status_code, refused.json["code"]) == (422, "own_account")


def test_a_reset_password_is_the_only_one_that_is_good_and_ends_all_sessions(api: Web) -> None:
    account = api.account((Role.HANDLER, COMMUNITY), login="li.hua", password=PASSWORD)
    client = api.anyone()
    assert client.post("/api/login", json={"login": "li.hua", "password": PASSWORD}).status_code == 200
    short = api.be().post(f"/api/accounts/{account}/password", {"password": "short"})
    assert "password" in (short.json or {})["fields"]
    assert api.be().post(f"/api/accounts/{account}/password", {"password": "another password"}).status_code == 200
    assert client.get("/api/me").status_code == 401
    tries = [
        api.anyone().post("/api/login", json={"login": "li.hua", "password": one}).status_code
        for one in (PASSWORD, "another password")
    ]
    assert tries == [401, 200]


def test_a_password_of_somebody_with_more_area_is_not_reset(api: Web) -> None:
    above = api.account((Role.HANDLER, COMMUNITY), (Role.ADMINISTRATOR, DISTRICT), password=PASSWORD)
    street = api.be(Role.ADMINISTRATOR, STREET)
    for step, body in (("password", {"password": "another password"}), ("sign-out", None)):
        assert street.post(f"/api/accounts/{above}/{step}", body).status_code == 404
    assert street.get(f"/api/accounts/{above}/sessions").status_code == 404


def sessions_of(api: Web, account: UUID, count: int) -> list[Any]:
    """Browsers at which the account is signed in."""
    made = []
    for _ in range(count):
        with api.database.transaction() as session:
            token = issue_token(session, account, Kind.SESSION, SESSION_LIFETIME)
        client = api.anyone()
        client.set_cookie("linli_session", token)
        made.append(client)
    return made


def test_sessions_are_listed_without_what_proves_them_and_all_end_at_once(api: Web) -> None:
    account = api.account((Role.HANDLER, COMMUNITY))
    first, second = sessions_of(api, account, 2)
    listed = first.get("/api/me/sessions").json or {}
    assert [one["current"] for one in listed["items"]] == [False, True]
    assert set(listed["items"][0]) == {"kind", "created_at", "last_used", "expires_at", "current"}
    csrf = (first.get("/api/me").json or {})["csrf_token"]
    assert first.post("/api/me/sign-out-everywhere").status_code == 403
    assert first.post("/api/me/sign-out-everywhere", headers={"X-CSRF-Token": csrf}).status_code == 204
    assert [one.get("/api/me").status_code for one in (first, second)] == [401, 401]


def test_an_administrator_signs_an_account_out(api: Web) -> None:
    account = api.account((Role.HANDLER, COMMUNITY))
    (client,) = sessions_of(api, account, 1)
    listed = api.be().get(f"/api/accounts/{account}/sessions").json or {}
    assert len(listed["items"]) == 1
    assert api.be().post(f"/api/accounts/{account}/sign-out").status_code == 200
    assert client.get("/api/me").status_code == 401


def test_ones_own_password_is_changed_with_the_one_so_far_and_other_sessions_end(api: Web) -> None:
    with api.database.transaction() as session:
        session.execute(FAILURE.delete())
    account = api.account((Role.HANDLER, COMMUNITY), password=PASSWORD)
    here, there = sessions_of(api, account, 2)
    headers = {"X-CSRF-Token": (here.get("/api/me").json or {})["csrf_token"]}
    wrong = here.post("/api/me/password", json={"present": "no", "password": "another password"}, headers=headers)
    assert (wrong.status_code, list((wrong.json or {})["fields"])) == (422, ["present"])
    said = {"present": PASSWORD, "password": "another password"}
    assert here.post("/api/me/password", json=said, headers=headers).status_code == 204
    assert [one.get("/api/me").status_code for one in (here, there)] == [200, 401]


def park(api: Web, body: str, service: str = "grid") -> UUID:
    """An event that failed too often at a service."""
    event_id = uuid4()
    with api.host.databases[service].transaction() as session:
        inbox.park(session, event_id, "react", SIGNED, body, "ValueError")
    return event_id


def parked(who: Caller, area: str) -> list[str]:
    found = who.get(f"/api/platform/parked?area={area}").json or {}
    assert found["away"] == []
    return [one["event"]["event_id"] for one in found["items"]]


def signed_body(area: str) -> str:
    """A real event, of this area."""
    text = sample_file(SIGNED).read_text(encoding="utf-8")
    return text.replace(decode(text).event.area_code, area)


def test_parked_events_are_shown_to_the_administrators_of_their_area_and_decided_once(api: Web) -> None:
    street, beside = api.be(Role.ADMINISTRATOR, STREET), api.be(Role.ADMINISTRATOR, STREET_BESIDE)
    event = park(api, signed_body(COMMUNITY))
    broken = park(api, "no event at all")
    assert parked(street, STREET) == [str(event)]
    assert parked(beside, STREET_BESIDE) == []
    assert {str(event), str(broken)} <= set(parked(api.be(), DISTRICT))
    path = f"/api/platform/parked/grid/{event}"
    assert beside.post(f"{path}/replay", {"area_code": STREET_BESIDE}).status_code == 404
    assert street.post(f"{path}/replay", {"area_code": STREET}).json == {"handlers": 1}
    assert street.post(f"{path}/discard", {"area_code": STREET}).status_code == 404
    with api.host.databases["grid"].reading() as session:
        assert inbox.next_due(session) is not None
    discarded = api.be().post(f"/api/platform/parked/grid/{broken}/discard", {"area_code": DISTRICT})
    assert discarded.json == {"handlers": 1}
    assert str(broken) not in parked(api.be(), DISTRICT)
    assert api.be().post(f"/api/platform/parked/nothing/{broken}/replay", {"area_code": DISTRICT}).status_code == 404


def test_health_tells_what_is_parked_and_which_service_is_away(api: Web) -> None:
    park(api, signed_body(COMMUNITY), "volunteer")
    api.away.add("assistance")
    try:
        said = api.be().get(f"/api/platform/health?area={DISTRICT}").json or {}
        listed = api.be().get(f"/api/platform/parked?area={DISTRICT}").json or {}
    finally:
        api.away.clear()
    states = {one["service"]: one["state"] for one in said["services"]}
    assert states["volunteer"] == "waiting"
    assert states["assistance"] == "away"
    assert states["hotline"] == "good"
    assert said["checks"] == [{"name": "database", "good": True}]
    assert listed["away"] == ["assistance"]


def test_the_calendar_tells_the_swapped_days_of_a_year(api: Web) -> None:
    said = api.be(Role.HANDLER, COMMUNITY).get("/api/platform/calendar?year=2024").json or {}
    differing = {one["day"]: one["worked"] for one in said["differing"]}
    assert differing["2024-10-01"] is False
    assert differing["2024-10-12"] is True
    assert said["worked_days"] == 366 - 104 - 11, "weekends and the 11 holidays of the decree of 2013; swaps even out"
    assert (api.be().get("/api/platform/calendar?year=2099").json or {})["known"] is False
