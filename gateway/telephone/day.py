"""A day of calls made up from a seed: the hours of a real day, Erlang talks, agents who are just about enough."""

from __future__ import annotations

import math
from bisect import insort
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from gateway.replay.table import read_lines

HOURS = 24
TALK, STAGES = 180.0, 2
"""Mean seconds of a talk, which is the sum of so many exponential stages (Erlang)."""
WRAP_UP, PATIENCE = 30.0, 90.0
"""Seconds after a talk; mean seconds (exponential) that a caller waits before giving up."""
PICK_UP = (2.0, 6.0)
"""Seconds that a free agent lets it ring, at least and at most."""
AGAIN, WITHHELD = 0.15, 0.03
"""The shares of calls from a number that called before, and from a number that is withheld."""
QUEUES = ("热线", "救助", "便民")


@dataclass(frozen=True)
class SimulatedCall:
    """One call: seconds from midnight and from its ringing; without `talk` the caller gave up."""

    ref: str
    caller: str
    queue: str
    rings: float
    wait: float
    talk: float | None

    @property
    def ends(self) -> float:
        """Seconds from midnight to its end."""
        return self.rings + self.wait + (self.talk or 0.0)

    def reports(self, midnight: datetime) -> Iterator[tuple[datetime, dict[str, Any]]]:
        """What the telephone system reports of it, and when, in Zammad's form."""
        said = {"callId": self.ref, "from": self.caller, "to": "96198", "direction": "in", "queue": self.queue}
        signs: list[tuple[float, dict[str, str]]] = [(self.rings, {"event": "newCall"})]
        if self.talk is not None:
            signs.append((self.rings + self.wait, {"event": "answer"}))
        cause = "cancel" if self.talk is None else "normalClearing"
        signs.append((self.ends, {"event": "hangup", "cause": cause}))
        for seconds, more in signs:
            moment = midnight + timedelta(seconds=seconds)
            yield moment, {**said, **more, "at": moment.isoformat()}


def arrivals_by_hour(path: Path) -> list[int]:
    """How many requests of the file came by telephone in each hour of the day; it is of the NYC 311 form."""
    found = [0] * HOURS
    for line in read_lines(path):
        if line.cells is not None and line.cells["Open Data Channel Type"].strip().upper() == "PHONE":
            found[datetime.strptime(line.cells["Created Date"].strip(), "%m/%d/%Y %I:%M:%S %p").hour] += 1
    return found


def simulated_day(calls: int, profile: Sequence[int], seed: str) -> list[SimulatedCall]:
    """So many calls in the order of their ringing, always the same for a seed.

    First come, first served. Each hour has as many agents as its load in erlangs and the root of it together
    (square-root staffing), so that most hours go well and some do not.
    """
    random = Random(seed)
    hours = random.choices(range(HOURS), profile, k=calls)
    arrivals = sorted((hour + random.random()) * 3600 for hour in hours)
    staff = [agents_for(calls * share / sum(profile)) for share in profile]
    made: list[SimulatedCall] = []
    busy: list[float] = []
    for number, rings in enumerate(arrivals):
        busy = [until for until in busy if until > rings]
        chairs = staff[int(rings // 3600)]
        free_at = busy[len(busy) - chairs] if len(busy) >= chairs else rings
        one = _call(random, f"{seed}-{number}", made, rings, free_at)
        if one.talk is not None:
            insort(busy, one.ends + WRAP_UP)
        made.append(one)
    return made


def agents_for(calls_an_hour: float) -> int:
    """Square-root staffing: the load in erlangs and the root of it, at least one."""
    load = calls_an_hour * (TALK + WRAP_UP) / 3600
    return max(math.ceil(load + math.sqrt(load)), 1)


def _call(random: Random, ref: str, before: Sequence[SimulatedCall], rings: float, free_at: float) -> SimulatedCall:
    """What becomes of one call: answered when an agent is free, unless the caller gives up earlier."""
    caller = random.choice(before).caller if before and random.random() < AGAIN else _number(random)
    queue = random.choice(QUEUES)
    wait = free_at - rings + random.uniform(*PICK_UP)
    patience = PICK_UP[1] + random.expovariate(1 / PATIENCE)
    talk = random.gammavariate(STAGES, TALK / STAGES)
    if wait > patience:
        return SimulatedCall(ref, caller, queue, round(rings, 3), round(patience, 3), None)
    return SimulatedCall(ref, caller, queue, round(rings, 3), round(wait, 3), round(talk, 3))


def _number(random: Random) -> str:
    return "anonymous" if random.random() < WITHHELD else f"13{random.randrange(10**9):09d}"


@dataclass(frozen=True)
class OwnCount:
    """What a day's calls come to at its end, counted one by one."""

    offered: int
    connected: int
    answered_in_15s: int
    abandoned: int


def own_count(calls: Sequence[SimulatedCall], at: float = HOURS * 3600) -> OwnCount:
    """The calls that were answered or over so many seconds after midnight."""
    answered = [one for one in calls if one.talk is not None and one.rings + one.wait <= at]
    gave_up = [one for one in calls if one.talk is None and one.ends <= at]
    quick = sum(one.wait <= 15 for one in answered)
    return OwnCount(len(answered) + len(gave_up), len(answered), quick, len(gave_up))
