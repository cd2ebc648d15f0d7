"""The projections become what the events say, in whatever order and however often these arrive."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from gateway.projections import store
from gateway.projections.applying import apply_request, apply_task
from gateway.projections.service import Network
from gateway.projections.tables import FIGURE_ROW, REQUEST_ROW, TASK_ROW, TIMELINE_ROW
from gateway.projections.views import Counts, Figures
from linli import observe
from linli.areas import covers
from linli.clock import now
from linli.contracts.envelope import REGISTRY, Envelope, decode
from linli.contracts.hotline.events import RequestEvent, RequestOpened, RequestSummary
from linli.contracts.hotline.words import Kind, TaskService
from linli.contracts.network import RecordChanged
from linli.contracts.task import TaskEvent
from linli.db import Database
from linli.events import handlers_of
from linli.observe import Chain
from linli.outbox import OUTBOX
from linli.work import Work
from tests.factories.gateways import emptied, gateway_database, network_on
from tests.factories.histories import AREAS, BEGIN, SPAN, Maker

# A seed does not shrink to anything simpler, so Hypothesis is not asked to try.
UNSHRUNK = settings(max_examples=12, phases=[Phase.explicit, Phase.reuse, Phase.generate])
NOW = BEGIN + SPAN + timedelta(days=1)


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.servers)])
def kept_database(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    url = f"sqlite:///{tmp_path_factory.mktemp('projections')}/gateway.db"
    if request.param == "postgresql":
        url = request.getfixturevalue("scratch").database_url("projections")
    with gateway_database(url) as database:
        yield database


@pytest.fixture
def database(kept_database: Database) -> Database:
    """The gateway's database, empty."""
    return emptied(kept_database)


def apply(session: Session, envelope: Envelope) -> None:
    """Apply the event past the inbox, which would keep duplicates away."""
    work = Work(session, NOW, Chain(envelope.correlation_id, envelope.id))
    if isinstance(envelope.event, TaskEvent):
        apply_task(work, envelope.event)
    else:
        apply_request(work, envelope.event)  # type: ignore[arg-type]  # the rest are a request's


def newest_of(envelopes: Iterable[Envelope]) -> list[Any]:
    """The last event of each thing."""
    newest: dict[Any, Any] = {}
    for one in envelopes:
        held = newest.setdefault(one.event.subject, one.event)
        if one.event.sequence > held.sequence:
            newest[one.event.subject] = one.event
    return list(newest.values())


def recounted(area_code: str, envelopes: Iterable[Envelope]) -> Figures:
    """The figures of an area, straight from the last event of each request."""
    whole, by_category, by_service = Counter[str](), dict[str, Counter[str]](), dict[str, Counter[str]]()
    for event in newest_of(envelopes):
        if isinstance(event, TaskEvent) or not covers(area_code, event.area_code):
            continue
        said: RequestSummary = event.request
        tally = Counter[str]({"closed" if said.ended_at else "open": 1})
        tally["late"] = int((said.settled_at or said.ended_at or NOW) > said.settle_due_at)
        whole.update(tally)
        by_category.setdefault(said.category, Counter()).update(tally)
        by_service.setdefault(said.service, Counter()).update(tally)
    counts = {name: int(whole[name]) for name in ("open", "closed", "late")}
    return Figures(area_code=area_code, **counts, by_category=as_counts(by_category), by_service=as_counts(by_service))


def as_counts(tallies: dict[str, Counter[str]]) -> dict[str, Counts]:
    return {str(k): Counts(open=t["open"], closed=t["closed"], late=t["late"]) for k, t in sorted(tallies.items())}


def everything(session: Session) -> dict[str, set[tuple[Any, ...]]]:
    """All rows of the projections, without empty counts and without when they were heard of."""
    found = {table.name: {tuple(row) for row in session.execute(select(table))} for table in (REQUEST_ROW, TASK_ROW)}
    found["figure_row"] = {tuple(row) for row in session.execute(select(FIGURE_ROW))}
    columns = [column for column in TIMELINE_ROW.c if column.name != "received_at"]
    found["timeline_row"] = {tuple(row) for row in session.execute(select(*columns))}
    return found


@contextmanager
def undone(database: Database) -> Iterator[Session]:
    """A transaction that leaves no trace."""
    with Session(database.engine) as session:
        yield session
        session.rollback()


def outcome(database: Database, envelopes: Iterable[Envelope]) -> dict[str, set[tuple[Any, ...]]]:
    """What the projections hold after these events; undone again."""
    with undone(database) as session:
        for one in envelopes:
            apply(session, one)
        return everything(session)


