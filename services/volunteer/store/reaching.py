"""Every question about how volunteers are reached, and the few changes of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, delete, insert, select
from sqlalchemy.orm import Session

from linli.contracts.messages import Language, Notify
from services.volunteer.tables.reaching import FEED, WISH


def wish_of(session: Session, volunteer_id: UUID) -> Row[Any] | None:
    """What a volunteer said of how they want to be told, if more than a telephone number."""
    return session.execute(select(WISH).where(WISH.c.volunteer_id == volunteer_id)).first()


def set_wish(
    session: Session, volunteer_id: UUID, email: str | None, language: Language, notify: Notify | None
) -> None:
    """Keep what a volunteer said, in the place of what they said before; `email` is sealed."""
    session.execute(delete(WISH).where(WISH.c.volunteer_id == volunteer_id))
    values = {"volunteer_id": volunteer_id, "email": email, "language": language, "notify": notify}
    session.execute(insert(WISH), values)


def open_feed(session: Session, volunteer_id: UUID, digest: str, at: datetime) -> None:
    """Have the volunteer's calendar read at this address alone."""
    close_feed(session, volunteer_id)
    session.execute(insert(FEED), {"volunteer_id": volunteer_id, "digest": digest, "opened_at": at})


def close_feed(session: Session, volunteer_id: UUID) -> None:
    """Have the volunteer's calendar read at no address."""
    session.execute(delete(FEED).where(FEED.c.volunteer_id == volunteer_id))


def feed_opened_at(session: Session, volunteer_id: UUID) -> datetime | None:
    """Since when the volunteer's calendar can be read, if it can."""
    found: datetime | None = session.scalar(select(FEED.c.opened_at).where(FEED.c.volunteer_id == volunteer_id))
    return found


def of_feed(session: Session, digest: str) -> UUID | None:
    """Whose calendar is read at this address."""
    found: UUID | None = session.scalar(select(FEED.c.volunteer_id).where(FEED.c.digest == digest))
    return found
