"""Every question about citizens' accounts and sessions, and the few changes of them."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Row, delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from gateway.accounts.store import Kind, digest
from gateway.citizen_accounts.tables import CITIZEN, CITIZEN_REQUEST, CITIZEN_SESSION, SIGN_IN_CODE
from linli.clock import now
from linli.contracts.messages import Language, Notify
from linli.db import Asked, insert_if_new
from linli.errors import Conflict, existing, expect_version
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
    email_proved_at: datetime | None
    language: Language
    area_code: str | None
    notify: Notify | None
    created_at: datetime
    version: int

    @property
    def proved_email(self) -> str | None:
        """The address that messages may go to: the citizen has shown that it is theirs."""
        return self.email if self.email_proved_at else None


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
    insert_if_new(
        session, CITIZEN, {**dict.fromkeys(("name", "email", "email_proved_at", "area_code", "notify")), **new}
    )
    found: UUID = session.execute(select(CITIZEN.c.id).where(CITIZEN.c.phone == kept)).scalar_one()
    return found


def issue(session: Session, citizen_id: UUID, kind: Kind) -> tuple[str, str | None]:
    """A new token of 32 random bytes, shown this once, and of a session its CSRF token."""
    token, csrf = secrets.token_urlsafe(32), secrets.token_urlsafe(32) if kind is Kind.SESSION else None
    values = {"digest": digest(token), "citizen_id": citizen_id, "kind": kind.value, "csrf": csrf}
    times = {"created_at": now(), "expires_at": now() + SESSION_LIFETIME}
    session.execute(insert(CITIZEN_SESSION).values(**values, **times))
    return token, csrf


def identify(session: Asked, sealer: Sealer, token: str, at: datetime) -> CitizenIdentity | None:
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
    """The account with another profile; another e-mail address is not proved any more. Raises `StaleVersion` unless it
    is at the version `seen` (None: whichever), `NotFound` when it was erased meanwhile.
    """
    present = _present(session, citizen)
    expect_version(seen, present.version)
    sealed = {name: said[name] and sealer.seal(said[name], SEALED[name]) for name in ("name", "email")}
    proved = present.email_proved_at if sealed["email"] == present.email else None
    return _set(session, sealer, present, **{**said, **sealed}, email_proved_at=proved)


def _present(session: Session, citizen_id: UUID) -> Row[Any]:
    """The account as it is, kept from others until the transaction ends. Raises `NotFound` when it was erased."""
    row = session.execute(select(CITIZEN).where(CITIZEN.c.id == citizen_id).with_for_update()).one_or_none()
    return existing(row, "account", "账号")


def _set(session: Session, sealer: Sealer, present: Row[Any], **values: Any) -> Citizen:
    mine = CITIZEN.c.id == present.id
    session.execute(update(CITIZEN).where(mine).values(**values, version=present.version + 1))
    return _citizen(session.execute(select(CITIZEN).where(mine)).one(), sealer)


def prove_email(session: Session, sealer: Sealer, citizen: Citizen, at: datetime) -> Citizen:
    """The address is the citizen's own. Raises `Conflict` when the account has another one by now."""
    present = _present(session, citizen.id)
    if citizen.email is None or present.email != sealer.seal(citizen.email, SEALED["email"]):
        raise Conflict("email_changed", "The e-mail address was changed meanwhile.", "邮箱已变更，请重新验证。")
    return _set(session, sealer, present, email_proved_at=at)


def change_phone(session: Session, sealer: Sealer, citizen_id: UUID, phone: str, keep: str) -> Citizen:
    """Another number, which was proved. Requests keep theirs; all sessions but the one of the digest `keep` end.

    Raises `Conflict` when another account has the number.
    """
    present, sealed = _present(session, citizen_id), sealed_phone(sealer, phone)
    mine = CITIZEN_REQUEST.c.citizen_id == citizen_id, CITIZEN_REQUEST.c.phone.is_(None)
    session.execute(update(CITIZEN_REQUEST).where(*mine).values(phone=present.phone))
    others = CITIZEN_SESSION.c.citizen_id == citizen_id, CITIZEN_SESSION.c.digest != keep
    session.execute(delete(CITIZEN_SESSION).where(*others))
    try:
        return _set(session, sealer, present, phone=sealed)
    except IntegrityError as error:
        text, zh = (
            "Another account has this number; sign in with it instead.",
            "该号码已有账号，请直接登录。",
        )
        raise Conflict("number_has_account", text, zh, {"phone": [f"{text} {zh}"]}) from error


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
    sent_to = [sealed_phone(sealer, citizen.phone)]
    if citizen.email is not None:
        sent_to.append(sealer.seal(citizen.email, SEALED["email"]))
    session.execute(update(SIGN_IN_CODE).where(SIGN_IN_CODE.c.phone.in_(sent_to)).values(digest=None))


def forget_sessions(session: Session, at: datetime) -> None:
    """Delete the sessions that have expired."""
    session.execute(delete(CITIZEN_SESSION).where(CITIZEN_SESSION.c.expires_at <= at))
