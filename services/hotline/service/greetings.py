"""What the hotline hears of greeting calls."""

from __future__ import annotations

from linli.contracts.volunteer.greetings import GreetingAlarmed
from linli.events import on
from linli.work import Work
from services.hotline.service.desk import Desk
from services.hotline.usecases import greetings as usecases


class GreetingAlarms(Desk):
    """Alarms that climbed to the hotline."""

    @on(GreetingAlarmed, only=usecases.concerns_hotline)
    def open_for_greeting(self, event: GreetingAlarmed, work: Work) -> None:
        """Nobody else has looked: open a request."""
        usecases.open_for_greeting(work, event, self.sealer, self.calendar)
