"""The history of a request as the hotline keeps it: who did what, when and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from linli.contracts.base import AreaCode
from linli.contracts.hotline.words import RequestState


@dataclass(frozen=True, kw_only=True)
class ListSteps:
    """Ask for the history of a request."""

    id: UUID


@dataclass(frozen=True, kw_only=True)
class StepView:
    """One step: what was done (`action`, the event's name) by whom (none: a clock or another service), and why."""

    number: int
    action: str
    from_state: RequestState | None
    to_state: RequestState
    at: datetime
    recorded_at: datetime
    account_id: UUID | None
    unit_area: AreaCode
    department: str
    reason: str | None
    note: str


@dataclass(frozen=True, kw_only=True)
class StepsView:
    """The steps of a request, in their order."""

    steps: tuple[StepView, ...]
