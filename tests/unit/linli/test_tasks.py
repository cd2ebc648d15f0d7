"""Every task begins with what its request asks for, never moves back in time, and counts its events without gaps."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.errors import Conflict, Invalid
from linli.tasks.aggregate import Task
from linli.tasks.tables import Hundredths
from services.assistance.domain.case import AidCase
from services.grid.domain.case import GridCase
from services.volunteer.domain.tasks import VolunteerTask
from tests.factories.people import COMMUNITY
from tests.factories.requests import CalledRequest

KINDS: list[type[Task]] = [AidCase, VolunteerTask, GridCase]
TICK = timedelta(microseconds=1)


def opened(kind: type[Task]) -> Task:
    """A task as its request's first dispatch opens it."""
    return kind.open(CalledRequest(kind.service).dispatched())[0]


@pytest.mark.parametrize("kind", KINDS)
def test_a_task_takes_id_area_category_and_deadline_from_its_request(kind: type[Task]) -> None:
    request = CalledRequest(kind.service, category="aid.rent")
    ask = request.dispatched()
    task, event = kind.open(ask)
    assert (task.id, event.subject) == (request.task_id(), request.task_id())
    assert (task.request_id, task.request_sequence) == (request.id, ask.sequence)
    assert (task.area_code, task.path) == (COMMUNITY, "210103/210103005/210103005003")
    assert (task.opened_at, task.due_at) == (ask.occurred_at, ask.request.settle_due_at)
    assert event.task == task.summary()
    assert event.task.category == "aid.rent"
    assert (event.sequence, task.sequence) == (1, 1)


@pytest.mark.parametrize("kind", KINDS)
def test_a_step_before_the_last_one_names_the_field_and_changes_nothing(kind: type[Task]) -> None:
    task = opened(kind)
    with pytest.raises(Invalid) as refused:
        task.cancel(task.moved_at - TICK, "too early")
    assert (refused.value.code, list(refused.value.fields)) == ("before_last_step", ["at"])
    assert (task.ended, task.sequence, task.note) == (False, 1, "")


@pytest.mark.parametrize("kind", KINDS)
def test_a_request_that_ended_before_the_tasks_last_step_still_cancels_it_at_that_step(kind: type[Task]) -> None:
    task = opened(kind)
    event = task.cancel_with_request(task.moved_at - timedelta(days=1), "settled_without_task")
    assert (event.occurred_at, task.ended_at) == (task.opened_at, task.opened_at)
    assert (task.outcome, event.task.outcome) == ("settled_without_task", "settled_without_task")


@pytest.mark.parametrize("kind", KINDS)
def test_a_task_that_was_given_up_keeps_the_reason_and_takes_no_more_steps(kind: type[Task]) -> None:
    task = opened(kind)
    task.cancel(task.moved_at, "nobody at home")
    assert (task.note, task.outcome, task.ended) == ("nobody at home", "given_up", True)
    with pytest.raises(Conflict):
        task.cancel_with_request(task.moved_at, "request_withdrawn")


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
def test_however_it_moves_its_events_count_from_one_without_gaps_and_an_end_is_final(
    kind: type[Task], data: st.DataObject
) -> None:
    task, event = kind.open(CalledRequest(kind.service).dispatched())
    told = [event]
    actions = sorted({action for _, action in kind.transitions})
    for action in data.draw(st.lists(st.sampled_from(actions), max_size=12)):
        was = task.state
        try:
            told.append(task._step(action, kind.opened, task.moved_at + TICK))
        except Conflict:
            assert (was, action) not in kind.transitions
            assert task.state is was
    assert [one.sequence for one in told] == list(range(1, len(told) + 1))
    assert all(earlier.occurred_at < later.occurred_at for earlier, later in pairwise(told))


@given(st.decimals(-10_000_000, 10_000_000, places=2))
def test_a_number_with_two_places_comes_back_from_the_database_as_it_went_in(number: Decimal) -> None:
    column, any_dialect = Hundredths(), None
    kept = column.process_bind_param(number, any_dialect)  # type: ignore[arg-type]
    assert column.process_result_value(kept, any_dialect) == number  # type: ignore[arg-type]


def test_a_third_place_never_reaches_the_database() -> None:
    with pytest.raises(ValueError, match="two places"):
        Hundredths().process_bind_param(Decimal("0.125"), None)  # type: ignore[arg-type]
