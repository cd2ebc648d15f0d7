"""Lists show what is in scope and asked for, newest first, page by page, each row once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from gateway.projections import store
from gateway.projections.applying import apply_request, apply_task
from gateway.projections.views import Page, RequestFilter, TaskFilter
from linli import cursors
from linli.areas import Tier, covers, tier_of
from linli.contracts.envelope import Envelope
from linli.contracts.hotline.clocks import Stage
from linli.contracts.hotline.events import RequestSummary
from linli.contracts.hotline.words import RequestState, TaskService
from linli.contracts.task import TaskEvent
from linli.db import Database
from linli.errors import Invalid
from linli.observe import Chain
from linli.work import Work
from tests.factories.gateways import emptied, gateway_database
from tests.factories.histories import BEGIN, CATEGORIES, SPAN, Maker

NOW = BEGIN + SPAN + timedelta(days=1)
DISTRICT, STREET, CELL = "210103", "210103005", "10002121010300500301"


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.servers)])
def kept_database(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    url = f"sqlite:///{tmp_path_factory.mktemp('lists')}/gateway.db"
    if request.param == "postgresql":
        url = request.getfixturevalue("scratch").database_url("lists")
    with gateway_database(url) as database:
        yield database


@pytest.fixture(scope="module")
def told(kept_database: Database) -> list[Any]:
    """The last events of 120 requests and their tasks, which the database knows."""
    lives = Maker(11).lives(120)
    project(emptied(kept_database), lives)
    newest = {one.event.subject: one.event for one in lives}
    return list(newest.values())


def project(database: Database, envelopes: list[Envelope]) -> None:
    with database.transaction() as session:
        for one in envelopes:
            work = Work(session, NOW, Chain(causation_id=one.id))
            apply = apply_task if isinstance(one.event, TaskEvent) else apply_request
            apply(work, one.event)  # type: ignore[arg-type]  # each gets its own kind


def is_late(said: RequestSummary) -> bool:
    return (said.settled_at or said.ended_at or NOW) > said.settle_due_at


def wanted(filters: RequestFilter, said: RequestSummary) -> bool:
    """What a filter lets pass, in plain words."""
    return (
        filters.state in (None, said.state)
        and filters.category in (None, said.category)
        and filters.service in (None, said.service)
        and filters.kind in (None, said.kind)
        and filters.open in (None, said.ended_at is None)
        and filters.late in (None, is_late(said))
        and filters.supervised in (None, said.supervised_at is not None)
        and filters.stage in (None, said.stage)
        and filters.escalated in (None, tier_of(said.escalated_to) if said.escalated_to else "nowhere")
    )


def walked(session: Session, scopes: list[str], filters: RequestFilter, limit: int) -> list[UUID]:
    """The ids of every page in turn."""
    found, cursor = [], None
    while True:
        page = store.list_requests(session, scopes, filters, cursor, limit, NOW)
        assert len(page.rows) <= limit
        found += [row.id for row in page.rows]
        cursor = page.next_cursor
        if cursor is None:
            return found


FILTERS = [
    RequestFilter(),
    RequestFilter(late=True),
    RequestFilter(late=False),
    RequestFilter(open=True),
    RequestFilter(open=False, late=True),
    RequestFilter(category=CATEGORIES[0], late=True),
    RequestFilter(service=TaskService.VOLUNTEER, category=CATEGORIES[2]),
    RequestFilter(category="nothing"),
    RequestFilter(supervised=True),
    RequestFilter(supervised=False, open=True),
    *(RequestFilter(stage=stage) for stage in Stage),
    RequestFilter(stage=Stage.BREACHED, escalated=Tier.DISTRICT, open=True),
    *(RequestFilter(escalated=tier) for tier in (Tier.STREET, Tier.DISTRICT)),
    *(RequestFilter(state=state) for state in RequestState),
]
SCOPES = [
    [DISTRICT],
    [STREET],
    ["210103005003"],
    [CELL],
    ["210103006001", "210102", STREET],
    [STREET, DISTRICT, CELL, STREET],
    ["210199"],
    [],
]


@pytest.mark.parametrize("scopes", SCOPES, ids=lambda scopes: "+".join(scopes) or "none")
@pytest.mark.parametrize("filters", FILTERS, ids=lambda filters: str({k: v for k, v in vars(filters).items() if v}))
def test_the_pages_of_a_list_hold_just_what_was_asked_for_newest_first(
    kept_database: Database, told: list[Any], scopes: list[str], filters: RequestFilter
) -> None:
    requests = [event for event in told if not isinstance(event, TaskEvent)]
    mine = [event for event in requests if any(covers(scope, event.area_code) for scope in scopes)]
    expected = sorted(
        ((event.request.opened_at, event.subject) for event in mine if wanted(filters, event.request)), reverse=True
    )
    with kept_database.reading() as session:
        assert walked(session, scopes, filters, 7) == [request_id for _, request_id in expected]


def test_rows_say_themselves_whether_they_are_late(kept_database: Database, told: list[Any]) -> None:
    late = {event.subject for event in told if not isinstance(event, TaskEvent) and is_late(event.request)}
    with kept_database.reading() as session:
        page = store.list_requests(session, ["210103", "210102"], RequestFilter(), None, 1000, NOW)
    assert {row.id for row in page.rows if row.late} == late
    assert late


@pytest.mark.parametrize("late", [None, True, False])
def test_tasks_are_listed_by_service_and_scope(kept_database: Database, told: list[Any], late: bool | None) -> None:
    expected = set()
    for event in told:
        if isinstance(event, TaskEvent) and covers(STREET, event.area_code):
            was_late = (event.task.ended_at or NOW) > event.task.due_at
            expected |= {event.subject} if late in (None, was_late) else set()
    with kept_database.reading() as session:
        page = store.list_tasks(session, TaskService.GRID, [STREET], TaskFilter(late=late), None, 1000, NOW)
        others = store.list_tasks(session, TaskService.VOLUNTEER, [STREET], TaskFilter(), None, 1000, NOW)
        first = store.find_task_row(session, page.rows[0].id, NOW)
    assert {row.id for row in page.rows} == expected
    assert others == Page((), None)
    assert first == page.rows[0]


def test_the_tasks_of_one_request_are_found(kept_database: Database, told: list[Any]) -> None:
    task = next(event for event in told if isinstance(event, TaskEvent))
    one = TaskFilter(request_id=task.task.request_id)
    with kept_database.reading() as session:
        page = store.list_tasks(session, TaskService.GRID, [task.area_code], one, None, 10, NOW)
    assert [row.id for row in page.rows] == [task.subject]


def test_a_walk_meets_every_row_once_while_new_ones_are_added_and_others_change(kept_database: Database) -> None:
    maker, area_code = Maker(21), "310101001001"
    there = [maker.request(area_code=area_code) for _ in range(40)]
    project(kept_database, [maker.wrapped(events[0]) for events in there])
    seen: list[UUID] = []
    cursor = None
    for events in there:
        with kept_database.reading() as session:
            page = store.list_requests(session, [area_code], RequestFilter(), cursor, 3, NOW)
        seen += [row.id for row in page.rows]
        cursor = page.next_cursor
        if cursor is None:
            break
        newer = maker.request(area_code=area_code, opened_at=NOW, settle_due_at=NOW + timedelta(days=1))[0]
        project(kept_database, [maker.wrapped(newer), maker.wrapped(events[-1])])
    assert len(seen) == len(set(seen)) == 40
    assert set(seen) == {events[0].subject for events in there}


def test_requests_opened_in_the_same_moment_are_told_apart_by_their_ids(kept_database: Database) -> None:
    maker, area_code = Maker(22), "310101002001"
    made = [maker.request(area_code=area_code, opened_at=BEGIN)[0] for _ in range(9)]
    project(kept_database, [maker.wrapped(replace(event)) for event in made])
    with kept_database.reading() as session:
        found = walked(session, [area_code], RequestFilter(), 2)
    assert found == sorted((event.subject for event in made), reverse=True)


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "%%%",
        "诉求",
        "MjAyNg",
        cursors.write((BEGIN, UUID(int=1)))[:-4],
        cursors.write((BEGIN.replace(tzinfo=None), UUID(int=1))),
    ],
)
def test_what_is_no_cursor_is_refused_by_its_field(kept_database: Database, cursor: str) -> None:
    with kept_database.reading() as session, pytest.raises(Invalid) as refused:
        store.list_requests(session, [DISTRICT], RequestFilter(), cursor, 10, NOW)
    assert list(refused.value.fields) == ["cursor"]


def test_what_is_no_area_is_refused(kept_database: Database) -> None:
    with kept_database.reading() as session, pytest.raises(Invalid):
        store.list_requests(session, ["2101"], RequestFilter(), None, 10, NOW)
