"""The routes of imports: a file handed in, watched, cancelled; each administrator sees their own."""

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
from gateway.api.conventions import answer, district_to_administer, once
from gateway.api.queries import AreaRequired
from gateway.api.routes import Routes
from gateway.imports import store
from gateway.imports.store import Handed, ImportKind, ImportView
from gateway.parts import parts
from gateway.reading import takes
from linli.clock import local, now
from linli.contracts.base import dump, schema_class

LARGEST = 8_000_000
"""Bytes: a province's communities."""
LARGEST_RULES = 1_000_000
"""Bytes of a calendar or a catalogue: many times what is shipped."""
routes = Routes("imports", "/api/imports", "Files taken in 导入")
VIEW = schema_class(ImportView)


class FileBody(AreaRequired):
    """A file for a district: its name and its text."""

    name = fields.String(validate=validate.Length(1, 100), required=True)

    @ma.validates("name")
    def _plain(self, value: str, **_: Any) -> None:
        if any(not one.isprintable() or one in "/\\" for one in value):
            raise ma.ValidationError("Give the name of a file. 请填写文件名。")


class AreasBody(FileBody):
    """A published file of a district's areas as CSV, and the day from which it holds (today, unless given)."""

    valid_from = fields.Date(load_default=None)
    text = fields.String(validate=validate.Length(1, LARGEST), required=True)


class CalendarBody(FileBody):
    """A file of working days, as `LINLI_CALENDAR` names one: `2027-02-05: rest`, `2027-02-20: work` …"""

    text = fields.String(validate=validate.Length(1, LARGEST_RULES), required=True)


class CatalogueBody(FileBody):
    """A file of the catalogue as YAML, the day from which it holds (today, unless given), and whether it is all of it.

    `complete`: what the file does not say ends on that day.
    """

    valid_from = fields.Date(load_default=None)
    complete = fields.Boolean(load_default=False)
    text = fields.String(validate=validate.Length(1, LARGEST_RULES), required=True)


@dataclass(frozen=True, kw_only=True)
class ImportList:
    """One's own imports of the last 30 days, the latest first."""

    items: tuple[ImportView, ...]


@routes.post("/areas", ADMINISTRATORS, VIEW, body=AreasBody, status=202)
@takes(LARGEST * 2)
def import_areas(said: dict[str, Any]) -> Response:
    """Have a file of a district's areas checked and loaded, all or nothing 导入区划"""
    return _handed(ImportKind.AREAS, said)


@routes.post("/calendar", ADMINISTRATORS, VIEW, body=CalendarBody, status=202)
@takes(LARGEST_RULES * 2)
def import_calendar(said: dict[str, Any]) -> Response:
    """Have a file of working days checked and set, all or nothing 导入工作日历"""
    return _handed(ImportKind.CALENDAR, said)


@routes.post("/catalogue", ADMINISTRATORS, VIEW, body=CatalogueBody, status=202)
@takes(LARGEST_RULES * 2)
def import_catalogue(said: dict[str, Any]) -> Response:
    """Have a file of the catalogue checked and loaded, all or nothing 导入诉求目录"""
    return _handed(ImportKind.CATALOGUE, said)


def _handed(kind: ImportKind, said: dict[str, Any]) -> Response:
    area, today = district_to_administer(said["area"], "area"), local(now()).date()
    handed = Handed(
        kind=kind,
        area_code=area,
        name=said["name"],
        valid_from=said.get("valid_from") or today,
        content=said["text"].encode(),
        complete=said.get("complete", False),
    )
    fingerprint = repr(
        (area, handed.name, handed.valid_from, handed.complete, hashlib.sha256(handed.content).hexdigest())
    )

    def work(session: Session) -> tuple[dict[str, Any], int]:
        return dump(store.ask(session, auth.principal().account_id, handed)), 202

    return once(work, fingerprint)


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
