"""The routes of a citizen's account: profile, a copy of all their data, and its end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from flask import Response

from gateway import auth
from gateway.access import CITIZENS
from gateway.api.conventions import answer, idempotency_key, known_area, seen_version
from gateway.api.routes import Routes, body_of
from gateway.citizen_accounts import own, store
from gateway.citizen_accounts.own import OwnRequest
from gateway.citizen_accounts.store import Citizen, SessionNote
from gateway.citizens import doing
from gateway.citizens.acting import act_for_follower
from gateway.citizens.following import find
from gateway.citizens.views import FollowedRequest
from gateway.parts import parts
from linli.clock import now
from linli.contracts.base import AreaCode, dump, schema_class, text
from linli.contracts.messages import Email, Language, Notify
from linli.errors import Invalid, NotFound
from linli.sealing import masked_phone

routes = Routes("citizen-account", "/api/citizen/me", "A citizen's account 市民账号")


@dataclass(frozen=True, kw_only=True)
class ProfileView:
    """What the account says of its citizen; the number is masked. Nothing goes to an address that is not proved."""

    version: int
    phone: str
    name: str | None
    email: str | None
    email_proved: bool
    language: Language
    area_code: AreaCode | None
    notify: Notify | None
    created_at: datetime


@dataclass(frozen=True, kw_only=True)
class OwnAccount:
    """The account of who is signed in, with the CSRF token of a session."""

    profile: ProfileView
    csrf_token: str | None


@dataclass(frozen=True, kw_only=True)
class ChangeProfile:
    """The whole profile anew: home community and name for filling in forms, and how to be told of requests filed from
    now on: by SMS unless `notify` says otherwise.
    """

    name: Annotated[str, text(1, 60)] | None = None
    email: Email | None = None
    language: Language = Language.ZH
    area_code: AreaCode | None = None
    notify: Notify | None = None


@dataclass(frozen=True, kw_only=True)
class OwnData:
    """All that is kept of a citizen's account, with the number in full, and their requests as they are shown them."""

    made_at: datetime
    phone: str
    profile: ProfileView
    sessions: tuple[SessionNote, ...]
    requests: tuple[FollowedRequest, ...]


def profile_view(citizen: Citizen) -> ProfileView:
    """The account as its citizen is shown it."""
    shown = {name: getattr(citizen, name) for name in ProfileView.__dataclass_fields__ if name != "email_proved"}
    proved = citizen.proved_email is not None
    return ProfileView(**{**shown, "phone": masked_phone(citizen.phone), "email_proved": proved})


def own_answer(citizen: Citizen, csrf: str | None) -> Response:
    """The account as it is now."""
    shown = profile_view(citizen)
    return answer(OwnAccount(profile=shown, csrf_token=csrf), version=shown.version)


@routes.get("", CITIZENS, schema_class(OwnAccount))
def own_account() -> Response:
    """One's own account 我的账号"""
    return own_answer(auth.citizen().citizen, auth.citizen().csrf)


@routes.post("", CITIZENS, schema_class(OwnAccount), body=body_of(ChangeProfile), versioned=True)
def change_profile(said: dict[str, Any]) -> Response:
    """Say anew who one is and how one wants to be told 修改资料"""
    idempotency_key()
    seen, mine, wanted = seen_version(), auth.citizen(), ChangeProfile(**said)
    if wanted.area_code is not None:
        known_area(wanted.area_code)
    if wanted.notify is Notify.EMAIL and wanted.email is None:
        told, zh = "Give the e-mail address to be told at.", "选择邮件通知请填写邮箱。"
        raise Invalid("no_email", told, zh, {"email": [f"{told} {zh}"]})
    with parts().database.transaction() as session:
        changed = store.change(session, parts().sealer, mine.citizen.id, vars(wanted), seen)
    return own_answer(changed, mine.csrf)


@routes.get("/export", CITIZENS, schema_class(OwnData))
def export_own_data() -> Response:
    """A copy of all one's data, as a file (Personal Information Protection Law 个人信息保护法, art. 45) 导出个人数据"""
    mine = auth.citizen().citizen
    parts().limiter.export(str(mine.id))
    with parts().database.reading() as session:
        sessions = store.sessions(session, mine.id)
    found = {
        "made_at": now().isoformat(),
        "phone": mine.phone,
        "profile": dump(profile_view(mine)),
        "sessions": [dump(one) for one in sessions],
        "requests": [_in_full(one, mine) for one in _all_of(mine)],
    }
    response = answer(found)
    response.headers["Content-Disposition"] = 'attachment; filename="linli-my-data.json"'
    return response


def _all_of(citizen: Citizen) -> Iterator[OwnRequest]:
    cursor = None
    while True:
        with parts().database.reading() as session:
            found = own.page_of(session, parts().sealer, citizen.id, cursor, 100)
        yield from found.rows
        cursor = found.next_cursor
        if cursor is None:
            return


def _in_full(listed: OwnRequest, mine: Citizen) -> dict[str, Any]:
    """The request as its page shows it; the line of the list where the hotline does not know it any more."""
    try:
        found = find(listed.tracking_code)
        act_for_follower(found.code, found.area_code)
        with parts().database.peeking() as session:
            tail = own.tail_of(session, parts().sealer, mine, found.id)
        return doing.follow(found, {"phone_tail": tail})
    except NotFound:
        empty = {**dict.fromkeys(FollowedRequest.__dataclass_fields__), "opened_at": listed.filed_at.isoformat()}
        lists: dict[str, Any] = {name: [] for name in ("steps", "updates", "actions", "photos")}
        said = {name: getattr(listed, name) for name in ("tracking_code", "state", "title", "category")}
        return {**empty, **lists, **said}


@routes.post("/delete", CITIZENS, None)
def delete_own_account() -> Response:
    """Erase the account (the law's art. 47); requests stay with the hotline, followed by their codes 注销账号"""
    idempotency_key()
    with parts().database.transaction() as session:
        store.erase(session, parts().sealer, auth.citizen().citizen)
    response = Response(status=204)
    auth.take_citizen_cookie(response)
    return response