@pytest.mark.usefixtures("database")
@UNSHRUNK
@given(seed=st.integers(0, 2**32))
def test_any_order_and_any_repetition_of_events_gives_the_same_rows_and_figures(
    kept_database: Database, seed: int
) -> None:
    maker = Maker(seed)
    told = maker.lives(6)
    again = told + maker.random.choices(told, k=len(told) // 2)
    maker.random.shuffle(again)
    assert outcome(kept_database, again) == outcome(kept_database, told)


@pytest.mark.usefixtures("database")
@UNSHRUNK
@given(seed=st.integers(0, 2**32))
def test_the_figures_of_every_area_equal_a_recount_from_the_events(kept_database: Database, seed: int) -> None:
    maker = Maker(seed)
    told = maker.lives(25)
    maker.random.shuffle(told)
    with undone(kept_database) as session:
        for one in told:
            apply(session, one)
        for area_code in (*AREAS, "210102", "210199"):
            assert store.figures(session, area_code, NOW) == recounted(area_code, told)


def test_events_heard_by_many_threads_at_once_are_counted_as_if_heard_one_by_one(database: Database) -> None:
    maker = Maker(7)
    told = maker.lives(40)
    heard = told + maker.random.choices(told, k=len(told) // 2)
    maker.random.shuffle(heard)
    _, receiver = network_on(database)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda one: receiver.receive(one.encode()), heard))
    with database.reading() as session:
        kept = everything(session)
        assert [store.figures(session, area, NOW) for area in AREAS] == [recounted(area, told) for area in AREAS]
    emptied(database)
    assert kept == outcome(database, told)


def test_screens_are_told_of_each_change_once_with_its_sequence_and_of_no_old_news(database: Database) -> None:
    maker = Maker(1)
    opened, dispatched = maker.request(area_code=AREAS[2])[:2]
    _, receiver = network_on(database)
    for event in (dispatched, opened, dispatched):
        receiver.receive(maker.wrapped(event).encode())
    with database.reading() as session:
        (body,) = session.scalars(select(OUTBOX.c.body))
    said = decode(body).event
    assert isinstance(said, RecordChanged)
    assert (said.subject, said.sequence, said.kind, said.area_code) == (opened.subject, 2, "request", AREAS[2])


def test_the_history_of_a_request_holds_its_events_and_its_tasks_in_the_order_they_happened(database: Database) -> None:
    maker = Maker(3)
    events = maker.request()
    tasks = maker.task(events[0])
    told = [maker.wrapped(event) for event in (*tasks, *reversed(events))]
    _, receiver = network_on(database)
    for one in told:
        receiver.receive(one.encode())
    with database.reading() as session:
        entries = store.timeline(session, events[0].subject)
        assert store.timeline(session, maker.id()) == []
    assert {entry.event_id for entry in entries} == {one.id for one in told}
    assert [entry.occurred_at for entry in entries] == sorted(entry.occurred_at for entry in entries)
    assert [entry.type.split(".")[-2] for entry in entries[:2]] == ["opened", "dispatched"]


@pytest.mark.parametrize("turned", [False, True], ids=["in order", "opened last"])
def test_the_history_of_one_moment_begins_with_what_came_first(database: Database, turned: bool) -> None:
    maker = Maker(3)
    opened, dispatched = maker.request()[:2]
    filed = replace(maker.task(opened)[0], occurred_at=opened.occurred_at)
    _, receiver = network_on(database)
    for event in (dispatched, opened, filed) if turned else (opened, dispatched, filed):
        receiver.receive(maker.wrapped(event).encode())
    with database.reading() as session:
        entries = store.timeline(session, opened.subject)
    assert [entry.type.split(".")[-2] for entry in entries] == ["opened", "dispatched", "filed"]


def test_a_request_shows_as_its_last_event_says_and_turns_late_as_time_passes(database: Database) -> None:
    maker = Maker(1)
    last = maker.request(service=TaskService.GRID)[1]
    due = last.request.settle_due_at
    with database.transaction() as session:
        apply(session, maker.wrapped(last))
    with database.reading() as session:
        on_time = store.find_request_row(session, last.subject, due)
        too_late = store.find_request_row(session, last.subject, due + timedelta(seconds=1))
        assert store.find_request_row(session, maker.id()) is None
    assert on_time is not None
    assert too_late is not None
    assert (on_time.state, on_time.service, on_time.sequence) == (last.request.state, TaskService.GRID, 2)
    assert (on_time.late, too_late.late) == (False, True)


def test_the_gauges_show_open_late_and_at_risk_by_tier_and_fall_to_zero_when_all_is_done(database: Database) -> None:
    maker, street = Maker(5), "310101001"
    opened = now() - timedelta(days=9)
    fixed = {"area_code": f"{street}001", "kind": Kind.REPORT, "opened_at": opened}
    network, _ = network_on(database)
    with database.transaction() as session:
        for days in (1, 10, 30):
            event = maker.request(**fixed, settle_due_at=opened + timedelta(days=days))[0]
            apply(session, maker.wrapped(event))
    network.measure_requests()
    assert [gauges(*labels) for labels in (("district", street[:6]), ("street", street))] == [[3, 1, 1]] * 2
    emptied(database)
    network.measure_requests()
    assert gauges("street", street) == [0, 0, 0]


def gauges(tier: str, area: str) -> list[float]:
    every = (observe.ORDERS_OPEN, observe.ORDERS_LATE, observe.ORDERS_AT_RISK)
    return [gauge.labels(tier, area, "report")._value.get() for gauge in every]


def test_every_event_of_a_request_or_a_task_is_projected() -> None:
    heard = {handler.event.wire_type() for handler in handlers_of(Network)}
    of_requests_and_tasks = {kind for kind, event in REGISTRY.items() if issubclass(event, RequestEvent | TaskEvent)}
    assert heard >= of_requests_and_tasks
    for kind, name in ((RequestEvent, "project_request"), (TaskEvent, "project_task")):
        assert {one.name for one in handlers_of(Network) if issubclass(one.event, kind)} == {name}
    assert RequestOpened.wire_type() in heard
