"""Signing in: argon2id, locks, expiry, revocation, the CSRF header, limits."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from gateway.accounts import passwords, store
from gateway.accounts.programs import program_token
from gateway.accounts.signin import check_password
from gateway.accounts.tables import ACCOUNT, FAILURE, TOKEN
from gateway.refusals import TooMany
from linli.clock import now
from linli.db import Database, migrate
from linli.errors import Conflict, Invalid
from linli.identity import Grant, Role
from tests.factories.people import COMMUNITY, DISTRICT, ELSEWHERE, STREET
from tests.factories.web import STREET_BESIDE, Web, web
from tests.machine import Scratch

PASSWORD = "correct horse battery"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    with web(tmp_path_factory.mktemp("identity")) as one:
        one.account((Role.ADMINISTRATOR, DISTRICT), login="Wang.Li", password=PASSWORD)
        yield one


@pytest.fixture
def api(made: Web) -> Web:
    """With new counts of tries."""
    with made.database.transaction() as session:
        session.execute(FAILURE.delete())
    made.app = made.build(made.settings)
    return made


def sign_in(client: FlaskClient, login: str = "wang.li", password: str = PASSWORD, **more: str) -> TestResponse:
    return client.post("/api/login", json={"login": login, "password": password}, **more)


@pytest.fixture
def hashed_as_shipped(monkeypatch: pytest.MonkeyPatch, shipped_hasher: PasswordHasher) -> Iterator[None]:
    monkeypatch.setattr(passwords, "HASHER", shipped_hasher)
    passwords._dummy.cache_clear()
    yield
    passwords._dummy.cache_clear()


@pytest.mark.usefixtures("hashed_as_shipped")
def test_passwords_are_kept_as_argon2id_with_64_mib_3_passes_and_4_lanes(api: Web) -> None:
    api.account((Role.AUDITOR, DISTRICT), login="zhao.yi", password=PASSWORD)
    with api.database.reading() as session:
        kept = session.scalar(select(ACCOUNT.c.password_hash).where(ACCOUNT.c.login == "zhao.yi"))
    assert (kept or "").startswith("$argon2id$v=19$m=65536,t=3,p=4$")


def test_neither_tokens_nor_passwords_can_be_read_from_the_database(api: Web) -> None:
    token = api.token((Role.AUDITOR, DISTRICT))
    with api.database.reading() as session:
        kept = [str(row) for row in (*session.execute(select(TOKEN)), *session.execute(select(ACCOUNT)))]
    assert not any(token in row or PASSWORD in row for row in kept)
    assert len(token) == 43


def test_a_session_is_a_cookie_that_scripts_and_other_sites_do_not_get(api: Web) -> None:
    answer = sign_in(api.anyone())
    cookie = answer.headers["Set-Cookie"]
    assert answer.status_code == 200
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert "Secure" not in cookie, "plain http on this machine"
    secure = sign_in(api.anyone(), base_url="https://linli.example")
    assert "Secure" in secure.headers["Set-Cookie"]
    elsewhere = sign_in(api.anyone(), base_url="http://linli.example")
    assert "Secure" in elsewhere.headers["Set-Cookie"]


def test_changes_with_a_cookie_need_the_sessions_csrf_token_and_reads_do_not(api: Web) -> None:
    client = api.anyone()
    csrf = (sign_in(client).json or {})["csrf_token"]
    assert client.get("/api/me").status_code == 200
    for wrong in ({}, {"X-CSRF-Token": "wrong"}, {"X-CSRF-Token": "错".encode().decode("latin-1")}):
        refused = client.post("/api/logout", headers=wrong)
        assert (refused.status_code, (refused.json or {})["code"]) == (403, "csrf_missing")
    other = (sign_in(api.anyone()).json or {})["csrf_token"]
    assert client.post("/api/logout", headers={"X-CSRF-Token": other}).status_code == 403
    assert client.post("/api/logout", headers={"X-CSRF-Token": csrf}).status_code == 204


def test_a_session_that_was_left_is_over_even_for_a_kept_cookie(api: Web) -> None:
    client = api.anyone()
    csrf = (sign_in(client).json or {})["csrf_token"]
    kept = client.get_cookie("linli_session")
    assert kept is not None
    client.post("/api/logout", headers={"X-CSRF-Token": csrf})
    again = api.anyone()
    again.set_cookie("linli_session", kept.value)
    assert again.get("/api/me").status_code == 401


def test_a_program_has_one_account_of_one_role_and_a_new_token_each_time(api: Web) -> None:
    grant = Grant(Role.AUDITOR, DISTRICT)
    with api.database.transaction() as session:
        first, second = (program_token(session, "program-1", grant, timedelta(hours=1)) for _ in range(2))
        assert first[0] == second[0]
        assert first[1] != second[1]
        for _, token in (first, second):
            principal = store.principal_of(session, token, now())
            assert principal is not None
            assert principal.grants == (grant,)
    other = Grant(Role.ADMINISTRATOR, DISTRICT)
    with pytest.raises(Conflict, match="program-1"), api.database.transaction() as session:
        program_token(session, "program-1", other, timedelta(hours=1))


def test_a_session_is_no_bearer_token_and_a_bearer_token_no_session(api: Web) -> None:
    client = api.anyone()
    sign_in(client)
    kept = client.get_cookie("linli_session")
    assert kept is not None
    assert api.anyone().get("/api/me", headers={"Authorization": f"Bearer {kept.value}"}).status_code == 401
    other = api.anyone()
    other.set_cookie("linli_session", api.token((Role.AUDITOR, DISTRICT)))
    assert other.get("/api/me").status_code == 401


@pytest.mark.parametrize("header", ["Bearer ", "Bearer x", "Basic d2FuZzpsaQ==", "bearer", "\x00", "Bearer é"])
def test_credentials_that_are_none_are_401(api: Web, header: str) -> None:
    answer = api.anyone().get("/api/me", headers={"Authorization": header})
    assert (answer.status_code, (answer.json or {})["code"]) == (401, "not_signed_in")


def test_a_token_stands_for_its_account_until_it_expires(api: Web) -> None:
    account = api.account((Role.OPERATOR, COMMUNITY))
    with api.database.transaction() as session:
        token = store.issue_token(session, account, "bearer", timedelta(minutes=5))
        principal = store.principal_of(session, token, now())
        assert principal is not None
        assert principal.grants == (Grant(Role.OPERATOR, COMMUNITY),)
        assert store.principal_of(session, token, now() + timedelta(minutes=6)) is None
        assert store.principal_of(session, token + "x", now()) is None
    with pytest.raises(Invalid), api.database.transaction() as session:
        store.issue_token(session, account, "bearer", timedelta(0))


def test_a_revoked_token_and_the_tokens_of_a_closed_account_are_401_at_once(api: Web) -> None:
    one, other = api.be(Role.AUDITOR, STREET), api.be(Role.HANDLER, STREET)
    with api.database.transaction() as session:
        store.revoke(session, one.token)
    assert one.get("/api/me").status_code == 401
    account = (other.get("/api/me").json or {})["account"]["id"]
    assert api.be().post(f"/api/accounts/{account}/deactivate").status_code == 200
    assert other.get("/api/me").status_code == 401
    api.tokens.clear()


def test_five_wrong_passwords_lock_the_account_for_all_processes_even_for_the_right_one(api: Web) -> None:
    for _ in range(5):
        assert check_password(api.database, "wang.li", "wrong password", "10.0.0.1", now()) is None
    with pytest.raises(TooMany) as locked:
        check_password(api.database, "WANG.LI ", PASSWORD, "10.0.0.2", now())
    assert 0 < locked.value.retry_after <= 15 * 60 + 1
    answer = sign_in(api.anyone())
    assert (answer.status_code, (answer.json or {})["code"]) == (429, "locked_out")
    later = now() + passwords.WINDOW + timedelta(seconds=1)
    assert check_password(api.database, "wang.li", PASSWORD, "10.0.0.2", later) is not None


def test_a_right_password_makes_the_count_begin_anew(api: Web) -> None:
    for _ in range(3):
        for _ in range(4):
            assert check_password(api.database, "wang.li", "wrong password", "10.0.0.3", now()) is None
        assert check_password(api.database, "wang.li", PASSWORD, "10.0.0.3", now()) is not None


def test_an_address_that_tries_many_logins_is_locked(api: Web) -> None:
    with api.database.transaction() as session:
        for number in range(20):
            passwords.count_try(session, f"nobody{number}", "10.0.0.9", now())
    with pytest.raises(TooMany), api.database.transaction() as session:
        passwords.count_try(session, "wang.li", "10.0.0.9", now())
    with api.database.transaction() as session:
        passwords.count_try(session, "wang.li", "10.0.0.10", now())


def test_old_counts_are_forgotten(api: Web) -> None:
    with api.database.transaction() as session:
        passwords.count_try(session, "old", "10.1.1.1", now() - timedelta(hours=1))
        passwords.count_try(session, "new", "10.1.1.2", now())
        assert session.scalar(select(func.count()).select_from(FAILURE)) == 2


@pytest.mark.usefixtures("hashed_as_shipped")
def test_an_unknown_login_takes_as_long_as_a_wrong_password_and_is_answered_alike(api: Web) -> None:
    api.account((Role.AUDITOR, DISTRICT), login="qian.er", password=PASSWORD)

    def took(login: str) -> tuple[float, object]:
        began = time.perf_counter()
        answer = sign_in(api.anyone(), login, "wrong password")
        return time.perf_counter() - began, (answer.status_code, (answer.json or {})["code"])

    took("warm.up")
    known, said = took("qian.er")
    unknown, said_too = took("no.such.person")
    assert said == said_too == (401, "bad_credentials")
    assert 0.33 < unknown / known < 3


def test_an_account_without_a_password_cannot_sign_in_with_one(api: Web) -> None:
    api.account((Role.AUDITOR, DISTRICT), login="script")
    assert sign_in(api.anyone(), "script", "x").status_code == 401


def test_after_ten_failures_of_an_address_in_a_minute_its_next_sign_in_is_429(api: Web) -> None:
    answers = [sign_in(api.anyone(), f"someone{number}", "x") for number in range(11)]
    assert [one.status_code for one in answers] == [401] * 10 + [429]
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 61
    assert sign_in(api.anyone()).status_code == 429, "also with the right password"
    elsewhere = api.anyone().post(
        "/api/login", json={"login": "wang.li", "password": PASSWORD}, environ_base={"REMOTE_ADDR": "10.9.9.9"}
    )
    assert elsewhere.status_code == 200


def test_an_office_behind_one_address_signs_in_together_and_typing_errors_are_its_own(api: Web) -> None:
    answers = [sign_in(api.anyone()).status_code for _ in range(12)]
    assert answers == [200] * 12, "good ones are not counted"
    failing = [sign_in(api.anyone(), f"someone{number}", "x").status_code for number in range(9)]
    assert failing == [401] * 9
    assert sign_in(api.anyone()).status_code == 200, "nor do they take from what may fail"
    assert [sign_in(api.anyone(), f"another{number}", "x").status_code for number in range(2)] == [401, 429]


def test_the_sixty_first_look_up_of_a_tracking_code_in_a_minute_is_429(api: Web) -> None:
    client = api.anyone()
    statuses = [client.get("/api/track/00000-00000").status_code for _ in range(61)]
    assert statuses == [404] * 60 + [429]


def test_an_account_that_asks_too_often_is_429_while_others_go_on(api: Web) -> None:
    from dataclasses import replace

    api.app = api.build(replace(api.settings, rate_limit="3/minute"))
    busy, other = api.be(Role.AUDITOR, STREET_BESIDE), api.be(Role.SUPERVISOR, STREET_BESIDE)
    assert [busy.get("/api/me").status_code for _ in range(4)] == [200, 200, 200, 429]
    assert other.get("/api/me").status_code == 200


def test_an_administrator_makes_accounts_within_their_areas_only(api: Web) -> None:
    who = api.be(Role.ADMINISTRATOR, STREET)

    def make(login: str, area: str) -> TestResponse:
        grants = [{"role": "operator", "area_code": area}]
        return who.post("/api/accounts", {"login": login, "display_name": "新", "grants": grants, "password": PASSWORD})

    assert make("within", COMMUNITY).status_code == 201
    for area in (DISTRICT, STREET_BESIDE, ELSEWHERE):
        assert make("beyond", area).status_code == 404, area
    assert make("within", COMMUNITY).status_code == 409
    assert make("nowhere", "210103005999").status_code == 422
    logins = [one["login"] for one in (who.get("/api/accounts?limit=200").json or {})["items"]]
    assert "within" in logins
    assert "beyond" not in logins
    assert sign_in(api.anyone(), "within").status_code == 200


def test_making_an_account_is_repeated_by_its_key_and_refused_with_another_body(api: Web) -> None:
    body = {"login": "twice", "display_name": "新", "grants": [{"role": "operator", "area_code": STREET}]}
    first, again = (api.be().post("/api/accounts", body, Idempotency_Key="make-twice") for _ in range(2))
    assert (first.status_code, first.data) == (201, again.data)
    other = api.be().post("/api/accounts", {**body, "login": "thrice"}, Idempotency_Key="make-twice")
    assert (other.status_code, (other.json or {})["code"]) == (422, "idempotency_key_reused")


def test_nobody_closes_their_own_account(api: Web) -> None:
    who = api.be()
    account = (who.get("/api/me").json or {})["account"]["id"]
    assert who.post(f"/api/accounts/{account}/deactivate").status_code == 422


def test_short_passwords_and_taken_logins_are_refused(api: Web) -> None:
    with api.database.transaction() as session:
        with pytest.raises(Invalid) as short:
            store.create_account(session, "short", "短", "eleven char", [])
        assert "password" in short.value.fields
        with pytest.raises(Conflict):
            store.create_account(session, " WANG.LI ", "重", PASSWORD, [])


def parallel_guesses(database: Database) -> list[bool]:
    """Twelve wrong passwords at once: for each, whether it was looked at."""

    def guess(number: int) -> bool:
        try:
            return check_password(database, "zhao.qian", "wrong password", f"10.0.1.{number}", now()) is None
        except TooMany:
            return False

    with ThreadPoolExecutor(12) as pool:
        return list(pool.map(guess, range(12)))


def test_guesses_in_parallel_gain_nothing(api: Web) -> None:
    assert sum(parallel_guesses(api.database)) == 5


def test_accounts_tokens_and_locks_work_alike_on_postgresql(scratch: Scratch) -> None:
    database = Database(scratch.database_url("gateway_identity"), "gateway")
    try:
        migrate(database)
        with database.transaction() as session:
            grants = [Grant(Role.AUDITOR, STREET), Grant(Role.HANDLER, COMMUNITY)]
            made = store.create_account(session, "zhao.qian", "赵", PASSWORD, grants)
            token = store.issue_token(session, made.id, "session", timedelta(hours=1))
        assert check_password(database, "zhao.qian", PASSWORD, "10.0.0.1", now()) == made
        with database.transaction() as session:
            found = store.identify(session, token, now())
            assert found is not None
            assert found.account == made
            store.note_use(session, found, now())
            assert [one.login for one in store.accounts_at(session, (STREET,), "", 10)] == ["zhao.qian"]
            assert store.accounts_at(session, (STREET_BESIDE,), "", 10) == []
            store.deactivate(session, made.id)
            assert store.principal_of(session, token, now()) is None
        assert sum(parallel_guesses(database)) == 5
    finally:
        database.close()
