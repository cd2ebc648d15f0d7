"""The calls about long computations, and the worker process that does them."""

from __future__ import annotations

from linli.calls import call
from linli.computing import Worker
from linli.context import Context
from linli.contracts.grid.computations import CancelComputation, ComputationView, GetComputation
from linli.jobs import every
from linli.work import Work
from services.grid.service.post import LEADERS, Post
from services.grid.usecases import computations


class ComputationCalls(Post):
    """Computations: shown, stopped, done beside the service."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._worker = Worker(self.name, context.settings, context.database)

    @call(GetComputation, ComputationView, roles=LEADERS, changes=False)
    def get_computation(self, said: GetComputation, work: Work) -> ComputationView:
        """Show a computation."""
        return computations.get(work, said)

    @call(CancelComputation, ComputationView, roles=LEADERS)
    def cancel_computation(self, said: CancelComputation, work: Work) -> ComputationView:
        """Stop a computation."""
        return computations.cancel(work, said)

    @every(1.0)
    def compute(self) -> None:
        """See that what waits is done."""
        self._worker.look()
