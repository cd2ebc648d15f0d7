"""Signing in and out, who I am, and the accounts an administrator keeps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from flask import Response
from marshmallow import fields, validate
from sqlalchemy.orm import Session

from gateway import auth
from gateway.access import PUBLIC, SIGNED_IN, needs
from gateway.accounts import store
from gateway.accounts.signin import check_password
from gateway.accounts.store import SESSION_LIFETIME, Account, Kind
from gateway.api.conventions import answer, idempotency_key, known_area, once, page
from gateway.api.queries import PageQuery
from gateway.api.routes import Routes, body_of, page_of
from gateway.limiting import address
from gateway.parts import parts
from gateway.projections.views import Page
from gateway.refusals import Unauthenticated
from linli.areas import covers
from linli.clock import now
from linli.contracts.base import AreaCode, dump, schema_class, text
from linli.errors import Invalid, not_found
from linli.identity import Grant, Role

ADMINISTRATORS = needs(frozenset({Role.ADMINISTRATOR}))

routes = Routes("accounts", "/api", "Accounts and sessions 账号与会话")


@dataclass(frozen=True, kw_only=True)
class GrantView:
    """One role at one area."""

    role: Role
    area_code: AreaCode


@dataclass(frozen=True, kw_only=True)
class AccountView:
    """An account with its roles as far as the caller's areas reach."""

    id: UUID
    login: str
    display_name: str
    active: bool
    grants: tuple[GrantView, ...]


@dataclass(frozen=True, kw_only=True)
class SessionView:
    """Who is signed in; `csrf_token` goes into the header X-CSRF-Token of every change made with the cookie."""

    account: AccountView
    csrf_token: str | None


@dataclass(frozen=True, kw_only=True)
class SignIn:
    """Login and password."""

    login: Annotated[str, text(1, 60)]
    password: Annotated[str, text(1, 200)]


@dataclass(frozen=True, kw_only=True)
class NewAccount:
    """An account to make; without a password it can only use bearer tokens."""

    login: Annotated[str, validate.Regexp(r"^[A-Za-z0-9][A-Za-z0-9._@-]{2,59}\Z", error="3-60: A-Z a-z 0-9 . _ @ -")]
    display_name: Annotated[str, text(1, 60)]
    grants: Annotated[tuple[GrantView, ...], validate.Length(min=1, max=50, error="1-50 grants. 1至50项角色。")]
    password: Annotated[str, text(12, 200)] | None = None


class NameQuery(PageQuery):
    """A page of accounts, by login."""

    cursor = fields.String(validate=validate.Length(max=60), load_default="")


def account_view(account: Account, scopes: tuple[str, ...] | None = None) -> AccountView:
    """The account as it is shown, with its roles as far as these areas reach."""
    shown = [g for g in account.grants if scopes is None or any(covers(one, g.area_code) for one in scopes)]
    return AccountView(
        id=account.id,
        login=account.login,
        display_name=account.display_name,
        active=account.active,
        grants=tuple(GrantView(role=one.role, area_code=one.area_code) for one in shown),
    )


@routes.post("/login", PUBLIC, schema_class(SessionView), body=body_of(SignIn))
def login(said: dict[str, Any]) -> Response:
    """Sign in with a password; the session is in a cookie 登录"""
    parts().limiter.login()
    idempotency_key()
    account = check_password(parts().database, said["login"], said["password"], address(), now())
    if account is None:
        parts().limiter.failed_login()
        raise Unauthenticated("bad_credentials", "Login or password is wrong.", "登录名或密码错误。")
    with parts().database.transaction() as session:
        token = store.issue_token(session, account.id, Kind.SESSION, SESSION_LIFETIME)
        identity = store.identify(session, token, now())
    assert identity is not None
    response = answer(SessionView(account=account_view(account), csrf_token=identity.csrf))
    auth.give_cookie(response, token)
    return response


@routes.post("/logout", SIGNED_IN, None)
def logout() -> Response:
    """End this session, or revoke the bearer token it is asked with 退出"""
    idempotency_key()
    given = auth.token_given()
    assert given is not None
    with parts().database.transaction() as session:
        store.revoke(session, given[0])
    response = Response(status=204)
    auth.take_cookie(response)
    return response


@routes.get("/me", SIGNED_IN, schema_class(SessionView))
def me() -> Response:
    """The caller's own account and roles 我的账号"""
    found = auth.identity()
    return answer(SessionView(account=account_view(found.account), csrf_token=found.csrf))


def own_areas() -> tuple[str, ...]:
    """The areas of which the caller is an administrator."""
    return auth.principal().areas(frozenset({Role.ADMINISTRATOR}))


@routes.get("/accounts", ADMINISTRATORS, page_of(AccountView), query=NameQuery)
def list_accounts(asked: dict[str, Any]) -> Response:
    """Accounts with a role in the administrator's areas, by login 账号列表"""
    limit: int = asked["limit"]
    with parts().database.reading() as session:
        found = store.accounts_at(session, own_areas(), asked["cursor"], limit + 1)
    rows = tuple(account_view(one, own_areas()) for one in found[:limit])
    return page(Page(rows, rows[-1].login if len(found) > limit else None))


@routes.post("/accounts", ADMINISTRATORS, schema_class(AccountView), body=body_of(NewAccount), status=201)
def create_account(said: dict[str, Any]) -> Response:
    """Make an account with roles at areas of the administrator 新建账号"""
    grants = [Grant(one.role, one.area_code) for one in said["grants"]]
    for grant in grants:
        check_reach(grant.area_code)

    def work(session: Session) -> tuple[dict[str, Any], int]:
        made = store.create_account(session, said["login"], said["display_name"], said.get("password"), grants)
        return dump(account_view(made)), 201

    return once(work, repr(sorted(said.items(), key=lambda item: item[0])))


def check_reach(code: str) -> None:
    """Raises `NotFound` for an area that is not the administrator's, `Invalid` for one that there is not."""
    if not any(covers(one, code) for one in own_areas()):
        raise not_found("area", "区域")
    known_area(code if len(code) < 20 else code[6:18])


def kept_account(session: Session, account_id: UUID) -> Account:
    """An account all of whose roles lie in the administrator's areas. Raises `NotFound`."""
    account = store.find_account(session, account_id)
    if account is None or not all(any(covers(o, g.area_code) for o in own_areas()) for g in account.grants):
        raise not_found("account", "账号")
    return account


@routes.post("/accounts/<uuid:account_id>/deactivate", ADMINISTRATORS, schema_class(AccountView))
def deactivate_account(account_id: UUID) -> Response:
    """Close an account and end its tokens; all its roles must lie in the administrator's areas 停用账号"""

    def work(session: Session) -> tuple[dict[str, Any], int]:
        kept_account(session, account_id)
        if account_id == auth.principal().account_id:
            text, zh = "You cannot close your own account.", "不能停用自己的账号。"
            raise Invalid("own_account", text, zh, {"account_id": [f"{text} {zh}"]})
        store.deactivate(session, account_id)
        closed = store.find_account(session, account_id)
        assert closed is not None
        return dump(account_view(closed)), 200

    return once(work, str(account_id))
