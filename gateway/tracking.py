"""Tracking codes: how they and the ids of requests are derived, and which request a code belongs to."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Column, String, Table, Uuid, select
from sqlalchemy.orm import Session

from gateway.metadata import METADATA
from linli.db import Asked, insert_new, write
from linli.tracking import identity_of

__all__ = ["TRACKING", "as_written", "identity_of"]
_MISREAD = str.maketrans("OIL", "011")

TRACKING = Table(
    "tracking",
    METADATA,
    Column("code", String(11), primary_key=True),
    Column("request_id", Uuid, nullable=False, index=True),
)


def as_written(given: str) -> str:
    """The code as it is kept, of what a person typed: any case, with or without the hyphen, O for 0, I and L for 1."""
    letters = given.upper().translate(_MISREAD).replace("-", "").replace(" ", "")
    return f"{letters[:5]}-{letters[5:]}"


def remember(session: Session, code: str, request_id: UUID) -> None:
    """Keep which request the code belongs to."""
    new = insert_new(TRACKING, session.get_bind().dialect.name)
    write(session, new, {"code": code, "request_id": request_id})


def request_of(session: Asked, code: str) -> UUID | None:
    """The request that the code belongs to."""
    return session.scalar(select(TRACKING.c.request_id).where(TRACKING.c.code == code))


def code_of(session: Session, request_id: UUID) -> str | None:
    """The tracking code of the request."""
    return session.scalar(select(TRACKING.c.code).where(TRACKING.c.request_id == request_id))
