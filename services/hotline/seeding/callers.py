"""Who calls: people with a home, a name and a number, some far more often than others, and what they told before."""

from __future__ import annotations

from bisect import bisect
from collections import defaultdict, deque
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import accumulate
from random import Random

from linli.sealing import Sealer
from linli.seeding.plan import HANDS, Plan
from services.hotline.domain.duplicates import Matter
from services.hotline.domain.repeats import REPEATED_WITHIN, is_repeat
from services.hotline.seeding import words
from services.hotline.usecases.numbers import sealed_number

SHARE = 1.0
"""So many people may call for each request that is made; about half of them ever do."""
SKEW = 1.5
"""The power by which an even draw becomes the number of a caller: the lower numbers call often, as in Zipf's law."""
SOUTH, WEST, HEIGHT, WIDTH = 41.75, 123.38, 0.08, 0.10
"""The square in degrees that the district lies in here, about nine kilometres wide: its true outline is not known."""
NUMBERS = 900_000_000
STRIDE = 387_420_489
"""Has no factor in common with `NUMBERS`: so no two callers of a seeding have the same number."""


@dataclass(frozen=True)
class Home:
    """Where a community is, and what its estates and roads are called."""

    code: str
    name: str
    latitude: float
    longitude: float
    estates: tuple[str, ...]
    roads: tuple[str, ...]


@dataclass(frozen=True)
class Caller:
    """A person; name and number are sealed as they are kept."""

    home: Home
    estate: str
    building: int
    name: str | None
    phone: str


class Callers:
    """The people of a seeding, the same for the same seed; one in `HANDS` of them calls with a hand's requests."""

    def __init__(self, plan: Plan, hand: int, sealer: Sealer) -> None:
        random = Random(f"homes/{plan.seed}")
        self._count = max(int(plan.number * SHARE), 20)
        self._seed = plan.seed
        self._hand = hand
        self._sealer = sealer
        self.homes = [_home(random, code, name) for code, name in plan.communities]
        self._shares = list(accumulate(random.uniform(0.3, 1.7) for _ in plan.communities))
        self.caller = lru_cache(maxsize=100_000)(self._caller)

    def drawn(self, random: Random) -> Caller | None:
        """Who calls now; nobody known where the request comes without a number, as one in ten does."""
        if random.random() < 0.1:
            return None
        number = int(self._count * random.random() ** SKEW)
        found: Caller = self.caller(number - number % HANDS + self._hand)
        return found

    def somewhere(self, random: Random) -> Home:
        """A community, by the number of its people."""
        return self.homes[bisect(self._shares, random.random() * self._shares[-1])]

    def _caller(self, number: int) -> Caller:
        random = Random(self._seed * 1_000_003 + number)
        home = self.somewhere(random)
        digits = 1_300_000_000_0 + (number * STRIDE + self._seed * 7_919_017) % NUMBERS
        named = random.random() < 0.7
        return Caller(
            home=home,
            estate=random.choice(home.estates),
            building=random.randint(1, 40),
            name=self._sealer.seal(words.name(random.randrange(10**6)), "name") if named else None,
            phone=sealed_number(self._sealer, str(digits)),
        )


def _home(random: Random, code: str, name: str) -> Home:
    place = SOUTH + random.random() * HEIGHT, WEST + random.random() * WIDTH
    estates, roads = words.place_names(random, 6, words.ESTATES), words.place_names(random, 4, words.ROADS)
    return Home(code, name, *place, estates, roads)


@dataclass(frozen=True)
class Earlier:
    """A request that a caller made, as far as the next one of theirs is compared with it."""

    id: str
    matter: Matter
    withdrawn_at: datetime | None


class Memory:
    """What each caller told in the time in which another request of theirs is a repeat."""

    def __init__(self) -> None:
        self._told: defaultdict[str, deque[Earlier]] = defaultdict(deque)

    def repeats(self, told: Matter) -> list[str]:
        """The caller's earlier requests about this matter, the last first, as the hotline would count them."""
        if told.caller is None or told.caller not in self._told:
            return []
        mine = self._told[told.caller]
        while mine and mine[0].matter.told_at < told.told_at - REPEATED_WITHIN:
            mine.popleft()
        standing = (one for one in reversed(mine) if one.withdrawn_at is None or one.withdrawn_at > told.told_at)
        return [one.id for one in standing if one.matter.category == told.category and is_repeat(told, one.matter)]

    def keep(self, earlier: Earlier) -> None:
        """Remember a request; they come in the order in which they were opened."""
        if earlier.matter.caller is not None:
            self._told[earlier.matter.caller].append(earlier)
