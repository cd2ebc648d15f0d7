"""The routes by which a request's contact is shown in full, and by which that is looked into."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response

from gateway.access import needs
from gateway.api.conventions import answer, ask, read
from gateway.api.hotline.updates import WRITING, routes
from gateway.api.routes import body_of
from linli.contracts.base import schema_class
from linli.contracts.hotline.disclosure import DiscloseContact, DisclosedContact, DisclosuresView, ListDisclosures
from linli.identity import Role

REVIEWING = needs(frozenset({Role.SUPERVISOR, Role.AUDITOR, Role.ADMINISTRATOR}))


@routes.post(
    "/requests/<uuid:request_id>/contact", WRITING, schema_class(DisclosedContact), body=body_of(DiscloseContact, "id")
)
def disclose_contact(said: dict[str, Any], request_id: UUID) -> Response:
    """Show the contact in full; who asked and what for is kept 查看联系方式"""
    response = answer(ask("hotline", "disclose_contact", DiscloseContact(id=request_id, **said)))
    response.headers["Cache-Control"] = "no-store"
    return response


@routes.get("/requests/<uuid:request_id>/contact/disclosures", REVIEWING, schema_class(DisclosuresView))
def list_disclosures(request_id: UUID) -> Response:
    """Who had the contact shown, when and what for 联系方式查看记录"""
    return read("hotline", "list_disclosures", ListDisclosures(id=request_id))
