"""Who is calling: a bearer token or the session cookie, with the CSRF header for changes made with a cookie.

Staff and citizens have cookies and tokens of their own; neither's is good for the other's routes.
"""

from __future__ import annotations

import hmac
from datetime import timedelta
from typing import cast

from flask import Flask, Response, current_app, g, request

from gateway.access import Access, access_of
from gateway.accounts import store
from gateway.accounts.store import SESSION_LIFETIME, USE_NOTED_EVERY, Identity, Kind
from gateway.citizen_accounts import store as citizens
from gateway.citizen_accounts.store import CitizenIdentity
from gateway.parts import parts
from gateway.refusals import not_signed_in
from linli.clock import now
from linli.errors import Forbidden
from linli.identity import Principal

COOKIE, PATH = "linli_session", "/"
CITIZEN_COOKIE, CITIZEN_PATH = "linli_citizen", "/api/citizen"
CSRF_HEADER = "X-CSRF-Token"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
LOCALHOST = frozenset({"localhost", "127.0.0.1", "::1"})


def identity() -> Identity:
    """Who is calling; only for routes that are not public."""
    return cast(Identity, g.linli_identity)


def citizen() -> CitizenIdentity:
    """The citizen who is signed in; only for routes for citizens."""
    return cast(CitizenIdentity, g.linli_citizen)


def principal() -> Principal:
    """The caller as the services know them."""
    return cast(Principal, g.principal)


def act_as(citizen: Principal) -> None:
    """Answer this request for a citizen; only for routes for the public and for citizens."""
    g.principal = citizen


def token_given(cookie_name: str = COOKIE) -> tuple[str, Kind] | None:
    """The token the request carries; a bearer token goes before a cookie."""
    kind, _, value = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() == "bearer" and value.strip():
        return value.strip(), Kind.BEARER
    cookie = request.cookies.get(cookie_name)
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
    if access.is_for_citizens:
        _authenticate_citizen()
        return
    found = _identify()
    g.linli_identity, g.principal = found, found.account.principal
    parts().limiter.account(str(found.account.id))
    _check_csrf(found)
    _check_role(access, found)


def _authenticate_citizen() -> None:
    """A citizen has no role anywhere: their routes act for them, at the area of one request at a time."""
    found = find_citizen()
    if found is None:
        raise not_signed_in()
    at = now()
    if found.last_used is None or at - found.last_used > USE_NOTED_EVERY:
        with parts().database.transaction() as session:
            citizens.note_use(session, found.digest, at)
    g.linli_citizen, g.principal = found, Principal(found.citizen.id, ())
    parts().limiter.account(str(found.citizen.id))
    _check_csrf(found)


def find_citizen() -> CitizenIdentity | None:
    """The citizen whose token or cookie came with this request, if any."""
    given = token_given(CITIZEN_COOKIE)
    if given is None:
        return None
    with parts().database.peeking() as session:
        found = citizens.identify(session, parts().sealer, given[0], now())
    return found if found is not None and found.kind is given[1] else None


def _identify() -> Identity:
    given, at = token_given(), now()
    if given is None:
        raise not_signed_in()
    with parts().database.peeking() as session:
        found = store.identify(session, given[0], at)
    if found is None or found.kind is not given[1]:
        raise not_signed_in()
    if found.last_used is None or at - found.last_used > USE_NOTED_EVERY:
        with parts().database.transaction() as session:
            store.note_use(session, found, at)
    return found


def _check_csrf(found: Identity | CitizenIdentity) -> None:
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
    _set_cookie(response, COOKIE, PATH, token, lifetime)


def give_citizen_cookie(response: Response, token: str) -> None:
    """Set the cookie of a citizen's session, which goes to the routes for citizens only."""
    _set_cookie(response, CITIZEN_COOKIE, CITIZEN_PATH, token, citizens.SESSION_LIFETIME)


def take_cookie(response: Response) -> None:
    """Remove the session's cookie."""
    _set_cookie(response, COOKIE, PATH, "", timedelta())


def take_citizen_cookie(response: Response) -> None:
    """Remove the cookie of a citizen's session."""
    _set_cookie(response, CITIZEN_COOKIE, CITIZEN_PATH, "", timedelta())


def _set_cookie(response: Response, name: str, path: str, token: str, lifetime: timedelta) -> None:
    age, secure = int(lifetime.total_seconds()), not _plain_localhost()
    response.set_cookie(
        name, token, max_age=age, expires=None if age else 0, httponly=True, samesite="Strict", secure=secure, path=path
    )


def _plain_localhost() -> bool:
    host = request.host.rsplit(":", 1)[0].strip("[]")
    return request.scheme == "http" and host in LOCALHOST


def install(app: Flask) -> None:
    """Ask every caller of this application who they are."""
    app.before_request(authenticate)
