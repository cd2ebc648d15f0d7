"""What is heard of callers' households."""

from __future__ import annotations

from linli.contracts.assistance.household_flags import HouseholdFlagsChanged
from linli.events import on
from linli.work import Work
from services.hotline.service.desk import Desk
from services.hotline.usecases import household_flags as usecases


class HouseholdFlagEvents(Desk):
    """The register tells what an operator may know."""

    @on(HouseholdFlagsChanged)
    def note_household_flags(self, event: HouseholdFlagsChanged, work: Work) -> None:
        """What may be told of a person's household changed."""
        usecases.note(work, event)
