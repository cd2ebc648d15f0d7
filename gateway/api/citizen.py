"""The routes for citizens, without an account: file a request with photographs, follow, comment, withdraw, rate it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response
from marshmallow import fields, validate

from gateway import intaking
from gateway.access import PUBLIC
from gateway.api.areas import AreaBranch, AreaList
from gateway.api.areas import view as area_view
from gateway.api.conventions import answer, idempotency_key
from gateway.api.routes import Routes, body_of
from gateway.areas import store as areas
from gateway.citizens import acting, doing
from gateway.citizens.following import Found, as_citizen, find
from gateway.citizens.views import CitizenCatalogue, FiledRequest, FollowedRequest
from gateway.parts import parts
from gateway.photos import images, serving
from gateway.photos import store as photos
from gateway.photos.store import PhotoView
from gateway.reading import raw_body, takes
from linli.clock import local, now
from linli.contracts.base import AREA_PATTERN, schema_class
from linli.contracts.hotline.citizens import FileRequest, FollowRequest, WithdrawOwnRequest
from linli.contracts.hotline.updates import CommentRequest, RateRequest
from linli.errors import Invalid, existing, not_found

routes = Routes("citizen", "/api/citizen", "For citizens, without an account 市民自助")

VIEW = schema_class(FollowedRequest)
TOLD = ("contact_email", "language", "notify")
"""What only an account says: who signs in nowhere is told by SMS."""


class FileBody(body_of(FileRequest, "id", "tracking_code", "channel", *TOLD)):  # type: ignore[misc]
    """A citizen's request with up to five photographs uploaded before; `website` stays empty (programs fill it in)."""

    photos = fields.List(fields.UUID(), validate=validate.Length(max=photos.MOST), load_default=list)
    website = fields.String(validate=validate.Length(max=200), load_default="")


class CommentBody(body_of(CommentRequest, "tracking_code")):  # type: ignore[misc]
    """What to write, with photographs uploaded before."""

    photos = fields.List(fields.UUID(), validate=validate.Length(max=photos.MOST), load_default=list)


FOLLOW = body_of(FollowRequest, "tracking_code")
WITHDRAW = body_of(WithdrawOwnRequest, "tracking_code")
RATE = body_of(RateRequest, "tracking_code")


@routes.get("/categories", PUBLIC, schema_class(CitizenCatalogue))
def list_public_categories() -> Response:
    """What can be asked for 可办事项"""
    known = parts().catalogue
    shown = ("code", "zh", "en", "group", "fields")
    categories = [{name: one[name] for name in shown} for one in known.categories(parts().backend)]
    return answer({"groups": known.groups, "categories": categories})


@routes.get("/areas", PUBLIC, schema_class(AreaList))
def list_districts() -> Response:
    """The districts 区"""
    with parts().database.reading() as session:
        found = areas.districts(session, local(now()).date())
    return answer(AreaList(items=tuple(area_view(one) for one in found)))


@routes.get("/areas/<string:code>", PUBLIC, schema_class(AreaBranch))
def list_below(code: str) -> Response:
    """A district's streets or a street's communities 街道与社区"""
    if not AREA_PATTERN.fullmatch(code):
        raise not_found("area", "区域")
    with parts().database.reading() as session:
        area = existing(areas.area(session, code, local(now()).date()), "area", "区域")
        below = areas.children(session, code, local(now()).date())
    return answer(AreaBranch(area=area_view(area), children=tuple(area_view(one) for one in below)))


@routes.post("/photos", PUBLIC, schema_class(PhotoView), status=201)
@takes(images.LARGEST_FILE)
def upload_photo() -> Response:
    """Upload a photograph, the file itself as the body; name its id when filing or commenting within a day 上传照片"""
    parts().limiter.photo()
    idempotency_key()
    made = images.made_anew(raw_body())
    with parts().database.transaction() as session:
        kept = photos.keep(session, made)
    return answer(kept, 201)


@routes.get("/photos/<uuid:photo_id>/<string:ticket>", PUBLIC, None)
def show_photo(photo_id: UUID, ticket: str) -> Response:
    """A photograph, by the link that its request's citizen was given 查看照片"""
    found = None
    if serving.is_good(photo_id, ticket):
        with parts().database.reading() as session:
            found = photos.content(session, photo_id)
    return serving.shown(existing(found, "photo", "照片"))


@routes.post("/requests", PUBLIC, schema_class(FiledRequest), body=FileBody, status=201)
def file_request(said: dict[str, Any]) -> Response:
    """File a request; 202 while the hotline is away. Keep the tracking code 提交诉求"""
    wanted, filled = said.pop("photos"), said.pop("website")
    if filled:
        text, zh = "Leave this empty.", "请勿填写此项。"
        raise Invalid("not_for_people", text, zh, {"website": [f"{text} {zh}"]})
    parts().limiter.filing(said.get("contact_phone"))
    acting.act_for_filer(said["area_code"], said.get("contact_phone"))
    doing.check_photos(wanted, intaking.request_id())
    taken = intaking.file_request(said)
    doing.claim(wanted, UUID(taken.resource["id"]))
    return answer(FiledRequest(**{name: taken.resource[name] for name in ("tracking_code", "state")}), taken.status)


def _at_hotline(code: str) -> Found:
    """The request, which the hotline must have. Raises `NotFound`; `Conflict` while it still waits for the hotline."""
    parts().limiter.tracking()
    found = find(code)
    doing.check_is_at_hotline(found)
    return found


@routes.post("/requests/<string:code>/follow", PUBLIC, VIEW, body=FOLLOW)
def follow_request(said: dict[str, Any], code: str) -> Response:
    """Where a request stands and what was written on it, for who knows its telephone number's last digits 查询进度"""
    parts().limiter.tracking()
    found = find(code)
    with as_citizen(found):
        return answer(doing.follow(found, said))


@routes.post("/requests/<string:code>/comments", PUBLIC, VIEW, body=CommentBody)
def comment_request(said: dict[str, Any], code: str) -> Response:
    """Write on one's own request, with photographs 补充留言"""
    wanted, found = said.pop("photos"), _at_hotline(code)
    doing.check_photos(wanted, found.id)
    with as_citizen(found):
        return answer(doing.comment(found, said, wanted))


@routes.post("/requests/<string:code>/withdraw", PUBLIC, VIEW, body=WITHDRAW)
def withdraw_own_request(said: dict[str, Any], code: str) -> Response:
    """Withdraw one's own request 撤回诉求"""
    found = _at_hotline(code)
    with as_citizen(found):
        return answer(doing.withdraw(found, said))


@routes.post("/requests/<string:code>/rating", PUBLIC, VIEW, body=RATE)
def rate_request(said: dict[str, Any], code: str) -> Response:
    """Rate from 1 to 5 how one's request was dealt with, once 好差评"""
    found = _at_hotline(code)
    with as_citizen(found):
        return answer(doing.rate(found, said))
