"""Every question about accounts and tokens, and the few changes of them."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import Row, bindparam, delete, insert, or_, select, update
from sqlalchemy.orm import Session

from gateway.accounts import passwords
from gateway.accounts.tables import ACCOUNT, GRANT, TOKEN
from linli.areas import path_of
from linli.clock import now
from linli.db import Asked
from linli.errors import Conflict, Invalid, not_found
from linli.identity import PUBLIC_ROLE, Grant, Principal, Role

SESSION_LIFETIME = timedelta(hours=12)
USE_NOTED_EVERY = timedelta(minutes=10)
"""`last_used` is this coarse, so that reading stays free of writing."""


class Kind(StrEnum):
    """What a token is carried as."""

    BEARER = "bearer"
    SESSION = "session"


@dataclass(frozen=True)
class Account:
    """A person or program that may sign in."""

    id: UUID
    login: str
    display_name: str
    active: bool
    created_at: datetime
    grants: tuple[Grant, ...]

    @property
    def principal(self) -> Principal:
        """The account as the services know it."""
        return Principal(self.id, self.grants)


@dataclass(frozen=True)
class Identity:
    """Who a good token stands for; `csrf` is given for sessions."""

    account: Account
    kind: Kind
    csrf: str | None
    digest: str
    last_used: datetime | None


def digest(token: str) -> str:
    """What is kept of a token: it has 256 random bits, so a plain SHA-256 is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


def create_account(session: Session, login: str, name: str, password: str | None, grants: Iterable[Grant]) -> Account:
    """A new account; without a password it can only use bearer tokens.

    Raises `Conflict` (`login_taken`) and `Invalid` (fields `password`, `grants`). Logins differ in more than case.
    """
    login, kept = login.strip().lower(), tuple(dict.fromkeys(grants))
    _check_holdable(kept)
    if session.scalar(select(ACCOUNT.c.id).where(ACCOUNT.c.login == login)) is not None:
        raise Conflict("login_taken", "This login is taken.", "该登录名已被使用。", {"login": ["taken. 已被使用。"]})
    account = Account(uuid4(), login, name, True, now(), kept)
    session.execute(
        insert(ACCOUNT).values(
            id=account.id,
            login=login,
            display_name=name,
            password_hash=passwords.hash_password(password) if password is not None else None,
            active=True,
            created_at=account.created_at,
        )
    )
    _grant(session, account.id, kept)
    return account


def _check_holdable(grants: Sequence[Grant]) -> None:
    """No account acts as the public: that is for the gateway's public routes alone."""
    if any(one.role in PUBLIC_ROLE for one in grants):
        text, zh = "No account can hold the role citizen.", "账号不能拥有“市民”角色。"
        raise Invalid("role_not_for_accounts", text, zh, {"grants": [f"{text} {zh}"]})


def _grant(session: Session, account_id: UUID, grants: Sequence[Grant]) -> None:
    rows = [
        {"account_id": account_id, "role": one.role, "area_code": one.area_code, "path": path_of(one.area_code)}
        for one in grants
    ]
    if rows:
        session.execute(insert(GRANT), rows)


def find_account(session: Session, account_id: UUID) -> Account | None:
    """The account, active or not."""
    return _one(session, ACCOUNT.c.id == account_id)


def named(session: Asked, ids: Collection[UUID]) -> dict[UUID, dict[str, str | None]]:
    """Login and name of these accounts, by id."""
    wanted = select(ACCOUNT.c.id, ACCOUNT.c.login, ACCOUNT.c.display_name).where(ACCOUNT.c.id.in_(ids))
    rows = session.execute(wanted)
    return {row.id: {"login": row.login, "display_name": row.display_name} for row in rows}


def find_by_login(session: Session, login: str) -> Account | None:
    """The account with this login, active or not."""
    return _one(session, ACCOUNT.c.login == login.strip().lower())


