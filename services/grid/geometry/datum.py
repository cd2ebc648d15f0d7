"""From GCJ-02, the shifted coordinates of published Chinese maps, to WGS-84, those of phones and trackers.

The shift is the published polynomial of the GCJ-02 distortion; its inverse is found by iteration, to under a
centimetre. Outside China there is no shift.
"""

from __future__ import annotations

import math
from enum import StrEnum

_SEMI_MAJOR = 6378245.0
_ECCENTRICITY_SQUARED = 0.00669342162296594323
_ROUNDS = 6
"""Each round of the inverse divides the error by more than a hundred; the first leaves under ten metres."""


class Datum(StrEnum):
    """In which coordinates a boundary is written."""

    WGS84 = "wgs84"
    GCJ02 = "gcj02"


def to_wgs84(lon: float, lat: float) -> tuple[float, float]:
    """The WGS-84 longitude and latitude of a GCJ-02 point, in degrees."""
    guess_lon, guess_lat = lon, lat
    for _ in range(_ROUNDS):
        shifted_lon, shifted_lat = to_gcj02(guess_lon, guess_lat)
        guess_lon, guess_lat = guess_lon + lon - shifted_lon, guess_lat + lat - shifted_lat
    return guess_lon, guess_lat


def to_gcj02(lon: float, lat: float) -> tuple[float, float]:
    """The GCJ-02 longitude and latitude of a WGS-84 point, in degrees."""
    if not (72.004 <= lon <= 137.8347 and 0.8293 <= lat <= 55.8271):
        return lon, lat
    x, y = lon - 105.0, lat - 35.0
    radians = math.radians(lat)
    magic = 1 - _ECCENTRICITY_SQUARED * math.sin(radians) ** 2
    metres_lat = math.pi / 180 * _SEMI_MAJOR * (1 - _ECCENTRICITY_SQUARED) / magic**1.5
    metres_lon = math.pi / 180 * _SEMI_MAJOR / math.sqrt(magic) * math.cos(radians)
    return lon + _shift_lon(x, y) / metres_lon, lat + _shift_lat(x, y) / metres_lat


def _waves(first: float, second: float, third: float, fourth: float, value: float) -> float:
    """Two sine waves over the value, with these two pairs of amplitude and period."""
    return 2 / 3 * (first * math.sin(value * math.pi / second) + third * math.sin(value * math.pi / fourth))


def _shift_lat(x: float, y: float) -> float:
    """Metres to the north."""
    curve = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * math.sqrt(abs(x))
    return curve + _waves(20, 1 / 6, 20, 1 / 2, x) + _waves(20, 1, 40, 3, y) + _waves(160, 12, 320, 30, y)


def _shift_lon(x: float, y: float) -> float:
    """Metres to the east."""
    curve = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * math.sqrt(abs(x))
    return curve + _waves(20, 1 / 6, 20, 1 / 2, x) + _waves(20, 1, 40, 3, x) + _waves(150, 12, 300, 30, x)
