"""Whole lives of requests and their tasks, made at random from a seed, as the gateway hears of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from linli.contracts.envelope import Envelope, Event
from linli.contracts.grid import cases as grid
from linli.contracts.hotline.clocks import Stage
from linli.contracts.hotline.events import (
    RequestClosed,
    RequestDispatched,
    RequestOpened,
    RequestReturned,
    RequestSettled,
    RequestSigned,
    RequestSummary,
    RequestWithdrawn,
)
from linli.contracts.hotline.words import Channel, Kind, RequestState, TaskService
from linli.contracts.task import TaskEvent, TaskSummary

AREAS = ("210103", "210103005", "210103005003", "210103005004", "210103006001", "210102001001", "10002121010300500301")
"""A district, a street of it, communities, one of another district, and a grid cell of the first community."""
CATEGORIES = ("noise", "street_light", "aid.hardship")
SERVICES = tuple(TaskService)
BEGIN = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)
SPAN = timedelta(days=60)

_LIVES: tuple[tuple[type[Event], ...], ...] = (
    (RequestOpened, RequestDispatched),
    (RequestOpened, RequestDispatched, RequestSigned),
    (RequestOpened, RequestDispatched, RequestSigned, RequestReturned, RequestSigned),
    (RequestOpened, RequestDispatched, RequestSettled),
    (RequestOpened, RequestDispatched, RequestSigned, RequestSettled, RequestClosed),
    (RequestOpened, RequestDispatched, RequestSettled, RequestClosed),
    (RequestOpened, RequestDispatched, RequestWithdrawn),
)
_STATES: dict[type[Event], RequestState] = {
    RequestSigned: RequestState.SIGNED,
    RequestSettled: RequestState.SETTLED,
    RequestClosed: RequestState.CLOSED,
    RequestWithdrawn: RequestState.WITHDRAWN,
}
_CASES = (grid.CaseFiled, grid.CaseAssigned, grid.CaseHandled, grid.CaseVerified)


class Maker:
    """Makes lives; the same seed makes the same ones, ids included."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)

    def id(self) -> UUID:
        """An id of the seed's own."""
        return UUID(int=self.random.getrandbits(128), version=4)

    def wrapped(self, event: Event) -> Envelope:
        """The event in an envelope."""
        return Envelope(id=self.id(), event=event, correlation_id=self.id())

    def request(self, **fixed: Any) -> list[Any]:
        """One request's events from opening to wherever it got; `fixed` are fields of its summary, or `area_code`."""
        request_id, area_code = self.id(), fixed.pop("area_code", None) or self.random.choice(AREAS)
        moment = BEGIN + self.random.random() * SPAN
        said = {**self._first(moment, area_code), **fixed}
        events = []
        for sequence, kind in enumerate(self.random.choice(_LIVES), 1):
            moment += self.random.random() * timedelta(days=6) if sequence > 2 else timedelta()
            said |= self._step(kind, moment)
            summary = RequestSummary(**said)
            common: Any = {"subject": request_id, "area_code": area_code, "sequence": sequence, "occurred_at": moment}
            events.append(kind(**common, request=summary))  # type: ignore[call-arg]  # events of a request have it
        return events

    def _first(self, opened: datetime, area_code: str) -> dict[str, Any]:
        due = opened + self.random.choice((1, 4, 9)) * timedelta(days=1)
        return {
            "state": RequestState.DISPATCHED,
            "kind": self.random.choice(list(Kind)),
            "category": self.random.choice(CATEGORIES),
            "channel": self.random.choice(list(Channel)),
            "urgent": self.random.random() < 0.1,
            "unit_area": area_code,
            "department": "SQ",
            "service": self.random.choice(SERVICES),
            "task_id": self.id(),
            "opened_at": opened,
            "sign_due_at": opened + timedelta(hours=1),
            "answer_due_at": opened + timedelta(hours=8),
            "settle_due_at": due,
            "supervised_at": opened if self.random.random() < 0.2 else None,
            "stage": tuple(Stage)[opened.second % 3],
            "escalated_to": (None, "210103005", "210103")[opened.minute % 3],
        }

    def _step(self, kind: type[Event], moment: datetime) -> dict[str, Any]:
        step: dict[str, Any] = {"state": _STATES.get(kind, RequestState.DISPATCHED)}
        if kind is RequestReturned:
            step |= {"signed_at": None, "task_id": self.id()}
        stamps: dict[type[Event], str] = {RequestSigned: "signed_at", RequestSettled: "settled_at"}
        stamps |= {RequestClosed: "ended_at", RequestWithdrawn: "ended_at"}
        return {**step, stamps[kind]: moment} if kind in stamps else step

    def task(self, of: Event) -> list[TaskEvent]:
        """A grid case for the request of this event, as far as it got."""
        task_id, moment = self.id(), of.occurred_at
        events: list[TaskEvent] = []
        for sequence, kind in enumerate(_CASES[: self.random.randint(1, 4)], 1):
            moment += self.random.random() * timedelta(days=2)
            summary = TaskSummary(
                state=kind.name.partition(".")[2],
                category="noise",
                opened_at=of.occurred_at,
                due_at=of.occurred_at + timedelta(days=3),
                request_id=of.subject,
                ended_at=moment if sequence == len(_CASES) else None,
            )
            common: Any = {"subject": task_id, "area_code": of.area_code, "sequence": sequence, "occurred_at": moment}
            events.append(kind(**common, task=summary))
        return events

    def lives(self, count: int) -> list[Envelope]:
        """All events of this many requests and a task of each, in the order they were made."""
        made: list[Envelope] = []
        for _ in range(count):
            events = self.request()
            made += [self.wrapped(event) for event in (*events, *self.task(events[0]))]
        return made
