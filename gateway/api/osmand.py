"""Where telephones and GPS trackers send their positions: the OsmAnd protocol, as Traccar Client speaks it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Response, request

from gateway.access import PUBLIC
from gateway.api.conventions import answer
from gateway.api.routes import Routes
from gateway.parts import parts
from gateway.positions.osmand import fix_from_json, fix_from_parameters
from gateway.reading import ANY_QUERY, raw_body, read_json
from linli.contracts.base import schema_class
from linli.contracts.grid.positions import Fix, FixOutcome, RecordPositions
from linli.errors import NotFound
from linli.identity import Grant, Principal, Role

PARAMETERS = [
    {"in": "query", "name": name, "schema": {"type": "string"}, "required": required}
    for name, required in [("id", True), ("lat", True), ("lon", True), ("timestamp", False), ("accuracy", False)]
]
_TRACKERS = Principal(UUID("5a6f0f36-4f4e-5a0d-8e65-0d3f8a0d6f61"), (Grant(Role.CITIZEN, "000000"),))
"""Positions are let in by the tracker's key, which the grid service looks up; the caller is nobody in particular."""

routes = Routes("osmand", "/api/osmand", "Positions of trackers 定位上报")


@dataclass(frozen=True, kw_only=True)
class PositionTaken:
    """What became of the position. One that can never be kept is answered so too, or the telephone would send it, and
    nothing after it, for ever.
    """

    outcome: FixOutcome


def _any_query(view: Callable[[], Response]) -> Callable[[], Response]:
    view.linli_query = ANY_QUERY  # type: ignore[attr-defined]
    return view


@routes.get("", PUBLIC, schema_class(PositionTaken))
@routes.blueprint.doc(parameters=PARAMETERS)  # type: ignore[untyped-decorator]  # flask-smorest has no types
@_any_query
def record_position() -> Response:
    """A tracker's position, in the parameters of the address 上报位置"""
    return _taken(fix_from_parameters(request.args))


@routes.post("", PUBLIC, schema_class(PositionTaken))
@routes.blueprint.doc(parameters=PARAMETERS)  # type: ignore[untyped-decorator]  # flask-smorest has no types
@_any_query
def record_positions() -> Response:
    """A tracker's position, in the address, a form, or Traccar Client's JSON 上报位置"""
    if request.is_json:
        return _taken(fix_from_json(read_json(raw_body())))
    return _taken(fix_from_parameters({**request.args.to_dict(), **request.form.to_dict()}))


def _taken(fix: Fix) -> Response:
    parts().limiter.account(f"tracker {fix.key}")
    outcome = parts().passing.hand_in(fix, _send)
    if outcome is FixOutcome.UNKNOWN_TRACKER:
        parts().limiter.unknown_line()
        raise NotFound(
            "unknown_tracker", "No tracker has this id; ask your leader.", "该设备标识未登记，请联系负责人。"
        )
    return answer(PositionTaken(outcome=outcome))


def _send(fixes: Sequence[Fix]) -> Sequence[FixOutcome]:
    command = RecordPositions(fixes=tuple(fixes))
    said: dict[str, Any] = parts().backend.ask("grid", "record_positions", command, _TRACKERS)
    return [FixOutcome(one) for one in said["outcomes"]]
