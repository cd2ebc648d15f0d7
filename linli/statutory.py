"""The days off that the law itself names: all that is known of a year whose notice is still to come."""

from __future__ import annotations

from datetime import date, timedelta

_SAME_EVERY_YEAR = frozenset({(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)})
"""New Year 元旦, Labour Day 劳动节, National Day 国庆节."""
_BY_THE_MOON = {
    2027: "02-06 04-05 06-09 09-15",
    2028: "01-26 04-04 05-28 10-03",
    2029: "02-13 04-04 06-16 09-22",
    2030: "02-03 04-05 06-05 09-12",
    2031: "01-23 04-05 06-24 10-01",
    2032: "02-11 04-04 06-12 09-19",
    2033: "01-31 04-04 06-01 09-08",
    2034: "02-19 04-05 06-20 09-27",
    2035: "02-08 04-05 06-10 09-16",
    2036: "01-28 04-04 05-30 10-04",
}
"""The first day of the first month 春节, Tomb-Sweeping 清明, Dragon Boat 端午, Mid-Autumn 中秋 (GB/T 33661-2017)."""


def is_statutory(day: date) -> bool:
    """Whether 《全国年节及纪念日放假办法》 (as of 2025-01-01, Article 2) makes this day a holiday for all.

    The eve of the Spring Festival and its first three days are 4 of the 13. In years beyond the table (after 2036) only
    the holidays that keep their date are known. Which working days are swapped 调休, no law tells.
    """
    return (day.month, day.day) in _SAME_EVERY_YEAR or day in _moving(day.year)


def _moving(year: int) -> frozenset[date]:
    told = _BY_THE_MOON.get(year)
    if told is None:
        return frozenset()
    spring, *others = (date.fromisoformat(f"{year}-{one}") for one in told.split())
    return frozenset(others) | {spring + timedelta(days=number) for number in (-1, 0, 1, 2)}
