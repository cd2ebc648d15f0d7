"""What the gateway accepts while the hotline is away is kept sealed, and delivered once."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from threading import Barrier, Lock
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, update

from gateway.intake import delivering, store
from gateway.intake.tables import KEPT_REQUEST, KeptState
from linli import observe
from linli.calls import Ask
from linli.clock import now
from linli.contracts.base import dump
from linli.contracts.hotline.requests import OpenRequest
from linli.db import Database
from linli.errors import Conflict, Invalid, Unavailable
from linli.identity import Role
from linli.observe import Chain
from linli.sealing import Sealer
from tests.factories.gateways import SECRET, emptied, gateway_database, network_on
from tests.factories.people import COMMUNITY, person
from tests.factories.running import running

SEALER = Sealer(SECRET)
OPERATOR = person(Role.OPERATOR)
PHONE = "13912345678"


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.servers)])
def kept_database(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    url = f"sqlite:///{tmp_path_factory.mktemp('intake')}/gateway.db"
    if request.param == "postgresql":
        url = request.getfixturevalue("scratch").database_url("intake")
    with gateway_database(url) as database:
        yield database


@pytest.fixture
def database(kept_database: Database) -> Database:
    """The gateway's database, empty."""
    return emptied(kept_database)


def ask_for(request_id: UUID, code: str, key: str, **fields: Any) -> dict[str, Any]:
    """The call as the gateway would have made it ten minutes ago."""
    said = OpenRequest(
        id=request_id,
        tracking_code=code,
        area_code=COMMUNITY,
        category="other",
        title=fields.pop("title", "路灯不亮"),
        contact_phone=PHONE,
        **fields,
    )
    deadline = now() - timedelta(minutes=10)
    return Ask("open_request", dump(said), OPERATOR, Chain(), key, deadline).to_wire()


def kept(database: Database, number: int = 0, **fields: Any) -> UUID:
    """Keep one request."""
    request_id, code = UUID(int=number + 1, version=4), f"0000{number % 10}-00000"
    with database.transaction() as session:
        ask = ask_for(request_id, code, f"key-{number}", **fields)
        store.keep(session, SEALER, request_id, code, ask, ask["key"], now())
    return request_id


def state_of(database: Database, request_id: UUID) -> store.KeptRequest:
    with database.reading() as session:
        found = store.find(session, request_id)
    assert found is not None
    return found


def make_due(database: Database) -> None:
    """Let the waiting times pass."""
    with database.transaction() as session:
        waiting = KEPT_REQUEST.c.state == KeptState.WAITING
        session.execute(update(KEPT_REQUEST).where(waiting).values(next_at=now()))


class Hotline:
    """A hotline that answers as it is told to, and remembers what it was asked."""

    def __init__(self, *answers: dict[str, Any] | Exception) -> None:
        self._answers = list(answers)
        self.asked: list[dict[str, Any]] = []

    def __call__(self, service: str, wire: dict[str, Any]) -> dict[str, Any]:
        assert service == "hotline"
        self.asked.append(wire)
        answer = self._answers.pop(0) if self._answers else {"ok": {}, "events": []}
        if isinstance(answer, Exception):
            raise answer
        return answer


AWAY = Unavailable("service_away", "away", "away")
REFUSAL = {"error": Invalid("unknown_category", "no", "no").to_wire()}


def test_a_kept_request_is_found_by_id_and_tracking_code_and_a_repeat_is_kept_once(database: Database) -> None:
    first, again = kept(database), kept(database)
    with database.reading() as session:
        by_code = store.find_by_tracking_code(session, "00000-00000")
        assert store.find(session, uuid4()) is None
        assert len(session.execute(select(KEPT_REQUEST)).all()) == 1
    assert first == again
    assert by_code == state_of(database, first)
    assert (by_code.area_code, by_code.state, by_code.account_id) == (COMMUNITY, "waiting", OPERATOR.account_id)


def test_the_same_id_with_another_content_is_a_conflict(database: Database) -> None:
    kept(database)
    with pytest.raises(Conflict) as refused:
        kept(database, title="井盖丢失")
    assert refused.value.code == "idempotency_key_reused"


def test_nothing_personal_stands_readable_in_the_table(database: Database) -> None:
    kept(database)
    with database.reading() as session:
        row = " ".join(str(value) for value in session.execute(select(KEPT_REQUEST)).one())
    assert PHONE not in row
    assert "路灯" not in row


def test_delivery_repeats_the_call_with_its_key_and_a_new_deadline_and_erases_the_rest(database: Database) -> None:
    request_id, hotline = kept(database), Hotline()
    assert delivering.deliver_due(database, hotline, SEALER) == 1
    assert delivering.deliver_due(database, hotline, SEALER) == 0
    (asked,) = hotline.asked
    said = asked["command"]
    assert (asked["key"], said["id"], said["contact_phone"]) == ("key-0", str(request_id), PHONE)
    assert datetime.fromisoformat(asked["deadline"]) > now()
    found = state_of(database, request_id)
    assert (found.state, found.error) == (KeptState.DELIVERED, None)
    assert found.delivered_at is not None
    with database.reading() as session:
        assert session.execute(select(KEPT_REQUEST.c.sealed_ask)).scalar_one() is None


