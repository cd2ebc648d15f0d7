"""What the hotline is told of households."""

from __future__ import annotations

from uuid import UUID

from linli.timers import timer
from linli.work import Work
from services.assistance.service.desk import Desk
from services.assistance.usecases import household_flags as usecases


class HouseholdFlagTimers(Desk):
    """Looks at a person after a change, and once a day."""

    @timer("household.flags")
    def tell_flags(self, subject: UUID, work: Work) -> None:
        """What may be told of this person's household may have changed."""
        usecases.tell(work, subject, self.keys, self.sealer)
