"""The routes of what is written on a request: read it, reply to the citizen, look at their photographs."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Response
from sqlalchemy.orm import Session

from gateway import auth
from gateway.access import SIGNED_IN, needs
from gateway.api.conventions import answer, changes, once, reached_request, read
from gateway.api.routes import Routes, change_of
from gateway.parts import parts
from gateway.photos import images, serving
from gateway.photos import store as photos
from gateway.photos.store import PhotoView
from gateway.reading import raw_body, takes
from linli.contracts.base import dump, schema_class
from linli.contracts.hotline.updates import ListUpdates, TellCitizen, UpdatesView
from linli.errors import Forbidden, existing
from linli.identity import Role

WRITERS = frozenset({Role.OPERATOR, Role.HANDLER, Role.DISPATCHER, Role.SUPERVISOR, Role.ADMINISTRATOR})
WRITING = needs(WRITERS)

routes = Routes("updates", "/api/hotline", "Comments, replies, photographs 留言、答复与照片")
change = changes("hotline")

VIEW = schema_class(UpdatesView)
MESSAGE = change_of(TellCitizen)


@dataclass(frozen=True, kw_only=True)
class PhotoList:
    """The photographs of a request, oldest first."""

    items: tuple[PhotoView, ...]


@routes.get("/requests/<uuid:request_id>/updates", SIGNED_IN, VIEW)
def list_updates(request_id: UUID) -> Response:
    """What citizen and unit wrote on a request, and its rating 留言与评价"""
    return read("hotline", "list_updates", ListUpdates(id=request_id))


@routes.post("/requests/<uuid:request_id>/tell", WRITING, VIEW, body=MESSAGE, versioned=True)
def tell_citizen(said: dict[str, Any], request_id: UUID) -> Response:
    """Write to the citizen, in whatever state; they read it with the tracking code 告知市民"""
    return change("tell_citizen", TellCitizen, request_id, said)


@routes.get("/requests/<uuid:request_id>/photos", SIGNED_IN, schema_class(PhotoList))
def list_photos(request_id: UUID) -> Response:
    """The photographs of a request 照片列表"""
    with parts().database.reading() as session:
        reached_request(session, request_id)
        return answer(PhotoList(items=tuple(photos.of_request(session, request_id))))


@routes.get("/requests/<uuid:request_id>/photos/<uuid:photo_id>", SIGNED_IN, None)
def get_photo(request_id: UUID, photo_id: UUID) -> Response:
    """One photograph, a JPEG without metadata 照片"""
    with parts().database.reading() as session:
        reached_request(session, request_id)
        found = photos.content(session, photo_id, request_id)
    return serving.shown(existing(found, "photo", "照片"))


@routes.post("/requests/<uuid:request_id>/photos", WRITING, schema_class(PhotoView), status=201)
@takes(images.LARGEST_FILE)
def add_request_photo(request_id: UUID) -> Response:
    """Add a photograph, of the work done for instance; the file itself is the body 上传照片"""
    with parts().database.reading() as session:
        area = reached_request(session, request_id).area_code
    if not auth.principal().roles_at(area) & WRITERS:
        raise Forbidden("role_missing", "This needs one of these roles here.", "您在此辖区无权上传照片。")
    made = images.made_anew(raw_body())

    def work(session: Session) -> tuple[dict[str, Any], int]:
        return dump(photos.keep_of_request(session, made, request_id)), 201

    return once(work, hashlib.sha256(made.content).hexdigest())
