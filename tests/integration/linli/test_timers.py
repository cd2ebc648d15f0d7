"""Timers fire once, the earliest first, whoever fails beside them and whenever a process dies."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import insert, select, text

from linli import firing, inbox, timers
from linli.contracts.envelope import decode
from linli.firing import Firing
from linli.observe import TIMER_LAG, TIMERS_PARKED
from linli.outbox import recent
from linli.timers import TIMER
from tests.factories.counter_service import MOMENT, TALLY, Counter, Counting
from tests.integration.linli.conftest import HandClock

SECOND = timedelta(seconds=1)
ROOT = Path(__file__).parents[3]


@pytest.fixture(autouse=True)
def timers_clock(clock: HandClock, monkeypatch: pytest.MonkeyPatch) -> None:
    """Timers go by the same clock as retries."""
    monkeypatch.setattr(timers, "now", clock)
    monkeypatch.setattr(firing, "now", clock)


def fill(counting: Counting, number: int, name: str = "tick") -> list[UUID]:
    """So many timers a second apart, the last of them due now, put in no order; their subjects by moment."""
    subjects = [uuid4() for _ in range(number)]
    rows = [
        {"name": name, "subject": one, "due_at": MOMENT - (number - 1 - at) * SECOND, "attempts": 0, "parked": False}
        for at, one in enumerate(subjects)
    ]
    with counting.database.transaction() as session:
        session.execute(insert(TIMER), sorted(rows, key=lambda row: str(row["subject"])))
    return subjects


def ticked(counting: Counting) -> list[UUID]:
    """The subjects of the effects, in the order in which they happened."""
    with counting.database.reading() as session:
        return list(session.scalars(select(TALLY.c.subject).order_by(TALLY.c.number)))


def fail_always(_subject: UUID) -> None:
    """A timer's trouble whose text quotes what must not be kept."""
    raise RuntimeError("cannot reach 13912345678")


def test_a_timer_fires_at_its_moment_once_and_is_gone(counting: Counting, clock: HandClock) -> None:
    subject = uuid4()
    counting.put("tick", subject, MOMENT + SECOND)
    assert not counting.firing.fire_due()
    clock.forward(SECOND)
    assert counting.firing.fire_due()
    assert not counting.firing.fire_due()
    assert (counting.effects(subject), counting.timers()) == (["tick"], [])


def test_putting_replaces_the_moment_and_cancelling_takes_the_timer_away(counting: Counting, clock: HandClock) -> None:
    moved, cancelled, other = uuid4(), uuid4(), uuid4()
    for subject in (moved, cancelled, other):
        counting.put("tick", subject, MOMENT)
    counting.put("tick", moved, MOMENT + SECOND)
    with counting.database.transaction() as session:
        timers.cancel(session, "tick", cancelled)
        timers.cancel(session, "again", other)
    counting.fire_all()
    assert ticked(counting) == [other]
    clock.forward(SECOND)
    counting.fire_all()
    assert ticked(counting) == [other, moved]


def test_a_timer_put_in_a_transaction_that_is_undone_never_was(counting: Counting) -> None:
    with contextlib.suppress(RuntimeError), counting.database.transaction() as session:
        timers.put(session, "tick", uuid4(), MOMENT)
        raise RuntimeError
    assert counting.timers() == []


def test_what_puts_itself_again_comes_again_at_that_moment_each_time_with_its_event(
    counting: Counting, clock: HandClock
) -> None:
    subject = uuid4()
    counting.put("again", subject, MOMENT)
    counting.fire_all()
    (waiting,) = counting.timers()
    assert (waiting.due_at, counting.effects()) == (clock.moment + timedelta(hours=1), ["again"])
    clock.forward(timedelta(hours=1))
    counting.fire_all()
    assert counting.effects() == ["again", "again"]
    with counting.database.reading() as session:
        assert len(recent(session, 10)) == 2


def test_ten_thousand_due_timers_fire_earliest_first_and_one_that_fails_holds_nobody_up(
    own_postgresql: Counting,
) -> None:
    subjects = fill(own_postgresql, 10_000, "quiet")
    failing, called = subjects[5], []

    def alarm(subject: UUID) -> None:
        called.append(subject)
        if subject == failing:
            fail_always(subject)

    own_postgresql.service.alarm = alarm
    own_postgresql.fire_all()
    assert list(dict.fromkeys(called)) == subjects
    assert len(called) < 10_000 + firing.BATCH
    assert [(one.subject, one.attempts) for one in own_postgresql.timers()] == [(failing, 1)]


