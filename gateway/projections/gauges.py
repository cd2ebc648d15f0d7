"""The business gauges: how many requests of each district and street are open, late and at risk, by kind."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from prometheus_client import Gauge
from sqlalchemy import ColumnElement, and_, func, or_, select

from gateway.projections.tables import REQUEST_ROW
from linli import observe
from linli.db import Asked

_ROW = REQUEST_ROW.c
_Labels = tuple[str, str, str]
_GAUGES: tuple[Gauge, ...] = (observe.ORDERS_OPEN, observe.ORDERS_LATE, observe.ORDERS_AT_RISK)


class BusinessGauges:
    """Sets the gauges and remembers which it ever set, so that an area whose last request ended shows 0."""

    def __init__(self) -> None:
        self._known: set[_Labels] = set()

    def measure(self, session: Asked, now: datetime) -> None:
        """Set open, late and at risk (past 80 % of the time to settle, not yet late) as of `now`."""
        found = measured(session, now)
        self._known |= found.keys()
        for labels in self._known:
            for gauge, value in zip(_GAUGES, found.get(labels, (0, 0, 0)), strict=True):
                gauge.labels(*labels).set(value)


def measured(session: Asked, now: datetime) -> dict[_Labels, tuple[int, int, int]]:
    """Open, late and at risk by tier, area and kind; districts and streets only."""
    found: dict[_Labels, tuple[int, int, int]] = {}
    for district, street, kind, *counts in session.execute(_open_requests(now)):
        for labels in (("district", district, kind.value), ("street", street, kind.value)):
            if labels[1] is not None:
                before = found.get(labels, (0, 0, 0))
                found[labels] = (before[0] + counts[0], before[1] + counts[1], before[2] + counts[2])
    return found


def _open_requests(now: datetime) -> Any:
    running: ColumnElement[bool] = _ROW.stopped_at.is_(None)
    late = or_(_ROW.was_late, and_(running, _ROW.settle_due_at < now))
    at_risk = and_(running, _ROW.settle_due_at >= now, _ROW.risk_at < now)
    counts = (func.count(), func.count().filter(late), func.count().filter(at_risk))
    of = (_ROW.district, _ROW.street, _ROW.kind)
    return select(*of, *counts).where(_ROW.ended_at.is_(None)).group_by(*of)
