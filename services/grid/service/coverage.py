"""The call about coverage."""

from __future__ import annotations

from linli.calls import call
from linli.contracts.grid.coverage import Coverage, GetCoverage
from linli.work import Work
from services.grid.service.post import Post
from services.grid.usecases import coverage


class CoverageCalls(Post):
    """Coverage: of cells, hours and areas."""

    @call(GetCoverage, Coverage, changes=False)
    def get_coverage(self, said: GetCoverage, work: Work) -> Coverage:
        """How often cells were visited, and how long each was left alone."""
        return coverage.get(work, said)
