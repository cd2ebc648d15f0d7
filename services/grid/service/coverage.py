"""The calls about coverage and evaluation, and the timer of cells that nobody comes to."""

from __future__ import annotations

from uuid import UUID

from linli.calls import call
from linli.contracts.grid.coverage import Coverage, GetCoverage, ListUncovered, UncoveredList
from linli.contracts.grid.evaluation import (
    EvaluatedRecordList,
    EvaluatePatrols,
    Evaluation,
    ListEvaluated,
    ListPatrolFormulas,
    PatrolFormulaList,
)
from linli.timers import timer
from linli.work import Work
from services.grid.service.post import SEERS, WATCHERS, Post
from services.grid.usecases import coverage, evaluation, watching


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

    @call(ListPatrolFormulas, PatrolFormulaList, changes=False)
    def list_patrol_formulas(self, said: ListPatrolFormulas, work: Work) -> PatrolFormulaList:
        """The formulas of the figures."""
        return evaluation.list_formulas(work, said)

    @call(EvaluatePatrols, Evaluation, roles=WATCHERS, changes=False)
    def evaluate_patrols(self, said: EvaluatePatrols, work: Work) -> Evaluation:
        """The figures of an area and its groups."""
        return evaluation.evaluate(work, said)

    @call(ListEvaluated, EvaluatedRecordList, roles=WATCHERS, changes=False)
    def list_evaluated(self, said: ListEvaluated, work: Work) -> EvaluatedRecordList:
        """Exactly what a figure counted."""
        return evaluation.list_evaluated(work, said)

    @timer("cells.uncovered")
    def cells_due(self, subject: UUID, work: Work) -> None:
        """A cell of a community may be left alone for too long."""
        watching.due(work, subject)
