"""A handler's promises: done once, in one transaction, retried with growing waits, parked, and nobody held up."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from linli import faultpoints, inbox
from linli.contracts.envelope import Event, decode
from linli.contracts.grid.cases import CaseAssigned, CaseHandled
from linli.db import Database
from linli.errors import Conflict
from linli.events import NotYet, Receiver
from linli.outbox import recent
from tests.factories.counter_service import Counter, Counting, case
from tests.integration.linli.conftest import HandClock

PERSONAL = "13912345678"
HOUR = timedelta(hours=1)


def fail_always(_event: Event) -> None:
    """A handler's trouble whose text quotes what must not be kept."""
    raise RuntimeError(f"cannot reach {PERSONAL}")


def emitted(counting: Counting) -> int:
    """How many events the service has in its outbox."""
    with counting.database.reading() as session:
        return len(recent(session, 100))


def replayed(counting: Counting, decide: Any, event_id: Any) -> int:
    """How many handlers a person's decision about a parked event concerned."""
    with counting.database.transaction() as session:
        return int(decide(session, event_id))


def test_every_handler_runs_once_and_its_event_leaves_with_its_effect(counting: Counting) -> None:
    told = case()
    counting.receive(told)
    assert sorted(counting.effects(told.event.subject)) == ["beside", "case.filed"]
    assert counting.record() == [("count", "done", 1), ("count_beside", "done", 1)]
    with counting.database.reading() as session:
        (out,) = recent(session, 10)
    left = decode(out.body)
    assert (left.causation_id, left.correlation_id) == (told.id, told.correlation_id)


def test_an_event_nobody_here_receives_leaves_no_trace(counting: Counting) -> None:
    counting.receive(case(CaseHandled))
    assert (counting.effects(), counting.record()) == ([], [])


def test_duplicates_one_after_the_other_are_done_once(counting: Counting) -> None:
    told = case(CaseAssigned)
    counting.receive(told, told, told)
    assert (counting.effects(), emitted(counting)) == (["case.assigned"], 1)


def test_duplicates_in_eight_threads_at_once_are_done_once(counting: Counting) -> None:
    events = [case(CaseAssigned) for _ in range(12)]
    with ThreadPoolExecutor(8) as threads:
        for told in events:
            list(threads.map(counting.receive, [told] * 8))
    assert counting.effects() == ["case.assigned"] * len(events)
    assert emitted(counting) == len(events)
    assert counting.record() == [("count", "done", 1)] * len(events)


def test_a_failure_undoes_effect_and_events_and_is_on_record_without_personal_data(
    counting: Counting, clock: HandClock
) -> None:
    counting.service.trouble = fail_always
    told = case(CaseAssigned)
    counting.receive(told)
    assert (counting.effects(), emitted(counting)) == ([], 0)
    waiting = counting.waiting()
    assert (waiting.event_id, waiting.handler, waiting.attempts) == (told.id, "count", 1)
    assert decode(waiting.body) == told
    assert "RuntimeError" in (waiting.error or "")
    assert PERSONAL not in (waiting.error or "")


def test_only_the_handler_that_failed_is_retried(counting: Counting, clock: HandClock) -> None:
    counting.service.trouble = fail_always
    told = case()
    counting.receive(told)
    assert counting.effects() == ["beside"]
    counting.service.trouble = lambda _event: None
    clock.forward(HOUR)
    counting.retry_all()
    assert sorted(counting.effects(told.event.subject)) == ["beside", "case.filed"]
    assert counting.record() == [("count", "done", 2), ("count_beside", "done", 1)]


def test_waits_grow_and_after_the_last_try_the_event_is_parked(counting: Counting, clock: HandClock) -> None:
    counting.service.trouble = fail_always
    counting.receive(case(CaseAssigned))
    for tries, seconds in enumerate((1, 2, 4), 1):
        assert counting.record() == [("count", "retry", tries)]
        assert counting.waiting().next_at == clock.moment + timedelta(seconds=seconds)
        clock.forward(timedelta(seconds=seconds - 0.001))
        assert not counting.receiver.retry_due(), "not before its time"
        clock.forward(timedelta(seconds=0.001))
        assert counting.receiver.retry_due()
        assert counting.effects() == []
    assert counting.record() == [("count", "parked", 4)]
    clock.forward(HOUR)
    assert not counting.receiver.retry_due()


def parked_one(counting: Counting, clock: HandClock) -> inbox.Waiting:
    """An event that used up its tries."""
    counting.service.trouble = fail_always
    counting.receive(case(CaseAssigned))
    for _ in range(3):
        clock.forward(HOUR)
        counting.retry_all()
    (one,) = counting.parked()
    counting.service.trouble = lambda _event: None
    return one


