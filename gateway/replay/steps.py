"""What has to be done next for a replayed row, as data: by the state its request or its task is in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

from gateway.replay.rows import ReplayRow


@dataclass(frozen=True)
class People:
    """The accounts a replay acts as: who handles a thing may not approve or verify it."""

    recorder: UUID
    checker: UUID

    @property
    def investigators(self) -> list[str]:
        """Two names for the survey of an aid case, neither of them the checker's."""
        return [str(self.recorder), str(uuid5(self.recorder, "second investigator"))]


@dataclass(frozen=True)
class Step:
    """One action on a task: by the checker or the recorder, at the row's opening or its end, with a body."""

    action: str
    by_checker: bool = False
    at_end: bool = False
    body: Callable[[People], dict[str, Any]] = lambda people: {}


TASKS = {"assistance": "/api/assistance/cases", "volunteer": "/api/volunteer/tasks", "grid": "/api/grid/cases"}
"""Where each service's tasks are."""

TASK_STEPS: dict[str, dict[str, Step]] = {
    "assistance": {
        "received": Step("accept"),
        "accepted": Step("survey", body=lambda people: {"investigators": people.investigators}),
        "surveyed": Step(
            "decide",
            by_checker=True,
            at_end=True,
            body=lambda people: {
                "approve": False,
                "note": "The source does not say what was decided. 来源未载明决定。",
            },
        ),
    },
    "volunteer": {
        "open": Step("offer", body=lambda people: {"volunteer_id": str(people.checker)}),
        "offered": Step("accept"),
        "accepted": Step("complete", at_end=True, body=lambda people: {"hours": "1.00"}),
    },
    "grid": {
        "filed": Step("assign", body=lambda people: {"worker_id": str(people.recorder)}),
        "assigned": Step("handle", at_end=True),
        "handled": Step("verify", by_checker=True, at_end=True, body=lambda people: {"passed": True}),
    },
}
"""Service → state of the task → what to do."""


def opening(row: ReplayRow, source: str, area_code: str) -> dict[str, Any]:
    """The request of a row as the API takes it."""
    body: dict[str, Any] = {
        "area_code": area_code,
        "category": row.category,
        "title": row.title,
        "channel": row.channel.value,
        "source_ref": f"{source}:{row.key}",
        "at": row.opened_at.isoformat(),
    }
    if row.due_at:
        body["settle_due_at"] = row.due_at.isoformat()
    if row.latitude is not None and row.longitude is not None:
        body |= {"latitude": row.latitude, "longitude": row.longitude}
    return body
