"""A grid case is handled by one and verified by another, as often as it takes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from itertools import product
from uuid import UUID, uuid4

import pytest

from linli.clock import now
from linli.contracts.grid.cases import (
    CaseAssigned,
    CaseCancelled,
    CaseDismissed,
    CaseEvaluated,
    CaseExtended,
    CaseFiled,
    CaseHandled,
    CaseReferred,
    CaseRejected,
    CaseSettledOnSpot,
    CaseShelved,
    CaseStarted,
    CaseState,
    CaseTakenUp,
    CaseVerified,
)
from linli.contracts.grid.findings import CaseSource, ReportFinding
from linli.contracts.task import TaskEvent
from linli.errors import Conflict, Forbidden
from services.grid.catalogue import shipped
from services.grid.domain.case import GridCase
from tests.factories.people import COMMUNITY
from tests.transitions import LATER, Then, assert_follows_the_table

WORKER, REPORTER, VERIFIER = uuid4(), uuid4(), uuid4()

ACTIONS: dict[str, Callable[[GridCase, datetime], TaskEvent]] = {
    "file": lambda case, at: case.file(at),
    "dismiss": lambda case, at: case.dismiss(at, "not ours"),
    "assign": lambda case, at: case.assign(WORKER, at),
    "start": lambda case, at: case.start(at),
    "handle": lambda case, at: case.handle(REPORTER, at),
    "verify": lambda case, at: case.verify(VERIFIER, at),
    "reject": lambda case, at: case.reject(VERIFIER, at),
    "extend": lambda case, at: case.extend(max(case.due_at, at) + LATER, at, "parts are on their way"),
    "shelve": lambda case, at: case.shelve(at, "nobody's"),
    "take_up": lambda case, at: case.take_up(at),
    "refer": lambda case, at: case.refer("road.lighting", "路灯不亮", uuid4(), uuid4(), at),
    "cancel": lambda case, at: case.cancel(at, "nothing to be found"),
}
WAY: dict[CaseState, tuple[str, ...]] = {
    CaseState.REPORTED: (),
    CaseState.ON_SPOT: (),
    CaseState.FILED: ("file",),
    CaseState.DISMISSED: ("dismiss",),
    CaseState.ASSIGNED: ("file", "assign"),
    CaseState.IN_HAND: ("file", "assign", "start"),
    CaseState.HANDLED: ("file", "assign", "handle"),
    CaseState.SHELVED: ("file", "shelve"),
    CaseState.REFERRED: ("file", "refer"),
    CaseState.VERIFIED: ("file", "assign", "handle", "verify"),
    CaseState.CANCELLED: ("file", "cancel"),
}
_S = CaseState
ALLOWED: dict[tuple[StrEnum, str], Then] = {
    (_S.REPORTED, "file"): (_S.FILED, CaseFiled, None),
    (_S.REPORTED, "dismiss"): (_S.DISMISSED, CaseDismissed, "dismissed"),
    (_S.FILED, "assign"): (_S.ASSIGNED, CaseAssigned, None),
    (_S.ASSIGNED, "assign"): (_S.ASSIGNED, CaseAssigned, None),
    (_S.IN_HAND, "assign"): (_S.ASSIGNED, CaseAssigned, None),
    (_S.ASSIGNED, "start"): (_S.IN_HAND, CaseStarted, None),
    (_S.ASSIGNED, "handle"): (_S.HANDLED, CaseHandled, None),
    (_S.IN_HAND, "handle"): (_S.HANDLED, CaseHandled, None),
    (_S.HANDLED, "verify"): (_S.VERIFIED, CaseVerified, "verified"),
    (_S.HANDLED, "reject"): (_S.ASSIGNED, CaseRejected, None),
    **{(one, "shelve"): (_S.SHELVED, CaseShelved, None) for one in (_S.FILED, _S.ASSIGNED, _S.IN_HAND)},
    **{(one, "extend"): (one, CaseExtended, None) for one in (_S.FILED, _S.ASSIGNED, _S.IN_HAND)},
    (_S.SHELVED, "take_up"): (_S.FILED, CaseTakenUp, None),
    (_S.FILED, "refer"): (_S.REFERRED, CaseReferred, None),
    **{
        (one, "cancel"): (_S.CANCELLED, CaseCancelled, "given_up")
        for one in (_S.REPORTED, _S.FILED, _S.ASSIGNED, _S.IN_HAND, _S.HANDLED, _S.SHELVED, _S.REFERRED)
    },
}


def case_that_is(state: CaseState) -> GridCase:
    """A case that came to this state an hour a step."""
    on_spot = state is CaseState.ON_SPOT
    said = ReportFinding(id=uuid4(), area_code=COMMUNITY, kind="event.litter", note="swept", on_spot=on_spot)
    case, told = GridCase.report(said, shipped()[said.kind], REPORTER, CaseSource.PATROL, now())
    assert isinstance(told[-1], CaseSettledOnSpot) is on_spot
    for action in WAY[state]:
        ACTIONS[action](case, case.moved_at + LATER)
    assert case.state is state
    return case


@pytest.mark.parametrize(("state", "action"), list(product(CaseState, ACTIONS)))
def test_each_action_is_allowed_in_the_states_of_the_table_and_a_conflict_in_all_others(
    state: CaseState, action: str
) -> None:
    assert_follows_the_table(case_that_is(state), action, ACTIONS[action], ALLOWED)


@pytest.mark.parametrize("state", CaseState)
def test_only_a_case_that_was_settled_is_judged_and_stays_as_it_ended(state: CaseState) -> None:
    case = case_that_is(state)
    ended, at = (case.ended_at, case.outcome), case.moved_at + LATER
    if state not in (CaseState.VERIFIED, CaseState.ON_SPOT):
        with pytest.raises(Conflict):
            case.evaluate(5, at)
        return
    assert isinstance(case.evaluate(5, at), CaseEvaluated)
    assert (case.state, case.rating, (case.ended_at, case.outcome)) == (state, 5, ended)


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
