"""Every question about how citizens want to be told."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert, select
from sqlalchemy.orm import Session

from services.hotline.tables.messages import CONTACT_WISH


def add_wish(session: Session, **values: Any) -> None:
    """Keep what the citizen of a request said."""
    session.execute(insert(CONTACT_WISH).values(values))


def wish_of(session: Session, request_id: UUID) -> Row[Any] | None:
    """What the citizen of this request said, if more than a telephone number."""
    return session.execute(select(CONTACT_WISH).where(CONTACT_WISH.c.request_id == request_id)).first()
