"""The visits of home care that the volunteer service hears of."""

from __future__ import annotations

from linli.contracts.assistance.care import VisitCancelled, VisitPlanned
from linli.events import on
from linli.work import Work
from services.volunteer.usecases import care as usecases


class CareCalls:
    """Visits become tasks."""

    @on(VisitPlanned)
    def open_care_visit(self, event: VisitPlanned, work: Work) -> None:
        """A visit is to be given."""
        usecases.open_visit(work, event)

    @on(VisitCancelled)
    def cancel_care_visit(self, event: VisitCancelled, work: Work) -> None:
        """A visit is needed no more."""
        usecases.cancel_visit(work, event)
