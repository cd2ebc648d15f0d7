"""What all calls of the hotline share: who works at it, and the tools of its use cases."""

from __future__ import annotations

from linli.calendar import provisional_calendar
from linli.context import Context
from linli.sealing import Sealer
from services.hotline.domain import transitions
from services.hotline.usecases.deciding import terms_of
from services.hotline.usecases.timing import run_by

INTAKE = transitions.INTAKE
UNIT = transitions.UNIT
DESK = transitions.INTAKE


class Desk:
    """The sealer of personal data, the calendar of deadlines, the terms: every part has them."""

    name = "hotline"

    def __init__(self, context: Context) -> None:
        self.secret = context.settings.secret
        self.sealer = Sealer(self.secret)
        self.calendar = provisional_calendar(context.settings.calendar)
        self.terms = terms_of(context.settings)
        run_by(self.calendar)