def _one(session: Session, condition: object) -> Account | None:
    row = session.execute(select(ACCOUNT).where(condition)).one_or_none()  # type: ignore[arg-type]
    return _account(row, grants_of(session, [row.id])[row.id]) if row else None


def _account(row: Row[tuple[object, ...]], grants: Sequence[Grant]) -> Account:
    return Account(row.id, row.login, row.display_name, row.active, row.created_at, tuple(grants))


def grants_of(session: Session, ids: Sequence[UUID]) -> dict[UUID, list[Grant]]:
    """The grants of these accounts."""
    found: dict[UUID, list[Grant]] = {one: [] for one in ids}
    wanted = select(GRANT).where(GRANT.c.account_id.in_(ids)).order_by(GRANT.c.role, GRANT.c.area_code)
    for row in session.execute(wanted):
        found[row.account_id].append(Grant(Role(row.role), row.area_code))
    return found


def accounts_at(session: Session, scopes: Sequence[str], after: str, limit: int) -> list[Account]:
    """Accounts that hold a role in these areas or below, by login, after the login `after`."""
    paths = [path_of(code) for code in scopes]
    reached = or_(GRANT.c.path.in_(paths), *(GRANT.c.path.like(f"{path}/%") for path in paths))
    wanted = (
        select(ACCOUNT)
        .where(ACCOUNT.c.login > after, ACCOUNT.c.id.in_(select(GRANT.c.account_id).where(reached)))
        .order_by(ACCOUNT.c.login)
        .limit(limit)
    )
    rows = session.execute(wanted).all()
    grants = grants_of(session, [row.id for row in rows])
    return [_account(row, grants[row.id]) for row in rows]


def password_hash_of(session: Session, login: str) -> str | None:
    """The hash of an active account that may sign in with a password."""
    wanted = select(ACCOUNT.c.password_hash).where(ACCOUNT.c.login == login.strip().lower(), ACCOUNT.c.active)
    return session.scalar(wanted)


def deactivate(session: Session, account_id: UUID) -> None:
    """Close the account and end its tokens and sessions. Raises `NotFound`."""
    done = session.execute(update(ACCOUNT).where(ACCOUNT.c.id == account_id).values(active=False))
    if done.rowcount != 1:  # type: ignore[attr-defined]
        raise not_found("account", "账号")
    end_tokens(session, account_id)


def end_tokens(session: Session, account_id: UUID, but: str | None = None) -> int:
    """End the account's tokens and sessions, all of them or all but the one with this digest; how many ended."""
    live = update(TOKEN).where(TOKEN.c.account_id == account_id, TOKEN.c.revoked_at.is_(None))
    done = session.execute((live.where(TOKEN.c.digest != but) if but else live).values(revoked_at=now()))
    return int(done.rowcount)  # type: ignore[attr-defined]


@dataclass(frozen=True)
class KeptToken:
    """A token or session that is good, without what it is proved by; `last_used` to within `USE_NOTED_EVERY`."""

    digest: str
    kind: Kind
    created_at: datetime
    last_used: datetime | None
    expires_at: datetime


def tokens_of(session: Session, account_id: UUID) -> list[KeptToken]:
    """The account's tokens and sessions that are good now, the newest first."""
    wanted = (
        select(TOKEN.c.digest, TOKEN.c.kind, TOKEN.c.created_at, TOKEN.c.last_used, TOKEN.c.expires_at)
        .where(TOKEN.c.account_id == account_id, TOKEN.c.revoked_at.is_(None), TOKEN.c.expires_at > now())
        .order_by(TOKEN.c.created_at.desc(), TOKEN.c.digest)
    )
    return [
        KeptToken(one.digest, Kind(one.kind), one.created_at, one.last_used, one.expires_at)
        for one in session.execute(wanted)
    ]


