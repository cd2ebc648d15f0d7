"""The routes of imports: a file of areas handed in, watched, cancelled; each administrator sees their own."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import marshmallow as ma
from flask import Response
from marshmallow import fields, validate
from sqlalchemy.orm import Session

from gateway import auth
from gateway.api.accounts import ADMINISTRATORS
from gateway.api.conventions import answer, once, reached_area
from gateway.api.queries import AreaRequired
from gateway.api.routes import Routes
from gateway.imports import store
from gateway.imports.store import ImportView
from gateway.parts import parts
from gateway.reading import takes
from linli.areas import Tier
from linli.clock import local, now
from linli.contracts.base import dump, schema_class
from linli.errors import Forbidden, Invalid
from linli.identity import Role

LARGEST = 8_000_000
"""Bytes: a province's communities."""
routes = Routes("imports", "/api/imports", "Files taken in 导入")
VIEW = schema_class(ImportView)


class AreasBody(AreaRequired):
    """A published file of a district's areas as CSV, and the day from which it holds (today, unless given)."""

    name = fields.String(validate=validate.Length(1, 100), required=True)
    valid_from = fields.Date(load_default=None)
    text = fields.String(validate=validate.Length(1, LARGEST), required=True)

    @ma.validates("name")
    def _plain(self, value: str, **_: Any) -> None:
        if any(not one.isprintable() or one in "/\\" for one in value):
            raise ma.ValidationError("Give the name of a file. 请填写文件名。")


@dataclass(frozen=True, kw_only=True)
class ImportList:
    """One's own imports of the last 30 days, the latest first."""

    items: tuple[ImportView, ...]


@routes.post("/areas", ADMINISTRATORS, VIEW, body=AreasBody, status=202)
@takes(LARGEST * 2)
def import_areas(said: dict[str, Any]) -> Response:
    """Have a file of a district's areas checked and loaded, all or nothing 导入区划"""
    area = reached_area(said["area"])
    if Role.ADMINISTRATOR not in auth.principal().roles_at(area.code):
        raise Forbidden("role_missing", "This needs one of these roles here.", "您在此辖区无权导入。")
    if area.tier is not Tier.DISTRICT:
        text, zh = "Areas are loaded for a whole district.", "区划按整个区导入。"
        raise Invalid("no_district", text, zh, {"area": [f"{text} {zh}"]})
    content = said["text"].encode()
    valid_from = said["valid_from"] or local(now()).date()

    def work(session: Session) -> tuple[dict[str, Any], int]:
        mine = auth.principal().account_id
        return dump(store.ask(session, mine, area.code, said["name"], valid_from, content)), 202

    return once(work, repr((area.code, said["name"], valid_from, hashlib.sha256(content).hexdigest())))


@routes.get("", ADMINISTRATORS, schema_class(ImportList))
def list_imports() -> Response:
    """One's own imports 我的导入"""
    with parts().database.reading() as session:
        return answer(ImportList(items=tuple(store.of_account(session, auth.principal().account_id))))


@routes.post("/<uuid:import_id>/cancel", ADMINISTRATORS, VIEW)
def cancel_import(import_id: UUID) -> Response:
    """Stop an import before it is written 取消导入"""

    def work(session: Session) -> tuple[dict[str, Any], int]:
        return dump(store.cancel(session, import_id, auth.principal().account_id)), 200

    return once(work, str(import_id))
