"""A call is answered once per key and account, in one transaction, in time, by leave, and an error tells no values."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
import structlog
from sqlalchemy.exc import OperationalError

from linli import calls, faultpoints
from linli.clock import now
from linli.contracts.envelope import decode
from linli.db import Database
from linli.identity import Role
from linli.observe import Chain
from linli.outbox import recent
from tests.factories.counter_service import TALLY, Counter, Counting
from tests.factories.people import ELSEWHERE, person

WHO = person(Role.DISPATCHER)
PERSONAL = "13912345678"


def error(reply: dict[str, Any]) -> tuple[str, str]:
    """Kind and code of a refusal."""
    return reply["error"]["kind"], reply["error"]["code"]


def test_an_answer_brings_the_resource_and_the_events_that_were_caused(counting: Counting) -> None:
    subject = uuid4()
    reply = counting.ask(WHO, id=str(subject), amount=2)
    assert reply["ok"] == {"id": str(subject), "total": 2}
    (told,) = [decode(text) for text in reply["events"]]
    with counting.database.reading() as session:
        assert [one.event_id for one in recent(session, 10)] == [told.id]
    assert told.event.subject == subject


def test_the_same_key_gets_the_same_reply_and_one_effect(counting: Counting) -> None:
    said: dict[str, Any] = {"id": str(uuid4()), "amount": 1}
    first = counting.ask(WHO, key="k", **said)
    counting.ask(WHO, key="another", **said)
    assert counting.ask(WHO, key="k", **said) == first
    assert first["ok"]["total"] == 1
    assert counting.effects() == ["added", "added"]


def test_without_a_key_every_call_counts(counting: Counting) -> None:
    said = {"id": str(uuid4())}
    assert [counting.ask(WHO, **said)["ok"]["total"] for _ in range(3)] == [1, 2, 3]


@pytest.mark.parametrize("change", [{"amount": 2}, {"note": "other"}, {"id": str(uuid4())}])
def test_the_same_key_with_another_body_is_a_conflict_and_changes_nothing(
    counting: Counting, change: dict[str, Any]
) -> None:
    said: dict[str, Any] = {"id": str(uuid4()), "amount": 1}
    first = counting.ask(WHO, key="k", **said)
    reply = counting.ask(WHO, key="k", **{**said, **change})
    assert error(reply) == ("conflict", "idempotency_key_reused")
    assert counting.effects() == ["added"]
    assert counting.ask(WHO, key="k", **said) == first


def test_the_same_key_for_another_method_is_a_conflict(counting: Counting) -> None:
    said = {"id": str(uuid4())}
    counting.ask(WHO, key="k", **said)
    assert error(counting.ask(WHO, "break_down", key="k", **said))[1] == "idempotency_key_reused"


def test_a_key_belongs_to_its_account(counting: Counting) -> None:
    said = {"id": str(uuid4())}
    replies = [counting.ask(who, key="k", **said) for who in (WHO, person(Role.DISPATCHER))]
    assert [one["ok"]["total"] for one in replies] == [1, 2]


def test_parallel_twins_have_one_effect_and_the_same_reply(counting: Counting) -> None:
    with ThreadPoolExecutor(8) as threads:
        for number in range(6):
            said = {"id": str(uuid4())}
            ask = [threads.submit(counting.ask, WHO, key=f"k{number}", **said) for _ in range(8)]
            replies = [one.result() for one in ask]
            assert all(reply == replies[0] and "ok" in reply for reply in replies)
            assert counting.effects(UUID(said["id"])) == ["added"]


def test_an_error_is_not_remembered(counting: Counting) -> None:
    said = {"id": str(uuid4())}
    assert error(counting.ask(person(Role.AUDITOR, account=WHO.account_id), key="k", **said))[0] == "forbidden"
    assert counting.ask(WHO, key="k", **said)["ok"]["total"] == 1


def test_a_key_is_forgotten_after_its_time(counting: Counting, monkeypatch: pytest.MonkeyPatch) -> None:
    said = {"id": str(uuid4())}
    counting.ask(WHO, key="k", **said)
    late = now() + calls.KEPT
    for moment, forgotten in ((late - timedelta(hours=1), 0), (late + timedelta(hours=1), 1)):
        monkeypatch.setattr(calls, "now", lambda moment=moment: moment)
        with counting.database.transaction() as session:
            assert calls.prune(session) == forgotten


def test_a_call_after_its_deadline_is_refused_and_changes_nothing(counting: Counting) -> None:
    reply = counting.ask(WHO, key="k", deadline=now() - timedelta(seconds=1))
    assert (error(reply), counting.effects()) == (("unavailable", "too_late"), [])
    assert "ok" in counting.ask(WHO, key="k", deadline=now() + timedelta(minutes=1))


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        (person(Role.DISPATCHER, at=ELSEWHERE), ("not_found", "not_found")),
        (person(), ("not_found", "not_found")),
        (person(Role.ADMINISTRATOR), ("forbidden", "role_missing")),
    ],
)
def test_who_may_not_changes_nothing(counting: Counting, who: Any, expected: tuple[str, str]) -> None:
    assert (error(counting.ask(who)), counting.effects()) == (expected, [])


def test_a_call_that_forgets_to_ask_for_leave_is_an_error_and_changes_nothing(counting: Counting) -> None:
    assert error(counting.ask(WHO, "add_unasked")) == ("unavailable", "internal_error")
    assert counting.effects() == []


def test_an_internal_error_changes_nothing_and_tells_and_logs_no_values(counting: Counting) -> None:
    with structlog.testing.capture_logs() as lines:
        reply = counting.ask(WHO, "break_down", note=PERSONAL)
    assert error(reply) == ("unavailable", "internal_error")
    assert counting.effects() == []
    (line,) = lines
    assert (line["service"], line["method"]) == ("counter", "break_down")
    assert "RuntimeError" in line["error"]
    assert PERSONAL not in f"{reply}{lines}"


def test_a_statement_that_fails_tells_and_logs_no_parameters(counting: Counting) -> None:
    with counting.database.transaction() as session:
        TALLY.drop(session.connection())
    with structlog.testing.capture_logs() as lines:
        reply = counting.ask(WHO, note=PERSONAL)
    assert error(reply) == ("unavailable", "internal_error")
    assert PERSONAL not in f"{reply}{lines}"


def test_a_reading_call_keeps_nothing(counting: Counting) -> None:
    said = {"id": str(uuid4())}
    for _ in range(2):
        assert counting.ask(WHO, "look", key="k", **said)["ok"]["total"] == 0
    assert counting.effects() == []


@pytest.mark.parametrize(
    ("said", "field"),
    [({"amount": "1"}, "amount"), ({"more": 1}, "more"), ({"area_code": "21"}, "area_code"), ({"note": " "}, "note")],
)
def test_a_command_that_does_not_fit_names_the_field_and_takes_no_key(
    counting: Counting, said: dict[str, Any], field: str
) -> None:
    reply = counting.ask(WHO, key="k", **said)
    assert error(reply) == ("invalid", "invalid_fields")
    assert list(reply["error"]["fields"]) == [field]
    assert "ok" in counting.ask(WHO, key="k")


@pytest.mark.parametrize("method", ["open_request", "__init__", "step", "count", ""])
def test_only_calls_can_be_called(counting: Counting, method: str) -> None:
    assert error(counting.ask(WHO, method)) == ("not_found", "unknown_call")


GOOD = calls.Ask("add", {}, WHO, Chain()).to_wire()


@pytest.mark.parametrize(
    "wire",
    [
        {},
        {"method": "add"},
        {**GOOD, "principal": None},
        {**GOOD, "principal": {"account_id": 5, "grants": []}},
        {**GOOD, "principal": {"account_id": "x", "grants": []}},
        {**GOOD, "correlation_id": "x"},
        {**GOOD, "correlation_id": 5},
        {**GOOD, "deadline": "soon"},
        {**GOOD, "deadline": 5},
    ],
)
def test_what_is_no_call_is_refused_as_such(counting: Counting, wire: dict[str, Any]) -> None:
    assert error(counting.answerer.answer(wire)) == ("invalid", "undecodable_call")


@pytest.mark.parametrize("wire", [{**GOOD, "command": "text"}, {**GOOD, "method": []}, {**GOOD, "command": None}])
def test_no_wire_form_makes_it_raise(counting: Counting, wire: dict[str, Any]) -> None:
    assert "error" in counting.answerer.answer(wire)


def test_a_database_that_is_away_is_said_to_be() -> None:
    nowhere = Database("postgresql+psycopg2://nobody@127.0.0.1:1/nothing", "counter")
    away = Counting(nowhere)
    assert error(away.ask(WHO)) == ("unavailable", "database_away")
    assert error(away.ask(WHO, "look")) == ("unavailable", "database_away")
    nowhere.close()


def test_a_crash_before_the_commit_leaves_key_effect_and_event_undone(
    counting: Counting, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Crash(BaseException):
        pass

    def crash(_point: str) -> None:
        raise Crash

    said = {"id": str(uuid4())}
    with monkeypatch.context() as patched:
        patched.setattr(faultpoints, "reach", crash)
        with pytest.raises(Crash):
            counting.ask(WHO, key="k", **said)
    with counting.database.reading() as session:
        assert session.execute(sa.select(sa.func.count()).select_from(calls.IDEMPOTENCY)).scalar() == 0
        assert recent(session, 10) == []
    assert counting.ask(WHO, key="k", **said)["ok"]["total"] == 1


def test_a_commit_that_fails_is_no_success(counting: Counting, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(_point: str) -> None:
        raise OperationalError("COMMIT", {}, Exception("disk full"))

    monkeypatch.setattr(faultpoints, "reach", gone)
    assert error(counting.ask(WHO)) == ("unavailable", "database_away")


def test_every_call_of_a_service_is_known_by_name_and_says_who_may() -> None:
    known = calls.calls_of(Counter)
    assert set(known) == {"add", "add_unasked", "break_down", "look"}
    assert known["add"].roles == {Role.DISPATCHER}
    assert (known["add"].changes, known["look"].changes) == (True, False)
