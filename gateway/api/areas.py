"""The routes of the tree of areas, as far down from the caller as it goes and no higher."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Response

from gateway import auth
from gateway.access import SIGNED_IN
from gateway.api.conventions import answer, reached_area
from gateway.api.queries import DateQuery
from gateway.api.routes import Routes
from gateway.areas import store
from gateway.areas.store import Area
from gateway.parts import parts
from linli.clock import local, now
from linli.contracts.base import AREA_PATTERN, schema_class
from linli.errors import not_found

routes = Routes("areas", "/api/areas", "Districts, streets, communities 区划")


@dataclass(frozen=True, kw_only=True)
class AreaView:
    """An area as it was at the date asked for."""

    code: str
    name: str
    tier: str
    parent_code: str | None


@dataclass(frozen=True, kw_only=True)
class AreaBranch:
    """An area and those directly below it."""

    area: AreaView
    children: tuple[AreaView, ...]


@dataclass(frozen=True, kw_only=True)
class AreaList:
    """The areas at which the caller acts."""

    items: tuple[AreaView, ...]


def view(area: Area) -> AreaView:
    """The area as it is shown."""
    return AreaView(code=area.code, name=area.name, tier=area.tier.value, parent_code=area.parent_code)


@routes.get("", SIGNED_IN, schema_class(AreaList), query=DateQuery)
def list_areas(asked: dict[str, Any]) -> Response:
    """The widest areas at which the caller acts 我的辖区"""
    at = asked["at"] or local(now()).date()
    with parts().database.peeking() as session:
        found = [store.area(session, code, at) for code in auth.principal().areas()]
    return answer(AreaList(items=tuple(view(one) for one in found if one)))


@routes.get("/<string:code>", SIGNED_IN, schema_class(AreaBranch), query=DateQuery)
def get_area(asked: dict[str, Any], code: str) -> Response:
    """An area in the caller's reach and those directly below 区域及下级"""
    if not AREA_PATTERN.fullmatch(code):
        raise not_found("area", "区域")
    at = asked["at"] or local(now()).date()
    area = reached_area(code, at)
    with parts().database.peeking() as session:
        below = store.children(session, code, at)
    return answer(AreaBranch(area=view(area), children=tuple(view(one) for one in below)))
