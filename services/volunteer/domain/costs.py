"""What a match costs, in points: distance, the chance of a no, load, and who knows the person; the less, the better."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from math import ceil

from services.volunteer.domain.eligibility import Candidate, Need

POINTS_A_KILOMETRE = 100
FURTHEST_POINTS = 3000
REFUSAL_POINTS = 2000
LOAD_POINTS_AN_HOUR = 60
MOST_LOAD_POINTS = 3000
NEWCOMER_POINTS = 1000
"""What it costs that somebody does not know the person; each earlier visit takes some of it off."""
VISITS_TO_KNOW = 3
UNSERVED_POINTS = 100_000
URGENT_TIMES = 3
WAITING_POINTS_AN_HOUR = 100
LONGEST_WAIT = 24 * 30

BANDS = (500, 1000, 2000, 4000, 8000)
"""The bounds of the distances, in metres, by which acceptance is learned."""
PRIOR_YES, PRIOR_NO = 3.0, 2.0
OWN_WEIGHT = 6.0
"""A volunteer's own answers count as they are against so many of those of everybody at this distance."""


@dataclass(frozen=True, slots=True)
class Cost:
    """The parts of a match's cost, in points, and the chance that the volunteer says yes."""

    distance: int
    refusal: int
    load: int
    newcomer: int
    probability: float

    @property
    def total(self) -> int:
        """All parts together."""
        return self.distance + self.refusal + self.load + self.newcomer


@dataclass(frozen=True, slots=True)
class History:
    """How many offers were made and accepted at each band of distance; the last is for what has no distance."""

    offered: Mapping[int, int] = field(default_factory=dict)
    accepted: Mapping[int, int] = field(default_factory=dict)

    def rate(self, band: int) -> float:
        """The share of yes at a band, drawn to the prior while there are few answers."""
        yes, asked = self.accepted.get(band, 0), self.offered.get(band, 0)
        return (yes + PRIOR_YES) / (asked + PRIOR_YES + PRIOR_NO)


NOTHING_KNOWN = History()


def band_of(metres: float | None) -> int:
    """The number of the band of a distance."""
    return len(BANDS) + 1 if metres is None else bisect_right(BANDS, metres)


def probability(one: Candidate, metres: float | None, history: History) -> float:
    """The chance of a yes at a distance; as `probability_at`."""
    return probability_at(one, band_of(metres), history)


def probability_at(one: Candidate, band: int, history: History) -> float:
    """The chance of a yes: the volunteer's own share of yes, drawn to that of everybody at this distance.

    The mean of a Beta posterior whose prior is worth `OWN_WEIGHT` answers.
    """
    return (one.accepted + OWN_WEIGHT * history.rate(band)) / (one.offered + OWN_WEIGHT)


def load_points(one: Candidate) -> int:
    """What the hours of the last 30 days cost."""
    return min(round(one.load * LOAD_POINTS_AN_HOUR), MOST_LOAD_POINTS)


def newcomer_points(need: Need, one: Candidate) -> int:
    """What it costs that they do not know the person; nothing where nobody in particular is helped."""
    if need.beneficiary_id is None:
        return 0
    visits = min(one.served.get(need.beneficiary_id, 0), VISITS_TO_KNOW)
    return NEWCOMER_POINTS * (VISITS_TO_KNOW - visits) // VISITS_TO_KNOW


def cost_of(need: Need, one: Candidate, metres: float | None, history: History = NOTHING_KNOWN) -> Cost:
    """What it costs to offer this place to this volunteer."""
    chance = probability(one, metres, history)
    away = FURTHEST_POINTS // 2 if metres is None else min(ceil(metres * POINTS_A_KILOMETRE / 1000), FURTHEST_POINTS)
    return Cost(
        distance=away,
        refusal=round(REFUSAL_POINTS * (1 - chance)),
        load=load_points(one),
        newcomer=newcomer_points(need, one),
        probability=round(chance, 4),
    )


def unserved_cost(need: Need) -> int:
    """What it costs to leave a place open for now: more than any match, more the longer it waits, most if urgent."""
    waited = WAITING_POINTS_AN_HOUR * min(need.waiting_hours, LONGEST_WAIT)
    return round((UNSERVED_POINTS + waited) * (URGENT_TIMES if need.urgent else 1))
