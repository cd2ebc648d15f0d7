"""The routes of the directory: convenience services and those who provide them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import marshmallow as ma
from flask import Response
from marshmallow import fields, validate

from gateway.access import SIGNED_IN
from gateway.api.conventions import answer, ask, changes, known_area, read
from gateway.api.hotline.knowledge import EDITORS
from gateway.api.queries import CATEGORY, AreaRequired
from gateway.api.routes import Routes, body_of, change_of
from linli.contracts.base import schema_class, text
from linli.contracts.hotline.directory import (
    CloseProvider,
    ConvenienceService,
    GetProvider,
    KeepService,
    ListServices,
    ProviderList,
    ProviderView,
    ReviseProvider,
    SearchProviders,
    ServiceCategory,
    ServiceList,
    WriteProvider,
)

routes = Routes("directory", "/api/hotline/directory", "The directory of convenience services 便民服务")
change = changes("hotline")

VIEW = schema_class(ProviderView)


class ServiceQuery(ma.Schema):
    """Which services are listed."""

    category = fields.Enum(ServiceCategory, by_value=True, load_default=None)


class ProviderQuery(AreaRequired):
    """Which providers are looked for."""

    category = fields.Enum(ServiceCategory, by_value=True, load_default=None)
    service = fields.String(validate=CATEGORY, load_default=None)
    words = fields.String(validate=text(0, 200), load_default="")
    open_at = fields.AwareDateTime(load_default=None)
    limit = fields.Integer(validate=validate.Range(1, 50), load_default=20)


@routes.post("/services", EDITORS, schema_class(ConvenienceService), body=body_of(KeepService))
def keep_service(said: dict[str, Any]) -> Response:
    """Put a service into the directory, or in the place of the one of its code 维护服务项目"""
    command = KeepService(**said)
    return answer(ask("hotline", "keep_service", command))


@routes.get("/services", SIGNED_IN, schema_class(ServiceList), query=ServiceQuery)
def list_services(asked: dict[str, Any]) -> Response:
    """The services of the directory 服务项目"""
    return read("hotline", "list_services", ListServices(**asked))


@routes.post("/providers", EDITORS, VIEW, body=body_of(WriteProvider), status=201)
def write_provider(said: dict[str, Any]) -> Response:
    """Put a provider into the directory 登记服务商"""
    command = WriteProvider(**said)
    known_area(command.area_code)
    made = ask("hotline", "write_provider", command)
    return answer(made, 201, version=made["version"], location=f"/api/hotline/directory/providers/{made['id']}")


@routes.get("/providers", SIGNED_IN, schema_class(ProviderList), query=ProviderQuery)
def search_providers(asked: dict[str, Any]) -> Response:
    """Providers that serve an area, best rated first; those open at a moment with open_at 查找服务商"""
    return read("hotline", "search_providers", SearchProviders(area_code=asked.pop("area"), **asked))


@routes.get("/providers/<uuid:provider_id>", SIGNED_IN, VIEW)
def get_provider(provider_id: UUID) -> Response:
    """One provider 服务商详情"""
    return read("hotline", "get_provider", GetProvider(id=provider_id))


@routes.post(
    "/providers/<uuid:provider_id>/revise",
    EDITORS,
    VIEW,
    body=change_of(ReviseProvider),
    versioned=True,
)
def revise_provider(said: dict[str, Any], provider_id: UUID) -> Response:
    """Change what the directory says of a provider 修改服务商"""
    return change("revise_provider", ReviseProvider, provider_id, said)


@routes.post("/providers/<uuid:provider_id>/close", EDITORS, VIEW, body=change_of(CloseProvider), versioned=True)
def close_provider(said: dict[str, Any], provider_id: UUID) -> Response:
    """Take a provider out of the directory 停用服务商"""
    return change("close_provider", CloseProvider, provider_id, said)
