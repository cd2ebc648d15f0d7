"""Long computations: how far they are, what came of them, and stopping them."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from linli import computing
from linli.contracts.base import load
from linli.contracts.grid.cells import CellsBuilt
from linli.contracts.grid.computations import CancelComputation, ComputationState, ComputationView, GetComputation
from linli.contracts.grid.planning import RoundPlan, RoutePlan
from linli.errors import existing
from linli.work import Work

RESULTS: dict[str, tuple[str, type]] = {
    "cut_cells": ("cells", CellsBuilt),
    "draw_rounds": ("rounds", RoundPlan),
    "seek_routes": ("routes", RoutePlan),
}
"""Computation → the field of its view and the contract of what comes of it."""


def get(work: Work, said: GetComputation | CancelComputation) -> ComputationView:
    """One computation of the caller's areas."""
    row = existing(computing.find(work.session, said.id), "computation", "计算任务")
    work.authorise(row.area_code, "computation", "计算任务")
    return view(row)


def cancel(work: Work, said: CancelComputation) -> ComputationView:
    """Stop a computation, if it has not ended."""
    get(work, said)
    computing.cancel(work.session, said.id)
    return _shown(work, said.id)


def ask(work: Work, name: str, area_code: str, said: Any) -> ComputationView:
    """Have something computed for an area at which the caller may."""
    work.authorise(area_code, "area", "区域")
    return _shown(work, computing.ask(work, name, area_code, said))


def _shown(work: Work, wanted: UUID) -> ComputationView:
    return view(computing.find(work.session, wanted))


def view(row: Any) -> ComputationView:
    """A computation as it is shown."""
    results: dict[str, Any] = {}
    if row.result is not None and row.name in RESULTS:
        field, kind = RESULTS[row.name]
        results[field] = load(kind, json.loads(row.result), tolerant=True)
    error = json.loads(row.error) if row.error else {}
    return ComputationView(
        id=row.id,
        name=row.name,
        area_code=row.area_code,
        state=ComputationState(row.state),
        share=row.share,
        asked_at=row.asked_at,
        ended_at=row.ended_at,
        error=_told(error, "message"),
        error_zh=_told(error, "message_zh"),
        **results,
    )


def _told(error: dict[str, Any], language: str) -> str | None:
    """The sentence, and what is wrong with which field."""
    if not error:
        return None
    fields = "; ".join(f"{name}: {', '.join(texts)}" for name, texts in error.get("fields", {}).items())
    return f"{error.get(language, error['message'])}{f' ({fields})' if fields else ''}"
