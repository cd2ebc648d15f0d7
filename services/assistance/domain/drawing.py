"""The lot by which the district visits households before it decides (特困人员认定办法: at least 30 % of them)."""

from __future__ import annotations


def is_drawn(percent: int, others: int, others_drawn: int, lot: int) -> bool:
    """Whether an application is drawn, by a `lot` from 0 to 99 that nobody can foresee.

    `others` came to the district before it, so many of them drawn. It is drawn in any case where fewer than the share
    would be otherwise, so that the share holds at every moment, not only on the average.
    """
    return lot < percent or others_drawn * 100 < percent * (others + 1)
