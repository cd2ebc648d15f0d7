"""The table of the procedure and its clocks, across holidays and swapped working days."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from linli.areas import path_of
from linli.contracts.assistance.applications import ApplicationAction, ApplicationState, ClockName
from linli.dated import ALWAYS
from linli.errors import Conflict
from services.assistance.catalogue import shipped
from services.assistance.domain.application import APPROVING, PAYING, PREPARING, TRANSITIONS, Application
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
