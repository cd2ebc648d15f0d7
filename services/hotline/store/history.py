"""Every question about the history of requests, which is only ever added to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert, select
from sqlalchemy.orm import Session

from linli.db import write
from services.hotline.tables.history import REQUEST_STEP

_INSERT = insert(REQUEST_STEP)


def add_steps(session: Session, steps: Sequence[Mapping[str, Any]]) -> None:
    """Keep these steps."""
    write(session, _INSERT, *steps)


def steps_of(session: Session, request_id: UUID) -> Sequence[Row[Any]]:
    """The steps of a request, in their order."""
    mine = select(REQUEST_STEP).where(REQUEST_STEP.c.request_id == request_id)
    return session.execute(mine.order_by(REQUEST_STEP.c.number)).all()
