"""An aid case goes from acceptance through the survey to a decision by someone who did not prepare it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from itertools import product
from uuid import UUID, uuid4

import pytest

from linli.contracts.assistance.cases import (
    AidState,
    CaseAccepted,
    CaseCancelled,
    CaseDecided,
    CaseOpened,
    CaseSurveyed,
)
from linli.contracts.hotline.words import TaskService
from linli.contracts.task import TaskEvent
from linli.errors import Forbidden, Invalid
from services.assistance.domain.case import AidCase
from tests.factories.requests import CalledRequest
from tests.transitions import LATER, Then, assert_follows_the_table

WINDOW, RECORDER, APPROVER = uuid4(), uuid4(), uuid4()
PAIR = (uuid4(), uuid4())

ACTIONS: dict[str, Callable[[AidCase, datetime], TaskEvent]] = {
    "accept": lambda case, at: case.accept(WINDOW, at),
    "survey": lambda case, at: case.survey(RECORDER, PAIR, at),
    "approve": lambda case, at: case.approve(APPROVER, Decimal("800"), at),
    "refuse": lambda case, at: case.refuse(APPROVER, "income above the standard", at),
    "cancel": lambda case, at: case.cancel(at, "moved away"),
}
WAY = {
    AidState.RECEIVED: (),
    AidState.ACCEPTED: ("accept",),
    AidState.SURVEYED: ("accept", "survey"),
    AidState.APPROVED: ("accept", "survey", "approve"),
    AidState.REFUSED: ("accept", "survey", "refuse"),
    AidState.CANCELLED: ("cancel",),
}
ALLOWED: dict[tuple[StrEnum, str], Then] = {
    (AidState.RECEIVED, "accept"): (AidState.ACCEPTED, CaseAccepted, None),
    (AidState.RECEIVED, "cancel"): (AidState.CANCELLED, CaseCancelled, "given_up"),
    (AidState.ACCEPTED, "survey"): (AidState.SURVEYED, CaseSurveyed, None),
    (AidState.ACCEPTED, "cancel"): (AidState.CANCELLED, CaseCancelled, "given_up"),
    (AidState.SURVEYED, "approve"): (AidState.APPROVED, CaseDecided, "approved"),
    (AidState.SURVEYED, "refuse"): (AidState.REFUSED, CaseDecided, "refused"),
    (AidState.SURVEYED, "cancel"): (AidState.CANCELLED, CaseCancelled, "given_up"),
}


def case_that_is(state: AidState) -> AidCase:
    """A case that came to this state an hour a step."""
    case, opened = AidCase.open(CalledRequest(TaskService.ASSISTANCE).dispatched())
    assert isinstance(opened, CaseOpened)
    for action in WAY[state]:
        ACTIONS[action](case, case.moved_at + LATER)
    assert case.state is state
    return case


@pytest.mark.parametrize(("state", "action"), list(product(AidState, ACTIONS)))
def test_each_action_is_allowed_in_the_states_of_the_table_and_a_conflict_in_all_others(
    state: AidState, action: str
) -> None:
    assert_follows_the_table(case_that_is(state), action, ACTIONS[action], ALLOWED)


@pytest.mark.parametrize("investigators", [(), PAIR[:1], (PAIR[0], PAIR[0])])
def test_a_survey_needs_two_different_investigators(investigators: tuple[UUID, ...]) -> None:
    case = case_that_is(AidState.ACCEPTED)
    with pytest.raises(Invalid) as refused:
        case.survey(RECORDER, investigators, case.moved_at)
    assert "investigators" in refused.value.fields
    assert case.state is AidState.ACCEPTED


@pytest.mark.parametrize("preparer", [WINDOW, RECORDER, *PAIR])
def test_nobody_who_accepted_recorded_or_surveyed_the_case_decides_it(preparer: UUID) -> None:
    case = case_that_is(AidState.SURVEYED)
    with pytest.raises(Forbidden) as refused:
        case.approve(preparer, Decimal("800"), case.moved_at)
    assert refused.value.code == "four_eyes"
    with pytest.raises(Forbidden):
        case.refuse(preparer, "no need", case.moved_at)
    assert case.state is AidState.SURVEYED


@pytest.mark.parametrize("amount", ["0", "-1", "0.001", "800.005"])
def test_an_approval_needs_an_amount_above_nothing_in_whole_fen(amount: str) -> None:
    case = case_that_is(AidState.SURVEYED)
    with pytest.raises(Invalid) as refused:
        case.approve(APPROVER, Decimal(amount), case.moved_at)
    assert "amount" in refused.value.fields
    assert (case.state, case.amount) == (AidState.SURVEYED, None)


def test_an_amount_is_kept_with_two_decimals() -> None:
    case = case_that_is(AidState.SURVEYED)
    case.approve(APPROVER, Decimal("800.5"), case.moved_at)
    assert str(case.amount) == "800.50"


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_a_refusal_needs_its_reason(reason: str) -> None:
    case = case_that_is(AidState.SURVEYED)
    with pytest.raises(Invalid) as refused:
        case.refuse(APPROVER, reason, case.moved_at)
    assert "note" in refused.value.fields
    assert case.state is AidState.SURVEYED
