"""What the calls of assistance share: the sealer of bank accounts, the keys of the register."""

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
from services.assistance.usecases import recounting
from services.assistance.usecases.applications import run_by
from services.assistance.usecases.people import register_keys


class Desk(RunsByCalendar):
    """Every part that shows or keeps a bank account or a person has the tools for it."""

    name = "assistance"

    def __init__(self, context: Context) -> None:
        """The sealer and keys of this installation."""
        settings = context.settings
        self.sealer = Sealer(settings.secret)
        self.keys = register_keys(settings)
        super().__init__(context)

    def run_by(self, calendar: WorkingCalendar) -> None:
        """From now on, let the clocks of all applications in this process run by this calendar."""
        run_by(calendar)

    def recount(self, work: Work, after: UUID | None, limit: int) -> tuple[Sequence[UUID], int]:
        """Count the clocks of applications under way anew."""
        return recounting.recount(work, after, limit)

    def effect(self, work: Work, calendar: WorkingCalendar, since: datetime, limit: int) -> CalendarEffect:
        """What would become of the clocks of applications under way."""
        return recounting.effect(work, calendar, since, limit)