def test_a_replayed_event_is_handled_once_with_all_its_tries_again(counting: Counting, clock: HandClock) -> None:
    one = parked_one(counting, clock)
    counting.service.trouble = fail_always
    assert replayed(counting, inbox.replay, one.event_id) == 1
    counting.retry_all()
    assert counting.record() == [("count", "retry", 1)]
    counting.service.trouble = lambda _event: None
    clock.forward(HOUR)
    counting.retry_all()
    assert counting.effects(decode(one.body).event.subject) == ["case.assigned"]
    assert replayed(counting, inbox.replay, one.event_id) == 0, "what is done cannot be replayed"


def test_a_discarded_event_stays_on_record_and_is_never_handled(counting: Counting, clock: HandClock) -> None:
    one = parked_one(counting, clock)
    assert replayed(counting, inbox.discard, one.event_id) == 1
    assert replayed(counting, inbox.replay, one.event_id) == 0
    counting.receiver.receive(one.body)
    clock.forward(HOUR)
    counting.retry_all()
    assert (counting.effects(), counting.parked()) == ([], [])
    assert counting.record() == [("count", "discarded", 4)]


def test_a_handler_that_needs_an_earlier_event_waits_for_it_and_says_why(counting: Counting, clock: HandClock) -> None:
    def early(_event: Event) -> None:
        raise NotYet("case 7 is not open yet")

    counting.service.trouble = early
    told = case(CaseAssigned)
    counting.receive(told)
    assert (counting.effects(), counting.waiting().error) == ([], "NotYet: case 7 is not open yet")
    counting.service.trouble = lambda _event: None
    clock.forward(timedelta(seconds=1))
    counting.retry_all()
    assert counting.effects(told.event.subject) == ["case.assigned"]


def test_an_error_with_a_code_is_kept_by_its_code(counting: Counting) -> None:
    def refuse(_event: Event) -> None:
        raise Conflict("illegal_transition", PERSONAL, PERSONAL)

    counting.service.trouble = refuse
    counting.receive(case(CaseAssigned))
    assert "Conflict illegal_transition" in (counting.waiting().error or "")
    assert PERSONAL not in (counting.waiting().error or "")


def test_a_failing_event_holds_nobody_up(counting: Counting, clock: HandClock) -> None:
    bad, good = case(CaseAssigned), [case(CaseAssigned) for _ in range(5)]

    def trouble(event: Event) -> None:
        if event.subject == bad.event.subject:
            fail_always(event)

    counting.service.trouble = trouble
    counting.receive(bad, *good)
    assert counting.effects() == ["case.assigned"] * 5
    clock.forward(HOUR)
    counting.receive(case(CaseAssigned))
    counting.retry_all()
    assert len(counting.effects()) == 6
    assert counting.record() == [("count", "done", 1)] * 6 + [("count", "retry", 2)]


def test_a_handler_that_is_slow_holds_nobody_up(own_postgresql: Counting) -> None:
    slow, entered, leave = case(CaseAssigned), threading.Event(), threading.Event()

    def trouble(event: Event) -> None:
        if event.subject == slow.event.subject:
            entered.set()
            assert leave.wait(20)

    own_postgresql.service.trouble = trouble
    thread = threading.Thread(target=own_postgresql.receive, args=(slow,))
    thread.start()
    assert entered.wait(10)
    own_postgresql.receive(case(CaseAssigned))
    assert own_postgresql.effects() == ["case.assigned"], "the other one is done"
    leave.set()
    thread.join(10)
    assert len(own_postgresql.effects()) == 2


def test_a_retry_is_run_by_one_of_many(counting: Counting, clock: HandClock) -> None:
    counting.service.trouble = fail_always
    counting.receive(*[case(CaseAssigned) for _ in range(10)])
    counting.service.trouble = lambda _event: None
    clock.forward(HOUR)
    with ThreadPoolExecutor(6) as threads:
        list(threads.map(lambda _number: counting.retry_all(), range(6)))
    counting.retry_all()
    assert counting.effects() == ["case.assigned"] * 10
    assert counting.record() == [("count", "done", 2)] * 10


def test_a_duplicate_of_a_waiting_event_adds_nothing(counting: Counting, clock: HandClock) -> None:
    counting.service.trouble = fail_always
    told = case(CaseAssigned)
    counting.receive(told)
    counting.service.trouble = lambda _event: None
    counting.receive(told)
    assert (counting.effects(), counting.record()) == ([], [("count", "retry", 1)])


def test_an_event_whose_handler_is_gone_is_parked_in_the_end(counting: Counting, clock: HandClock) -> None:
    class Lesser:
        name = "counter"

    counting.service.trouble = fail_always
    counting.receive(case(CaseAssigned))
    lesser = Receiver(Lesser(), counting.database)
    for _ in range(3):
        clock.forward(HOUR)
        assert lesser.retry_due()
    (one,) = counting.parked()
    assert one.error == "there is no such handler any more"


