"""What an administrator does to an account that is there: roles given and taken, password reset, signed out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from flask import Response
from sqlalchemy.orm import Session

from gateway import auth
from gateway.accounts import passwords, store
from gateway.accounts.store import Account, Kind
from gateway.api.accounts import (
    ADMINISTRATORS,
    AccountView,
    GrantView,
    account_view,
    check_reach,
    kept_account,
    own_areas,
)
from gateway.api.accounts import routes as routes
from gateway.api.conventions import answer, once
from gateway.api.routes import body_of
from gateway.parts import parts
from linli.areas import covers
from linli.contracts.base import dump, schema_class, text
from linli.errors import Invalid, not_found
from linli.identity import Grant, Role

VIEW = schema_class(AccountView)


@dataclass(frozen=True, kw_only=True)
class NewPassword:
    """A password of at least 12 characters."""

    password: Annotated[str, text(12, 200)]


@dataclass(frozen=True, kw_only=True)
class SignInView:
    """A session (`session`) or a program's token (`bearer`) that is good; `current`: it is this one."""

    kind: Kind
    created_at: datetime
    last_used: datetime | None
    expires_at: datetime
    current: bool


@dataclass(frozen=True, kw_only=True)
class SignInList:
    """Sessions and tokens, the newest first."""

    items: tuple[SignInView, ...]


def sign_ins(session: Session, account_id: UUID, current: str | None = None) -> SignInList:
    """The account's sessions and tokens that are good; `current` is the digest of the one that asks."""
    return SignInList(
        items=tuple(
            SignInView(
                kind=one.kind,
                created_at=one.created_at,
                last_used=one.last_used,
                expires_at=one.expires_at,
                current=one.digest == current,
            )
            for one in store.tokens_of(session, account_id)
        )
    )


def _reached(session: Session, account_id: UUID) -> Account:
    """An account with a role in the administrator's areas, as it stands in the list. Raises `NotFound`."""
    account = store.find_account(session, account_id)
    if account is None or not any(covers(one, held.area_code) for held in account.grants for one in own_areas()):
        raise not_found("account", "账号")
    return account


def _changing(account_id: UUID, fingerprint: str, act: Callable[[Session], None]) -> Response:
    """Do this to the account once for the key, and answer with what it is then."""

    def work(session: Session) -> tuple[dict[str, Any], int]:
        act(session)
        changed = store.find_account(session, account_id)
        assert changed is not None
        return dump(account_view(changed, own_areas())), 200

    return once(work, f"{account_id} {fingerprint}")


@routes.post("/accounts/<uuid:account_id>/grant", ADMINISTRATORS, VIEW, body=body_of(GrantView, name="GrantBody"))
def grant_role(said: dict[str, Any], account_id: UUID) -> Response:
    """Give an account of the administrator's areas a role at one of them 授予角色"""
    given = Grant(said["role"], said["area_code"])
    check_reach(given.area_code)

    def act(session: Session) -> None:
        store.grant(session, _reached(session, account_id).id, given)

    return _changing(account_id, repr(given), act)


@routes.post("/accounts/<uuid:account_id>/revoke", ADMINISTRATORS, VIEW, body=body_of(GrantView, name="RevokeBody"))
def revoke_role(said: dict[str, Any], account_id: UUID) -> Response:
    """Take a role at one of the administrator's areas from an account, at once 撤销角色"""
    taken = Grant(said["role"], said["area_code"])
    check_reach(taken.area_code)

    def act(session: Session) -> None:
        account = _reached(session, account_id)
        if account_id == auth.principal().account_id and taken.role is Role.ADMINISTRATOR:
            text, zh = "You cannot take the role of administrator from yourself.", "不能撤销自己的管理员角色。"
            raise Invalid("own_account", text, zh, {"role": [f"{text} {zh}"]})
        store.revoke_grant(session, account.id, taken)

    return _changing(account_id, repr(taken), act)


@routes.post("/accounts/<uuid:account_id>/password", ADMINISTRATORS, VIEW, body=body_of(NewPassword))
def reset_password(said: dict[str, Any], account_id: UUID) -> Response:
    """Give an account another password and end its sessions and tokens; as for closing it 重置密码"""
    hashed = passwords.hash_password(said["password"])

    def act(session: Session) -> None:
        account = kept_account(session, account_id)
        store.set_password(session, account.id, hashed)
        store.end_tokens(session, account.id)

    return _changing(account_id, said["password"], act)


@routes.get("/accounts/<uuid:account_id>/sessions", ADMINISTRATORS, schema_class(SignInList))
def list_sign_ins(account_id: UUID) -> Response:
    """Where an account is signed in 登录会话"""
    with parts().database.reading() as session:
        return answer(sign_ins(session, kept_account(session, account_id).id, auth.identity().digest))


@routes.post("/accounts/<uuid:account_id>/sign-out", ADMINISTRATORS, VIEW)
def sign_account_out(account_id: UUID) -> Response:
    """End every session and token of an account 强制退出"""

    def act(session: Session) -> None:
        store.end_tokens(session, kept_account(session, account_id).id)

    return _changing(account_id, "", act)
