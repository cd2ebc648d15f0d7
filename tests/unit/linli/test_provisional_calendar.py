"""Years still to be published: the law's holidays are off, what rests on them is provisional, a file ends that."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from linli.calendar import PUBLISHED_YEARS, WorkingCalendar, provisional_calendar
from linli.clock import LOCAL
from linli.statutory import is_statutory

CALENDAR = WorkingCalendar()


def at(text: str) -> datetime:
    """A moment written as the clocks of Asia/Shanghai show it."""
    return datetime.fromisoformat(text).replace(tzinfo=LOCAL)


NOTICE_2027 = """\
2027: published
2027-01-01: rest
2027-02-05: rest
2027-02-20: work
"""


def test_a_file_with_a_whole_notice_makes_its_year_known_and_weekdays_worked(tmp_path: Path) -> None:
    path = tmp_path / "days.yaml"
    path.write_text(NOTICE_2027, encoding="utf-8")
    calendar = provisional_calendar(path)
    assert calendar.known_until == date(2027, 12, 31)
    worked = {
        one: calendar.is_working_day(date.fromisoformat(one)) for one in ("2027-01-01", "2027-01-02", "2027-02-20")
    }
    assert worked == {"2027-01-01": False, "2027-01-02": False, "2027-02-20": True}
    assert calendar.is_working_day(date(2027, 6, 9)), "the file has all that is off, and the law is silent then"
    assert not calendar.is_provisional(at("2027-12-31T17:00"))
    assert calendar.is_provisional(at("2028-01-01T00:00"))


def test_in_a_year_nobody_has_published_the_holidays_of_the_law_are_off_and_the_rest_is_provisional() -> None:
    """The weekdays of 2027 among the 13 days of the Measures; Friday 5 February is the eve of the Spring Festival."""
    calendar = provisional_calendar(None)
    days = [date(2027, 1, 1) + timedelta(days=n) for n in range(365)]
    off = [f"{day:%m-%d}" for day in days if day.weekday() < 5 and not calendar.is_working_day(day)]
    assert off == ["01-01", "02-05", "02-08", "04-05", "06-09", "09-15", "10-01"]
    assert not [day for day in days if day.weekday() > 4 and calendar.is_working_day(day)]
    assert calendar.known_until == date(PUBLISHED_YEARS[-1], 12, 31)
    assert calendar.add_working_days(at("2026-12-31T10:00"), 1) == at("2027-01-04T10:00")
    assert not calendar.is_provisional(at("2026-12-31T10:00"))
    assert calendar.is_provisional(at("2027-01-04T10:00"))


@pytest.mark.parametrize("year", [2025, 2026])
def test_each_holiday_of_the_law_is_off_in_the_years_whose_notice_is_known(year: int) -> None:
    """The oracle is the notice: what keeps its date in every year must be off in these."""
    held = [day for day in (date(year, 1, 1) + timedelta(days=n) for n in range(365)) if is_statutory(day)]
    assert len(held) == 6
    assert not any(map(CALENDAR.is_working_day, held))


def test_the_table_of_the_moon_has_each_year_up_to_its_end_with_its_thirteen_days_off() -> None:
    """4 days of the Spring Festival, 3 festivals, 6 that keep their date; Mid-Autumn may be one of National Day's."""
    for year in range(2027, 2037):
        days = [date(year, 1, 1) + timedelta(days=n) for n in range(365)]
        assert sum(map(is_statutory, days)) == (12 if year in (2028, 2031) else 13), year
