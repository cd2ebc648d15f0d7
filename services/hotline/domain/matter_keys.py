"""Under which keys a matter is kept and asked for, so that like ones are found without reading all."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import blake2b
from math import cos, floor, radians
from struct import unpack

from linli.areas import ancestors, path_of
from services.hotline.domain.duplicates import EARTH_METRES, NEAR_METRES, Matter
from services.hotline.domain.wording import NAMES

ROW_DEGREES = NEAR_METRES / (EARTH_METRES * radians(1)) * 1.001
"""The height of a row of cells: a little over 250 m, so that what is near lies in the same row or the next."""
BANDS = 8
BAND_ROWS = 2
"""MinHash (Broder 1997) in bands: texts whose grams overlap by a half share one of eight pairs nine times in ten."""
MOST_NAMES = 3


def keys_to_keep(matter: Matter) -> frozenset[int]:
    """The keys under which a recorded request can be found."""
    found = {_key("at", matter.area_code, matter.group or "")}
    found.update(_key("under", code, matter.group or "") for code in path_of(matter.area_code).split("/"))
    if matter.latitude is not None and matter.longitude is not None:
        row = floor(matter.latitude / ROW_DEGREES)
        cell = (str(row), str(_column(matter.longitude, row)))
        found |= {_key("cell", *cell), _key("cell", *cell, matter.group or "")}
    found.update(_caller_and_names(matter))
    found.update(_bands(matter, _scopes(matter)[0]))
    return frozenset(found)


def keys_to_ask(matter: Matter) -> dict[int, int]:
    """The keys to look under, and how much a find under each promises."""
    asked = dict.fromkeys(_caller_and_names(matter), 3)
    asked.update(dict.fromkeys(_near_cells(matter), 2))
    if matter.group is not None:
        asked[_key("under", matter.area_code, matter.group)] = 1
        asked.update((_key("at", code, matter.group), 1) for code in ancestors(matter.area_code))
    for scope in _scopes(matter):
        asked.update(dict.fromkeys(_bands(matter, scope), 1))
    return asked


def _key(*said: str) -> int:
    digest = blake2b("\x1f".join(said).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def _scopes(matter: Matter) -> list[str]:
    """The street, if it is known, and the district."""
    return path_of(matter.area_code).split("/")[:2][::-1]


def _caller_and_names(matter: Matter) -> Iterator[int]:
    if matter.caller:
        yield _key("caller", matter.caller)
    district, told = _scopes(matter)[-1], matter.wording.addresses
    names = sorted((kind, name) for kind in NAMES & told.keys() for name in told[kind])[:MOST_NAMES]
    numbers = sorted((kind, number) for kind in told.keys() - NAMES for number in told[kind])[:1]
    for name in names:
        yield _key("name", district, *name, matter.group or "")
        yield from (_key("numbered", district, *name, *number) for number in numbers)


def _near_cells(matter: Matter) -> Iterator[int]:
    """The cell of the place and those around it, in the same group of categories if that is known."""
    if matter.latitude is None or matter.longitude is None:
        return
    here = floor(matter.latitude / ROW_DEGREES)
    group = [] if matter.group is None else [matter.group]
    for row in (here - 1, here, here + 1):
        column = _column(matter.longitude, row)
        yield from (_key("cell", str(row), str(near), *group) for near in (column - 1, column, column + 1))


def _column(longitude: float, row: int) -> int:
    """The column of a cell within its row; each is a little over 250 m wide where the row is narrowest."""
    narrowest = cos(radians(min(max(abs(row), abs(row + 1)) * ROW_DEGREES, 89.0)))
    return floor(longitude / (ROW_DEGREES / narrowest))


def _bands(matter: Matter, scope: str) -> Iterator[int]:
    """A key for each band of the text's MinHash signature."""
    grams = matter.wording.grams
    if not grams:
        return
    size = BANDS * BAND_ROWS
    hashed = (unpack(f">{size}I", blake2b(gram.encode(), digest_size=4 * size).digest()) for gram in grams)
    least = [min(column) for column in zip(*hashed, strict=True)]
    for band in range(0, size, BAND_ROWS):
        yield _key("band", scope, str(band), *map(str, least[band : band + BAND_ROWS]))
