"""The call for the figures of the telephone, and their gauges."""

from __future__ import annotations

from linli import observe
from linli.calls import call
from linli.clock import now
from linli.context import Context
from linli.contracts.hotline.call_figures import CallFigures, GetCallFigures
from linli.identity import Role
from linli.jobs import every
from linli.observe import Chain
from linli.work import Work
from services.hotline.service.desk import DESK, Desk
from services.hotline.usecases import call_figures as usecases

READERS = DESK | {Role.AUDITOR}


class CallFigureCalls(Desk):
    """The figures of the telephone."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._database = context.database

    @call(GetCallFigures, CallFigures, roles=READERS, changes=False)
    def get_call_figures(self, said: GetCallFigures, work: Work) -> CallFigures:
        """Show how many calls were answered, and how soon."""
        return usecases.figures(work, said)

    @every(15.0)
    def measure_calls(self) -> None:
        """Set the gauges of the two rates of each district; no number where nobody called, which no alert takes up."""
        with self._database.reading() as session:
            found = usecases.of_every_district(Work(session, now(), Chain()))
        for district, counts in found.items():
            observe.CALLS_CONNECTED.labels(district).set(_or_none(counts.connection_rate))
            observe.CALLS_QUICK.labels(district).set(_or_none(counts.answered_in_15s_rate))


def _or_none(rate: float | None) -> float:
    return float("nan") if rate is None else rate
