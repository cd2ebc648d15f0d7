"""Where grid cases are kept."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from linli.db import for_change
from linli.tasks.store import TaskStore
from services.grid.domain.case import GridCase
from services.grid.tables.case import GRID_CASE

CASES = TaskStore(GridCase, GRID_CASE, "grid case", "网格案件")


def find_referred(session: Session, request_id: UUID) -> GridCase | None:
    """The case that the hotline has this request for, kept from others until the transaction ends."""
    return session.scalar(for_change(select(GridCase).where(GRID_CASE.c.referred_to == request_id)))