def grant(session: Session, account_id: UUID, given: Grant) -> None:
    """Give the account a role at an area; one it has already it keeps. Raises `Invalid` as `create_account`."""
    _check_holdable((given,))
    if given not in grants_of(session, [account_id])[account_id]:
        _grant(session, account_id, (given,))


def revoke_grant(session: Session, account_id: UUID, taken: Grant) -> None:
    """Take a role from the account. Raises `NotFound` for one it has not, `Conflict` for its last one."""
    held = grants_of(session, [account_id])[account_id]
    if taken not in held:
        raise not_found("grant", "角色")
    if len(held) == 1:
        text, zh = (
            "An account keeps one role at least; deactivate it instead.",
            "账号至少保留一项角色；如不再使用，请停用。",
        )
        raise Conflict("last_grant", text, zh)
    session.execute(
        delete(GRANT).where(
            GRANT.c.account_id == account_id, GRANT.c.role == taken.role, GRANT.c.area_code == taken.area_code
        )
    )


def set_password(session: Session, account_id: UUID, hashed: str) -> None:
    """Give the account another password, as `passwords.hash_password` made it."""
    session.execute(update(ACCOUNT).where(ACCOUNT.c.id == account_id).values(password_hash=hashed))


def issue_token(session: Session, account_id: UUID, kind: Kind | str, lifetime: timedelta) -> str:
    """A new token of 32 random bytes, shown this once; only its digest is kept. Raises `Invalid` for no lifetime."""
    if lifetime <= timedelta(0):
        raise Invalid("bad_lifetime", "A token needs a lifetime.", "令牌有效期必须为正。", {"lifetime": ["positive"]})
    token, kind = secrets.token_urlsafe(32), Kind(kind)
    session.execute(
        insert(TOKEN).values(
            digest=digest(token),
            account_id=account_id,
            kind=kind.value,
            csrf=secrets.token_urlsafe(32) if kind is Kind.SESSION else None,
            created_at=now(),
            expires_at=now() + lifetime,
        )
    )
    return token


_IDENTIFY = (
    select(TOKEN.c.kind, TOKEN.c.csrf, TOKEN.c.last_used, ACCOUNT, GRANT.c.role, GRANT.c.area_code)
    .join_from(TOKEN, ACCOUNT, TOKEN.c.account_id == ACCOUNT.c.id)
    .join(GRANT, GRANT.c.account_id == ACCOUNT.c.id, isouter=True)
    .where(
        TOKEN.c.digest == bindparam("digest"),
        TOKEN.c.expires_at > bindparam("at"),
        TOKEN.c.revoked_at.is_(None),
        ACCOUNT.c.active,
    )
    .order_by(GRANT.c.role, GRANT.c.area_code)
)
"""One question, made once: it is asked before every request."""


def identify(session: Asked, token: str, at: datetime) -> Identity | None:
    """Who this token stands for at that moment; None when it is unknown, expired or revoked or the account closed."""
    known = digest(token)
    rows = session.execute(_IDENTIFY, {"digest": known, "at": at}).all()
    if not rows:
        return None
    first = rows[0]
    grants = [Grant(Role(row.role), row.area_code) for row in rows if row.role is not None]
    return Identity(_account(first, grants), Kind(first.kind), first.csrf, known, first.last_used)


def principal_of(session: Session, token: str, now: datetime) -> Principal | None:
    """The principal this token stands for at the moment `now`; None as in `identify`."""
    found = identify(session, token, now)
    return found.account.principal if found else None


def note_use(session: Session, identity: Identity, at: datetime) -> None:
    """Keep that the token was used."""
    session.execute(update(TOKEN).where(TOKEN.c.digest == identity.digest).values(last_used=at))


def revoke(session: Session, token: str) -> None:
    """End a token or session at once; one that is unknown or ended already stays so."""
    session.execute(
        update(TOKEN).where(TOKEN.c.digest == digest(token), TOKEN.c.revoked_at.is_(None)).values(revoked_at=now())
    )
