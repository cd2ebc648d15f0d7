"""The table of the procedure and its clocks, across holidays and swapped working days."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.areas import path_of
from linli.calendar import Deadline, WorkingCalendar
from linli.contracts.assistance.applications import ApplicationAction, ApplicationState, ClockName
from linli.dated import ALWAYS
from linli.errors import Conflict
from services.assistance.catalogue import shipped
from services.assistance.domain.application import Application, Step
from services.assistance.domain.drawing import is_drawn
from services.assistance.domain.procedure import APPROVING, PAYING, PREPARING, TRANSITIONS
from tests.factories.people import COMMUNITY

HERE = ZoneInfo("Asia/Shanghai")
EDITION = shipped().on(ALWAYS)
TIMES = EDITION.profiles["national"]
LIVING = EDITION.programs["living"].said


def application(at: datetime) -> Application:
    return Application(
        id=uuid4(),
        filing_id=uuid4(),
        household_id=uuid4(),
        applicant_id=uuid4(),
        case_id=None,
        program="living",
        area_code=COMMUNITY,
        path=path_of(COMMUNITY),
        state=ApplicationState.FILED,
        filed_at=at,
        moved_at=at,
        told_until=at,
        staff_relative=False,
        papers=[one.code for one in LIVING.papers],
    )


@pytest.mark.parametrize(
    ("accepted", "clock", "due"),
    [
        ("2026-02-12 10:00", ClockName.SURVEY, "2026-02-24 10:00"),
        ("2026-09-30 10:00", ClockName.SURVEY, "2026-10-10 10:00"),
        ("2026-03-02 10:00", ClockName.SURVEY, "2026-03-05 10:00"),
        ("2026-03-06 18:00", ClockName.SURVEY, "2026-03-12 09:00"),
        ("2026-02-12 10:00", ClockName.WHOLE, "2026-04-01 10:00"),
    ],
    ids=[
        "over Spring Festival, a worked Saturday",
        "over National Day, a worked Saturday",
        "in a plain week",
        "after closing on Friday",
        "30 working days over Spring Festival",
    ],
)
def test_the_clocks_count_official_working_days(accepted: str, clock: ClockName, due: str) -> None:
    """民发〔2021〕57号 art. 15-22; counted by hand on the State Council's calendar of 2026."""
    at = datetime.fromisoformat(accepted).replace(tzinfo=HERE)
    one = application(at)
    one.accept(LIVING, TIMES, at)
    assert one.due(clock) == datetime.fromisoformat(due).replace(tzinfo=HERE)


def test_a_posting_is_seven_calendar_days() -> None:
    at = datetime(2026, 2, 12, 10, tzinfo=HERE)
    one = application(at)
    one.accept(LIVING, TIMES, at)
    one.move(ApplicationAction.SURVEY, at)
    one.inquired = True
    one.opine(TIMES, None, [], at)
    assert one.due(ClockName.POSTING) == datetime(2026, 2, 19, 10, tzinfo=HERE)


def step(of: Application, action: ApplicationAction, at: datetime) -> Step:
    account = uuid4()
    return Step(id=uuid4(), application_id=of.id, number=of.sequence, action=action, account_id=account, at=at)


def test_a_notice_moves_what_is_still_to_come_and_makes_nobody_late(monkeypatch: pytest.MonkeyPatch) -> None:
    at = datetime(2026, 3, 2, 10, tzinfo=HERE)
    one = application(at)
    one.accept(LIVING, TIMES, at)
    steps = [step(one, ApplicationAction.ACCEPT, at)]
    assert one.recount(steps, TIMES, at) is None, "the calendar is the same"
    before = dict(one.clocks)
    a_day_more = {date(2026, 3, 7): True}
    monkeypatch.setattr(Application, "calendar", WorkingCalendar(overrides=a_day_more))
    assert one.recount(steps, TIMES, at) is not None
    assert (one.due(ClockName.WHOLE), one.clocks["survey"]) == (
        datetime(2026, 4, 13, 10, tzinfo=HERE),
        before["survey"],
    )
    one.clocks = dict(before)
    monkeypatch.setattr(Application, "calendar", WorkingCalendar(overrides={date(2026, 3, 5): False}))
    late = datetime(2026, 3, 5, 10, tzinfo=HERE)
    assert one.recount(steps, TIMES, late) is not None
    assert one.clocks["survey"] == before["survey"], "it has run out"
    one.clocks = dict(before)
    monkeypatch.setattr(Application, "calendar", WorkingCalendar(overrides=a_day_more))
    day_of_it = datetime(2026, 4, 13, 10, tzinfo=HERE)
    assert one.recount(steps, TIMES, day_of_it) is None, "by the new calendar it would be due already"


def test_what_began_anew_after_an_appeal_is_counted_from_there(monkeypatch: pytest.MonkeyPatch) -> None:
    at, again = datetime(2026, 3, 2, 10, tzinfo=HERE), datetime(2026, 5, 11, 10, tzinfo=HERE)
    one = application(at)
    one.accepted_at = again
    one.run_survey(TIMES, again)
    one.start(ClockName.WHOLE, TIMES.whole, again)
    taken = [(ApplicationAction.ACCEPT, at), (ApplicationAction.EXTEND, at), (ApplicationAction.REOPEN, again)]
    steps = [step(one, action, when) for action, when in taken]
    assert one.recount(steps, TIMES, again) is None
    monkeypatch.setattr(Application, "calendar", WorkingCalendar(overrides={date(2026, 5, 12): False}))
    assert one.recount(steps, TIMES, again) is not None
    assert one.due(ClockName.SURVEY) == datetime(2026, 5, 15, 10, tzinfo=HERE)


