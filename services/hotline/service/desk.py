"""What all calls of the hotline share: who works at it, and the tools of its use cases."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from linli.calendar import WorkingCalendar
from linli.context import Context
from linli.contracts.calendar import CalendarEffect
from linli.sealing import Sealer
from linli.work import Work
from linli.working_days import RunsByCalendar
from services.hotline.domain import transitions
from services.hotline.usecases import clocks
from services.hotline.usecases.deciding import terms_of
from services.hotline.usecases.timing import run_by

INTAKE = transitions.INTAKE
UNIT = transitions.UNIT
DESK = transitions.INTAKE


class Desk(RunsByCalendar):
    """The sealer of personal data, the calendar of deadlines, the terms: every part has them."""

    name = "hotline"

    def __init__(self, context: Context) -> None:
        self.secret = context.settings.secret
        self.sealer = Sealer(self.secret)
        self.terms = terms_of(context.settings)
        super().__init__(context)

    def run_by(self, calendar: WorkingCalendar) -> None:
        """From now on, let all clocks in this process run by this calendar."""
        self.calendar = calendar
        run_by(calendar)

    def recount(self, work: Work, after: UUID | None, limit: int) -> tuple[Sequence[UUID], int]:
        """Count the due moments of open requests anew."""
        return clocks.recount(work, after, limit)

    def effect(self, work: Work, calendar: WorkingCalendar, since: datetime, limit: int) -> CalendarEffect:
        """What would become of the due moments of open requests."""
        return clocks.effect(work, calendar, since, limit)
