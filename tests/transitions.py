"""What must hold of any one action on a task in any one state, given the table that is expected."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeVar

import pytest

from linli.contracts.task import TaskEvent
from linli.errors import Conflict
from linli.tasks.aggregate import Task

T = TypeVar("T", bound=Task)
LATER = timedelta(hours=1)

Then = tuple[StrEnum, type[TaskEvent], str | None]
"""The state an action leads to, the event it causes, and the outcome if the task ends with it."""


def assert_follows_the_table(
    task: T, action: str, take: Callable[[T, datetime], TaskEvent], allowed: Mapping[tuple[StrEnum, str], Then]
) -> None:
    """An allowed action leads where the table says and causes its event; any other is a conflict without effect."""
    state, before, at = task.state, task.sequence, task.moved_at + LATER
    if (state, action) not in allowed:
        with pytest.raises(Conflict) as refused:
            take(task, at)
        assert refused.value.code == "illegal_transition"
        assert (task.state, task.sequence) == (state, before)
        return
    then, event, outcome = allowed[(state, action)]
    ended, end = task.ended_at, at if outcome else None
    assert ended is None
    caused = take(task, at)
    assert type(caused) is event
    assert (task.state, caused.task.state) == (then, then.value)
    assert (caused.sequence, task.sequence) == (before + 1, before + 1)
    assert (task.outcome, task.ended_at) == (outcome, end)
    assert (caused.task.outcome, caused.task.ended_at) == (outcome, end)
