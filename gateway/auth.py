"""Who is calling: a bearer token or the session cookie, with the CSRF header for changes made with a cookie."""

from __future__ import annotations

import hmac
from datetime import timedelta
from typing import cast

from flask import Flask, Response, current_app, g, request

from gateway.access import Access, access_of
from gateway.accounts import store
from gateway.accounts.store import SESSION_LIFETIME, USE_NOTED_EVERY, Identity, Kind
from gateway.parts import parts
from gateway.refusals import not_signed_in
from linli.clock import now
from linli.errors import Forbidden
from linli.identity import Principal

COOKIE = "linli_session"
CSRF_HEADER = "X-CSRF-Token"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
LOCALHOST = frozenset({"localhost", "127.0.0.1", "::1"})


def identity() -> Identity:
    """Who is calling; only for routes that are not public."""
    return cast(Identity, g.linli_identity)


def principal() -> Principal:
    """The caller as the services know them."""
    return cast(Principal, g.principal)


def token_given() -> tuple[str, Kind] | None:
    """The token the request carries; a bearer token goes before a cookie."""
    kind, _, value = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() == "bearer" and value.strip():
        return value.strip(), Kind.BEARER
    cookie = request.cookies.get(COOKIE)
    return (cookie, Kind.SESSION) if cookie else None


def authenticate() -> None:
    """Before each request: let public routes through, put everyone else's identity into `g`, or refuse.

    Raises `Unauthenticated`; `Forbidden` for a role missing everywhere or a CSRF header missing; `TooMany`.
    """
    if request.endpoint is None:
        return
    access = access_of(current_app, request.endpoint)
    if access.is_public:
        return
    found = _identify()
    g.linli_identity, g.principal = found, found.account.principal
    parts().limiter.account(str(found.account.id))
    _check_csrf(found)
    _check_role(access, found)


def _identify() -> Identity:
    given, at = token_given(), now()
    if given is None:
        raise not_signed_in()
    with parts().database.reading() as session:
        found = store.identify(session, given[0], at)
    if found is None or found.kind is not given[1]:
        raise not_signed_in()
    if found.last_used is None or at - found.last_used > USE_NOTED_EVERY:
        with parts().database.transaction() as session:
            store.note_use(session, found, at)
    return found


def _check_csrf(found: Identity) -> None:
    if found.kind is not Kind.SESSION or request.method in SAFE:
        return
    given = request.headers.get(CSRF_HEADER, "")
    if not hmac.compare_digest(given.encode("utf-8", "replace"), (found.csrf or "").encode()):
        text = f"Send the session's csrf_token in the header {CSRF_HEADER}."
        zh = f"请在 {CSRF_HEADER} 请求头中提供会话的 csrf_token。"
        raise Forbidden("csrf_missing", text, zh, {CSRF_HEADER: [f"{text} {zh}"]})


def _check_role(access: Access, found: Identity) -> None:
    held = {grant.role for grant in found.account.grants}
    if access.roles is not None and not held & access.roles:
        wanted = ", ".join(sorted(access.roles))
        text, zh = f"This needs one of these roles: {wanted}.", f"此操作需要以下角色之一：{wanted}。"
        raise Forbidden("role_missing", text, zh)


def give_cookie(response: Response, token: str, lifetime: timedelta = SESSION_LIFETIME) -> None:
    """Set the session's cookie: not for scripts, not for other sites, and only over TLS unless on this machine."""
    response.set_cookie(
        COOKIE,
        token,
        max_age=int(lifetime.total_seconds()),
        httponly=True,
        samesite="Strict",
        secure=not _plain_localhost(),
        path="/",
    )


def take_cookie(response: Response) -> None:
    """Remove the session's cookie."""
    response.delete_cookie(COOKIE, path="/", httponly=True, samesite="Strict", secure=not _plain_localhost())


def _plain_localhost() -> bool:
    host = request.host.rsplit(":", 1)[0].strip("[]")
    return request.scheme == "http" and host in LOCALHOST


def install(app: Flask) -> None:
    """Ask every caller of this application who they are."""
    app.before_request(authenticate)
