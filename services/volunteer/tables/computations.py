"""The table of the volunteer service's long computations."""

from __future__ import annotations

from linli.computing import computation_table
from services.volunteer.tables.mapping import METADATA

COMPUTATION = computation_table(METADATA)