def test_a_delivered_request_that_is_sent_again_is_not_kept_again(database: Database) -> None:
    kept(database)
    delivering.deliver_due(database, Hotline(), SEALER)
    request_id = kept(database)
    assert state_of(database, request_id).state is KeptState.DELIVERED
    assert delivering.deliver_due(database, Hotline(), SEALER) == 0


def test_while_the_hotline_is_away_one_call_is_tried_and_its_pause_grows(database: Database) -> None:
    kept(database, 0)
    kept(database, 1)
    hotline = Hotline(AWAY, {"error": AWAY.to_wire()})
    assert delivering.deliver_due(database, hotline, SEALER) == 0
    assert len(hotline.asked) == 1
    first = state_of(database, UUID(int=1, version=4))
    assert (first.state, first.attempts, first.error) == (KeptState.WAITING, 1, "service_away")
    assert delivering.deliver_due(database, hotline, SEALER) == 0
    assert hotline.asked[0]["key"] != hotline.asked[1]["key"], "the other one was tried in its turn"
    make_due(database)
    assert delivering.deliver_due(database, hotline, SEALER) == 2


def test_the_pause_after_a_failure_doubles_up_to_five_seconds() -> None:
    seconds = [delivering.pause_after(attempts).total_seconds() for attempts in (0, 1, 2, 3, 4, 5, 6, 5000)]
    assert seconds == [1, 2, 4, 5, 5, 5, 5, 5]


def test_what_the_hotline_refuses_is_kept_counted_and_holds_nothing_up(database: Database) -> None:
    refused, taken = kept(database, 0), kept(database, 1)
    before = observe.INTAKE_ERRORS._value.get()
    assert delivering.deliver_due(database, Hotline(REFUSAL), SEALER) == 1
    found = state_of(database, refused)
    assert (found.state, found.error) == (KeptState.REFUSED, "unknown_category")
    assert state_of(database, taken).state is KeptState.DELIVERED
    assert observe.INTAKE_ERRORS._value.get() == before + 1
    with database.reading() as session:
        mine = KEPT_REQUEST.c.request_id == refused
        assert session.execute(select(KEPT_REQUEST.c.sealed_ask).where(mine)).scalar_one()


def test_what_was_sealed_under_another_key_is_set_aside(database: Database) -> None:
    request_id = kept(database)
    assert delivering.deliver_due(database, Hotline(), Sealer(bytes(64))) == 0
    found = state_of(database, request_id)
    assert (found.state, found.error) == (KeptState.REFUSED, "cannot_unseal")


def test_a_fault_in_the_middle_of_a_delivery_leaves_the_request_waiting(database: Database) -> None:
    request_id = kept(database)
    with pytest.raises(RuntimeError):
        delivering.deliver_due(database, Hotline(RuntimeError("killed")), SEALER)
    assert state_of(database, request_id).state is KeptState.WAITING
    assert delivering.deliver_due(database, Hotline(), SEALER) == 1


@pytest.mark.parametrize("kept_database", [pytest.param("postgresql", marks=pytest.mark.servers)], indirect=True)
def test_two_processes_deliver_each_request_once(database: Database) -> None:
    """On SQLite one process has the database to itself."""
    for number in range(2):
        kept(database, number)
    both, asked, lock = Barrier(2, timeout=20), [], Lock()

    def slow(_service: str, wire: dict[str, Any]) -> dict[str, Any]:
        with lock:
            asked.append(wire["key"])
        both.wait()
        return {"ok": {}, "events": []}

    with ThreadPoolExecutor(2) as pool:
        counts = list(pool.map(lambda _: delivering.deliver_due(database, slow, SEALER), range(2)))
    assert sorted(asked) == ["key-0", "key-1"]
    assert sum(counts) == 2


def test_the_gauges_show_what_waits_and_for_how_long(database: Database) -> None:
    kept(database)
    with database.transaction() as session:
        session.execute(update(KEPT_REQUEST).values(kept_at=now() - timedelta(minutes=3)))
    network, _ = network_on(database)
    network.deliver_intake()
    assert observe.INTAKE_WAITING._value.get() == 1
    assert 180 <= observe.INTAKE_AGE._value.get() < 190
    make_due(database)
    network, _ = network_on(database, Hotline())
    network.deliver_intake()
    assert (observe.INTAKE_WAITING._value.get(), observe.INTAKE_AGE._value.get()) == (0, 0)


def test_the_real_hotline_takes_a_kept_request_in_and_a_second_delivery_changes_nothing(
    database: Database, tmp_path: Path
) -> None:
    request_id = kept(database)
    with running("hotline", tmp_path) as hotline:

        def answer_lost(_service: str, wire: dict[str, Any]) -> dict[str, Any]:
            hotline.member.answerer.answer(wire)
            raise AWAY

        delivering.deliver_due(database, answer_lost, SEALER)
        make_due(database)
        assert delivering.deliver_due(database, lambda _, wire: hotline.member.answerer.answer(wire), SEALER) == 1
        view = hotline.ask(OPERATOR, "get_request", id=request_id)
        assert hotline.names() == ["request.opened", "request.dispatched"]
    assert view["tracking_code"] == "00000-00000"