@pytest.mark.parametrize("state", list(ApplicationState))
@pytest.mark.parametrize("action", list(ApplicationAction))
def test_what_the_table_does_not_say_is_a_conflict(state: ApplicationState, action: ApplicationAction) -> None:
    at = datetime(2026, 3, 2, 10, tzinfo=HERE)
    one = application(at)
    one.state = state
    if (state, action) in TRANSITIONS:
        assert one.move(action, at).state is TRANSITIONS[state, action]
    else:
        with pytest.raises(Conflict):
            one.move(action, at)
        assert (one.state, one.sequence) == (state, 0)


def test_nobody_is_paid_without_acceptance_survey_and_confirmation() -> None:
    """Art. 28: without one of these steps no way through the table leads to payment."""
    for needed in ("accept", "survey", "opine", "grant"):
        reached, new = {ApplicationState.FILED}, {ApplicationState.FILED}
        while new:
            ways = {to for (state, action), to in TRANSITIONS.items() if state in new and action != needed}
            new = ways - reached
            reached |= new
        assert ApplicationState.PAYING not in reached


def test_no_step_is_of_two_parts() -> None:
    assert not PREPARING & APPROVING
    assert not (PREPARING | APPROVING) & PAYING


OFF = {
    *("2026-01-01", "2026-01-02", "2026-04-06", "2026-06-19", "2026-09-25"),
    *(f"2026-02-{day}" for day in (16, 17, 18, 19, 20, 23)),
    *(f"2026-05-0{day}" for day in (1, 4, 5)),
    *(f"2026-10-0{day}" for day in (1, 2, 5, 6, 7)),
}
"""The weekdays of 2026 that are not worked, and the weekend days that are, by the State Council's notice."""
WORKED = {"2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"}
CLOCKS = [
    ("national", "whole", "2026-02-12", "2026-04-01"),
    ("national", "extended", "2026-02-12", "2026-04-23"),
    ("national", "confirm", "2026-09-24", "2026-10-15"),
    ("national", "refusal", "2026-04-30", "2026-05-08"),
    ("destitute", "survey", "2026-09-24", "2026-10-22"),
    ("destitute", "confirm", "2026-02-12", "2026-03-11"),
    ("rigid", "whole", "2026-03-02", "2026-04-14"),
    ("rigid", "extended", "2026-03-02", "2026-05-08"),
    ("local_25_40", "whole", "2026-03-02", "2026-04-07"),
    ("local_25_40", "extended", "2026-03-02", "2026-04-28"),
    ("local_20_30", "whole", "2026-03-02", "2026-03-30"),
    ("local_20_30", "extended", "2026-03-02", "2026-04-14"),
    ("allowance", "whole", "2026-04-20", "2026-05-20"),
    ("urgent", "whole", "2026-09-30", "2026-10-09"),
    ("urgent", "completion", "2026-02-12", "2026-02-26"),
    ("passing_on", "answer", "2026-09-30", "2026-10-13"),
    ("passing_on", "result", "2026-04-20", "2026-05-20"),
]
"""Profile, clock, the day it begins at ten o'clock, the day it ends."""


@pytest.mark.parametrize(("profile", "clock", "begins", "ends"), CLOCKS, ids=[f"{one[0]} {one[1]}" for one in CLOCKS])
def test_every_statutory_clock_ends_on_the_day_that_a_calendar_of_paper_says(
    profile: str, clock: str, begins: str, ends: str
) -> None:
    """The oracle counts days off a list of the State Council's holidays and worked weekend days of 2026."""
    times = EDITION.profiles[profile]
    at = datetime.fromisoformat(f"{begins} 10:00").replace(tzinfo=HERE)
    due = Deadline.parse(getattr(times, clock)).due(at, Application.calendar)
    assert due == datetime.fromisoformat(f"{ends} 10:00").replace(tzinfo=HERE)
    assert _counted(begins, ends) == int(getattr(times, clock).removesuffix("wd"))


def _counted(begins: str, ends: str) -> int:
    """The working days after the first up to the last, by the lists alone."""
    day, count = date.fromisoformat(begins), 0
    while day < date.fromisoformat(ends):
        day += timedelta(days=1)
        count += day.isoformat() in WORKED or (day.weekday() < 5 and day.isoformat() not in OFF)
    return count


@given(st.lists(st.integers(0, 99), max_size=200), st.integers(0, 100))
def test_at_every_moment_at_least_the_share_is_drawn_and_by_lot_what_goes_beyond(lots: list[int], percent: int) -> None:
    """特困人员认定办法: the district checks at least 30 % of the applications by a visit."""
    drawn = 0
    for before, lot in enumerate(lots):
        found = is_drawn(percent, before, drawn, lot)
        assert found or lot >= percent, "who is drawn by lot is visited"
        drawn += found
        assert drawn * 100 >= percent * (before + 1)
