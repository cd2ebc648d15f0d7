"""The grid's routes, a module for each of its matters."""

from gateway.api.grid import (
    alarms,
    cases,
    cells,
    coverage,
    devices,
    duty,
    evaluation,
    field,
    outlines,
    parties,
    planning,
)

MODULES = (
    alarms,
    cases,
    cells,
    coverage,
    devices,
    duty,
    evaluation,
    field,
    outlines,
    parties,
    planning,
)
