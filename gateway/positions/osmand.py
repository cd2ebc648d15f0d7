"""Reads the OsmAnd protocol: a position as parameters of the address or a form, or as Traccar Client's JSON."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from linli.clock import now
from linli.contracts.base import load
from linli.contracts.grid.positions import Fix
from linli.errors import Invalid

KNOT = 1.852
"""Kilometres an hour."""
METRES_A_SECOND = 3.6
_SECONDS = 100_000_000_000
"""A number from here on counts milliseconds."""


def fix_from_parameters(said: Mapping[str, str]) -> Fix:
    """The position of these parameters; without a moment it is now. Raises `Invalid` naming what is wrong."""
    lat, lon = said.get("lat"), said.get("lon")
    if lat is None and lon is None and "," in said.get("location", ""):
        lat, lon = said["location"].split(",", 1)
    speed = _number(said, "speed")
    wire = {
        "key": said.get("id") or said.get("deviceid"),
        "at": _moment(said.get("timestamp")),
        "lat": _coordinate("lat", lat),
        "lon": _coordinate("lon", lon),
        "accuracy": _number(said, "accuracy"),
        "speed": None if speed is None else speed * KNOT,
        "bearing": _number(said, "bearing", "heading"),
        "battery": _number(said, "batt", "battery"),
    }
    return _loaded(wire)


def fix_from_json(said: Any) -> Fix:
    """The position in the JSON that newer versions of Traccar Client send. Raises `Invalid` naming what is wrong."""
    location = said.get("location") if isinstance(said, dict) else None
    coords = location.get("coords") if isinstance(location, dict) else None
    if not isinstance(location, dict) or not isinstance(coords, dict):
        raise _bad("location", "Give a location with coords.", "缺少 location.coords。")
    battery = location.get("battery")
    level = battery.get("level") if isinstance(battery, dict) else None
    speed, heading = coords.get("speed"), coords.get("heading")
    wire = {
        "key": said.get("device_id") or said.get("id"),
        "at": _moment(location.get("timestamp")),
        "lat": coords.get("latitude"),
        "lon": coords.get("longitude"),
        "accuracy": coords.get("accuracy"),
        "speed": _known(speed, METRES_A_SECOND),
        "bearing": _known(heading),
        "battery": _known(level, 100),
    }
    return _loaded(wire)


def _known(value: Any, unit: float = 1.0) -> float | None:
    """A number in our unit, or None: telephones say -1 for what they do not know."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return value * unit if is_number and value >= 0 else None


def _loaded(wire: dict[str, Any]) -> Fix:
    return load(Fix, {name: value for name, value in wire.items() if value is not None})


def _coordinate(name: str, given: str | None) -> float:
    if given is None:
        raise _bad(name, "Give a number.", "缺少坐标。")
    return _float(name, given)


def _number(said: Mapping[str, str], *names: str) -> float | None:
    given = next(((name, said[name]) for name in names if said.get(name)), None)
    return None if given is None else _float(*given)


def _float(name: str, given: str) -> float:
    try:
        return float(given)
    except ValueError:
        raise _bad(name, "Give a number.", "应为数字。") from None


def _moment(given: Any) -> str:
    """The moment from seconds or milliseconds since 1970, or ISO 8601 (in UTC unless it says a zone)."""
    if given is None or given == "":
        return now().isoformat()
    try:
        number = float(given)
        return datetime.fromtimestamp(number / 1000 if abs(number) >= _SECONDS else number, tz=UTC).isoformat()
    except (OverflowError, OSError):
        raise _bad("timestamp", "Give a moment.", "时间有误。") from None
    except (ValueError, TypeError):
        pass
    try:
        found = datetime.fromisoformat(str(given))
    except ValueError:
        raise _bad("timestamp", "Give a moment.", "时间有误。") from None
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).isoformat()


def _bad(name: str, message: str, message_zh: str) -> Invalid:
    return Invalid("bad_position", message, message_zh, {name: [f"{message} {message_zh}"]})
