"""The hotline's events about one request, as the other services receive them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID, uuid4, uuid5

from linli.contracts.envelope import Envelope, Event
from linli.contracts.hotline.events import (
    RequestDispatched,
    RequestEvent,
    RequestReturned,
    RequestSettled,
    RequestSummary,
    RequestWithdrawn,
)
from linli.contracts.hotline.words import Channel, Kind, RequestState, TaskService
from tests.factories.people import COMMUNITY

R = TypeVar("R", bound=RequestEvent)

OPENED = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
"""A Monday, ten in the morning in the district."""


class CalledRequest:
    """A request that calls for tasks at one service; its events count their sequence as the hotline does."""

    def __init__(self, service: TaskService, area_code: str = COMMUNITY, category: str = "other") -> None:
        self.id: UUID = uuid4()
        self.area_code = area_code
        self.attempt = 1
        self.sequence = 1
        self.now = OPENED
        self._first = RequestSummary(
            state=RequestState.DISPATCHED,
            kind=Kind.HELP,
            category=category,
            channel=Channel.PHONE,
            urgent=False,
            unit_area=area_code,
            department="SQ",
            service=service,
            task_id=self.task_id(1),
            opened_at=OPENED,
            sign_due_at=OPENED + timedelta(hours=1),
            answer_due_at=OPENED + timedelta(hours=2),
            settle_due_at=OPENED + timedelta(days=3),
        )

    def task_id(self, attempt: int | None = None) -> UUID:
        """The id of the task asked for at this attempt, the present one unless given."""
        return uuid5(self.id, f"task-{attempt or self.attempt}")

    def dispatched(self) -> RequestDispatched:
        """The first ask for a task."""
        return self._event(RequestDispatched)

    def returned(self) -> RequestReturned:
        """The unit sent it back: another task is asked for."""
        self.attempt += 1
        return self._event(RequestReturned)

    def asked_again(self, event: type[R]) -> R:
        """This event asks for another task."""
        self.attempt += 1
        return self._event(event)

    def ended(self, event: type[R], **changes: Any) -> R:
        """This event says that the task is not needed any more."""
        return self._event(event, **changes)

    def settled(self) -> RequestSettled:
        """The matter is reported done."""
        return self._event(RequestSettled, state=RequestState.SETTLED)

    def withdrawn(self) -> RequestWithdrawn:
        """The citizen needs nothing any more."""
        return self._event(RequestWithdrawn, state=RequestState.WITHDRAWN)

    def _event(self, event: type[R], **changes: Any) -> R:
        self.sequence += 1
        self.now += timedelta(minutes=1)
        summary = replace(self._first, task_id=self.task_id(), **changes)
        return event(
            subject=self.id,
            area_code=self.area_code,
            sequence=self.sequence,
            occurred_at=self.now,
            request=summary,
        )


def wrapped(event: Event) -> Envelope:
    """The event in an envelope of its own, as it leaves an outbox."""
    return Envelope(id=uuid4(), event=event, correlation_id=uuid4())
