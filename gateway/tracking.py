"""Tracking codes: how they and the ids of requests are derived, and which request a code belongs to."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Column, String, Table, Uuid, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from gateway.metadata import METADATA
from linli.sealing import derive

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O, U."""
_MISREAD = str.maketrans("OIL", "011")

TRACKING = Table(
    "tracking",
    METADATA,
    Column("code", String(11), primary_key=True),
    Column("request_id", Uuid, nullable=False),
)


def identity_of(secret: bytes, account_id: UUID, key: str) -> tuple[UUID, str]:
    """The id and the tracking code (50 bits) of the request that this account opens under this idempotency key."""
    said = derive(secret, f"request|{account_id}|{key}", 23)
    return UUID(bytes=said[:16], version=4), _code(int.from_bytes(said[16:], "big") >> 6)


def _code(number: int) -> str:
    letters = "".join(ALPHABET[number >> shift & 31] for shift in range(45, -1, -5))
    return f"{letters[:5]}-{letters[5:]}"


def as_written(given: str) -> str:
    """The code as it is kept, of what a person typed: any case, with or without the hyphen, O for 0, I and L for 1."""
    letters = given.upper().translate(_MISREAD).replace("-", "").replace(" ", "")
    return f"{letters[:5]}-{letters[5:]}"


def remember(session: Session, code: str, request_id: UUID) -> None:
    """Keep which request the code belongs to."""
    make = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    session.execute(make(TRACKING).values(code=code, request_id=request_id).on_conflict_do_nothing())


def request_of(session: Session, code: str) -> UUID | None:
    """The request that the code belongs to."""
    return session.scalar(select(TRACKING.c.request_id).where(TRACKING.c.code == code))
