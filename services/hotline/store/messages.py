"""Every question about how citizens want to be told."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, insert, select
from sqlalchemy.orm import Session

from services.hotline.tables.messages import CONTACT_WISH

_WISH = select(CONTACT_WISH).where(CONTACT_WISH.c.request_id == bindparam("of_request"))
"""Made once, for it is asked with every message to a citizen."""


def add_wish(session: Session, **values: Any) -> None:
    """Keep what the citizen of a request said."""
    session.execute(insert(CONTACT_WISH).values(values))


def wish_of(session: Session, request_id: UUID) -> Row[Any] | None:
    """What the citizen of this request said, if more than a telephone number."""
    return session.execute(_WISH, {"of_request": request_id}).first()
