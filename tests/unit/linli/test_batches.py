"""Events that wait share a transaction; one alone waits for none, and a slow transaction holds nobody up."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from linli.hosting.batches import BATCH, PATIENCE, Batches, acknowledgements


class Host:
    """Begins workers that work when the test says so, and keeps what is to be called later."""

    def __init__(self, most: int = 3) -> None:
        self.begun = 0
        self.later: list[Callable[[], None]] = []
        self.batches: Batches[int] = Batches(self._begin, self._call_later, most)

    def _begin(self) -> None:
        self.begun += 1

    def _call_later(self, seconds: float, call: Callable[[], None]) -> None:
        assert seconds == PATIENCE
        self.later.append(call)

    def add(self, *numbers: int) -> None:
        for one in numbers:
            self.batches.add(one)

    def wait(self) -> None:
        """Let the patience pass."""
        due, self.later = self.later, []
        for call in due:
            call()


def test_one_alone_has_a_worker_at_once_which_leaves_when_nothing_waits() -> None:
    host = Host()
    host.add(1)
    assert (host.begun, host.later) == (1, [])
    assert (host.batches.next(), host.batches.next()) == ([1], [])
    host.add(2)
    assert host.begun == 2, "the one before has left"


def test_a_flood_is_taken_by_one_worker_in_batches_in_order() -> None:
    host = Host()
    host.add(*range(2 * BATCH + 3))
    assert host.begun == 1
    taken = [host.batches.next() for _ in range(4)]
    assert taken == [
        list(range(BATCH)),
        list(range(BATCH, 2 * BATCH)),
        list(range(2 * BATCH, 2 * BATCH + 3)),
        [],
    ]


def test_behind_a_slow_transaction_another_worker_begins_after_a_while() -> None:
    host = Host()
    host.add(1)
    assert host.batches.next() == [1]
    host.add(2, 3)
    assert (host.begun, len(host.later)) == (1, 1), "they are watched once"
    host.wait()
    assert host.begun == 2
    assert host.batches.next() == [2, 3]


def test_nobody_is_begun_when_the_slow_one_was_quick_enough() -> None:
    host = Host()
    host.add(1)
    assert host.batches.next() == [1]
    host.add(2)
    assert host.batches.next() == [2]
    host.wait()
    assert host.begun == 1


def test_there_are_never_more_workers_than_allowed() -> None:
    host = Host(most=2)
    for number in range(5):
        host.add(number)
        host.batches.next()
        host.add(number + 100)
        host.wait()
    assert host.begun == 2


@given(st.lists(st.sampled_from(["add", "next", "wait"]), max_size=80), st.integers(1, 3))
def test_whatever_the_order_each_is_taken_once_and_none_waits_without_a_worker(steps: list[str], most: int) -> None:
    host, added, taken, workers = Host(most), 0, [], 0
    for step in steps:
        if step == "add":
            host.add(added)
            added += 1
        elif step == "wait":
            host.wait()
        elif host.begun - workers > 0:
            batch = host.batches.next()
            taken += batch
            workers += not batch
        assert taken == list(range(len(taken)))
        assert len(taken) == added or host.begun - workers > 0
        assert host.begun - workers <= most


def settled(unsettled: set[int], words: list[tuple[int, bool]]) -> set[int]:
    """What a broker takes as settled; one it does not owe would end the channel."""
    gone: set[int] = set()
    for tag, all_before in words:
        assert tag in unsettled - gone, f"{tag} is settled already"
        gone |= {one for one in unsettled if one <= tag} if all_before else {tag}
    return gone


def test_the_oldest_batch_is_acknowledged_in_one_word() -> None:
    assert acknowledgements([3, 4, 5], [6, 9]) == [(5, True)]
    assert acknowledgements([3], []) == [(3, False)]
    assert acknowledgements([3, 5, 7], [4]) == [(3, False), (5, False), (7, False)]
    assert acknowledgements([], [4]) == []


@given(st.sets(st.integers(1, 60)), st.sets(st.integers(1, 60)))
def test_exactly_what_is_done_is_acknowledged(done: set[int], owed: set[int]) -> None:
    owed -= done
    assert settled(done | owed, acknowledgements(done, owed)) == done
