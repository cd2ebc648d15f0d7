"""Every question about the flags of callers' households."""

from __future__ import annotations

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from linli.areas import path_of
from linli.contracts.assistance.household_flags import HouseholdFlag, HouseholdFlagsChanged
from linli.db import insert_if_new
from services.hotline.tables.household_flags import HOUSEHOLD_FLAGS


def note(session: Session, event: HouseholdFlagsChanged) -> None:
    """Take over what is told of a person's household, unless something newer is known."""
    known = HOUSEHOLD_FLAGS.c
    values = {
        "person_id": event.subject,
        "caller": event.caller,
        "area_code": event.area_code,
        "flags": event.flags,
        "sequence": event.sequence,
    }
    if not insert_if_new(session, HOUSEHOLD_FLAGS, values):
        is_older = known.person_id == event.subject, known.sequence < event.sequence
        session.execute(update(HOUSEHOLD_FLAGS).where(*is_older), values)


def flags_of(session: Session, caller: str, area_code: str) -> tuple[HouseholdFlag, ...]:
    """The flags of the households of who calls from the number with this mark, within the area's district."""
    known = HOUSEHOLD_FLAGS.c
    district = path_of(area_code).split("/")[0]
    wanted = select(known.flags).where(known.caller == caller, known.area_code.startswith(district))
    found = {flag for flags in session.scalars(wanted) for flag in flags}
    return tuple(one for one in HouseholdFlag if one in found)
