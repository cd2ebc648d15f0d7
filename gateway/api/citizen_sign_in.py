"""The routes by which citizens sign in with a code sent to their telephone, and out again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from flask import Response

from gateway import auth
from gateway.access import CITIZENS, PUBLIC
from gateway.accounts.store import Kind
from gateway.api.citizen_account import ProfileView, profile_view
from gateway.api.conventions import answer, idempotency_key, secret_digest
from gateway.api.routes import Routes, body_of
from gateway.citizen_accounts import codes, store
from gateway.citizens import acting
from gateway.parts import parts
from gateway.refusals import Unauthenticated
from linli.clock import now
from linli.contracts.base import schema_class
from linli.contracts.hotline.codes import OfferCodes, SendCode, SignInCode
from linli.contracts.hotline.words import Mobile
from linli.contracts.messages import Language
from linli.errors import LinliError, Unavailable

routes = Routes("citizen-sign-in", "/api/citizen", "Citizens sign in 市民登录")


@dataclass(frozen=True, kw_only=True)
class SignInOffer:
    """Whether codes can be sent here now, and whether who asks is signed in already."""

    available: bool
    signed_in: bool


@dataclass(frozen=True, kw_only=True)
class AskCode:
    """The number to send a code to, and in which language."""

    phone: Mobile
    language: Language = Language.ZH


@dataclass(frozen=True, kw_only=True)
class CodeSent:
    """For how many seconds the code is good, and after how many another may be asked for."""

    good_for: int
    again_after: int


@dataclass(frozen=True, kw_only=True)
class CitizenSignIn:
    """Number and code. `kind`: `session` sets a cookie, for browsers; `bearer` answers with a token, for programs.

    `language` is the account's, if there is none yet.
    """

    phone: Mobile
    code: SignInCode
    kind: Kind = Kind.SESSION
    language: Language = Language.ZH


@dataclass(frozen=True, kw_only=True)
class CitizenSession:
    """Who is signed in; `csrf_token` goes into the header X-CSRF-Token of every change made with the cookie."""

    profile: ProfileView
    csrf_token: str | None
    token: str | None


@dataclass(frozen=True, kw_only=True)
class SignOut:
    """`everywhere`: end all sessions and tokens of the account, on every device."""

    everywhere: bool = False


@routes.get("/sign-in", PUBLIC, schema_class(SignInOffer))
def offer_codes() -> Response:
    """Whether one can sign in here 能否登录"""
    try:
        area = acting.first_district()
        acting.act("nobody", area)
        offer = parts().backend.ask("hotline", "offer_codes", OfferCodes(area_code=area), auth.principal())
    except Unavailable:
        offer = {"available": False}
    return answer(SignInOffer(available=offer["available"], signed_in=auth.find_citizen() is not None))


@routes.post("/sign-in/code", PUBLIC, schema_class(CodeSent), body=body_of(AskCode), status=202)
def send_code(said: dict[str, Any]) -> Response:
    """Have a sign-in code sent, whether or not there is an account 获取验证码"""
    asked = AskCode(**said)
    sealed = store.sealed_phone(parts().sealer, asked.phone)

    def send(**made: Any) -> None:
        parts().backend.ask("hotline", "send_code", SendCode(**vars(asked), **made), auth.principal())

    return codes_sent(sealed, (PURPOSE, asked.phone), send)


def codes_sent(kept_for: str, about: tuple[str, ...], send: Callable[..., None]) -> Response:
    """Make a code for what is sealed as `kept_for`, good for what it is `about` alone, and have it sent.

    `send` asks the hotline without an idempotency key, which would be kept beside the code.
    """
    parts().limiter.code()
    idempotency_key()
    code, at, area = codes.make(), now(), acting.first_district()
    digest = code_digest(*about, code)
    acting.act("nobody", area)
    with parts().database.transaction() as session:
        codes.reserve(session, kept_for, digest, at)
    try:
        send(id=uuid4(), area_code=area, code=code, expires_at=at + codes.LIFETIME)
    except LinliError:
        with parts().database.transaction() as session:
            codes.take_back(session, kept_for, digest, at)
        raise
    good_for, again_after = (int(one.total_seconds()) for one in (codes.LIFETIME, codes.PAUSE))
    return answer(CodeSent(good_for=good_for, again_after=again_after), 202)


PURPOSE = "sign-in code"


def code_digest(*said: str) -> str:
    """What is kept of a code for a purpose: keyed, for six digits are soon guessed."""
    return secret_digest(*said).hex()[:64]


def use_code(kept_for: str, digest: str) -> None:
    """Use up the code. Raises `Unauthenticated` (`bad_code`) for a wrong one: a try of the code and of the address."""
    parts().limiter.login()
    with parts().database.transaction() as session:
        good = codes.use(session, kept_for, digest, now())
    if not good:
        parts().limiter.failed_login()
        text, zh = "The code is wrong or good no more; ask for another.", "验证码错误或已失效，请重新获取。"
        raise Unauthenticated("bad_code", text, zh, {"code": [f"{text} {zh}"]})


@routes.post("/sign-in", PUBLIC, schema_class(CitizenSession), body=body_of(CitizenSignIn))
def sign_in(said: dict[str, Any]) -> Response:
    """Sign in with the code; who has no account has one from then on 验证码登录"""
    idempotency_key()
    given, sealer = CitizenSignIn(**said), parts().sealer
    use_code(store.sealed_phone(sealer, given.phone), code_digest(PURPOSE, given.phone, given.code))
    with parts().database.transaction() as session:
        citizen_id = store.with_phone(session, sealer, given.phone, given.language)
        token, csrf = store.issue(session, citizen_id, given.kind)
        identity = store.identify(session, sealer, token, now())
    assert identity is not None
    shown = profile_view(identity.citizen)
    if given.kind is Kind.BEARER:
        return answer(CitizenSession(profile=shown, csrf_token=None, token=token), version=shown.version)
    response = answer(CitizenSession(profile=shown, csrf_token=csrf, token=None), version=shown.version)
    auth.give_citizen_cookie(response, token)
    return response


@routes.post("/sign-out", CITIZENS, None, body=body_of(SignOut))
def sign_out(said: dict[str, Any]) -> Response:
    """End this session, or all of the account's 退出登录"""
    idempotency_key()
    mine = auth.citizen()
    with parts().database.transaction() as session:
        if SignOut(**said).everywhere:
            store.end_sessions(session, mine.citizen.id)
        else:
            store.end_session(session, mine.digest)
    response = Response(status=204)
    auth.take_citizen_cookie(response)
    return response
