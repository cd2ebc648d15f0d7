"""How alike two requests are, by wording, place, address, category, caller and age, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from math import asin, cos, radians, sin, sqrt
from types import MappingProxyType

from linli.areas import covers
from linli.contracts.hotline.duplicates import Sign
from services.hotline.domain.wording import NAMES, Wording, wording_of

NEAR_METRES = 250.0
"""Requests within this distance are at the same place."""
WINDOW = timedelta(days=30)
"""How long a request that has ended is compared with new ones."""
ALIKE = 0.66
"""From this score on two requests are probably about one matter: the best F1 on the labelled pairs, see docs/adr."""
EARTH_METRES = 6_371_008.8

WEIGHTS: Mapping[Sign, float] = MappingProxyType(
    {Sign.WORDING: 3.0, Sign.PLACE: 3.0, Sign.ADDRESS: 1.5, Sign.CATEGORY: 2.0, Sign.CALLER: 4.0}
)
"""What each sign counts in the mean."""
OTHER_ADDRESS = 0.35
OTHER_GROUP = 0.6
OTHER_CATEGORY = 0.7
ELSEWHERE = 0.5
UNTIED = 0.75
UNTOLD = 0.75
AGED = 0.25
"""What is left of the mean where the two differ. `UNTIED`: neither place nor address nor caller ties them.
`UNTOLD`: one has no text yet. `AGED`: how much is lost over the whole window."""


@dataclass(frozen=True)
class Matter:
    """What a request is about, as far as it is known while it is recorded. `caller` is the sealed telephone number."""

    text: str
    told_at: datetime
    area_code: str
    category: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    caller: str | None = None

    @cached_property
    def wording(self) -> Wording:
        """Its text, taken apart."""
        return wording_of(self.text)

    @property
    def group(self) -> str | None:
        """The first level of its category."""
        return self.category.partition(".")[0] if self.category else None


@dataclass(frozen=True)
class Likeness:
    """How alike two matters are, 0 to 1; the signs that both give, each 0 to 1; the metres between them if known."""

    score: float
    signs: Mapping[Sign, float]
    metres: float | None

    @property
    def alike(self) -> bool:
        """Whether they are probably one matter."""
        return self.score >= ALIKE


def likeness(one: Matter, other: Matter) -> Likeness:
    """The weighted mean of the signs that both give, less where they differ.

    1 for a matter and itself, 0 at least, the same in both directions. All of `ALIKE` or more have the caller, the area
    (one may lie in the other) or, within 250 m, the place in common.
    """
    metres = distance(one, other)
    signs = dict([*_by_words(one, other), *_by_facts(one, other, metres)])
    score = 1.0 if one == other else _score(one, other, signs, metres)
    return Likeness(score, MappingProxyType(signs), metres)


def may_be_alike(one: Matter, other: Matter) -> bool:
    """Whether the two could be alike if only their words agreed: false for most, and never for any that are alike."""
    metres = distance(one, other)
    best = {Sign.WORDING: 1.0, Sign.ADDRESS: 1.0, **dict(_by_facts(one, other, metres))}
    return _score(one, other, best, metres) >= ALIKE


def _by_words(one: Matter, other: Matter) -> Iterator[tuple[Sign, float]]:
    if one.wording.grams and other.wording.grams:
        yield Sign.WORDING, sqrt(same_grams(one.wording.grams, other.wording.grams))
    if (address := same_address(one.wording, other.wording)) is not None:
        yield Sign.ADDRESS, float(address)


def _by_facts(one: Matter, other: Matter, metres: float | None) -> Iterator[tuple[Sign, float]]:
    if metres is not None:
        yield Sign.PLACE, max(1 - metres / (2 * NEAR_METRES), 0.0)
    if one.category and other.category:
        yield Sign.CATEGORY, 1.0 if one.category == other.category else 0.5 * (one.group == other.group)
    if one.caller and one.caller == other.caller:
        yield Sign.CALLER, 1.0  # another caller says nothing: many tell of one lamp


def _score(one: Matter, other: Matter, signs: Mapping[Sign, float], metres: float | None) -> float:
    counted = {sign: value for sign, value in signs.items() if value or sign is not Sign.ADDRESS}
    total = sum(WEIGHTS[sign] for sign in counted)
    mean = sum(WEIGHTS[sign] * value for sign, value in counted.items()) / total if total else 0.0
    return min(mean, 1.0) * _left(one, other, signs, metres)


def _left(one: Matter, other: Matter, signs: Mapping[Sign, float], metres: float | None) -> float:
    """What is left of the mean after all in which the two differ."""
    left = 1 - AGED * min(abs(one.told_at - other.told_at) / WINDOW, 1.0)
    if signs.get(Sign.ADDRESS) == 0:
        left *= OTHER_ADDRESS
    if (category := signs.get(Sign.CATEGORY, 1.0)) < 1:
        left *= OTHER_CATEGORY if category else OTHER_GROUP
    if _elsewhere(one, other, metres):
        left *= ELSEWHERE
    if Sign.WORDING not in signs:
        left *= UNTOLD
    if metres is None and not signs.get(Sign.ADDRESS) and Sign.CALLER not in signs:
        left *= UNTIED
    return left


def _elsewhere(one: Matter, other: Matter, metres: float | None) -> bool:
    if metres is not None:
        return metres > NEAR_METRES
    return not (covers(one.area_code, other.area_code) or covers(other.area_code, one.area_code))


def same_grams(one: frozenset[str], other: frozenset[str]) -> float:
    """How much of both texts is in both: Dice's coefficient."""
    if not one and not other:
        return 1.0
    return 2 * len(one & other) / (len(one) + len(other))


def same_address(one: Wording, other: Wording) -> bool | None:
    """Whether the address is the same as far as both name it: False where a name or a number differs.

    None where they have no part in common, or only numbers that happen to agree: every estate has a building 3.
    """
    both = one.addresses.keys() & other.addresses.keys()
    if not all(one.addresses[kind] & other.addresses[kind] for kind in both):
        return False
    return True if both & NAMES else None


def distance(one: Matter, other: Matter) -> float | None:
    """Metres between the two places over the sphere; None where one is not known."""
    if one.latitude is None or one.longitude is None or other.latitude is None or other.longitude is None:
        return None
    south, north = radians(one.latitude), radians(other.latitude)
    east = radians(other.longitude - one.longitude)
    half = sin((north - south) / 2) ** 2 + cos(south) * cos(north) * sin(east / 2) ** 2
    return 2 * EARTH_METRES * asin(sqrt(min(half, 1.0)))
