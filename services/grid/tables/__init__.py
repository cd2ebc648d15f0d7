"""The grid's tables, all of them loaded: a module for each of its matters."""

from services.grid.tables import (
    alarms,
    case,
    cells,
    computations,
    devices,
    duty,
    field,
    incidents,
    kinds,
    parties,
    positions,
    visits,
)
from services.grid.tables.mapping import METADATA

__all__ = [
    "METADATA",
    "alarms",
    "case",
    "cells",
    "computations",
    "devices",
    "duty",
    "field",
    "incidents",
    "kinds",
    "parties",
    "positions",
    "visits",
]
