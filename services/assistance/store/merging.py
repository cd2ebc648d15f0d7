"""What a person has besides a place in the register: cards, plans of care, needs."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from services.assistance.tables.cards import CARD
from services.assistance.tables.care import PLAN, VISIT
from services.assistance.tables.goods import NEED

OWNED = ((CARD, "person_id"), (PLAN, "person_id"), (VISIT, "person_id"), (NEED, "beneficiary_id"))
"""Assessments stay with the entry that was assessed: they are only added to."""


def move_owned(session: Session, to_id: UUID, from_id: UUID) -> None:
    """What one entry of a person has is the other's from now on."""
    for table, owner in OWNED:
        session.execute(update(table).where(table.c[owner] == from_id).values({owner: to_id}))
