"""What the register lets the hotline know of callers' households: kept, and shown on the screen-pop."""

from __future__ import annotations

from linli.contracts.assistance.household_flags import HouseholdFlagsChanged
from linli.work import Work
from services.hotline.store import household_flags as store


def note(work: Work, event: HouseholdFlagsChanged) -> None:
    """What may be told of a person's household changed."""
    store.note(work.session, event)
