"""Every question grid asks its database."""

from __future__ import annotations

from linli.tasks.store import TaskStore
from services.grid.domain import GridCase
from services.grid.tables import GRID_CASE

CASES = TaskStore(GridCase, GRID_CASE, "grid case", "网格案件")
