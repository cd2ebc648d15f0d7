"""The calls about cells, and the computation that cuts an area into them."""

from __future__ import annotations

from linli.calls import call
from linli.clock import local, now
from linli.computing import Finish, Run, computes
from linli.contracts.grid.cells import (
    BuildCells,
    CellFaults,
    CellPage,
    CellView,
    CheckCells,
    DrawCell,
    EndCell,
    FindCell,
    GetCell,
    ListCells,
    RedrawCell,
)
from linli.contracts.grid.computations import ComputationView
from linli.work import Work
from services.grid.service.post import LEADERS, Post
from services.grid.usecases import building, cells, computations


class CellCalls(Post):
    """Cells: built, drawn, ended, found, checked."""

    @call(BuildCells, ComputationView, roles=LEADERS)
    def build_cells(self, said: BuildCells, work: Work) -> ComputationView:
        """Have an area cut into cells."""
        return computations.ask(work, "cut_cells", said.area_code, said)

    @computes(BuildCells)
    def cut_cells(self, said: BuildCells, run: Run) -> Finish:
        """Cut an area into cells."""
        made = building.cut_area(said, local(now()).date(), run.reached)
        return lambda work: building.keep(work, said, made)

    @call(DrawCell, CellView, roles=LEADERS)
    def draw_cell(self, said: DrawCell, work: Work) -> CellView:
        """Add a drawn cell."""
        return cells.draw(work, said)

    @call(RedrawCell, CellView, roles=LEADERS)
    def redraw_cell(self, said: RedrawCell, work: Work) -> CellView:
        """Give a cell another shape."""
        return cells.redraw(work, said)

    @call(EndCell, CellView, roles=LEADERS)
    def end_cell(self, said: EndCell, work: Work) -> CellView:
        """End a cell."""
        return cells.end(work, said)

    @call(GetCell, CellView, changes=False)
    def get_cell(self, said: GetCell, work: Work) -> CellView:
        """Show a cell."""
        return cells.get(work, said)

    @call(FindCell, CellView, changes=False)
    def find_cell(self, said: FindCell, work: Work) -> CellView:
        """Show the cell at a place."""
        return cells.find(work, said)

    @call(ListCells, CellPage, changes=False)
    def list_cells(self, said: ListCells, work: Work) -> CellPage:
        """The cells of an area."""
        return cells.list_cells(work, said)

    @call(CheckCells, CellFaults, changes=False)
    def check_cells(self, said: CheckCells, work: Work) -> CellFaults:
        """What is wrong with the cells of an area."""
        return cells.check(work, said)