def test_what_is_due_together_is_done_together_each_in_its_own_chain(counting: Counting) -> None:
    subjects = fill(counting, 450, "flock")
    other = uuid4()
    counting.put("tick", other, MOMENT - 449.5 * SECOND)
    counting.fire_all()
    assert counting.service.flocks == [firing.TOGETHER - 1, firing.TOGETHER, 51]
    assert sorted(ticked(counting)) == sorted([*subjects, other])
    assert counting.timers() == []
    with counting.database.reading() as session:
        told = [decode(one.body) for one in recent(session, 1000)]
    assert sorted(one.event.subject for one in told) == sorted(subjects)
    assert len({one.correlation_id for one in told}) == 450


def test_one_that_fails_among_many_together_holds_none_of_them_up(counting: Counting) -> None:
    subjects = fill(counting, 30, "flock")

    def alarm(subject: UUID) -> None:
        if subject == subjects[7]:
            fail_always(subject)

    counting.service.alarm = alarm
    counting.fire_all()
    assert sorted(ticked(counting)) == sorted(set(subjects) - {subjects[7]})
    assert [(one.subject, one.attempts) for one in counting.timers()] == [(subjects[7], 1)]
    with counting.database.reading() as session:
        assert len(recent(session, 100)) == 29


def test_a_failing_timer_waits_longer_each_time_is_parked_and_can_be_replayed_or_discarded(
    counting: Counting, clock: HandClock
) -> None:
    subject = uuid4()
    counting.service.alarm = fail_always
    counting.put("tick", subject, MOMENT)
    waits = []
    for _ in range(len(inbox.BACKOFF)):
        assert counting.firing.fire_due()
        (waiting,) = counting.timers()
        assert str(waiting.error).startswith("RuntimeError at fail_always")
        waits.append(waiting.due_at - clock.moment)
        clock.forward(waits[-1])
    assert tuple(waits) == inbox.BACKOFF
    counting.fire_all()
    clock.forward(timedelta(days=1))
    assert not counting.firing.fire_due()
    with counting.database.reading() as session:
        assert [(one.subject, one.attempts) for one in timers.parked(session)] == [(subject, len(inbox.BACKOFF) + 1)]
        assert timers.backlog(session) == (None, 1)
    counting.service.alarm = lambda _subject: None
    with counting.database.transaction() as session:
        assert [timers.replay(session, subject), timers.replay(session, subject)] == [1, 0]
    counting.fire_all()
    assert (counting.effects(), counting.timers()) == (["tick"], [])


def test_a_parked_timer_is_discarded_or_begins_anew_with_a_new_moment(counting: Counting) -> None:
    gone, renewed, sound = uuid4(), uuid4(), uuid4()
    for subject in (gone, renewed, sound):
        counting.put("tick", subject, MOMENT)
    with counting.database.transaction() as session:
        session.execute(TIMER.update().where(TIMER.c.subject != sound).values(parked=True, attempts=9, error="x"))
    counting.put("tick", renewed, MOMENT - SECOND)
    with counting.database.transaction() as session:
        assert [timers.discard(session, one) for one in (gone, renewed, sound)] == [1, 0, 0]
    counting.fire_all()
    assert ticked(counting) == [renewed, sound]


def test_a_timer_that_no_method_answers_to_any_more_is_parked_not_lost(counting: Counting, clock: HandClock) -> None:
    counting.put("abolished", uuid4(), MOMENT)
    for _ in range(len(inbox.BACKOFF) + 1):
        counting.fire_all()
        clock.forward(timedelta(hours=1))
    (waiting,) = counting.timers()
    assert waiting.parked
    assert "LookupError" in str(waiting.error)


def test_two_workers_at_once_fire_nothing_twice_and_leave_nothing(counting: Counting) -> None:
    subjects = fill(counting, 400)
    workers = [Firing(counting.service, counting.database) for _ in range(4)]

    def work(one: Firing) -> None:
        while one.fire_due():
            pass

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(work, workers))
    counting.fire_all()  # what was passed over while another had it
    assert sorted(ticked(counting)) == sorted(subjects)
    assert counting.timers() == []