UNREADABLE: dict[str, bytes] = {
    "text": "你好, not JSON".encode(),
    "invalid utf-8": b'{"type": "\xff\xfe"}',
    "nul": b"\x00\x00{}",
    "nul and invalid utf-8": b"\x00\xff",
    "empty": b"",
    "unknown type": b'{"type": "linli.nobody.knows.v1"}',
    "nul in the type": b'{"type": "a\\u0000b"}',
    "half a surrogate in the type": b'{"type": "\\ud800"}',
    "endless sequence": case().encode().replace('"0000000001"', "Infinity").encode(),
}


@pytest.mark.parametrize("body", UNREADABLE.values(), ids=UNREADABLE.keys())
def test_a_body_that_cannot_be_read_is_parked_once_and_can_be_recovered(counting: Counting, body: bytes) -> None:
    counting.receiver.receive(body)
    counting.receiver.receive(body)
    (one,) = counting.parked()
    assert (one.handler, one.type, one.attempts) == (inbox.UNDECODABLE, inbox.UNDECODABLE, 1)
    assert one.error
    text = one.body.replace("\\u0000", "\x00") if b"\x00" in body else one.body
    assert body in (text.encode(), text.encode("latin-1", "replace"))
    assert counting.effects() == []


def test_a_text_with_half_a_surrogate_is_parked_too(counting: Counting) -> None:
    counting.receiver.receive("\ud800 nonsense")
    assert [one.body for one in counting.parked()] == ["\\ud800 nonsense"]


def test_different_unreadable_bodies_are_parked_each(counting: Counting) -> None:
    for body in (b"one", b"two", b"two"):
        counting.receiver.receive(body)
    assert {one.body for one in counting.parked()} == {"one", "two"}


def outage(_event: Event) -> None:
    """The database goes away in the middle of a handler."""
    raise OperationalError("SELECT 1", {}, Exception("database is locked"))


def test_an_outage_is_the_hosts_to_see_and_nothing_is_recorded(counting: Counting, clock: HandClock) -> None:
    counting.service.trouble = outage
    told = case(CaseAssigned)
    with pytest.raises(OperationalError):
        counting.receive(told)
    assert (counting.effects(), counting.record(), emitted(counting)) == ([], [], 0)
    counting.service.trouble = lambda _event: None
    counting.receive(told)
    assert counting.effects() == ["case.assigned"]


def test_an_outage_during_a_retry_costs_no_try(counting: Counting, clock: HandClock) -> None:
    counting.service.trouble = fail_always
    counting.receive(case(CaseAssigned))
    clock.forward(HOUR)
    counting.service.trouble = outage
    with pytest.raises(OperationalError):
        counting.receiver.retry_due()
    assert counting.record() == [("count", "retry", 1)]


def test_a_server_that_is_not_there_is_an_outage() -> None:
    nowhere = Database("postgresql+psycopg2://nobody@127.0.0.1:1/nothing", "counter")
    with pytest.raises(OperationalError):
        Receiver(Counter(), nowhere).receive(case(CaseAssigned).encode())
    nowhere.close()


class Crash(BaseException):
    """The process ends here."""


def test_effects_are_not_doubled_when_it_crashes_between_effect_and_commit(
    counting: Counting, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = case(CaseAssigned)

    def crash(point: str) -> None:
        assert counting.effects() == [], "nobody else sees the effect yet"
        assert point == faultpoints.BEFORE_COMMIT
        raise Crash

    for _ in range(3):
        with monkeypatch.context() as patched:
            patched.setattr(faultpoints, "reach", crash)
            with pytest.raises(Crash):
                counting.receive(told)
    assert (counting.effects(), counting.record(), emitted(counting)) == ([], [], 0)
    counting.receive(told, told)
    assert (counting.effects(), emitted(counting)) == (["case.assigned"], 1)


def test_done_events_are_forgotten_after_their_time_and_parked_ones_never(counting: Counting, clock: HandClock) -> None:
    counting.receive(case(CaseAssigned))
    counting.receiver.receive(b"nonsense")
    clock.forward(inbox.KEPT - HOUR)
    with counting.database.transaction() as session:
        assert inbox.prune(session) == 0
    clock.forward(2 * HOUR)
    with counting.database.transaction() as session:
        assert inbox.prune(session) == 1
    assert counting.record() == [(inbox.UNDECODABLE, "parked", 1)]


def test_the_types_a_service_receives_are_its_bindings(counting: Counting) -> None:
    assert counting.receiver.types == ["linli.grid.case.assigned.v1", "linli.grid.case.filed.v1"]
