"""One's own sessions and password: where one is signed in, out of all of them, another password."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from flask import Response

from gateway import auth
from gateway.access import SIGNED_IN
from gateway.accounts import passwords, store
from gateway.accounts.signin import check_password
from gateway.api.account_upkeep import SignInList, sign_ins
from gateway.api.accounts import routes as routes
from gateway.api.conventions import answer, idempotency_key
from gateway.api.routes import body_of
from gateway.limiting import address
from gateway.parts import parts
from linli.clock import now
from linli.contracts.base import schema_class, text
from linli.errors import Invalid


@dataclass(frozen=True, kw_only=True)
class ChangePassword:
    """The password so far and another one of at least 12 characters."""

    present: Annotated[str, text(1, 200)]
    password: Annotated[str, text(12, 200)]


@routes.get("/me/sessions", SIGNED_IN, schema_class(SignInList))
def list_own_sessions() -> Response:
    """Where one is signed in 我的登录会话"""
    mine = auth.identity()
    with parts().database.reading() as session:
        return answer(sign_ins(session, mine.account.id, mine.digest))


@routes.post("/me/sign-out-everywhere", SIGNED_IN, None)
def sign_out_everywhere() -> Response:
    """End all of one's sessions and tokens, this one too 在所有设备上退出"""
    idempotency_key()
    with parts().database.transaction() as session:
        store.end_tokens(session, auth.identity().account.id)
    response = Response(status=204)
    auth.take_cookie(response)
    return response


@routes.post("/me/password", SIGNED_IN, None, body=body_of(ChangePassword))
def change_password(said: dict[str, Any]) -> Response:
    """Take another password; every other session of one's own ends 修改密码"""
    idempotency_key()
    mine = auth.identity()
    if check_password(parts().database, mine.account.login, said["present"], address(), now()) is None:
        text, zh = "This is not the password so far.", "原密码不正确。"
        raise Invalid("bad_password", text, zh, {"present": [f"{text} {zh}"]})
    hashed = passwords.hash_password(said["password"])
    with parts().database.transaction() as session:
        store.set_password(session, mine.account.id, hashed)
        store.end_tokens(session, mine.account.id, mine.digest)
    return Response(status=204)
