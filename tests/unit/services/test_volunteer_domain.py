"""A volunteer task is offered, never ordered, and ends with true hours."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from itertools import product
from uuid import uuid4

import pytest

from linli.contracts.hotline.words import TaskService
from linli.contracts.task import TaskEvent
from linli.contracts.volunteer.tasks import (
    TaskAccepted,
    TaskCancelled,
    TaskCompleted,
    TaskDeclined,
    TaskOffered,
    TaskOpened,
    TaskState,
)
from linli.errors import Forbidden, Invalid
from services.volunteer.domain.tasks import VolunteerTask
from tests.factories.requests import CalledRequest
from tests.transitions import LATER, Then, assert_follows_the_table

NEIGHBOUR = uuid4()

ACTIONS: dict[str, Callable[[VolunteerTask, datetime], TaskEvent]] = {
    "offer": lambda task, at: task.offer(NEIGHBOUR, at),
    "accept": lambda task, at: task.accept(at),
    "decline": lambda task, at: task.decline(at),
    "complete": lambda task, at: task.complete(Decimal("1.5"), at),
    "cancel": lambda task, at: task.cancel(at, "the family helped"),
}
WAY = {
    TaskState.OPEN: (),
    TaskState.OFFERED: ("offer",),
    TaskState.ACCEPTED: ("offer", "accept"),
    TaskState.DONE: ("offer", "accept", "complete"),
    TaskState.CANCELLED: ("cancel",),
}
ALLOWED: dict[tuple[StrEnum, str], Then] = {
    (TaskState.OPEN, "offer"): (TaskState.OFFERED, TaskOffered, None),
    (TaskState.OPEN, "cancel"): (TaskState.CANCELLED, TaskCancelled, "given_up"),
    (TaskState.OFFERED, "accept"): (TaskState.ACCEPTED, TaskAccepted, None),
    (TaskState.OFFERED, "decline"): (TaskState.OPEN, TaskDeclined, None),
    (TaskState.OFFERED, "cancel"): (TaskState.CANCELLED, TaskCancelled, "given_up"),
    (TaskState.ACCEPTED, "decline"): (TaskState.OPEN, TaskDeclined, None),
    (TaskState.ACCEPTED, "complete"): (TaskState.DONE, TaskCompleted, "done"),
    (TaskState.ACCEPTED, "cancel"): (TaskState.CANCELLED, TaskCancelled, "given_up"),
}


def task_that_is(state: TaskState) -> VolunteerTask:
    """A task that came to this state an hour a step."""
    task, opened = VolunteerTask.open(CalledRequest(TaskService.VOLUNTEER).dispatched())
    assert isinstance(opened, TaskOpened)
    for action in WAY[state]:
        ACTIONS[action](task, task.moved_at + LATER)
    assert task.state is state
    return task


@pytest.mark.parametrize(("state", "action"), list(product(TaskState, ACTIONS)))
def test_each_action_is_allowed_in_the_states_of_the_table_and_a_conflict_in_all_others(
    state: TaskState, action: str
) -> None:
    assert_follows_the_table(task_that_is(state), action, ACTIONS[action], ALLOWED)


@pytest.mark.parametrize("state", [TaskState.OFFERED, TaskState.ACCEPTED])
def test_a_declined_task_belongs_to_nobody_and_can_be_offered_again(state: TaskState) -> None:
    task = task_that_is(state)
    assert task.volunteer_id == NEIGHBOUR
    task.decline(task.moved_at)
    assert task.volunteer_id is None
    another = uuid4()
    task.offer(another, task.moved_at)
    assert task.volunteer_id == another


def test_only_the_volunteer_it_is_offered_to_answers_for_themselves() -> None:
    task = task_that_is(TaskState.OFFERED)
    task.only_by(NEIGHBOUR)
    with pytest.raises(Forbidden) as refused:
        task.only_by(uuid4())
    assert refused.value.code == "offered_to_another"


@pytest.mark.parametrize("hours", ["0", "-0.25", "0.1", "1.249", "3.33"])
def test_hours_are_more_than_nothing_and_whole_quarters(hours: str) -> None:
    task = task_that_is(TaskState.ACCEPTED)
    with pytest.raises(Invalid) as refused:
        task.complete(Decimal(hours), task.moved_at)
    assert "hours" in refused.value.fields
    assert (task.state, task.hours) == (TaskState.ACCEPTED, None)


@pytest.mark.parametrize("hours", ["0.25", "1", "7.50", "24"])
def test_true_hours_are_recorded_with_two_decimals(hours: str) -> None:
    task = task_that_is(TaskState.ACCEPTED)
    task.complete(Decimal(hours), task.moved_at)
    assert str(task.hours) == f"{Decimal(hours):.2f}"