def test_a_worker_passes_over_what_another_has_in_hand(own_postgresql: Counting) -> None:
    subjects = fill(own_postgresql, 25)
    entered, leave = threading.Event(), threading.Event()

    def wait(subject: UUID) -> None:
        if subject == subjects[0]:
            entered.set()
            assert leave.wait(30)

    own_postgresql.service.alarm = wait
    slow = threading.Thread(target=own_postgresql.firing.fire_due)
    slow.start()
    assert entered.wait(30)
    assert Firing(own_postgresql.service, own_postgresql.database).fire_due()
    assert ticked(own_postgresql) == subjects[firing.BATCH :]
    leave.set()
    slow.join(30)
    assert sorted(ticked(own_postgresql)) == sorted(subjects)


def test_firing_gives_way_to_a_call_that_has_the_subject_and_wants_the_timer(own_postgresql: Counting) -> None:
    """The call would wait for the timer, the timer for the call: the call wins, unharmed, and its moment counts."""
    subject, other = uuid4(), uuid4()
    own_postgresql.put("tick", subject, MOMENT)
    own_postgresql.put("tick", other, MOMENT)
    lock = text("SELECT pg_advisory_xact_lock(71)")
    entered = threading.Event()

    class Locking(Counter):
        def tick(self, subject: UUID, work: Any) -> None:
            if subject != other:
                entered.set()
                work.session.execute(lock)
            super().tick(subject, work)

        tick.linli_timer = "tick"  # type: ignore[attr-defined]

    worker = threading.Thread(target=Firing(Locking(), own_postgresql.database).fire_due)
    with own_postgresql.database.transaction() as session:
        session.execute(lock)
        worker.start()
        assert entered.wait(30)
        timers.put(session, "tick", subject, MOMENT + SECOND)
    worker.join(30)
    assert ticked(own_postgresql) == [other]
    assert [(one.subject, one.due_at) for one in own_postgresql.timers()] == [(subject, MOMENT + SECOND)]


def test_a_busy_timer_is_tried_again_without_a_failure_to_its_name(own_postgresql: Counting, clock: HandClock) -> None:
    own_postgresql.put("tick", uuid4(), MOMENT)

    def busy(_subject: UUID) -> None:
        with own_postgresql.database.transaction() as session:
            session.execute(text("SET LOCAL lock_timeout = '1ms'"))
            session.execute(text("SELECT pg_advisory_xact_lock(72)"))

    own_postgresql.service.alarm = busy
    with own_postgresql.database.transaction() as session:
        session.execute(text("SELECT pg_advisory_xact_lock(72)"))
        own_postgresql.fire_all()
    (waiting,) = own_postgresql.timers()
    assert (waiting.attempts, waiting.error, waiting.due_at) == (0, None, clock.moment + SECOND)
    clock.forward(SECOND)
    own_postgresql.fire_all()
    assert own_postgresql.effects() == ["tick"]


KILLED = """
import sys
from linli.db import Database
from linli.firing import Firing
from tests.factories.counter_service import Counter
print(Firing(Counter(), Database(sys.argv[1], "counter")).fire_due())
"""


def test_a_process_killed_before_its_commit_leaves_the_timers_to_the_next_one(counting: Counting) -> None:
    subjects = fill(counting, 3)
    counting.database.engine.dispose()
    command = [sys.executable, "-c", KILLED, counting.database.url]
    for environment, code in (({"LINLI_CRASH_AT": "before_commit:1"}, -9), ({}, 0)):
        run = subprocess.run(
            command,
            cwd=ROOT,
            env={**os.environ, **environment},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert run.returncode == code, run.stderr
        assert ticked(counting) == ([] if code else subjects)
    assert counting.timers() == []


def test_the_lag_is_the_age_of_the_earliest_due_timer(counting: Counting, clock: HandClock) -> None:
    def shown() -> tuple[float, float]:
        counting.firing.measure()
        return TIMER_LAG.labels("counter")._value.get(), TIMERS_PARKED.labels("counter")._value.get()

    assert shown() == (0, 0)
    counting.put("tick", uuid4(), clock.moment + SECOND)
    assert shown() == (0, 0)
    clock.forward(31 * SECOND)
    assert shown() == (30, 0)
    with counting.database.transaction() as session:
        session.execute(TIMER.update().values(parked=True))
    assert shown() == (0, 1)


def test_two_methods_for_one_timer_are_refused() -> None:
    class Twice(Counter):
        def tock(self, subject: UUID, work: Any) -> None:
            """Also at the tick."""

        tock.linli_timer = "tick"  # type: ignore[attr-defined]

    with pytest.raises(TypeError, match="tick"):
        timers.timers_of(Twice)
    assert sorted(timers.timers_of(Counter)) == ["again", "flock", "quiet", "tick"]
