"""How a route of the API is declared: address, who may use it, what it reads and answers, all in one decorator."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar, cast

import marshmallow as ma
from flask import Response
from flask_smorest import Blueprint

from gateway.access import Access
from gateway.reading import StrictParser
from linli.contracts.base import schema_class

View = TypeVar("View", bound=Callable[..., Response])
Parameters = Sequence[Mapping[str, Any]]

KEY_PARAMETER: Mapping[str, Any] = {
    "in": "header",
    "name": "Idempotency-Key",
    "description": "1 to 200 visible ASCII characters; a repeat with the same key answers the same. 幂等键。",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200},
}
VERSION_PARAMETER: Mapping[str, Any] = {
    "in": "header",
    "name": "If-Match",
    "required": True,
    "description": 'The version acted on, as in the ETag: `"3"`; `*` for any. 版本。',
    "schema": {"type": "string"},
}


class _StrictBlueprint(Blueprint):  # type: ignore[misc]  # flask-smorest has no types
    ARGUMENTS_PARSER = StrictParser()


def body_of(command: type, *without: str, name: str | None = None) -> type[ma.Schema]:
    """The schema of a command as a body: without the fields that the gateway fills; loading gives a plain dict."""
    base = schema_class(command)

    def make(_self: ma.Schema, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        return data

    class Meta:
        unknown = ma.RAISE
        exclude = without

    return type(name or f"{command.__name__}Body", (base,), {"make": ma.post_load(make), "Meta": Meta})


@functools.cache
def change_of(command: type) -> type[ma.Schema]:
    """The body of a change: its command without what stands in the address and in If-Match."""
    return body_of(command, "id", "version")


@functools.cache
def page_of(row: type) -> type[ma.Schema]:
    """The schema of a page of these rows."""
    item = schema_class(row)
    return type(
        f"{row.__name__}Page",
        (ma.Schema,),
        {
            "items": ma.fields.List(ma.fields.Nested(item), required=True),
            "next_cursor": ma.fields.String(required=True, allow_none=True),
        },
    )


class Routes:
    """The routes of one part of the API."""

    def __init__(self, name: str, prefix: str, description: str) -> None:
        self.blueprint = _StrictBlueprint(name, f"gateway.api.{name}", url_prefix=prefix, description=description)

    def get(
        self, rule: str, access: Access, answers: type[ma.Schema] | None, *, query: type[ma.Schema] | None = None
    ) -> Callable[[View], View]:
        """Declare a view that reads: it gets what the query says as its first argument, when there is a query."""

        def declare(view: View) -> View:
            marked = access(view)
            if query is not None:
                schema = query()  # one for all requests: making one takes longer than reading a body with it
                names = frozenset(one.data_key or name for name, one in schema.fields.items())
                marked = self.blueprint.arguments(schema, location="query")(marked)
                marked.linli_query = names
            return self._add(rule, "GET", marked, access, answers, 200, ())

        return declare

    def post(
        self,
        rule: str,
        access: Access,
        answers: type[ma.Schema] | None,
        *,
        body: type[ma.Schema] | None = None,
        status: int = 200,
        versioned: bool = False,
    ) -> Callable[[View], View]:
        """Declare a view that changes: it gets the body as its first argument; `versioned` ones need If-Match."""

        def declare(view: View) -> View:
            marked = access(view)
            if body is not None:
                marked = self.blueprint.arguments(body(), location="json")(marked)
            headers = (KEY_PARAMETER, VERSION_PARAMETER) if versioned else (KEY_PARAMETER,)
            return self._add(rule, "POST", marked, access, answers, status, headers)

        return declare

    def _add(
        self,
        rule: str,
        method: str,
        view: View,
        access: Access,
        answers: type[ma.Schema] | None,
        status: int,
        headers: Parameters,
    ) -> View:
        if answers is not None:
            view = self.blueprint.response(status, answers)(view)
        roles = "public" if access.roles is None else ", ".join(sorted(access.roles))
        session = "citizen" if access.is_for_citizens else "session"
        security: list[dict[str, list[str]]] = [] if access.is_public else [{"bearer": []}, {session: []}]
        said: dict[str, Any] = {"security": security, "x-roles": roles}
        if headers:
            said["parameters"] = [dict(one) for one in headers]
        view = self.blueprint.doc(**said)(view)
        return cast(View, self.blueprint.route(rule, methods=[method])(view))
