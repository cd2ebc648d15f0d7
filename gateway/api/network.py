"""The network's routes: figures of an area and those below, the history of a request, the stream of changes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Response, request
from marshmallow import fields
from sqlalchemy.orm import Session

from gateway.access import SIGNED_IN
from gateway.api.conventions import answer, only_area, reached_area, reached_request, scopes
from gateway.api.queries import AreaQuery
from gateway.api.routes import Routes
from gateway.areas import store as areas
from gateway.areas.store import Area
from gateway.parts import parts
from gateway.projections import store
from gateway.projections.views import Counts, RequestRow, TimelineEntry
from gateway.stream import sse
from linli.clock import local, now
from linli.contracts.base import dump, schema_class
from linli.errors import Unavailable

routes = Routes("network", "/api", "The network of three tiers 三级网络")


@dataclass(frozen=True, kw_only=True)
class AreaFigures:
    """The requests of an area with all below it: open, closed, late (ended late, or open past the due moment)."""

    area_code: str
    name: str
    tier: str
    open: int
    closed: int
    late: int
    by_category: dict[str, Counts]
    by_service: dict[str, Counts]


@dataclass(frozen=True, kw_only=True)
class NetworkFigures:
    """An area's figures and those of the areas directly below."""

    area: AreaFigures
    children: tuple[AreaFigures, ...]


@dataclass(frozen=True, kw_only=True)
class Timeline:
    """A request and every event that made it what it is, its own and its tasks'."""

    request: RequestRow
    entries: tuple[TimelineEntry, ...]


class FiguresQuery(AreaQuery):
    """One area, and whether those directly below are wanted too."""

    below = fields.Boolean(load_default=True)


@routes.get("/network/figures", SIGNED_IN, schema_class(NetworkFigures), query=FiguresQuery)
def get_figures(asked: dict[str, Any]) -> Response:
    """Open, closed and late requests of an area and of those directly below 辖区统计"""
    area = reached_area(asked["area"] or only_area())
    with parts().database.reading() as session:
        below = areas.children(session, area.code, local(now()).date()) if asked["below"] else []
        return answer(
            NetworkFigures(area=_figures(session, area), children=tuple(_figures(session, one) for one in below))
        )


def _figures(session: Session, area: Area) -> AreaFigures:
    found = store.figures(session, area.code, now())
    return AreaFigures(name=area.name, tier=area.tier.value, **vars(found))


@routes.get("/network/requests/<uuid:request_id>/timeline", SIGNED_IN, schema_class(Timeline))
def get_timeline(request_id: UUID) -> Response:
    """The chain of events that made a request what it is 诉求轨迹"""
    with parts().database.reading() as session:
        row = reached_request(session, request_id)
        entries = store.timeline(session, request_id)
    return answer({"request": dump(row), "entries": [dump(one) for one in entries]})


@routes.get("/stream", SIGNED_IN, None, query=AreaQuery)
def get_stream(asked: dict[str, Any]) -> Response:
    """Changes as they happen, as Server-Sent Events 实时变更"""
    hub, where = parts().hub, scopes(asked["area"])
    if hub is None or len(hub) >= parts().most_streams:
        raise Unavailable(
            "stream_elsewhere",
            "This process gives no (more) streams; connect to the stream process.",
            "本进程不再提供实时流，请连接专用的实时流进程。",
        )
    subscription = hub.subscribe(where, request.headers.get("Last-Event-ID"))
    body = sse.stream(subscription)
    response = Response(body, content_type="text/event-stream; charset=utf-8")
    response.call_on_close(subscription.close)
    response.headers["X-Accel-Buffering"] = "no"
    return response
