"""The API's own description, OpenAPI 3.1: titles, who may sign in how, and the problem details of every route."""

from __future__ import annotations

import functools
import json
from typing import Any

import marshmallow as ma
from flask import Flask
from flask_smorest import Api, Blueprint
from marshmallow import fields

import linli
from gateway.phrases import TITLES

JSON_TYPE = "application/problem+json"

DESCRIPTION = """Linli 邻里: hotline, assistance, volunteers and grid patrols of a district as one network.
Errors are problem details (RFC 9457) in Chinese or English by `Accept-Language`.
错误以 RFC 9457 格式返回，按 `Accept-Language` 使用中文或英文。"""

OPENING = {"area_code": "210103005003", "category": "noise.residential", "title": "深夜装修噪声", "kind": "complaint"}
"""What the page to try the API begins with; made up from the patterns it would be refused."""

_ALWAYS = (400, 404, 429, 500, 503)
_SIGNED_IN = (401, 403)
_CHANGE = (409, 413, 415, 422)
_VERSIONED = (412, 428)


class ProblemSchema(ma.Schema):
    """A problem detail (RFC 9457)."""

    type = fields.String(required=True, metadata={"description": "urn:linli:error:<code>"})
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    detail = fields.String(required=True)
    code = fields.String(required=True, metadata={"description": "Stable; made for programs."})
    fields_ = fields.Dict(
        keys=fields.String(), values=fields.List(fields.String()), data_key="fields", attribute="fields"
    )
    instance = fields.String(required=True)
    correlation_id = fields.UUID(required=True)


class AcceptedSchema(ma.Schema):
    """A request that was accepted and waits for the hotline."""

    id = fields.UUID(required=True)
    tracking_code = fields.String(required=True)
    state = fields.Constant("accepted", required=True)


@functools.cache
def text_of(blueprints: tuple[Blueprint, ...]) -> str:
    """The description of these parts of the API as JSON. Writing it takes seconds: applications start without it."""
    api = _api()
    for blueprint in blueprints:
        api.register_blueprint(blueprint)
    return json.dumps(_document(api), ensure_ascii=False, indent=1)


def _api() -> Api:
    """The flask-smorest API that gathers the routes' descriptions, on an application that serves nobody."""
    app = Flask("description", static_folder=None)
    app.config["OPENAPI_URL_PREFIX"] = None
    options = {
        "info": {"description": DESCRIPTION},
        "servers": [{"url": "/"}],
    }
    made = Api(
        app,
        spec_kwargs={"title": "Linli 邻里", "version": linli_version(), "openapi_version": "3.1.0", **options},
    )
    made.spec.components.security_scheme("bearer", {"type": "http", "scheme": "bearer"})
    made.spec.components.security_scheme("session", {"type": "apiKey", "in": "cookie", "name": "linli_session"})
    made.spec.components.security_scheme("citizen", {"type": "apiKey", "in": "cookie", "name": "linli_citizen"})
    made.spec.components.schema("Problem", schema=ProblemSchema)
    made.spec.components.schema("Accepted", schema=AcceptedSchema)
    return made


def linli_version() -> str:
    """The version of the API, which is the package's."""
    return getattr(linli, "__version__", "0.1.0")


def _document(api: Api) -> dict[str, Any]:
    """The description, with the problems each route may answer with instead of the framework's single default."""
    found: dict[str, Any] = _in_json_schema(api.spec.to_dict())
    parts = found.setdefault("components", {})
    for unused in ("Error", "PaginationMetadata"):
        parts.get("schemas", {}).pop(unused, None)
    parts["responses"] = {_name(status): _problem(titles[1]) for status, titles in sorted(TITLES.items())}
    for path, methods in found["paths"].items():
        for method, operation in methods.items():
            if method in ("get", "post"):
                _describe(operation, method)
        if path == "/api/hotline/requests":
            methods["post"]["responses"]["202"] = _accepted()
            methods["post"]["requestBody"]["content"]["application/json"]["example"] = OPENING
    return found


def _in_json_schema(part: Any) -> Any:
    """JSON Schema's own terms: no bounds on texts (amounts travel as texts), `$` for Python's `\\Z`."""
    if isinstance(part, list):
        return [_in_json_schema(one) for one in part]
    if not isinstance(part, dict):
        return part
    bounds = {"minimum", "maximum"}
    kept = {name: _in_json_schema(one) for name, one in part.items() if not (name in bounds and isinstance(one, str))}
    if isinstance(kept.get("pattern"), str):
        kept["pattern"] = kept["pattern"].replace("\\Z", "$")
    return kept


def _name(status: int) -> str:
    return f"Problem{status}"


def _problem(title: str) -> dict[str, Any]:
    content = {JSON_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {"description": title, "content": content}


def _accepted() -> dict[str, Any]:
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Accepted"}}}
    return {"description": "Accepted while the hotline is away; it is delivered once.", "content": content}


def _describe(operation: dict[str, Any], method: str) -> None:
    responses = operation.setdefault("responses", {})
    for status in ("default", "422"):
        responses.pop(status, None)
    headers = {one.get("name") for one in operation.get("parameters", ()) if one.get("in") == "header"}
    wanted = [*_ALWAYS, *(_SIGNED_IN if operation.get("security") else ())]
    wanted += _CHANGE if method == "post" else ((422,) if operation.get("parameters") else ())
    wanted += _VERSIONED if "If-Match" in headers else ()
    for status in wanted:
        responses[str(status)] = {"$ref": f"#/components/responses/{_name(status)}"}
