"""The figures of the telephone: which calls count, and the rates that GB/T 33358 asks for."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from linli.contracts.hotline.agents import AgentState
from linli.contracts.hotline.call_figures import CallCounts
from services.hotline.domain.agent import AgentSpell

WINDOW = timedelta(hours=24)
QUICK = 15.0
"""Seconds within which a call is to be answered (GB/T 33358)."""
BUSY = frozenset({AgentState.ON_CALL, AgentState.WRAP_UP})

K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True)
class Tally:
    """Calls of one queue that rang in one hour of the day, and what they came to; `seconds` of the connected."""

    queue: str | None
    hour: int
    offered: int
    connected: int
    quick: int
    abandoned: int
    missed: int
    seconds: float


def counts(tallies: Iterable[Tally]) -> CallCounts:
    """These tallies as one."""
    parts = list(tallies)
    offered = sum(one.offered for one in parts)
    connected = sum(one.connected for one in parts)
    quick = sum(one.quick for one in parts)
    return CallCounts(
        offered=offered,
        connected=connected,
        answered_in_15s=quick,
        abandoned=sum(one.abandoned for one in parts),
        missed=sum(one.missed for one in parts),
        connection_rate=_share(connected, offered),
        answered_in_15s_rate=_share(quick, offered),
        mean_seconds_to_answer=_share(sum(one.seconds for one in parts), connected),
    )


def by(key: Callable[[Tally], K], tallies: Iterable[Tally]) -> dict[K, CallCounts]:
    """The tallies as one for each key."""
    parts: dict[K, list[Tally]] = {}
    for one in tallies:
        parts.setdefault(key(one), []).append(one)
    return {name: counts(some) for name, some in parts.items()}


def rank(of: int, share: float = 0.95) -> int:
    """Which of so many values in order is the percentile by nearest rank, counted from 0."""
    return max(math.ceil(share * of) - 1, 0)


def occupancy(spells: Iterable[AgentSpell], since: datetime, until: datetime) -> float | None:
    """The share of busy time in busy and ready time between the moments."""
    busy = ready = timedelta()
    for one in spells:
        took = max(min(one.until, until) - max(one.since, since), timedelta())
        if one.state in BUSY:
            busy += took
        elif one.state is AgentState.READY:
            ready += took
    return _share(busy.total_seconds(), (busy + ready).total_seconds())


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole else None
