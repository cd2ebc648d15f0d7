"""The routes of programs: what there is at an area, and what a household may qualify for."""

from __future__ import annotations

from typing import Any

from flask import Response

from gateway.access import SIGNED_IN
from gateway.api.assistance.cases import routes
from gateway.api.conventions import answer, ask, read
from gateway.api.queries import AreaRequired, DateQuery
from gateway.api.routes import body_of
from linli.contracts.assistance.programs import ListPrograms, ProgramList, Proposals, TryPrograms
from linli.contracts.base import schema_class

__all__ = ["routes"]


class ProgramQuery(AreaRequired, DateQuery):
    """The area and the day of a list of programs."""


@routes.get("/programs", SIGNED_IN, schema_class(ProgramList), query=ProgramQuery)
def list_programs(asked: dict[str, Any]) -> Response:
    """The programs of an area on a day, their clocks and the area's standards 救助项目"""
    return read("assistance", "list_programs", ListPrograms(area_code=asked["area"], at=asked["at"]))


@routes.post("/programs/try", SIGNED_IN, schema_class(Proposals), body=body_of(TryPrograms))
def try_programs(said: dict[str, Any]) -> Response:
    """Which programs a household with these facts may qualify for, each step explained; nothing is kept 资格预判"""
    return answer(ask("assistance", "try_programs", TryPrograms(**said)))
