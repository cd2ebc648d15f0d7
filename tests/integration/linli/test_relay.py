"""The relay publishes in order, marks only what arrived, and never lets one event hold up another."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from linli import faultpoints, outbox
from linli.clock import now
from linli.contracts.envelope import decode
from linli.observe import Chain
from linli.outbox import OUTBOX, Outcome, Outgoing, Relay, enveloped, keep, waiting
from tests.factories.counter_service import Counting, changed
from tests.factories.people import person
from tests.polling import poll


class Post:
    """A publisher that keeps what it got; `lost` and `unroutable` are seqs that do not arrive."""

    def __init__(self) -> None:
        self.batches: list[list[Outgoing]] = []
        self.lost: set[int] = set()
        self.unroutable: set[int] = set()
        self.error: Exception | None = None

    def publish(self, batch: Sequence[Outgoing]) -> Outcome:
        """As `linli.outbox.Publisher`."""
        self.batches.append(list(batch))
        if self.error:
            raise self.error
        seqs = {one.seq for one in batch}
        return Outcome(seqs - self.lost - self.unroutable, seqs & self.unroutable)

    def seqs(self) -> list[int]:
        """Everything that was handed over, in order."""
        return [one.seq for batch in self.batches for one in batch]


def written(counting: Counting, count: int) -> list[int]:
    """The seqs of so many new events, each of a transaction of its own."""
    for _ in range(count):
        with counting.database.transaction() as session:
            keep(session, enveloped([changed(person().account_id)], Chain()))
    with counting.database.reading() as session:
        return list(session.scalars(select(OUTBOX.c.seq).order_by(OUTBOX.c.seq)))[-count:]


def unpublished(counting: Counting) -> list[int]:
    """The seqs that still wait."""
    with counting.database.reading() as session:
        return list(session.scalars(select(OUTBOX.c.seq).where(OUTBOX.c.published_at.is_(None)).order_by(OUTBOX.c.seq)))


@pytest.fixture
def post() -> Post:
    return Post()


@pytest.fixture
def relay(counting: Counting, post: Post) -> Relay:
    return Relay(counting.database, post)


def test_events_are_published_once_in_the_order_of_their_writing(counting: Counting, relay: Relay, post: Post) -> None:
    seqs = written(counting, 5)
    assert relay.drain() == 5
    assert relay.drain() == 0
    assert post.seqs() == seqs
    assert unpublished(counting) == []
    assert [decode(one.body).id for one in post.batches[0]] == [one.event_id for one in post.batches[0]]


def test_what_was_undone_is_never_published(counting: Counting, relay: Relay, post: Post) -> None:
    def fail() -> None:
        with counting.database.transaction() as session:
            keep(session, enveloped([changed(person().account_id)], Chain()))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert (relay.drain(), post.batches) == (0, [])


def test_a_batch_is_bounded_and_the_rest_follows(
    counting: Counting, relay: Relay, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "BATCH", 3)
    seqs = written(counting, 7)
    assert [relay.drain() for _ in range(4)] == [3, 3, 1, 0]
    assert post.seqs() == seqs


def test_only_what_arrived_is_marked_and_the_rest_is_offered_again(
    counting: Counting, relay: Relay, post: Post
) -> None:
    seqs = written(counting, 4)
    post.lost = {seqs[1], seqs[2]}
    assert relay.drain() == 2
    assert unpublished(counting) == seqs[1:3]
    post.lost = set()
    assert relay.drain() == 2
    assert post.seqs()[4:] == seqs[1:3]


def test_unroutable_events_stand_aside_hold_nobody_up_and_come_back(
    counting: Counting, relay: Relay, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "BATCH", 2)
    seqs = written(counting, 5)
    post.unroutable = set(seqs[:2])
    assert [relay.drain() for _ in range(4)] == [0, 2, 1, 0]
    assert unpublished(counting) == seqs[:2]
    later = now() + outbox.HELD + timedelta(seconds=1)
    monkeypatch.setattr(outbox, "now", lambda: later)
    post.unroutable = set()
    assert relay.drain() == 2
    assert unpublished(counting) == []


def test_a_publisher_that_raises_leaves_every_row(counting: Counting, relay: Relay, post: Post) -> None:
    seqs = written(counting, 3)
    post.error = ConnectionError("broker away")
    with pytest.raises(ConnectionError):
        relay.drain()
    assert unpublished(counting) == seqs
    post.error = None
    assert relay.drain() == 3
    assert post.seqs() == seqs * 2


def test_a_crash_before_the_mark_publishes_again_under_the_same_ids(
    counting: Counting, relay: Relay, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Crash(BaseException):
        pass

    def crash(point: str) -> None:
        if point == faultpoints.BEFORE_MARK:
            raise Crash

    written(counting, 2)
    with monkeypatch.context() as patched:
        patched.setattr(faultpoints, "reach", crash)
        with pytest.raises(Crash):
            relay.drain()
    assert relay.drain() == 2
    first, again = post.batches
    assert first == again, "the same event ids, so that receivers know them"


def test_published_events_are_forgotten_after_their_time_and_waiting_ones_never(
    counting: Counting, relay: Relay, post: Post
) -> None:
    seqs = written(counting, 3)
    post.lost = {seqs[2]}
    relay.drain()
    old = now() - outbox.KEPT - timedelta(hours=1)
    with counting.database.transaction() as session:
        session.execute(update(OUTBOX).values(appended_at=old))
        session.execute(update(OUTBOX).where(OUTBOX.c.seq == seqs[0]).values(published_at=old))
    assert relay.prune() == 1
    with counting.database.reading() as session:
        assert list(session.scalars(select(OUTBOX.c.seq).order_by(OUTBOX.c.seq))) == seqs[1:]


def test_what_waits_is_counted_from_the_oldest(counting: Counting, relay: Relay) -> None:
    with counting.database.reading() as session:
        assert waiting(session) == (0, None)
    written(counting, 2)
    with counting.database.reading() as session:
        depth, oldest = waiting(session)
    assert depth == 2
    assert oldest is not None
    assert timedelta() <= now() - oldest < timedelta(minutes=1)


def test_two_relays_share_the_rows_without_publishing_any_twice(
    own_postgresql: Counting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "BATCH", 10)
    seqs = written(own_postgresql, 60)
    posts = [Post() for _ in range(3)]

    def work(post: Post) -> None:
        relay = Relay(own_postgresql.database, post)
        poll(lambda: relay.drain() == 0 and not unpublished(own_postgresql), 30, "everything is published")

    threads = [threading.Thread(target=work, args=(post,)) for post in posts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(40)
    assert sorted(seq for post in posts for seq in post.seqs()) == seqs


def test_a_relay_passes_over_rows_that_another_has_in_hand(
    own_postgresql: Counting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "BATCH", 2)
    seqs = written(own_postgresql, 4)
    second = Post()

    class Slow(Post):
        def publish(self, batch: Sequence[Outgoing]) -> Outcome:
            assert Relay(own_postgresql.database, second).drain() == 2
            return super().publish(batch)

    slow = Slow()
    assert Relay(own_postgresql.database, slow).drain() == 2
    assert (slow.seqs(), second.seqs()) == (seqs[:2], seqs[2:])
    assert unpublished(own_postgresql) == []
