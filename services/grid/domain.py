"""The grid case 网格案件: file, assign, handle, verify on site. Methods return the event they cause."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import ClassVar
from uuid import UUID

from linli.contracts.grid import (
    CaseAssigned,
    CaseCancelled,
    CaseFiled,
    CaseHandled,
    CaseRejected,
    CaseState,
    CaseVerified,
)
from linli.contracts.hotline import TaskService
from linli.contracts.task import TaskEvent
from linli.errors import Forbidden
from linli.tasks.aggregate import Task, Transitions

TRANSITIONS: Transitions = MappingProxyType(
    {
        (CaseState.FILED, "assign"): CaseState.ASSIGNED,
        (CaseState.FILED, "cancel"): CaseState.CANCELLED,
        (CaseState.ASSIGNED, "assign"): CaseState.ASSIGNED,
        (CaseState.ASSIGNED, "handle"): CaseState.HANDLED,
        (CaseState.ASSIGNED, "cancel"): CaseState.CANCELLED,
        (CaseState.HANDLED, "verify"): CaseState.VERIFIED,
        (CaseState.HANDLED, "reject"): CaseState.ASSIGNED,
        (CaseState.HANDLED, "cancel"): CaseState.CANCELLED,
    }
)
"""The cycle of digital city management: file, dispatch, handle, verify on site, close. Another worker may be sent."""


@dataclass(kw_only=True, eq=False)
class GridCase(Task):
    """One matter on the spot. `rework` counts failed verifications; `handled_by` is who reported it handled last."""

    service = TaskService.GRID
    transitions: ClassVar[Transitions] = TRANSITIONS
    first = CaseState.FILED
    opened = CaseFiled
    cancelled = CaseCancelled

    worker_id: UUID | None = None
    handled_by: UUID | None = None
    verified_by: UUID | None = None
    rework: int = 0

    def assign(self, worker_id: UUID, at: datetime) -> TaskEvent:
        """Send one grid worker, or another in their place."""
        assigned = self._step("assign", CaseAssigned, at)
        self.worker_id = worker_id
        return assigned

    def handle(self, by: UUID, at: datetime, note: str = "") -> TaskEvent:
        """The matter is reported handled, by the worker or by who heard it from them."""
        handled = self._step("handle", CaseHandled, at, note)
        self.handled_by = by
        return handled

    def verify(self, by: UUID, at: datetime, note: str = "") -> TaskEvent:
        """Someone else saw on site that it is done 核查: the case ends."""
        self._by_another(by)
        verified = self._step("verify", CaseVerified, at, note, outcome="verified")
        self.verified_by = by
        return verified

    def reject(self, by: UUID, at: datetime, note: str = "") -> TaskEvent:
        """Someone else saw on site that it is not done: the worker goes again 返工."""
        self._by_another(by)
        rejected = self._step("reject", CaseRejected, at, note)
        self.rework += 1
        return rejected

    def _by_another(self, by: UUID) -> None:
        """Supervision and command are separate: who handles does not verify."""
        if by in {self.worker_id, self.handled_by}:
            raise Forbidden(
                "verified_by_another",
                "You handled this case or were sent to; someone else must verify it.",
                "处置人员不得核查同一案件，请由他人核查。",
            )
