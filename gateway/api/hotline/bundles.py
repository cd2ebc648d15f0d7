"""The routes of bundles: one form opens what several offices need."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import marshmallow as ma
from flask import Response
from marshmallow import fields, validate

from gateway import auth, tracking
from gateway.access import SIGNED_IN
from gateway.api.conventions import answer, idempotency_key, known_area, read
from gateway.api.hotline.requests import INTAKE
from gateway.api.routes import Routes, body_of
from gateway.parts import parts
from linli.contracts.base import schema_class
from linli.contracts.hotline.bundles import (
    BundleCatalogue,
    BundleView,
    GetBundle,
    ListBundles,
    OpenBundle,
    PartToOpen,
)

routes = Routes("bundles", "/api/hotline/bundles", "One form for several offices 一门式受理")

VIEW = schema_class(BundleView)
_CODE = validate.Regexp(r"^[a-z0-9_.]{1,60}\Z", error="Give a code. 请填写代码。")


class BundleBody(body_of(OpenBundle, "id", "parts")):  # type: ignore[misc]  # its base is made from the command
    """The form, and which parts of the bundle are wanted."""

    parts = fields.List(fields.String(validate=_CODE), required=True, validate=validate.Length(1, 30))

    class Meta:
        unknown = ma.RAISE
        exclude = ("id",)


@routes.get("", SIGNED_IN, schema_class(BundleCatalogue))
def list_bundles() -> Response:
    """The bundles there are, each with its form and its parts 联办事项"""
    return read("hotline", "list_bundles", ListBundles())


@routes.post("", INTAKE, VIEW, body=BundleBody, status=201)
def open_bundle(said: dict[str, Any]) -> Response:
    """Open the requests of several offices from one form, all of them or none 一门式受理"""
    caller, key = auth.principal(), idempotency_key()
    known_area(said["area_code"])
    bundle_id, _ = _identity("bundle", key)
    wanted = tuple(PartToOpen(code=one, **_request(one, key)) for one in said.pop("parts"))
    command = OpenBundle(id=bundle_id, parts=wanted, **said)
    made = parts().backend.ask("hotline", "open_bundle", command, caller, key)
    with parts().database.transaction() as session:
        for one in made["parts"]:
            tracking.remember(session, one["tracking_code"], UUID(one["request_id"]))
    return answer(made, 201, location=f"/api/hotline/bundles/{made['id']}")


@routes.get("/<uuid:bundle_id>", SIGNED_IN, VIEW)
def get_bundle(bundle_id: UUID) -> Response:
    """Where each request of a bundle stands 办理进度"""
    return read("hotline", "get_bundle", GetBundle(id=bundle_id))


def _identity(what: str, key: str) -> tuple[UUID, str]:
    """Id and tracking code that a repeat under the same key has too."""
    return tracking.identity_of(parts().settings.secret, auth.principal().account_id, f"{key}|{what}")


def _request(part: str, key: str) -> dict[str, Any]:
    request_id, code = _identity(f"part {part}", key)
    return {"request_id": request_id, "tracking_code": code}
