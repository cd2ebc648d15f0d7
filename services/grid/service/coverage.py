"""The calls about coverage, and the timer of cells that nobody comes to."""

from __future__ import annotations

from uuid import UUID

from linli.calls import call
from linli.contracts.grid.coverage import Coverage, GetCoverage, ListUncovered, UncoveredList
from linli.timers import timer
from linli.work import Work
from services.grid.service.post import SEERS, Post
from services.grid.usecases import coverage, watching


class CoverageCalls(Post):
    """Coverage: of cells, hours and areas."""

    @call(GetCoverage, Coverage, changes=False)
    def get_coverage(self, said: GetCoverage, work: Work) -> Coverage:
        """How often cells were visited, and how long each was left alone."""
        return coverage.get(work, said)

    @call(ListUncovered, UncoveredList, roles=SEERS, changes=False)
    def list_uncovered(self, said: ListUncovered, work: Work) -> UncoveredList:
        """The cells that are left alone for too long."""
        return watching.list_uncovered(work, said)

    @timer("cells.uncovered")
    def cells_due(self, subject: UUID, work: Work) -> None:
        """A cell of a community may be left alone for too long."""
        watching.due(work, subject)
