"""The routes of templates of operators' texts."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import marshmallow as ma
from flask import Response
from marshmallow import fields

from gateway.access import SIGNED_IN
from gateway.api.conventions import answer, ask, changes, known_area, read
from gateway.api.hotline.knowledge import ANSWERING, EDITORS, VersionQuery
from gateway.api.queries import CATEGORY, AreaRequired, PageQuery
from gateway.api.routes import Routes, body_of, change_of
from linli.contracts.base import schema_class
from linli.contracts.hotline.templates import (
    FilledTemplate,
    FillTemplate,
    GetTemplate,
    ListTemplates,
    RetireTemplate,
    ReviseTemplate,
    TemplatePage,
    TemplateUse,
    TemplateView,
    WriteTemplate,
)

routes = Routes("templates", "/api/hotline/templates", "Templates of operators' texts 模板")
change = changes("hotline")

VIEW = schema_class(TemplateView)


class TemplateQuery(AreaRequired, PageQuery):
    """Which templates a list shows."""

    use = fields.Enum(TemplateUse, by_value=True, load_default=None)
    category = fields.String(validate=CATEGORY, load_default=None)


class RequestIdQuery(ma.Schema):
    """The request that a template is filled for."""

    request_id = fields.UUID(required=True)


@routes.post("", EDITORS, VIEW, body=body_of(WriteTemplate), status=201)
def write_template(said: dict[str, Any]) -> Response:
    """Write a template; its placeholders are checked 新建模板"""
    command = WriteTemplate(**said)
    known_area(command.area_code)
    made = ask("hotline", "write_template", command)
    return answer(made, 201, version=made["version"], location=f"/api/hotline/templates/{made['id']}")


@routes.get("", SIGNED_IN, schema_class(TemplatePage), query=TemplateQuery)
def list_templates(asked: dict[str, Any]) -> Response:
    """The templates in use at an area, newest first 模板列表"""
    return read("hotline", "list_templates", ListTemplates(area_code=asked.pop("area"), **asked))


@routes.get("/<uuid:template_id>", SIGNED_IN, VIEW, query=VersionQuery)
def get_template(asked: dict[str, Any], template_id: UUID) -> Response:
    """One template, a version by its number or the newest 模板详情"""
    return read("hotline", "get_template", GetTemplate(id=template_id, **asked))


@routes.get("/<uuid:template_id>/filled", ANSWERING, schema_class(FilledTemplate), query=RequestIdQuery)
def fill_template(asked: dict[str, Any], template_id: UUID) -> Response:
    """The texts with what is known of a request in place of the placeholders 预览"""
    return read("hotline", "fill_template", FillTemplate(id=template_id, **asked))


@routes.post("/<uuid:template_id>/revise", EDITORS, VIEW, body=change_of(ReviseTemplate), versioned=True)
def revise_template(said: dict[str, Any], template_id: UUID) -> Response:
    """Write the next version, which takes the present one's place 修订模板"""
    return change("revise_template", ReviseTemplate, template_id, said)


@routes.post("/<uuid:template_id>/retire", EDITORS, VIEW, body=change_of(RetireTemplate), versioned=True)
def retire_template(said: dict[str, Any], template_id: UUID) -> Response:
    """Take a template out of use; its versions stay 停用模板"""
    return change("retire_template", RetireTemplate, template_id, said)
