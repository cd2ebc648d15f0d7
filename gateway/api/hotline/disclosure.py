"""The routes by which a request's contact is shown in full, and by which that is looked into."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Response
from marshmallow import fields

from gateway.access import needs
from gateway.accounts import store as accounts
from gateway.api.conventions import answer, ask, read
from gateway.api.hotline.updates import WRITING, routes
from gateway.api.queries import AreaRequired, PageQuery
from gateway.api.routes import body_of
from gateway.auth import principal
from gateway.parts import parts
from linli.contracts.base import schema_class
from linli.contracts.hotline.disclosure import (
    DiscloseContact,
    DisclosedContact,
    DisclosureRow,
    DisclosuresView,
    ListDisclosures,
    ReviewDisclosures,
)
from linli.identity import Role

REVIEWING = needs(frozenset({Role.SUPERVISOR, Role.AUDITOR, Role.ADMINISTRATOR}))


class ReviewQuery(AreaRequired, PageQuery):
    """Of which area, by whom, which page."""

    account_id = fields.UUID(load_default=None)


@dataclass(frozen=True, kw_only=True)
class DisclosureBy:
    """A contact that was shown, and by which account; without a name when there is no such account any more."""

    disclosure: DisclosureRow
    login: str | None
    display_name: str | None


@dataclass(frozen=True, kw_only=True)
class DisclosureList:
    """A page of contacts that were shown, the latest first."""

    items: tuple[DisclosureBy, ...]
    next_cursor: str | None


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


@routes.get("/disclosures", REVIEWING, schema_class(DisclosureList), query=ReviewQuery)
def review_disclosures(asked: dict[str, Any]) -> Response:
    """Whose contacts of an area's requests were shown to whom, when and what for 查看号码记录"""
    command = ReviewDisclosures(area_code=asked.pop("area"), **asked)
    said = parts().backend.ask("hotline", "review_disclosures", command, principal())
    with parts().database.peeking() as session:
        known = accounts.named(session, {UUID(one["account_id"]) for one in said["items"]})
    items = [{"disclosure": one, **known.get(UUID(one["account_id"]), _NOBODY)} for one in said["items"]]
    return answer({"items": items, "next_cursor": said["next_cursor"]})


_NOBODY: dict[str, str | None] = {"login": None, "display_name": None}
