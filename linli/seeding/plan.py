"""What is to be seeded: how many requests, where, in which time, and when in that time requests are made."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate, islice
from random import Random

from linli.clock import local

HOUR = timedelta(hours=1)
BATCH = 40_000
HANDS = 2
"""So many make batches in turns; who calls with a request of one hand calls with none of the other's."""
MONTH = timedelta(days=30)
BY_HOUR = (1, 1, 0.5, 0.5, 0.5, 1, 3, 6, 12, 14, 13, 10, 7, 9, 11, 11, 10, 9, 8, 7, 6, 5, 3, 2)
"""How many requests are made in each hour of the day, in proportion."""
BY_WEEKDAY = (1.15, 1.05, 1.0, 1.0, 1.0, 0.75, 0.65)


@dataclass(frozen=True)
class Plan:
    """A seeding. The same plan makes the same requests on every installation with the same catalogue and secret."""

    number: int
    area: str
    communities: Sequence[tuple[str, str]]
    seed: int
    months: int
    open_share: float
    until: datetime
    batch: int = BATCH

    @property
    def name(self) -> str:
        """What its requests carry as their source, followed by their number."""
        said = (self.seed, self.area, self.number, self.months, f"{self.open_share:g}", f"{self.until:%Y%m%d%H}")
        return f"{PREFIX}{':'.join(map(str, said))}:"

    @property
    def batches(self) -> Iterator[range]:
        """The numbers of the requests, a batch at a time, in the order of their opening."""
        for first in range(0, self.number, self.batch):
            yield range(first, min(first + self.batch, self.number))

    def batches_of(self, hand: int) -> Iterator[range]:
        """Those that one of the hands makes."""
        return islice(self.batches, hand, None, HANDS)


PREFIX = "seed:"
"""How the source of every seeded request begins."""


class Hours:
    """The hours of a plan's time and how much happens in each."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        first = plan.until - plan.months * MONTH
        count = (plan.until - first) // HOUR
        self.all = [(first + number * HOUR).astimezone(UTC) for number in range(count - 1)]
        weights = [BY_HOUR[local(one).hour] * BY_WEEKDAY[local(one).weekday()] for one in self.all]
        self._until = list(accumulate(weights))
        self._open = _open_chances(plan, self.all, [one / self._until[-1] for one in weights])

    def drawn(self, random: Random, batch: range) -> datetime:
        """An hour in which requests of this batch are made."""
        share = (batch.start + random.random() * len(batch)) / self._plan.number
        return self.all[min(bisect(self._until, share * self._until[-1]), len(self.all) - 1)]

    def is_open(self, random: Random, hour: datetime) -> bool:
        """Whether a request of that hour is still open."""
        return random.random() < self._open[(hour - self.all[0]) // HOUR]


def _open_chances(plan: Plan, hours: Sequence[datetime], shares: Sequence[float]) -> list[float]:
    """How likely a request is open, hour by hour: nearly all of the last days are, few old ones, together the share."""
    usual = max(timedelta(days=4), 1.5 * plan.open_share * plan.months * MONTH)
    faded = [2.0 ** -((plan.until - one) / usual) for one in hours]
    low, high = 0.0, 1e9
    for _ in range(60):
        factor = (low + high) / 2
        found = sum(share * min(1.0, factor * one) for share, one in zip(shares, faded, strict=True))
        low, high = (factor, high) if found < plan.open_share else (low, factor)
    return [min(1.0, high * one) for one in faded]
