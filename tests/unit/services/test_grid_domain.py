"""A grid case is handled by one and verified by another, as often as it takes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from itertools import product
from uuid import UUID, uuid4

import pytest

from linli.contracts.grid import (
    CaseAssigned,
    CaseCancelled,
    CaseFiled,
    CaseHandled,
    CaseRejected,
    CaseState,
    CaseVerified,
)
from linli.contracts.hotline import TaskService
from linli.contracts.task import TaskEvent
from linli.errors import Forbidden
from services.grid.domain import GridCase
from tests.factories.requests import CalledRequest
from tests.transitions import LATER, Then, assert_follows_the_table

WORKER, REPORTER, VERIFIER = uuid4(), uuid4(), uuid4()

ACTIONS: dict[str, Callable[[GridCase, datetime], TaskEvent]] = {
    "assign": lambda case, at: case.assign(WORKER, at),
    "handle": lambda case, at: case.handle(REPORTER, at),
    "verify": lambda case, at: case.verify(VERIFIER, at),
    "reject": lambda case, at: case.reject(VERIFIER, at),
    "cancel": lambda case, at: case.cancel(at, "nothing to be found"),
}
WAY = {
    CaseState.FILED: (),
    CaseState.ASSIGNED: ("assign",),
    CaseState.HANDLED: ("assign", "handle"),
    CaseState.VERIFIED: ("assign", "handle", "verify"),
    CaseState.CANCELLED: ("cancel",),
}
ALLOWED: dict[tuple[StrEnum, str], Then] = {
    (CaseState.FILED, "assign"): (CaseState.ASSIGNED, CaseAssigned, None),
    (CaseState.FILED, "cancel"): (CaseState.CANCELLED, CaseCancelled, "given_up"),
    (CaseState.ASSIGNED, "assign"): (CaseState.ASSIGNED, CaseAssigned, None),
    (CaseState.ASSIGNED, "handle"): (CaseState.HANDLED, CaseHandled, None),
    (CaseState.ASSIGNED, "cancel"): (CaseState.CANCELLED, CaseCancelled, "given_up"),
    (CaseState.HANDLED, "verify"): (CaseState.VERIFIED, CaseVerified, "verified"),
    (CaseState.HANDLED, "reject"): (CaseState.ASSIGNED, CaseRejected, None),
    (CaseState.HANDLED, "cancel"): (CaseState.CANCELLED, CaseCancelled, "given_up"),
}


def case_that_is(state: CaseState) -> GridCase:
    """A case that came to this state an hour a step."""
    case, filed = GridCase.open(CalledRequest(TaskService.GRID).dispatched())
    assert isinstance(filed, CaseFiled)
    for action in WAY[state]:
        ACTIONS[action](case, case.moved_at + LATER)
    assert case.state is state
    return case


@pytest.mark.parametrize(("state", "action"), list(product(CaseState, ACTIONS)))
def test_each_action_is_allowed_in_the_states_of_the_table_and_a_conflict_in_all_others(
    state: CaseState, action: str
) -> None:
    assert_follows_the_table(case_that_is(state), action, ACTIONS[action], ALLOWED)


def test_every_failed_verification_sends_the_worker_again_and_is_counted() -> None:
    case = case_that_is(CaseState.HANDLED)
    for count in (1, 2, 3):
        case.reject(VERIFIER, case.moved_at)
        assert (case.state, case.rework, case.worker_id) == (CaseState.ASSIGNED, count, WORKER)
        case.handle(REPORTER, case.moved_at)
    case.verify(VERIFIER, case.moved_at)
    assert (case.outcome, case.rework) == ("verified", 3)


@pytest.mark.parametrize("handler", [WORKER, REPORTER])
def test_neither_the_worker_nor_who_reported_it_handled_verifies_it(handler: UUID) -> None:
    case = case_that_is(CaseState.HANDLED)
    for look in (case.verify, case.reject):
        with pytest.raises(Forbidden) as refused:
            look(handler, case.moved_at)
        assert refused.value.code == "verified_by_another"
    assert (case.state, case.rework) == (CaseState.HANDLED, 0)


def test_another_worker_may_be_sent_in_place_of_the_first() -> None:
    case = case_that_is(CaseState.ASSIGNED)
    another = uuid4()
    case.assign(another, case.moved_at)
    assert case.worker_id == another
