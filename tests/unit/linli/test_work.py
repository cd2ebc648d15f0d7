"""A unit of work lets a caller do what their roles at the area allow, and tells when a change happened."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from linli.errors import Forbidden, Invalid, NotFound, StaleVersion
from linli.identity import Principal, Role
from linli.observe import Chain
from linli.work import Work
from tests.factories.people import COMMUNITY, DISTRICT, ELSEWHERE, STREET, administrator, person

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
EARLIER = NOW - timedelta(days=1)
LEADERS = frozenset({Role.DISPATCHER, Role.ADMINISTRATOR})


def work(who: Principal | None, *roles: Role) -> Work:
    """Work of this person on a call for these roles; None: an event's."""
    return Work(Session(), NOW, Chain(), who, frozenset(roles) or LEADERS)


@pytest.mark.parametrize("at", [DISTRICT, STREET, COMMUNITY])
def test_one_of_the_roles_at_the_area_or_above_is_enough(at: str) -> None:
    asked = work(person(Role.DISPATCHER, at=at))
    asked.authorise(COMMUNITY)
    assert asked.authorised


@pytest.mark.parametrize("at", [ELSEWHERE, "210103006", "210103005004"])
def test_out_of_scope_is_not_found_even_for_an_administrator(at: str) -> None:
    with pytest.raises(NotFound, match="no such case"):
        work(administrator(at)).authorise(COMMUNITY, "case", "案件")


def test_an_area_above_the_callers_is_not_found() -> None:
    with pytest.raises(NotFound):
        work(administrator(COMMUNITY)).authorise(STREET)


def test_in_scope_without_the_role_is_forbidden_and_names_the_roles() -> None:
    with pytest.raises(Forbidden, match=r"role_missing.*administrator, dispatcher"):
        work(person(Role.AUDITOR)).authorise(COMMUNITY)


def test_the_role_elsewhere_does_not_help_where_another_role_is_held() -> None:
    both = Principal(person().account_id, person(Role.AUDITOR).grants + person(Role.DISPATCHER, at=ELSEWHERE).grants)
    with pytest.raises(Forbidden):
        work(both).authorise(COMMUNITY)


def test_an_events_work_needs_no_persons_leave() -> None:
    caused = work(None)
    caused.authorise(COMMUNITY)
    assert caused.authorised


def test_work_counts_as_unauthorised_until_it_asks() -> None:
    assert not work(administrator()).authorised


@pytest.mark.parametrize("who", [administrator(), person(Role.OPERATOR), None])
def test_without_a_moment_it_is_now(who: Principal | None) -> None:
    assert work(who).moment(None, COMMUNITY) == NOW


@pytest.mark.parametrize("who", [administrator(), None])
def test_an_administrator_and_an_event_may_record_the_past(who: Principal | None) -> None:
    assert work(who).moment(EARLIER, COMMUNITY) == EARLIER
    assert work(who).moment(NOW, COMMUNITY) == NOW


@pytest.mark.parametrize("who", [person(Role.SUPERVISOR), administrator(ELSEWHERE)])
def test_nobody_else_may_record_the_past_or_import(who: Principal) -> None:
    with pytest.raises(Forbidden, match="import_needs_administrator") as refused:
        work(who).moment(EARLIER, COMMUNITY)
    assert list(refused.value.fields) == ["at"]
    with pytest.raises(Forbidden, match="import_needs_administrator"):
        work(who).moment(None, COMMUNITY, importing=True)


@pytest.mark.parametrize("who", [administrator(), None])
def test_the_future_is_refused_to_everyone(who: Principal | None) -> None:
    with pytest.raises(Invalid, match="in_the_future") as refused:
        work(who).moment(NOW + timedelta(microseconds=1), COMMUNITY)
    assert list(refused.value.fields) == ["at"]


def test_no_version_stands_for_any_and_the_present_one_passes() -> None:
    work(None).expect(None, 7)
    work(None).expect(7, 7)


@pytest.mark.parametrize("seen", [0, 6, 8, -1])
def test_another_version_than_the_present_is_stale(seen: int) -> None:
    with pytest.raises(StaleVersion) as refused:
        work(None).expect(seen, 7)
    assert list(refused.value.fields) == ["If-Match"]
