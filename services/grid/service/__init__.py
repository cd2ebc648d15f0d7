"""The grid service: calls in, events in, and what each leads to, a module for each of its matters."""

from __future__ import annotations

from services.grid.service.alarms import AlarmCalls
from services.grid.service.cases import CaseCalls
from services.grid.service.cells import CellCalls
from services.grid.service.computations import ComputationCalls
from services.grid.service.coverage import CoverageCalls
from services.grid.service.devices import DeviceCalls
from services.grid.service.duty import DutyCalls
from services.grid.service.field import FieldCalls
from services.grid.service.outlines import OutlineCalls
from services.grid.service.parties import PartyCalls
from services.grid.service.planning import PlanningCalls
from services.grid.service.positions import PositionCalls


class Grid(
    AlarmCalls,
    CaseCalls,
    CellCalls,
    ComputationCalls,
    CoverageCalls,
    DeviceCalls,
    OutlineCalls,
    PartyCalls,
    PlanningCalls,
    PositionCalls,
    DutyCalls,
    FieldCalls,
):
    """Owns grid cases and the work in the field."""
