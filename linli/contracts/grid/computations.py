"""The calls about long computations of the grid, and a computation as it is shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from linli.contracts.grid.cells import CellsBuilt
from linli.contracts.grid.planning import RoundPlan, RoutePlan


class ComputationState(StrEnum):
    """How far a long computation is."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, kw_only=True)
class GetComputation:
    """Ask how far a computation is."""

    id: UUID


@dataclass(frozen=True, kw_only=True)
class CancelComputation:
    """Stop a computation; one that has ended stays as it is."""

    id: UUID


@dataclass(frozen=True, kw_only=True)
class ComputationView:
    """A computation: `share` of it is done (0 to 1); of the results the one of its kind is there when it is done."""

    id: UUID
    name: str
    area_code: str
    state: ComputationState
    share: float
    asked_at: datetime
    ended_at: datetime | None = None
    error: str | None = None
    error_zh: str | None = None
    cells: CellsBuilt | None = None
    rounds: RoundPlan | None = None
    routes: RoutePlan | None = None
