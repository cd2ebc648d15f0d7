"""Every question about answers to forms."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from services.hotline.tables.answers import ANSWER


def save(session: Session, request_id: UUID, values: Mapping[str, tuple[str, bool]]) -> None:
    """Keep a request's answers by field: each value, and whether it is sealed."""
    rows = [
        {"request_id": request_id, "name": name, "value": value, "sealed": sealed}
        for name, (value, sealed) in values.items()
    ]
    if rows:
        session.execute(insert(ANSWER), rows)


def of_request(session: Session, request_id: UUID) -> list[Any]:
    """A request's answers by the names of their fields."""
    mine = select(ANSWER).where(ANSWER.c.request_id == request_id)
    return list(session.execute(mine.order_by(ANSWER.c.name)))
