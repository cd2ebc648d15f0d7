"""Citizens sign in with a code by SMS: its limits, what is kept of it, sessions, and that staff are others."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from gateway.citizen_accounts import codes, store
from gateway.citizen_accounts.tables import CITIZEN, CITIZEN_SESSION, SIGN_IN_CODE
from linli.clock import now
from linli.identity import Role
from linli.messages.tables import MESSAGE
from linli.sealing import Sealer
from tests.factories.people import COMMUNITY, DISTRICT, ELSEWHERE
from tests.factories.receiver import Receiver, receiver
from tests.factories.residents import OWN, Resident, codes_of, deliver
from tests.factories.web import Caller, Web, web

SECOND = timedelta(seconds=1)
FIRST = min(DISTRICT, ELSEWHERE)
"""The district whose people see what was sent."""


@pytest.fixture(scope="module")
def sms() -> Iterator[Receiver]:
    with receiver() as made:
        yield made


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, sms: Receiver) -> Iterator[Web]:
    with web(tmp_path_factory.mktemp("sign-in"), sms_url=sms.url, webhook_secret=bytes(16)) as one:
        yield one


@pytest.fixture
def api(made: Web, sms: Receiver) -> Web:
    """With everything there and an SMS gateway that takes all. Each has an address of their own: no count is shared."""
    made.away.clear()
    sms.status = 200
    return made


def later(api: Web, by: timedelta) -> None:
    """Let this time pass for every code and session."""
    with api.database.transaction() as session:
        for table, columns in ((SIGN_IN_CODE, ("made_at", "since")), (CITIZEN_SESSION, ("created_at", "expires_at"))):
            for row in session.execute(select(table)).all():
                past = {name: getattr(row, name) - by for name in columns}
                key = next(iter(table.primary_key))
                session.execute(update(table).where(key == row[0]).values(**past))


def wrong(code: str, by: int = 1) -> str:
    return f"{(int(code) + by) % 1_000_000:06d}"


# ---- the code --------------------------------------------------------------------------------------------------------


def test_the_first_sign_in_makes_the_account_and_the_next_finds_it(api: Web, sms: Receiver) -> None:
    one = Resident(api, sms)
    assert one.get("/me").status_code == 401
    assert one.give(one.code(), language="en").status_code == 200
    mine = (one.get("/me").json or {})["profile"]
    assert (mine["phone"], mine["language"], mine["name"]) == (f"{one.phone[:3]}******{one.phone[-2:]}", "en", None)
    later(api, codes.PAUSE)
    again = Resident(api, sms, one.phone).sign_in()
    assert (again.get("/me").json or {})["profile"] == mine


def test_a_code_is_good_once_and_for_its_own_number(api: Web, sms: Receiver) -> None:
    one, other = Resident(api, sms), Resident(api, sms)
    code = one.code()
    assert other.give(code).status_code == 401
    assert one.give(code).status_code == 200
    assert one.give(code).status_code == 401


def test_a_code_is_good_for_five_minutes(api: Web, sms: Receiver) -> None:
    one, other = Resident(api, sms), Resident(api, sms)
    first, second = one.code(), other.code()
    later(api, codes.LIFETIME - 10 * SECOND)
    assert one.give(first).status_code == 200
    later(api, 11 * SECOND)
    refused = other.give(second)
    assert (refused.status_code, (refused.json or {})["code"]) == (401, "bad_code")


def test_after_five_wrong_tries_the_right_code_is_good_no_more(api: Web, sms: Receiver) -> None:
    one, other = Resident(api, sms), Resident(api, sms)
    code = one.code()
    assert [one.give(wrong(code, by)).status_code for by in range(1, 6)] == [401] * 5
    assert one.give(code).status_code == 401
    kept = other.code()
    assert [other.give(wrong(kept, by)).status_code for by in range(1, 5)] == [401] * 4
    assert other.give(kept).status_code == 200, "the fifth try is the last good one"


def test_a_newer_code_takes_the_place_of_the_older(api: Web, sms: Receiver) -> None:
    one = Resident(api, sms)
    first = one.code()
    later(api, codes.PAUSE)
    second = one.code()
    assert first == second or one.give(first).status_code == 401
    assert one.give(second).status_code == 200


def test_a_number_gets_one_code_a_minute_and_five_a_day_from_wherever_they_are_asked_for(
    api: Web, sms: Receiver
) -> None:
    one = Resident(api, sms)
    assert one.ask_code().status_code == 202
    soon = Resident(api, sms, one.phone).ask_code()
    assert (soon.status_code, (soon.json or {})["code"]) == (429, "code_just_sent")
    assert 1 <= int(soon.headers["Retry-After"]) <= 61
    for _ in range(4):
        later(api, codes.PAUSE)
        assert Resident(api, sms, one.phone).ask_code().status_code == 202
    later(api, codes.PAUSE)
    many = Resident(api, sms, one.phone).ask_code()
    assert (many.status_code, (many.json or {})["code"]) == (429, "codes_used_up")
    assert int(many.headers["Retry-After"]) > 23 * 3600
    assert len(codes_of(api, sms, one.phone)) == 5
    later(api, codes.DAY)
    assert one.ask_code().status_code == 202
    later(api, codes.PAUSE)
    assert one.ask_code().status_code == 202, "the count has begun anew"


def test_an_address_gets_as_many_codes_as_the_setting_says(
    api: Web, sms: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api, "app", api.build(replace(api.settings, code_limit="2/day")))
    one = Resident(api, sms)
    statuses = []
    for _ in range(3):
        one.phone = Resident(api, sms).phone
        statuses.append(one.ask_code().status_code)
    assert statuses == [202, 202, 429]
    assert Resident(api, sms).ask_code().status_code == 202


def test_an_address_tries_ten_codes_a_minute(api: Web, sms: Receiver) -> None:
    one = Resident(api, sms)
    assert [one.give("000000").status_code for _ in range(11)] == [401] * 10 + [429]


@pytest.mark.parametrize("phone", ["02423456789", "1391234567", "139 1234 5678", "+8613912345678", "12345678901", ""])
def test_only_mobile_numbers_get_codes(api: Web, sms: Receiver, phone: str) -> None:
    refused = Resident(api, sms, phone).ask_code()
    assert (refused.status_code, list((refused.json or {})["fields"])) == (422, ["phone"])


def test_the_answers_do_not_tell_whether_a_number_is_known(api: Web, sms: Receiver) -> None:
    known, unknown = Resident(api, sms).sign_in(), Resident(api, sms)
    later(api, codes.PAUSE)
    asked = [one.ask_code() for one in (Resident(api, sms, known.phone), unknown)]
    assert (asked[0].status_code, asked[0].json) == (asked[1].status_code, asked[1].json)
    tried = [Resident(api, sms, one.phone).give("000000").json or {} for one in (known, unknown)]
    same = ("status", "code", "detail", "fields")
    assert [tried[0][name] for name in same] == [tried[1][name] for name in same]


def test_neither_code_nor_number_can_be_read_anywhere_afterwards(
    api: Web, sms: Receiver, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    one = Resident(api, sms)
    code = one.code()
    one.give(wrong(code))
    one.give(code)
    one.profile(name="王小红", email="hong@example.org")
    written, told = capfd.readouterr()
    for text in (caplog.text, written, told):
        assert one.phone not in text
        assert code not in text
    files = [file for file in api.settings.data.iterdir() if ".db" in file.name]
    assert {file.name.partition(".")[0] for file in files} >= {"gateway", "hotline"}
    for file in files:
        content = file.read_bytes()
        for personal in (one.phone, "王小红", "hong@example.org", f"验证码{code}"):
            assert personal.encode() not in content, (file.name, personal)
    sealer = Sealer(api.settings.secret)
    with api.host.databases["hotline"].reading() as session:
        logged = session.execute(select(MESSAGE).where(MESSAGE.c.template == "citizen.code")).all()
    opened = [sealer.open(row.text, "message-text") + sealer.open(row.title, "message-title") for row in logged]
    assert set(opened) == {""}, "not even with the key"


def test_the_delivery_log_shows_the_sending_masked_and_sends_no_code_again(api: Web, sms: Receiver) -> None:
    sms.status = 403
    one = Resident(api, sms)
    assert one.ask_code().status_code == 202
    deliver(api)
    first = api.be(area=FIRST)
    row = (first.get("/api/hotline/deliveries?state=failed").json or {})["items"][0]
    told = (row["template"], row["recipient"], row["urgent"], row["area_code"])
    assert told == ("citizen.code", f"138******{one.phone[-2:]}", True, FIRST)
    again = first.post(f"/api/hotline/deliveries/{row['id']}/retry")
    assert (again.status_code, (again.json or {})["code"]) == (409, "expired")


def test_where_there_is_no_channel_that_is_said_and_filing_goes_on(tmp_path: Path, sms: Receiver) -> None:
    with web(tmp_path) as api:
        one = Resident(api, sms)
        assert one.get("/sign-in").json == {"available": False, "signed_in": False}
        for _ in range(2):
            refused = one.ask_code()
            assert (refused.status_code, (refused.json or {})["code"]) == (409, "codes_not_sent_here")
        filed = one.post("/requests", {"area_code": COMMUNITY, "category": "noise.residential", "title": "半夜装修"})
        assert filed.status_code == 201


def test_while_the_hotline_is_away_no_code_is_sent_and_none_is_counted(api: Web, sms: Receiver) -> None:
    one = Resident(api, sms)
    assert one.get("/sign-in").json == {"available": True, "signed_in": False}
    api.away.add("hotline")
    assert (one.get("/sign-in").json or {})["available"] is False
    assert [one.ask_code().status_code for _ in range(2)] == [503, 503]
    api.away.clear()
    one.sign_in()
    assert one.get("/sign-in").json == {"available": True, "signed_in": True}


# ---- the session -----------------------------------------------------------------------------------------------------


def test_the_session_is_a_cookie_that_scripts_other_sites_and_other_routes_do_not_get(api: Web, sms: Receiver) -> None:
    one = Resident(api, sms)
    cookie = one.give(one.code()).headers["Set-Cookie"]
    for part in ("linli_citizen=", "HttpOnly", "SameSite=Strict", "Path=/api/citizen", "Max-Age=2592000"):
        assert part in cookie
    assert "Secure" not in cookie, "plain http on this machine"
    other = Resident(api, sms)
    said = {"phone": other.phone, "code": other.code()}
    away = api.anyone().post("/api/citizen/sign-in", json=said, base_url="http://linli.example")
    assert "Secure" in away.headers["Set-Cookie"]


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/me", {"name": "王"}),
        ("/me/delete", {}),
        ("/sign-out", {}),
        (OWN, {"area_code": COMMUNITY, "category": "noise.residential", "title": "半夜装修"}),
        (f"{OWN}/add", {"tracking_code": "00000-00000"}),
        (f"{OWN}/00000-00000/withdraw", {}),
    ],
)
def test_a_change_with_the_cookie_needs_the_sessions_csrf_token(
    api: Web, sms: Receiver, path: str, said: dict[str, str]
) -> None:
    one = Resident(api, sms).sign_in()
    for token in (None, "wrong"):
        one.csrf = token
        refused = one.post(path, said, If_Match="*")
        assert (refused.status_code, (refused.json or {})["code"]) == (403, "csrf_missing")
    assert one.listed() == []


def test_a_program_signs_in_with_a_bearer_token_and_needs_no_csrf_token(api: Web, sms: Receiver) -> None:
    one = Resident(api, sms)
    done = one.give(one.code(), kind="bearer")
    assert "Set-Cookie" not in done.headers
    token = (done.json or {})["token"]
    assert one.get("/me").status_code == 401
    headers = {"Authorization": f"Bearer {token}"}
    assert one.get("/me", **headers).status_code == 200
    assert one.post(OWN, {}, **headers).status_code == 422
    one.client.set_cookie("linli_citizen", token, path="/api/citizen")
    assert one.get("/me").status_code == 401, "a bearer token is no cookie"


def test_neither_token_can_be_read_from_the_database(api: Web, sms: Receiver) -> None:
    one = Resident(api, sms)
    token = (one.give(one.code(), kind="bearer").json or {})["token"]
    with api.database.reading() as session:
        kept = [str(row) for row in session.execute(select(CITIZEN_SESSION))]
    assert not any(token in row for row in kept)


def test_a_session_ends_after_thirty_days(api: Web, sms: Receiver) -> None:
    one = Resident(api, sms).sign_in()
    later(api, store.SESSION_LIFETIME - timedelta(minutes=1))
    assert one.get("/me").status_code == 200
    later(api, timedelta(minutes=2))
    assert one.get("/me").status_code == 401


def test_signing_out_ends_this_session_and_everywhere_all_of_them(api: Web, sms: Receiver) -> None:
    sessions = []
    phone = Resident(api, sms).phone
    for _ in range(3):
        sessions.append(Resident(api, sms, phone).sign_in())
        later(api, codes.PAUSE)
    first, second = sessions[:2]
    token = first.client.get_cookie("linli_citizen", path="/api/citizen")
    assert token is not None
    gone = first.post("/sign-out")
    assert gone.status_code == 204
    assert "Max-Age=0" in gone.headers["Set-Cookie"]
    first.client.set_cookie("linli_citizen", token.value, path="/api/citizen")
    assert [one.get("/me").status_code for one in sessions] == [401, 200, 200], "not only in the browser"
    assert second.post("/sign-out", {"everywhere": True}).status_code == 204
    assert [one.get("/me").status_code for one in sessions] == [401, 401, 401]


def test_citizens_are_nobody_to_the_staffs_routes_and_staff_nobody_to_citizens(api: Web, sms: Receiver) -> None:
    one = Resident(api, sms)
    token = (one.give(one.code(), kind="bearer").json or {})["token"]
    citizen = Caller(api.app.test_client(use_cookies=False), token)
    for path in ("/api/me", "/api/hotline/requests", "/api/areas", "/api/network/figures"):
        assert citizen.get(path).status_code == 401
    one.client.set_cookie("linli_session", token)
    assert one.client.get("/api/me").status_code == 401
    assert api.be(Role.ADMINISTRATOR).get("/api/citizen/me").status_code == 401


def test_what_is_over_is_forgotten(api: Web, sms: Receiver) -> None:
    past, present = Resident(api, sms).sign_in(), Resident(api, sms)
    later(api, store.SESSION_LIFETIME + SECOND)
    present.sign_in()
    with api.database.transaction() as session:
        store.forget_sessions(session, now())
        codes.forget(session, now())
        sessions = session.scalars(select(CITIZEN_SESSION.c.citizen_id)).all()
        phones = session.scalars(select(SIGN_IN_CODE.c.phone)).all()
        sealed = store.sealed_phone(Sealer(api.settings.secret), present.phone)
        mine = session.scalar(select(CITIZEN.c.id).where(CITIZEN.c.phone == sealed))
    assert (sessions, phones) == ([mine], [sealed])
    assert past.get("/me").status_code == 401
