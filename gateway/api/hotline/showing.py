"""The routes by which screens show requests: what may be done with one, and titles for a list."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response

from gateway.access import SIGNED_IN
from gateway.api.conventions import read
from gateway.api.hotline.requests import routes
from gateway.api.routes import body_of
from linli.contracts.base import schema_class
from linli.contracts.hotline.showing import ActionsView, ListActions, ListTitles, TitlesView


@routes.get("/requests/<uuid:request_id>/actions", SIGNED_IN, schema_class(ActionsView))
def list_actions(request_id: UUID) -> Response:
    """What the caller may do with a request now, and the unit that the routing rules propose 可办操作"""
    return read("hotline", "list_actions", ListActions(id=request_id))


@routes.post("/requests/titles", SIGNED_IN, schema_class(TitlesView), body=body_of(ListTitles))
def list_titles(said: dict[str, Any]) -> Response:
    """The titles of up to 200 requests, of those the caller's areas reach; asks, changes nothing 诉求标题"""
    return read("hotline", "list_titles", ListTitles(**said))
