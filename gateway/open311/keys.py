"""API keys: given out and revoked by administrators, known by their digest."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Select, insert, select, update
from sqlalchemy.orm import Session

from gateway.accounts.store import digest
from gateway.open311.tables import API_KEY, FILING
from linli.areas import covers
from linli.clock import now
from linli.db import insert_if_new
from linli.errors import existing

_KEY = API_KEY.c
MOST = 500
"""How many a list shows."""


@dataclass(frozen=True, kw_only=True)
class ApiKey:
    """A key: whose program, for which area. The key itself is shown once, when it is made."""

    id: UUID
    name: str
    area_code: str
    created_at: datetime
    revoked_at: datetime | None


def make(session: Session, name: str, area_code: str, by: UUID) -> tuple[ApiKey, str]:
    """A new key and its text."""
    text = secrets.token_urlsafe(32)
    made = ApiKey(id=uuid4(), name=name, area_code=area_code, created_at=now(), revoked_at=None)
    session.execute(insert(API_KEY).values(**vars(made), digest=digest(text), created_by=by))
    return made, text


def find(session: Session, text: str) -> ApiKey | None:
    """The key with this text, unless it was revoked."""
    row = session.execute(_wanted().where(_KEY.digest == digest(text), _KEY.revoked_at.is_(None))).one_or_none()
    return ApiKey(**row._mapping) if row else None


def of_areas(session: Session, scopes: Sequence[str]) -> list[ApiKey]:
    """The keys for these areas and those below, oldest first."""
    rows = session.execute(_wanted().order_by(_KEY.created_at, _KEY.id))
    found = [ApiKey(**row._mapping) for row in rows]
    return [one for one in found if any(covers(scope, one.area_code) for scope in scopes)][:MOST]


def revoke(session: Session, key_id: UUID, scopes: Sequence[str]) -> ApiKey:
    """End a key at once; one that was revoked stays so. Raises `NotFound`."""
    existing(next((one for one in of_areas(session, scopes) if one.id == key_id), None), "key", "密钥")
    session.execute(update(API_KEY).where(_KEY.id == key_id, _KEY.revoked_at.is_(None)).values(revoked_at=now()))
    return ApiKey(**session.execute(_wanted().where(_KEY.id == key_id)).one()._mapping)


def note_filing(session: Session, request_id: UUID, key: ApiKey) -> None:
    """Keep that the request was filed with this key."""
    insert_if_new(session, FILING, {"request_id": request_id, "key_id": key.id})


def has_filed(session: Session, key: ApiKey, request_id: UUID) -> bool:
    """Whether the request was filed with this key."""
    wanted = select(FILING.c.key_id).where(FILING.c.request_id == request_id)
    return session.scalar(wanted) == key.id


def is_filed(session: Session, request_id: UUID) -> bool:
    """Whether the request was filed with any key."""
    return session.scalar(select(FILING.c.key_id).where(FILING.c.request_id == request_id)) is not None


def _wanted() -> Select[Any]:
    return select(_KEY.id, _KEY.name, _KEY.area_code, _KEY.created_at, _KEY.revoked_at)
