"""The routes of exports: asked for, watched, fetched, cancelled; each account sees its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Response
from marshmallow import fields, validate
from sqlalchemy.orm import Session

from gateway import auth
from gateway.access import SIGNED_IN
from gateway.api.conventions import answer, once, scopes
from gateway.api.queries import RequestQuery
from gateway.api.routes import Routes
from gateway.exports import store
from gateway.exports.store import ExportView, Form
from gateway.parts import parts
from linli.contracts.base import dump, schema_class
from linli.errors import Conflict

routes = Routes("exports", "/api/exports", "Lists as files 导出")

VIEW = schema_class(ExportView)
KINDS = {
    Form.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Form.CSV: "text/csv; charset=utf-8",
}


class ExportBody(RequestQuery):
    """Which requests, as for their list, of one area; as what; in which language."""

    class Meta:
        exclude = ("cursor", "limit")

    form = fields.Enum(Form, by_value=True, load_default=Form.XLSX)
    language = fields.String(validate=validate.OneOf(["zh", "en"]), load_default="zh")


@dataclass(frozen=True, kw_only=True)
class ExportList:
    """One's own exports of the last day, the latest first."""

    items: tuple[ExportView, ...]


@routes.post("", SIGNED_IN, VIEW, body=ExportBody, status=202)
def ask_for_export(said: dict[str, Any]) -> Response:
    """Have the list of an area's requests made into a file 导出诉求列表"""
    form, language = said.pop("form"), said.pop("language")
    area = said.pop("area") or auth.principal().areas()[0]
    scopes(area)
    query = {name: getattr(one, "value", one) for name, one in said.items() if one is not None}

    def work(session: Session) -> tuple[dict[str, Any], int]:
        return dump(store.ask(session, auth.principal().account_id, area, query, form, language)), 202

    return once(work, repr((area, sorted(query.items()), form, language)))


@routes.get("", SIGNED_IN, schema_class(ExportList))
def list_exports() -> Response:
    """One's own exports of the last day 我的导出"""
    with parts().database.reading() as session:
        return answer(ExportList(items=tuple(store.of_account(session, auth.principal().account_id))))


@routes.get("/<uuid:export_id>/file", SIGNED_IN, None)
def get_export(export_id: UUID) -> Response:
    """The file of an export that is done 下载导出文件"""
    mine = auth.principal().account_id
    with parts().database.reading() as session:
        shown, file = store.find(session, export_id, mine), store.content(session, export_id, mine)
    if file is None:
        raise Conflict("not_done", "There is no file (yet).", "导出文件尚未生成。")
    response = Response(file, content_type=KINDS[shown.form])
    response.headers["Content-Disposition"] = f'attachment; filename="linli-{shown.asked_at:%Y%m%d}.{shown.form.value}"'
    response.headers["Cache-Control"] = "no-store"
    return response


@routes.post("/<uuid:export_id>/cancel", SIGNED_IN, VIEW)
def cancel_export(export_id: UUID) -> Response:
    """Stop an export 取消导出"""

    def work(session: Session) -> tuple[dict[str, Any], int]:
        return dump(store.cancel(session, export_id, auth.principal().account_id)), 200

    return once(work, str(export_id))
