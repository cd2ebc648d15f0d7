"""The rules of the register: who may volunteer, from which state to which, until when a document counts, when free."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.clock import LOCAL
from linli.contracts.volunteer.people import Profile
from linli.contracts.volunteer.teams import TeamContent
from linli.contracts.volunteer.words import (
    Availability,
    BusyTime,
    DocumentKind,
    ExceptionDay,
    TeamTier,
    VolunteerState,
    WeeklyHours,
)
from linli.errors import Conflict, Invalid
from services.volunteer import catalogue
from services.volunteer.domain.availability import check, is_free
from services.volunteer.domain.people import TRANSITIONS, Document, Volunteer, age_on
from services.volunteer.domain.teams import Counted, Team, indicators
from tests.factories.people import COMMUNITY, DISTRICT, STREET

AT = datetime(2026, 3, 2, 9, 0, tzinfo=LOCAL)
GROWN = Profile(birth_date=date(1980, 5, 1))


def applicant(**said: Any) -> Volunteer:
    profile = Profile(**{"birth_date": date(1980, 5, 1), **said})
    return Volunteer.apply(uuid4(), COMMUNITY, ("name", "phone"), profile, AT, AT.date())[0]


def test_every_move_that_is_not_in_the_table_is_a_conflict() -> None:
    for before in VolunteerState:
        for after in VolunteerState:
            one = applicant()
            one.state = before
            if (before, after) in TRANSITIONS:
                one.move(after, AT, "说明")
                assert one.state is after
                assert (one.claim is None) is (after in (VolunteerState.LEFT, VolunteerState.REFUSED))
            else:
                with pytest.raises(Conflict):
                    one.move(after, AT, "说明")


def test_a_refusal_needs_a_reason() -> None:
    with pytest.raises(Invalid) as refused:
        applicant().move(VolunteerState.REFUSED, AT, " ")
    assert list(refused.value.fields) == ["reason"]


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"birth_date": date(2020, 3, 2)}, "profile.birth_date"),
        ({"birth_date": date(1900, 1, 1)}, "profile.birth_date"),
        ({"birth_date": date(2010, 3, 2)}, "profile.guardian_consents"),
        ({"latitude": 41.8}, "profile.latitude"),
    ],
)
def test_who_may_not_volunteer_is_told_why(said: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        applicant(**said)
    assert list(refused.value.fields) == [field]


def test_a_minor_volunteers_with_a_guardians_consent() -> None:
    assert applicant(birth_date=date(2010, 3, 2), guardian_consents=True).state is VolunteerState.APPLIED


def test_a_home_is_kept_to_some_hundred_metres() -> None:
    one = applicant(latitude=41.796123, longitude=123.438987)
    assert (one.profile.latitude, one.longitude) == (41.796, 123.439)


@pytest.mark.parametrize(("day", "age"), [(date(2026, 5, 1), 46), (date(2026, 4, 30), 45)])
def test_age_is_counted_in_completed_years(day: date, age: int) -> None:
    assert age_on(date(1980, 5, 1), day) == age


def test_a_document_counts_from_its_issue_to_its_last_day_and_reminds_30_and_7_days_before_and_at_its_end() -> None:
    one = Document(uuid4(), uuid4(), DocumentKind.CHECK, "police", "", date(2026, 1, 1), date(2026, 6, 30))
    valid = [one.valid_on(day) for day in (date(2025, 12, 31), date(2026, 1, 1), date(2026, 6, 30), date(2026, 7, 1))]
    assert valid == [False, True, True, False]
    days, day = [], date(2026, 1, 1)
    while (following := one.next_reminder(day)) is not None:
        days.append(following)
        day = following
    assert days == [date(2026, 5, 31), date(2026, 6, 23), date(2026, 7, 1)]
    one.revoked = True
    assert not one.valid_on(date(2026, 3, 1))
    assert one.next_reminder(date(2026, 1, 1)) is None


def test_every_skill_of_the_catalogue_is_named_in_both_languages() -> None:
    assert len(catalogue.skills()) > 20
    assert all(one.zh and one.en for one in catalogue.skills().values())


# ---- when somebody is free -------------------------------------------------------------------------------------------

MONDAY = WeeklyHours(weekday=1, begins="09:00", ends="12:00")
NIGHT = (WeeklyHours(weekday=1, begins="20:00", ends="24:00"), WeeklyHours(weekday=2, begins="00:00", ends="02:00"))


def moment(day: int, clock: str) -> datetime:
    """In March 2026, whose second is a Monday."""
    return datetime.combine(date(2026, 3, day), time.fromisoformat(clock), LOCAL)


@pytest.mark.parametrize(
    ("availability", "begins", "ends", "free"),
    [
        (Availability(weekly=(MONDAY,)), moment(2, "09:00"), moment(2, "12:00"), True),
        (Availability(weekly=(MONDAY,)), moment(2, "09:00"), moment(2, "12:01"), False),
        (Availability(weekly=(MONDAY,)), moment(3, "09:00"), moment(3, "10:00"), False),
        (Availability(weekly=NIGHT), moment(2, "23:00"), moment(3, "01:00"), True),
        (
            Availability(weekly=(MONDAY,), exceptions=(ExceptionDay(day=date(2026, 3, 2)),)),
            moment(2, "09:00"),
            moment(2, "10:00"),
            False,
        ),
        (
            Availability(exceptions=(ExceptionDay(day=date(2026, 3, 7), begins="08:00", ends="18:00"),)),
            moment(7, "09:00"),
            moment(7, "10:00"),
            True,
        ),
        (
            Availability(weekly=(MONDAY,), busy=(BusyTime(begins=moment(2, "10:00"), ends=moment(2, "11:00")),)),
            moment(2, "09:00"),
            moment(2, "10:01"),
            False,
        ),
        (
            Availability(weekly=(MONDAY,), busy=(BusyTime(begins=moment(2, "10:00"), ends=moment(2, "11:00")),)),
            moment(2, "09:00"),
            moment(2, "10:00"),
            True,
        ),
    ],
)
def test_free_is_all_of_the_time_in_free_hours_and_none_in_what_is_taken(
    availability: Availability, begins: datetime, ends: datetime, free: bool
) -> None:
    assert is_free(availability, begins, ends, LOCAL) is free


@pytest.mark.parametrize(
    ("availability", "field"),
    [
        (Availability(weekly=(WeeklyHours(weekday=1, begins="12:00", ends="09:00"),)), "availability.weekly"),
        (Availability(weekly=(MONDAY, MONDAY)), "availability.weekly"),
        (Availability(exceptions=(ExceptionDay(day=date(2026, 3, 2), begins="09:00"),)), "availability.exceptions.0"),
        (Availability(busy=(BusyTime(begins=AT, ends=AT),)), "availability.busy.0"),
    ],
)
def test_times_that_are_not_right_name_their_list(availability: Availability, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        check(availability)
    assert list(refused.value.fields) == [field]


@given(st.integers(0, 6 * 24 * 4), st.integers(1, 40))
def test_free_minute_by_minute_is_free_in_all(start: int, quarters: int) -> None:
    """The span is free exactly when each of its quarters is, told by the clock alone."""
    availability = Availability(weekly=(MONDAY, *NIGHT, WeeklyHours(weekday=4, begins="00:00", ends="24:00")))
    begins = moment(2, "00:00") + timedelta(minutes=15 * start)
    each = [begins + timedelta(minutes=15 * number) for number in range(quarters)]

    def by_hand(at: datetime) -> bool:
        minutes = at.hour * 60 + at.minute
        return {0: 540 <= minutes < 720 or minutes >= 1200, 1: minutes < 120, 3: True}.get(at.weekday(), False)

    ends = begins + timedelta(minutes=15 * quarters)
    assert is_free(availability, begins, ends, LOCAL) is all(by_hand(one) for one in each)


# ---- organisations ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("area", "tier", "single"),
    [
        (DISTRICT, TeamTier.FEDERATION, True),
        (STREET, TeamTier.STATION, True),
        (COMMUNITY, TeamTier.TEAM, False),
    ],
)
def test_the_tier_of_the_area_says_what_is_founded(area: str, tier: TeamTier, single: bool) -> None:
    team, event = Team.found(uuid4(), area, TeamContent(name="队"), AT)
    assert (team.tier, team.single == area, event.sequence) == (tier, single, 1)
    team.dissolve(AT)
    assert team.single is None
    with pytest.raises(Conflict):
        team.revise(TeamContent(name="队"), AT)


def test_a_grid_cell_has_no_team() -> None:
    with pytest.raises(Invalid):
        Team.found(uuid4(), "01012321010300500301", TeamContent(name="队"), AT)


def test_indicators_are_counted_against_their_targets_and_say_nothing_without_residents() -> None:
    counted = Counted(
        communities=100, with_team=85, residents=None, volunteers=50, streets=4, streets_with_days=3, service_days=7
    )
    by_code = {one.code: one for one in indicators(counted)}
    assert (by_code["communities_with_team"].share, by_code["communities_with_team"].reached) == (0.85, True)
    assert (by_code["volunteers_per_resident"].share, by_code["volunteers_per_resident"].reached) == (None, None)
    assert (by_code["service_days_per_street"].share, by_code["service_days_per_street"].reached) == (1.75, False)
    assert by_code["streets_with_two_days"].reached is False
