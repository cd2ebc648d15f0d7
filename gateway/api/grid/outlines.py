"""The route of where areas lie, for the maps of the console."""

from __future__ import annotations

from typing import Any

from flask import Response
from marshmallow import fields, validate

from gateway.access import SIGNED_IN
from gateway.api.conventions import reached_area, read
from gateway.api.grid.cases import routes
from gateway.api.grid.cells import AreaOnDay
from linli.contracts.base import schema_class
from linli.contracts.grid.outlines import ListOutlines, OutlinesView


class OutlineQuery(AreaOnDay):
    """Of which area, streets or communities, as of which day."""

    tier = fields.String(validate=validate.OneOf(["street", "community"]), load_default="community")


@routes.get("/outlines", SIGNED_IN, schema_class(OutlinesView), query=OutlineQuery)
def list_outlines(asked: dict[str, Any]) -> Response:
    """Where the streets or communities of an area lie, by their cells; a made-up border is marked 区划轮廓"""
    area = reached_area(asked.pop("area")).code
    return read("grid", "list_outlines", ListOutlines(area_code=area, **asked))
