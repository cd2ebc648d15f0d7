"""The routes of a signed-in citizen's own requests: file, add, list, open, supplement, withdraw, rate."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Response
from marshmallow import fields, validate

from gateway import auth, intaking
from gateway.access import CITIZENS
from gateway.api.citizen import VIEW
from gateway.api.conventions import answer, idempotency_key, page
from gateway.api.queries import PageQuery
from gateway.api.routes import Routes, body_of, page_of
from gateway.citizen_accounts import own
from gateway.citizen_accounts.own import OwnRequest
from gateway.citizens import doing, views
from gateway.citizens.acting import act_for_account, act_for_follower
from gateway.citizens.following import Found, find, unknown
from gateway.citizens.views import FiledRequest
from gateway.parts import parts
from gateway.photos import store as photos
from linli.clock import now
from linli.contracts.base import schema_class, text
from linli.contracts.hotline.citizens import FileRequest, RecogniseRequest, WithdrawOwnRequest
from linli.contracts.hotline.updates import CommentRequest, RateRequest
from linli.contracts.messages import Notify

routes = Routes("citizen-requests", "/api/citizen/me/requests", "A citizen's own requests 我的诉求")

KNOWN = ("contact_phone", "contact_email", "language", "notify")
"""What the account says, and no form."""


class OwnFileBody(body_of(FileRequest, "id", "tracking_code", "channel", *KNOWN)):  # type: ignore[misc]
    """A request with up to five photographs uploaded before; number and how to be told are the account's."""

    photos = fields.List(fields.UUID(), validate=validate.Length(max=photos.MOST), load_default=list)


class OwnCommentBody(body_of(CommentRequest, "tracking_code", "phone_tail")):  # type: ignore[misc]
    """What to write, with photographs uploaded before."""

    photos = fields.List(fields.UUID(), validate=validate.Length(max=photos.MOST), load_default=list)


@dataclass(frozen=True, kw_only=True)
class AddRequest:
    """The tracking code of a request that was filed with the account's number, as a person types it."""

    tracking_code: str


class AddBody(body_of(AddRequest)):  # type: ignore[misc]
    """As `AddRequest`."""

    tracking_code = fields.String(required=True, validate=text(1, 40))


WITHDRAW = body_of(WithdrawOwnRequest, "tracking_code", "phone_tail", name="WithdrawBody")
RATE = body_of(RateRequest, "tracking_code", "phone_tail", name="RateBody")


def _reach(code: str) -> tuple[Found, dict[str, Any]]:
    """One's own request, acting for who follows it, with the digits that the hotline asks everybody for: it believes no
    account. Raises the same `NotFound` for another's and for none.
    """
    parts().limiter.tracking()
    found = find(code)
    with parts().database.peeking() as session:
        tail = own.tail_of(session, parts().sealer, auth.citizen().citizen, found.id)
    if tail is None:
        raise unknown()
    act_for_follower(found.code, found.area_code)
    return found, {"phone_tail": tail}


def _make_own(request_id: UUID, code: str, title: str, filed_at: datetime) -> None:
    citizen_id, said = auth.citizen().citizen.id, {"tracking_code": code, "title": title, "filed_at": filed_at}
    with parts().database.transaction() as session:
        own.add(session, parts().sealer, citizen_id, request_id=request_id, **said)


@routes.get("", CITIZENS, page_of(OwnRequest), query=PageQuery)
def list_own_requests(asked: dict[str, Any]) -> Response:
    """One's own requests, newest first 我的诉求"""
    mine = auth.citizen().citizen.id
    with parts().database.reading() as session:
        return page(own.page_of(session, parts().sealer, mine, asked["cursor"], asked["limit"]))


@routes.post("", CITIZENS, schema_class(FiledRequest), body=OwnFileBody, status=201)
def file_own_request(said: dict[str, Any]) -> Response:
    """File a request under the account's number; 202 while the hotline is away 提交诉求"""
    mine, wanted = auth.citizen().citizen, said.pop("photos")
    parts().limiter.filing(mine.phone)
    act_for_account(mine.id, said["area_code"])
    doing.check_photos(wanted, intaking.request_id())
    email = mine.proved_email
    notify = None if mine.notify is Notify.EMAIL and email is None else mine.notify
    told = {"contact_email": email, "language": mine.language, "notify": notify}
    name = said.get("contact_name") or mine.name
    taken = intaking.file_request({**said, "contact_name": name, "contact_phone": mine.phone, **told})
    request_id, code = UUID(taken.resource["id"]), taken.resource["tracking_code"]
    _make_own(request_id, code, said["title"], now())
    doing.claim(wanted, request_id)
    return answer(FiledRequest(tracking_code=code, state=taken.resource["state"]), taken.status)


@routes.post("/add", CITIZENS, VIEW, body=AddBody)
def recognise_request(said: dict[str, Any]) -> Response:
    """Add a request that was filed with the account's number, in public or on the telephone 添加已有诉求"""
    parts().limiter.tracking()
    idempotency_key()
    found, phone = find(said["tracking_code"]), auth.citizen().citizen.phone
    act_for_follower(found.code, found.area_code)
    doing.check_is_at_hotline(found)
    command = RecogniseRequest(tracking_code=found.code, phone=phone)
    shown = parts().backend.ask("hotline", "recognise_request", command, auth.principal())
    _make_own(found.id, found.code, shown["title"], datetime.fromisoformat(shown["opened_at"]))
    return answer(views.followed(shown))


@routes.get("/<string:code>", CITIZENS, VIEW)
def show_own_request(code: str) -> Response:
    """Where one's own request stands and what was written on it 诉求详情"""
    return answer(doing.follow(*_reach(code)))


@routes.post("/<string:code>/comments", CITIZENS, VIEW, body=OwnCommentBody)
def comment_own_request(said: dict[str, Any], code: str) -> Response:
    """Write on one's own request, with photographs 补充留言"""
    wanted, (found, tail) = said.pop("photos"), _reach(code)
    doing.check_is_at_hotline(found)
    doing.check_photos(wanted, found.id)
    return answer(doing.comment(found, said | tail, wanted))


@routes.post("/<string:code>/withdraw", CITIZENS, VIEW, body=WITHDRAW)
def withdraw_request_of_mine(said: dict[str, Any], code: str) -> Response:
    """Withdraw one's own request 撤回诉求"""
    found, tail = _reach(code)
    doing.check_is_at_hotline(found)
    return answer(doing.withdraw(found, said | tail))


@routes.post("/<string:code>/rating", CITIZENS, VIEW, body=RATE)
def rate_own_request(said: dict[str, Any], code: str) -> Response:
    """Rate from 1 to 5 how one's own request was dealt with, once 好差评"""
    found, tail = _reach(code)
    doing.check_is_at_hotline(found)
    return answer(doing.rate(found, said | tail))
