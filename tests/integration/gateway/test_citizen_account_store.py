"""Accounts, sessions and lists of requests are kept alike on both databases."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from gateway.accounts.store import Kind, digest
from gateway.citizen_accounts import own, store
from gateway.citizen_accounts.tables import CITIZEN, CITIZEN_REQUEST
from linli.clock import now
from linli.contracts.messages import Language, Notify
from linli.db import Database, migrate
from linli.errors import NotFound, StaleVersion
from linli.sealing import Sealer
from tests.factories.residents import NUMBERS

SEALER = Sealer(bytes(64))
NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.servers)])
def database(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    url = f"sqlite:///{tmp_path_factory.mktemp('citizens')}/gateway.db"
    if request.param == "postgresql":
        url = request.getfixturevalue("scratch").database_url("citizen_accounts")
    made = Database(url, "gateway")
    migrate(made)
    yield made
    made.close()


def somebody(database: Database, phone: str | None = None) -> UUID:
    with database.transaction() as session:
        return store.with_phone(session, SEALER, phone or str(next(NUMBERS)), Language.ZH)


def test_who_signs_in_twice_at_once_has_one_account(database: Database) -> None:
    phone = str(next(NUMBERS))
    with ThreadPoolExecutor(6) as pool:
        assert len(set(pool.map(lambda _: somebody(database, phone), range(6)))) == 1


def test_a_token_stands_for_its_citizen_until_it_is_ended_or_expires(database: Database) -> None:
    citizen = somebody(database)
    with database.transaction() as session:
        token, csrf = store.issue(session, citizen, Kind.SESSION)
        other, none = store.issue(session, citizen, Kind.BEARER)
        found = store.identify(session, SEALER, token, now())
        assert found is not None
        assert (found.citizen.id, found.csrf, found.kind, none) == (citizen, csrf, Kind.SESSION, None)
        assert store.identify(session, SEALER, token, now() + store.SESSION_LIFETIME) is None
        assert [one.kind for one in store.sessions(session, citizen)] == [Kind.BEARER, Kind.SESSION]
        store.end_session(session, digest(token))
        assert store.identify(session, SEALER, token, now()) is None
        assert store.identify(session, SEALER, other, now()) is not None


def test_of_two_changes_of_one_version_one_is_made(database: Database) -> None:
    citizen = somebody(database)
    said = {"name": "王", "email": None, "language": Language.EN, "area_code": None, "notify": Notify.NONE}

    def change(_: int) -> bool:
        try:
            with database.transaction() as session:
                store.change(session, SEALER, citizen, said, 1)
        except StaleVersion:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(change, range(4))) == 1


def test_what_comes_for_an_account_while_it_is_erased_breaks_nothing(database: Database) -> None:
    """Requests and profiles either come first and are erased with it, or find it gone."""
    for _ in range(5):
        citizen = somebody(database)
        with database.reading() as session:
            known = session.execute(select(CITIZEN).where(CITIZEN.c.id == citizen)).one()
        erased = store.Citizen(**{**known._mapping, "phone": SEALER.open(known.phone, store.SEALED["phone"])})
        said = {"name": "王", "email": None, "language": Language.EN, "area_code": None, "notify": None}

        def add(citizen: UUID = citizen) -> None:
            request = {"request_id": uuid4(), "tracking_code": "ABCDE-FGHJK", "title": "路灯", "filed_at": NOON}
            with database.transaction() as session:
                own.add(session, SEALER, citizen, **request)

        def change(citizen: UUID = citizen, said: Mapping[str, object] = said) -> None:
            with suppress(NotFound), database.transaction() as session:
                store.change(session, SEALER, citizen, said, None)

        def erase(erased: store.Citizen = erased) -> None:
            with database.transaction() as session:
                store.erase(session, SEALER, erased)

        with ThreadPoolExecutor(6) as pool:
            for done in [pool.submit(step) for step in (add, change, erase, add, change, add)]:
                done.result()
        add()
        with database.reading() as session:
            assert own.page_of(session, SEALER, citizen, None, 10).rows == ()


def test_a_list_is_read_page_by_page_also_where_moments_are_the_same(database: Database) -> None:
    citizen, other = somebody(database), somebody(database)
    with database.transaction() as session:
        for number in range(7):
            said = {"tracking_code": f"0000{number}-00000", "title": f"第{number}件"}
            moment = NOON + timedelta(minutes=number // 3)
            for one in (citizen, citizen, other):
                request_id = UUID(int=number + 1) if one is citizen else uuid4()
                own.add(session, SEALER, one, request_id=request_id, filed_at=moment, **said)
    seen, cursor = [], None
    for _ in range(3):
        with database.reading() as session:
            page = own.page_of(session, SEALER, citizen, cursor, 3)
        seen += [one.title for one in page.rows]
        cursor = page.next_cursor
    assert (seen, cursor) == ([f"第{number}件" for number in reversed(range(7))], None)


def test_an_account_is_erased_with_all_that_hangs_on_it(database: Database) -> None:
    citizen, other = somebody(database), somebody(database)
    with database.transaction() as session:
        for one in (citizen, other):
            token, _ = store.issue(session, one, Kind.SESSION)
            own.add(session, SEALER, one, request_id=UUID(int=1), tracking_code="00000-00000", title="t", filed_at=NOON)
        gone = store.identify(session, SEALER, token, now())
        assert gone is not None
        store.erase(session, SEALER, gone.citizen)
        assert store.identify(session, SEALER, token, now()) is None
        assert store.sessions(session, other) == []
        kept = session.scalars(select(CITIZEN_REQUEST.c.citizen_id)).all()
        assert (citizen in kept, other in kept) == (True, False)
