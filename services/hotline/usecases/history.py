"""The history of requests: every event of a request is told together with who caused it and why."""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise
from typing import Any
from uuid import UUID

from linli.contracts.envelope import Event
from linli.contracts.hotline.events import RequestEvent
from linli.contracts.hotline.history import StepView
from linli.work import Work
from services.hotline.store import history
from services.hotline.store import requests as requests_store
from services.hotline.usecases.timing import keep_time


def tell(work: Work, *events: Event, note: str = "", reason: str | None = None) -> None:
    """Publish a request's events, keep each as a step of its history, and put the request's timer.

    `note` is what the caller wrote.
    """
    steps = [
        step_of(event, work.now, work.by, note=note, reason=reason)
        for event in events
        if isinstance(event, RequestEvent)
    ]
    history.add_steps(work.session, steps)
    work.emit(*events)
    for event in {one.subject: one for one in events if isinstance(one, RequestEvent)}.values():
        keep_time(work, event)


def step_of(
    event: RequestEvent, recorded_at: datetime, by: UUID | None, *, note: str = "", reason: str | None = None
) -> dict[str, Any]:
    """The step of an event as it is kept."""
    return {
        "request_id": event.subject,
        "number": event.sequence,
        "action": event.name.partition(".")[2],
        "state": event.request.state,
        "at": event.occurred_at,
        "recorded_at": recorded_at,
        "account_id": by,
        "unit_area": event.request.unit_area,
        "department": event.request.department,
        "reason": reason,
        "note": note,
    }


def steps(work: Work, request_id: UUID) -> tuple[StepView, ...]:
    """The history of a request, for those who handle requests at its area."""
    request = requests_store.request_of(work.session, request_id)
    work.authorise(request.area_code, "request", "诉求")
    rows = [row._mapping for row in history.steps_of(work.session, request_id)]
    shown = ("number", "action", "at", "recorded_at", "account_id", "unit_area", "department", "reason", "note")
    return tuple(
        StepView(
            from_state=before["state"] if before else None, to_state=row["state"], **{name: row[name] for name in shown}
        )
        for before, row in pairwise([None, *rows])
        if row is not None
    )
