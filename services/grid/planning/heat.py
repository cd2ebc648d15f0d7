"""Hot cells: how likely an incident is in each cell at each hour of the week, the recent weighing more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np

HOURS = 168
"""Of a week, from Monday 00:00."""
_KERNEL = np.array([0.1, 0.2, 0.4, 0.2, 0.1])
"""An incident tells of its hour and a little of the two before and after."""


@dataclass(frozen=True)
class Incident:
    """Something that happened in a cell, by the wall clock of the place."""

    cell: int
    at: datetime


def hour_of_week(moment: datetime) -> int:
    """0 is Monday, 00:00 to 00:59."""
    return moment.weekday() * 24 + moment.hour


def heat(incidents: Sequence[Incident], cells: int, until: datetime, half_life: float = 60.0, own: float = 0.3) -> Any:
    """The expected incidents of each cell (row) in each hour of the week (column), up to a common factor.

    An incident weighs half as much for every `half_life` days that it lies before `until`. `own` of a cell's weight
    falls into the hours at which it had its incidents; the rest, for a cell has few of them, follows all cells' week.
    """
    by_hour = np.zeros((cells, HOURS))
    for one in incidents:
        age = (until - one.at).total_seconds() / 86_400
        by_hour[one.cell, hour_of_week(one.at)] += 0.5 ** (max(age, 0.0) / half_life)
    smooth = sum(weight * np.roll(by_hour, shift - 2, axis=1) for shift, weight in enumerate(_KERNEL))
    whole = by_hour.sum()
    if whole == 0:
        return by_hour
    week = np.asarray(smooth).sum(axis=0) / whole
    return own * np.asarray(smooth) + (1 - own) * np.outer(by_hour.sum(axis=1), week)
