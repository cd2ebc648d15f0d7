"""The table of the grid's long computations."""

from __future__ import annotations

from linli.computing import computation_table
from services.grid.tables.mapping import METADATA

COMPUTATION = computation_table(METADATA)
