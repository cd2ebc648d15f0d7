"""Events that come together share a transaction, and each is done, retried or parked as if it had come alone."""

from __future__ import annotations

from typing import ClassVar

import pytest

from linli import faultpoints
from linli.contracts.envelope import Envelope, Event
from linli.contracts.grid.cases import CaseAssigned
from linli.events import Receiver, on
from linli.outbox import recent
from linli.work import Work
from tests.factories.counter_service import Counting, case, counting_at


def fail_always(_event: Event) -> None:
    """A handler's trouble."""
    raise RuntimeError


def emitted(counting: Counting) -> int:
    """How many events the service has in its outbox."""
    with counting.database.reading() as session:
        return len(recent(session, 100))


def together(counting: Counting, *told: Envelope) -> None:
    """Offer these at once, as a host does with those that wait."""
    counting.receiver.receive_together([one.encode() for one in told])


def test_events_that_come_together_share_one_transaction(counting: Counting, commits: list[int]) -> None:
    told = [case(CaseAssigned) for _ in range(5)]
    together(counting, *told, told[0])
    assert (len(commits), len(counting.effects()), emitted(counting)) == (1, 5, 5)


def test_one_that_fails_among_others_is_tried_once_and_the_others_are_done(
    counting: Counting, commits: list[int]
) -> None:
    bad, good, tried = case(CaseAssigned), [case(CaseAssigned) for _ in range(5)], []

    def trouble(event: Event) -> None:
        tried.append(event.subject)
        if event.subject == bad.event.subject:
            fail_always(event)

    counting.service.trouble = trouble
    together(counting, *good[:2], bad, *good[2:])
    assert counting.effects() == ["case.assigned"] * 5
    assert counting.record() == [("count", "done", 1)] * 5 + [("count", "retry", 1)]
    assert (tried.count(bad.event.subject), len(commits)) == (1, 2), "its failure, then all the others"


def test_when_all_but_one_handler_of_an_event_fail_that_one_is_done(counting: Counting) -> None:
    counting.service.trouble = fail_always
    together(counting, case(), case())
    assert counting.effects() == ["beside", "beside"]
    assert counting.record() == [("count", "retry", 1)] * 2 + [("count_beside", "done", 1)] * 2


def test_an_unreadable_one_among_others_is_parked_and_the_others_are_done(counting: Counting) -> None:
    counting.receiver.receive_together([b"nonsense", case(CaseAssigned).encode()])
    assert (len(counting.parked()), counting.effects()) == (1, ["case.assigned"])


def test_when_the_commit_itself_fails_each_is_handled_alone(
    counting: Counting, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, good = case(CaseAssigned), case(CaseAssigned)

    def refuse(_point: str) -> None:
        if counting.service.seen and counting.service.seen[-1] == bad.event.subject:
            raise ValueError("the last one spoils the commit")

    monkeypatch.setattr(faultpoints, "reach", refuse)
    together(counting, good, bad)
    assert counting.effects() == ["case.assigned"]
    assert counting.record() == [("count", "done", 1), ("count", "retry", 1)]


def test_an_event_that_a_handler_does_not_want_is_passed_over_without_a_trace(database_url: str) -> None:
    class Choosy:
        name = "counter"
        heard: ClassVar[list[object]] = []

        @on(CaseAssigned, only=lambda event: event.sequence == 2)
        def hear(self, event: Event, work: Work) -> None:
            self.heard.append(event.subject)

    with counting_at(database_url) as counting:
        first, second = case(CaseAssigned, sequence=1), case(CaseAssigned, sequence=2)
        Receiver(Choosy(), counting.database).receive_together([first.encode(), second.encode()])
        assert Choosy.heard == [second.event.subject]
        assert counting.record() == [("hear", "done", 1)]
