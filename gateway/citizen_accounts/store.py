"""Every question about citizens' accounts and sessions, and the few changes of them."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Row, delete, insert, select, update
from sqlalchemy.orm import Session

from gateway.accounts.store import Kind, digest
from gateway.citizen_accounts.tables import CITIZEN, CITIZEN_REQUEST, CITIZEN_SESSION, SIGN_IN_CODE
from linli.clock import now
from linli.contracts.messages import Language, Notify
from linli.db import insert_if_new
from linli.errors import expect_version, not_found
from linli.sealing import Sealer

SESSION_LIFETIME = timedelta(days=30)
"""Citizens come back after weeks, each time at the price of an SMS; who lost the telephone can sign out everywhere."""
SEALED = {"phone": "citizen-phone", "name": "citizen-name", "email": "citizen-email"}
"""What is sealed, and as what."""


@dataclass(frozen=True, kw_only=True)
class Citizen:
    """A citizen's account: who they are, as far as they said, and how they want to be told."""

    id: UUID
    phone: str
    name: str | None
    email: str | None
    language: Language
    area_code: str | None
    notify: Notify | None
    created_at: datetime
    version: int


@dataclass(frozen=True)
class CitizenIdentity:
    """Which citizen a good token stands for; `csrf` is given for sessions."""

    citizen: Citizen
    kind: Kind
    csrf: str | None
    digest: str
    last_used: datetime | None


@dataclass(frozen=True, kw_only=True)
class SessionNote:
    """One of a citizen's sessions, as they are shown it."""

    kind: Kind
    created_at: datetime
    last_used: datetime | None
    expires_at: datetime


def sealed_phone(sealer: Sealer, phone: str) -> str:
    """The number as it is kept and found."""
    return sealer.seal(phone, SEALED["phone"])


def with_phone(session: Session, sealer: Sealer, phone: str, language: Language) -> UUID:
    """The account of this number, which is made, in this language, when it is not there."""
    kept = sealed_phone(sealer, phone)
    new = {"id": uuid4(), "phone": kept, "language": language, "created_at": now(), "version": 1}
    insert_if_new(session, CITIZEN, {**dict.fromkeys(("name", "email", "area_code", "notify")), **new})
    found: UUID = session.execute(select(CITIZEN.c.id).where(CITIZEN.c.phone == kept)).scalar_one()
    return found


def issue(session: Session, citizen_id: UUID, kind: Kind) -> tuple[str, str | None]:
    """A new token of 32 random bytes, shown this once, and of a session its CSRF token."""
    token, csrf = secrets.token_urlsafe(32), secrets.token_urlsafe(32) if kind is Kind.SESSION else None
    values = {"digest": digest(token), "citizen_id": citizen_id, "kind": kind.value, "csrf": csrf}
    times = {"created_at": now(), "expires_at": now() + SESSION_LIFETIME}
    session.execute(insert(CITIZEN_SESSION).values(**values, **times))
    return token, csrf


def identify(session: Session, sealer: Sealer, token: str, at: datetime) -> CitizenIdentity | None:
    """Which citizen this token stands for at that moment; None when it is unknown, expired or ended."""
    columns = [CITIZEN_SESSION.c[name] for name in ("digest", "kind", "csrf", "last_used")]
    joined = select(*columns, *CITIZEN.c).join_from(CITIZEN_SESSION, CITIZEN)
    good = CITIZEN_SESSION.c.digest == digest(token), CITIZEN_SESSION.c.expires_at > at
    row = session.execute(joined.where(*good)).one_or_none()
    if row is None:
        return None
    return CitizenIdentity(_citizen(row, sealer), Kind(row.kind), row.csrf, row.digest, row.last_used)


def _citizen(row: Row[Any], sealer: Sealer) -> Citizen:
    found = {name: getattr(row, name) for name in Citizen.__dataclass_fields__}
    opened = {name: found[name] and sealer.open(found[name], context) for name, context in SEALED.items()}
    return Citizen(**{**found, **opened})


def note_use(session: Session, token_digest: str, at: datetime) -> None:
    """Keep that the token was used."""
    session.execute(update(CITIZEN_SESSION).where(CITIZEN_SESSION.c.digest == token_digest).values(last_used=at))


def change(session: Session, sealer: Sealer, citizen: UUID, said: Mapping[str, Any], seen: int | None) -> Citizen:
    """The account with another profile. Raises `StaleVersion` unless it is at the version `seen` (None: whichever),
    `NotFound` when it was erased meanwhile.
    """
    mine = CITIZEN.c.id == citizen
    present = session.scalar(select(CITIZEN.c.version).where(mine).with_for_update())
    if present is None:
        raise not_found("account", "账号")
    expect_version(seen, present)
    sealed = {name: said[name] and sealer.seal(said[name], SEALED[name]) for name in ("name", "email")}
    session.execute(update(CITIZEN).where(mine).values(**{**said, **sealed}, version=present + 1))
    return _citizen(session.execute(select(CITIZEN).where(mine)).one(), sealer)


def hold(session: Session, citizen_id: UUID) -> bool:
    """Keep the account from being erased until the transaction ends; False when it was erased already."""
    held = select(CITIZEN.c.id).where(CITIZEN.c.id == citizen_id).with_for_update(read=True, key_share=True)
    return session.scalar(held) is not None


def sessions(session: Session, citizen_id: UUID) -> list[SessionNote]:
    """The citizen's sessions, newest first."""
    columns = (CITIZEN_SESSION.c[name] for name in SessionNote.__dataclass_fields__)
    mine = select(*columns).where(CITIZEN_SESSION.c.citizen_id == citizen_id)
    rows = session.execute(mine.order_by(CITIZEN_SESSION.c.created_at.desc()))
    return [SessionNote(**{**row._mapping, "kind": Kind(row.kind)}) for row in rows]


def end_session(session: Session, token_digest: str) -> None:
    """End this session at once."""
    session.execute(delete(CITIZEN_SESSION).where(CITIZEN_SESSION.c.digest == token_digest))


def end_sessions(session: Session, citizen_id: UUID) -> None:
    """End all sessions of the citizen at once."""
    session.execute(delete(CITIZEN_SESSION).where(CITIZEN_SESSION.c.citizen_id == citizen_id))


def erase(session: Session, sealer: Sealer, citizen: Citizen) -> None:
    """Leave nothing of the account here but the day's count of codes (Personal Information Protection Law, art. 47)."""
    session.execute(select(CITIZEN.c.id).where(CITIZEN.c.id == citizen.id).with_for_update())
    end_sessions(session, citizen.id)
    session.execute(delete(CITIZEN_REQUEST).where(CITIZEN_REQUEST.c.citizen_id == citizen.id))
    session.execute(delete(CITIZEN).where(CITIZEN.c.id == citizen.id))
    kept = SIGN_IN_CODE.c.phone == sealed_phone(sealer, citizen.phone)
    session.execute(update(SIGN_IN_CODE).where(kept).values(digest=None))


def forget_sessions(session: Session, at: datetime) -> None:
    """Delete the sessions that have expired."""
    session.execute(delete(CITIZEN_SESSION).where(CITIZEN_SESSION.c.expires_at <= at))
