"""The routes by which a citizen who is signed in shows that another number, or an e-mail address, is their own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Response

from gateway import auth
from gateway.access import CITIZENS
from gateway.api.citizen_account import OwnAccount, own_answer
from gateway.api.citizen_sign_in import CodeSent, code_digest, codes_sent, use_code
from gateway.api.conventions import idempotency_key
from gateway.api.routes import Routes, body_of
from gateway.citizen_accounts import store
from gateway.parts import parts
from linli.clock import now
from linli.contracts.base import schema_class
from linli.contracts.hotline.codes import SendCode, SendEmailCode, SignInCode
from linli.contracts.hotline.words import Mobile
from linli.errors import Invalid

routes = Routes("citizen-proofs", "/api/citizen/me", "A citizen's number and e-mail address 号码与邮箱")


@dataclass(frozen=True, kw_only=True)
class AskNumberCode:
    """The number the account is to have."""

    phone: Mobile


@dataclass(frozen=True, kw_only=True)
class ChangeNumber:
    """The number the account is to have, and the code that was sent to it."""

    phone: Mobile
    code: SignInCode


@dataclass(frozen=True, kw_only=True)
class ProveEmail:
    """The code that was sent to the account's e-mail address."""

    code: SignInCode


@routes.post("/phone/code", CITIZENS, schema_class(CodeSent), body=body_of(AskNumberCode), status=202)
def send_number_code(said: dict[str, Any]) -> Response:
    """Have a code sent to the number that the account is to have 更换手机号：获取验证码"""
    mine, phone = auth.citizen().citizen, said["phone"]
    about = ("number code", str(mine.id), phone)
    sealed = store.sealed_phone(parts().sealer, phone)

    def send(**made: Any) -> None:
        command = SendCode(phone=phone, language=mine.language, **made)
        parts().backend.ask("hotline", "send_code", command, auth.principal())

    return codes_sent(sealed, about, send)


@routes.post("/phone", CITIZENS, schema_class(OwnAccount), body=body_of(ChangeNumber))
def change_number(said: dict[str, Any]) -> Response:
    """Give the account the number that the code was sent to; all other sessions end 更换手机号"""
    idempotency_key()
    mine, given, sealer = auth.citizen(), ChangeNumber(**said), parts().sealer
    digest = code_digest("number code", str(mine.citizen.id), given.phone, given.code)
    use_code(store.sealed_phone(sealer, given.phone), digest)
    with parts().database.transaction() as session:
        changed = store.change_phone(session, sealer, mine.citizen.id, given.phone, mine.digest)
    return own_answer(changed, mine.csrf)


@routes.post("/email/code", CITIZENS, schema_class(CodeSent), status=202)
def send_email_code() -> Response:
    """Have a code sent to the account's e-mail address 验证邮箱：获取验证码"""
    mine = auth.citizen().citizen
    email = _email(mine)
    sealed = parts().sealer.seal(email, store.SEALED["email"])

    def send(**made: Any) -> None:
        command = SendEmailCode(email=email, language=mine.language, **made)
        parts().backend.ask("hotline", "send_email_code", command, auth.principal())

    return codes_sent(sealed, ("email code", str(mine.id), email), send)


@routes.post("/email", CITIZENS, schema_class(OwnAccount), body=body_of(ProveEmail))
def prove_email(said: dict[str, Any]) -> Response:
    """Show by the code that the e-mail address is one's own; from then on it is used 验证邮箱"""
    idempotency_key()
    mine, sealer = auth.citizen(), parts().sealer
    email = _email(mine.citizen)
    digest = code_digest("email code", str(mine.citizen.id), email, said["code"])
    use_code(sealer.seal(email, store.SEALED["email"]), digest)
    with parts().database.transaction() as session:
        proved = store.prove_email(session, sealer, mine.citizen, now())
    return own_answer(proved, mine.csrf)


def _email(citizen: store.Citizen) -> str:
    if citizen.email is None:
        text, zh = "Say the e-mail address in the profile first.", "请先在资料中填写邮箱。"
        raise Invalid("no_email", text, zh, {"email": [f"{text} {zh}"]})
    return citizen.email
