"""The routes of requests that tell of one matter."""

from __future__ import annotations

from typing import Any

from flask import Response

from gateway.access import needs
from gateway.api.conventions import read
from gateway.api.routes import Routes, body_of
from linli.contracts.base import schema_class
from linli.contracts.hotline.duplicates import DuplicatesView, SuggestDuplicates
from linli.identity import Role

INTAKE = needs(frozenset({Role.OPERATOR, Role.DISPATCHER, Role.SUPERVISOR, Role.ADMINISTRATOR}))

routes = Routes("duplicates", "/api/hotline", "Requests that tell of one matter 重复诉求")


@routes.post("/requests/duplicates", INTAKE, schema_class(DuplicatesView), body=body_of(SuggestDuplicates))
def suggest_duplicates(said: dict[str, Any]) -> Response:
    """Which requests may tell of the same matter as the one being recorded; asks, changes nothing 疑似重复诉求"""
    return read("hotline", "suggest_duplicates", SuggestDuplicates(**said))
