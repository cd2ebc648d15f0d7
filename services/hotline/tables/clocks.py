"""How the clocks of a request are kept: in one column beside it, for they are read and written together with it."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from linli.contracts.hotline.clocks import ClockKind, Measure, Stage
from services.hotline.domain.clocks import Clock
from services.hotline.domain.escalation import Clocks

_MICROSECOND = timedelta(microseconds=1)
_FIELDS = tuple(one.name for one in fields(Clock))


class ClocksText(TypeDecorator[Clocks]):
    """The three clocks as JSON. They never change in place: a step puts others into the column."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Clocks | None, dialect: Dialect) -> str | None:
        if value is None:
            return None
        clocks = {name: _said(getattr(value, name)) for name in ("sign", "answer", "settle")}
        others = {name: _written(getattr(value, name)) for name in ("dispatches", "escalated_to", "climbs_at")}
        return json.dumps(clocks | others)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Clocks | None:
        if value is None:
            return None
        said = json.loads(value)
        sign, answer, settle = (_clock(said[name]) for name in ("sign", "answer", "settle"))
        climbs_at = _moment(said["climbs_at"])
        return Clocks(sign, answer, settle, said["dispatches"], said["escalated_to"], climbs_at)


def _said(clock: Clock) -> dict[str, Any]:
    """The clock's fields; `dataclasses.asdict` copies each moment on the way, which takes ten times as long."""
    return {name: _written(getattr(clock, name)) for name in _FIELDS}


def _written(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return value / _MICROSECOND if isinstance(value, timedelta) else value


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _clock(said: dict[str, Any]) -> Clock:
    moments = {name: _moment(said[name]) for name in said if name.endswith("_at")}
    left = said.get("left")  # kept since due moments can be counted anew
    words = {"kind": ClockKind(said["kind"]), "measure": Measure(said["measure"]), "told": Stage(said["told"])}
    amounts = {"allowed": timedelta(microseconds=said["allowed"]), "left": left and timedelta(microseconds=left)}
    return Clock(**amounts, **moments, **words)  # type: ignore[arg-type]  # by name
