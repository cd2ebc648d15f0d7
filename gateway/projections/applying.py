"""Applying events to the projections: only what is newer counts, so order and repetition do not matter."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, Table, Update, bindparam, select, update
from sqlalchemy.orm import Session

from gateway.projections.counting import adjust
from gateway.projections.scopes import area_values
from gateway.projections.tables import REQUEST_ROW, TASK_ROW, TIMELINE_ROW
from linli.contracts.envelope import Event
from linli.contracts.hotline.events import RequestEvent
from linli.contracts.network import RecordChanged
from linli.contracts.task import TaskEvent
from linli.db import insert_if_new, insert_new, write
from linli.work import Work

RISK = 0.8
"""The share of the time to settle after which an open request is at risk."""
_AS_TOLD = (
    "waiting_since",
    "dispute_due_at",
    "supervised_at",
    "merged_into",
    "returns",
    "reopenings",
    "extensions",
    "helpers_open",
    "excluded",
)
_Values = Mapping[str, Any]


def apply_request(work: Work, event: RequestEvent) -> None:
    """Take over where a request stands, count it, note the event, and tell the screens."""
    values = request_values(event)
    applied, before = _put(work.session, REQUEST_ROW, values)
    _note(work, event, event.subject)
    if applied:
        adjust(work.session, before, values)
        tell(work, event, "request", event.request.state.value)


def apply_task(work: Work, event: TaskEvent) -> None:
    """Take over where a task stands, note the event in its request's history, and tell the screens."""
    applied, _ = _put(work.session, TASK_ROW, task_values(event))
    _note(work, event, event.task.request_id)
    if applied:
        tell(work, event, event.source, event.task.state)


def request_values(event: RequestEvent) -> dict[str, Any]:
    """The row of a request as this event tells it."""
    said = event.request
    stopped = said.settled_at or said.ended_at or said.waiting_since
    return {
        "id": event.subject,
        **area_values(event.area_code),
        "category": said.category,
        "kind": said.kind,
        "channel": said.channel,
        "urgent": said.urgent,
        "state": said.state,
        "unit_area": said.unit_area,
        "department": said.department,
        "service": said.service,
        "task_id": said.task_id,
        "opened_at": said.opened_at,
        "sign_due_at": said.sign_due_at,
        "settle_due_at": said.settle_due_at,
        "risk_at": said.opened_at + RISK * (said.settle_due_at - said.opened_at),
        "settled_at": said.settled_at,
        "ended_at": said.ended_at,
        "stopped_at": stopped,
        "was_late": stopped is not None and stopped > said.settle_due_at,
        "stage": said.stage,
        "escalated_to": said.escalated_to,
        "sequence": event.sequence,
        **{name: getattr(said, name) for name in _AS_TOLD},
    }


def task_values(event: TaskEvent) -> dict[str, Any]:
    """The row of a task as this event tells it."""
    said = event.task
    return {
        "id": event.subject,
        "service": event.source,
        "request_id": said.request_id,
        **area_values(event.area_code),
        "category": said.category,
        "state": said.state,
        "opened_at": said.opened_at,
        "due_at": said.due_at,
        "ended_at": said.ended_at,
        "was_late": said.ended_at is not None and said.ended_at > said.due_at,
        "outcome": said.outcome,
        "sequence": event.sequence,
    }


def _put(session: Session, table: Table, values: _Values) -> tuple[bool, _Values | None]:
    """Write the row if it is new or newer than what is there; whether it was written, and what it replaced.

    The row stays locked until the transaction ends.
    """
    lock, replace = _statements(table)
    found = None if values["sequence"] == 1 else session.execute(lock, {"known": values["id"]}).one_or_none()
    if found is None:
        if insert_if_new(session, table, values):
            return True, None
        found = session.execute(lock, {"known": values["id"]}).one()
    before = found._mapping
    if before["sequence"] >= values["sequence"]:
        return False, None
    write(session, replace, {**values, "known": values["id"]})
    return True, {str(name): value for name, value in before.items()}


@functools.cache
def _statements(table: Table) -> tuple[Select[Any], Update]:
    """Lock a row and read it; write it anew. Made once, for they are asked with every event."""
    is_known = table.c.id == bindparam("known")
    return select(table).where(is_known).with_for_update(), update(table).where(is_known)


def _note(work: Work, event: Event, request_id: UUID | None) -> None:
    """Keep the event in the history of its request; the work it causes carries its id as the direct cause."""
    assert work.chain.causation_id is not None, "an event has an id"
    noted = note_values(event, work.chain.causation_id, request_id, work.now)
    write(work.session, insert_new(TIMELINE_ROW, work.session.get_bind().dialect.name), noted)


def note_values(event: Event, event_id: UUID, request_id: UUID | None, received_at: datetime) -> dict[str, Any]:
    """The row of the timeline that an event leaves."""
    return {
        "event_id": event_id,
        "request_id": request_id,
        "subject": event.subject,
        "source": event.source,
        "type": event.wire_type(),
        "occurred_at": event.occurred_at,
        "sequence": event.sequence,
        "received_at": received_at,
    }


def tell(work: Work, event: Event, kind: str, state: str) -> None:
    """Have the screens of the event's area told that this record changed."""
    work.emit(
        RecordChanged(
            subject=event.subject,
            area_code=event.area_code,
            sequence=event.sequence,
            occurred_at=event.occurred_at,
            kind=kind,
            state=state,
        )
    )
