"""Making a batch of requests: lives are acted out by each service's own code, and copied."""

from __future__ import annotations

import functools
import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from random import Random
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy.engine import Dialect

from linli.seeding import slots
from linli.seeding.acted import Acted, TaskPart
from linli.seeding.plan import HOUR, Hours, Plan
from linli.seeding.stamping import Place, Stamp, Unsteady

_INSTANT = timedelta.resolution
SPANS = (HOUR - _INSTANT, timedelta(minutes=5), timedelta(seconds=20))
"""A life is copied over an hour, or over less where it would be another one at its end."""
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_PAIRS = [a + b for a in ALPHABET for b in ALPHABET]


@dataclass
class Batch:
    """Rows as text by database and table, and what they add to the counts. `first` are ids to know the batch by."""

    number: int = 0
    texts: defaultdict[Place, list[str]] = field(default_factory=lambda: defaultdict(list))
    counts: defaultdict[tuple[str, str, str], Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    first: dict[str, UUID] = field(default_factory=dict)


@dataclass(frozen=True)
class Staging:
    """A life ready to be copied: from a moment on, over a span of microseconds."""

    stamp: Stamp
    at: datetime
    span: int
    life: Acted
    told: Sequence[str]
    """The names of its events' ids."""
    derived: Sequence[str]
    """The names from which ids are derived, with that of the request."""
    counts: Mapping[str, int]
    has_task: bool


class Maker:
    """Makes the batches of a plan, which must be asked for in their order: what callers told before is remembered."""

    def __init__(self, plan: Plan, hotline: Any, tasks: Mapping[str, TaskPart], gateway: Any, dialect: Dialect) -> None:
        self._plan = plan
        self._hotline = hotline
        self._tasks = tasks
        self._gateway = gateway
        self._dialect = dialect
        self._hours = Hours(plan)

    def batch(self, numbers: range) -> Batch:
        """The requests of these numbers."""
        random = Random(f"{self._plan.name}{numbers.start}")
        made = Batch(len(numbers))
        copies = sorted(self._copies(random, numbers), key=lambda one: one[0])
        for number, (at, after, case, staging) in zip(numbers, copies, strict=True):
            values = self._hotline.values(random, case, number, at, staging.life)
            self._identify(random, values, staging)
            staging.stamp.fill(values, after)
            for place, form in staging.stamp.forms.items():
                made.texts[place].append(form(values))
            service = staging.life.events[0].request.service.value
            made.counts[values["community"], values["category"], service].update(staging.counts)
            if not made.first:
                made.first = {name: UUID(values["request"]) for name in ("hotline", "gateway")}
            if staging.has_task and service not in made.first:
                made.first[service] = UUID(values["task-1"])
        for table, lines in self._hotline.taken():
            made.texts["hotline", table] += lines
        return made

    def _copies(self, random: Random, numbers: range) -> Iterator[tuple[datetime, int, Any, Staging]]:
        """Each request with the moment of its opening, the microseconds by which it is moved, and its life."""
        for troupe in self._hotline.troupes(random, len(numbers)):
            hour = self._hours.drawn(random, numbers)
            age = self._plan.until - hour - HOUR
            life = troupe.life(random, hour, age, is_open=self._hours.is_open(random, hour))
            act = partial(troupe.act, life, until=self._plan.until)
            staging = self._staged(random, act, hour)
            for case in troupe.cases:
                if not staging.span:
                    staging = self._staged(random, act, hour)
                after = int(random.random() * staging.span)
                yield staging.at + after * _INSTANT, after, case, staging

    def _staged(self, random: Random, act: Callable[[datetime], Acted], hour: datetime) -> Staging:
        """The life over the longest span over which it stays the same, within an hour."""
        at = hour
        for span in SPANS:
            first = act(at)
            try:
                return self._stamped(at, span, first, act(at + span))
            except Unsteady:
                at = hour + random.random() * (HOUR - timedelta(minutes=6))
        return self._stamped(at, timedelta(), first, first)

    def _stamped(self, at: datetime, span: timedelta, first: Acted, last: Acted) -> Staging:
        names = {slots.REQUEST_ID: "request"}
        tasks = [f"task-{number}" for number in range(1, first.events[-1].request.dispatches + 1)]
        derived = [*(tasks or ["task-1"]), *self._gateway.derived(first.events)]
        names |= {uuid5(slots.REQUEST_ID, one): one for one in derived}
        service = first.events[0].request.service.value
        (ours, told), (theirs, told_last) = (self._tasks[service].act(one) for one in (first, last))
        events = [f"event{number}" for number in range(len(first.events) + len(told))]
        names |= {slots.event_id(number): name for number, name in enumerate(events)}
        stamp = Stamp(self._dialect, span, names)
        stamp.add("hotline", first.rows, last.rows)
        stamp.add(service, ours, theirs)
        stamp.add("gateway", self._gateway.rows(first.events, told), self._gateway.rows(last.events, told_last))
        counts = dict(zip(("opened", "closed", "closed_late"), self._gateway.counted(first.events[-1]), strict=True))
        return Staging(stamp, at, span // _INSTANT, first, events, derived, counts, bool(ours))

    def _identify(self, random: Random, values: dict[str, str], staging: Staging) -> None:
        """The ids of what belongs to a copy, and its tracking code."""
        own = bytes.fromhex(values["request"])
        for name in staging.derived:
            values[name] = _derived(own, name)
        values.update(zip(staging.told, random_uuids(random, len(staging.told)), strict=True))
        code = random.getrandbits(50)
        letters = "".join(_PAIRS[code >> shift & 1023] for shift in (40, 30, 20, 10, 0))
        values["code"] = f"{letters[:5]}-{letters[5:]}"


def random_uuid(random: Random) -> str:
    """A random UUID (version 4) in its 32 hexadecimal digits."""
    return random_uuids(random, 1)[0]


def random_uuids(random: Random, count: int) -> list[str]:
    """So many of them."""
    free, fixed = _bits(count)
    digits = f"{random.getrandbits(128 * count) & free | fixed:0{32 * count}x}" if count else ""
    return [digits[at : at + 32] for at in range(0, 32 * count, 32)]


@functools.cache
def _bits(count: int) -> tuple[int, int]:
    """Which bits of so many UUIDs side by side are free, and those that say version 4 and the variant."""
    free, fixed = (
        int("ffffffffffff0fff0fffffffffffffff" * count or "0", 16),
        int(f"{4:013x}{0:03x}a{0:015x}" * count or "0", 16),
    )
    return free, fixed


def _derived(own: bytes, name: str) -> str:
    """`uuid.uuid5` of an id and a name, without making objects of them."""
    digits = hashlib.sha1(own + name.encode(), usedforsecurity=False).hexdigest()
    return f"{digits[:12]}5{digits[13:16]}{int(digits[16], 16) & 3 | 8:x}{digits[17:32]}"
