"""The public route: where a request stands, by its tracking code, and nothing more."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response

from gateway import tracking
from gateway.access import PUBLIC
from gateway.api.conventions import answer
from gateway.api.routes import Routes
from gateway.intake import store as intake
from gateway.intake.tables import KeptState
from gateway.intaking import ACCEPTED
from gateway.parts import parts
from gateway.projections import store
from linli.contracts.base import schema_class
from linli.errors import NotFound

routes = Routes("track", "/api/track", "Where my request stands 进度查询")


@dataclass(frozen=True, kw_only=True)
class TrackView:
    """The state of a request; `accepted` until the hotline has it."""

    tracking_code: str
    state: str


@routes.get("/<string:code>", PUBLIC, schema_class(TrackView))
def track(code: str) -> Response:
    """The state of the request with this tracking code 进度查询"""
    parts().limiter.tracking()
    wanted = tracking.as_written(code[:40])
    state = _state_of(wanted)
    if state is None:
        raise NotFound("unknown_tracking_code", "There is no request with this code.", "没有该查询码对应的诉求。")
    return answer(TrackView(tracking_code=wanted, state=state))


def _state_of(code: str) -> str | None:
    with parts().database.peeking() as session:
        kept = intake.find_by_tracking_code(session, code)
        request_id = kept.request_id if kept else tracking.request_of(session, code)
        row = store.find_request_row(session, request_id) if request_id else None
    if row is not None:
        return row.state.value
    if kept is not None and kept.state is KeptState.REFUSED:
        return "refused"
    return ACCEPTED if request_id else None
