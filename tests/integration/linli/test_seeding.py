"""Seeded requests are what the use cases leave of the same facts, on both databases, and go on as any others do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Table, func, select

from gateway.projections import store as lists
from gateway.projections.figures import figures
from gateway.projections.tables import REQUEST_ROW, TIMELINE_ROW
from gateway.projections.views import RequestFilter
from gateway.tracking import TRACKING, request_of
from linli.config import Settings
from linli.contracts.hotline.clocks import Stage
from linli.contracts.hotline.words import RequestState
from linli.outbox import OUTBOX
from linli.sealing import Sealer
from linli.seeding import command
from linli.timers import TIMER
from services.hotline.domain.request import Request
from services.hotline.store import history, requests
from services.hotline.tables.duplicates import MATTER_KEY
from services.hotline.tables.history import REQUEST_STEP
from services.hotline.tables.request import REQUEST
from tests.factories.gateways import SECRET
from tests.factories.people import DISTRICT, administrator
from tests.factories.retold import Retelling
from tests.factories.running import RunningService
from tests.factories.seeded import (
    COMMUNITIES,
    NUMBER,
    PLAN,
    TABLES,
    UNTIL,
    Databases,
    all_of,
    opened,
    settings_at,
    settings_on_server,
)
from tests.machine import Scratch


@pytest.fixture(scope="module")
def light(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Settings, Databases]]:
    """Seeded, on SQLite."""
    settings = settings_at(tmp_path_factory.mktemp("seeded"))
    with ExitStack() as stack:
        databases = opened(settings, stack)
        assert command.seed(PLAN, databases, settings) == NUMBER
        yield settings, databases


@pytest.fixture(scope="module")
def heavy(scratch: Scratch, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Settings, Databases]]:
    """Seeded, on PostgreSQL."""
    settings = settings_on_server(scratch, "seeded", tmp_path_factory.mktemp("heavy"))
    with ExitStack() as stack:
        databases = opened(settings, stack)
        assert command.seed(PLAN, databases, settings) == NUMBER
        yield settings, databases


@pytest.fixture(params=["light", "heavy"])
def seeded(request: pytest.FixtureRequest) -> tuple[Settings, Databases]:
    """Seeded, on both."""
    found: tuple[Settings, Databases] = request.getfixturevalue(request.param)
    return found


# ---- what is written ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def retold(light: tuple[Settings, Databases], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    """The same requests, told once more by the use cases."""
    settings, databases = light
    with ExitStack() as stack:
        fresh = opened(settings_at(tmp_path_factory.mktemp("retold")), stack)
        Retelling(settings, databases, fresh, Sealer(SECRET)).tell()
        yield fresh


SAME = [one for one in TABLES if one[1] not in (TIMELINE_ROW, TRACKING, MATTER_KEY)]


@pytest.mark.parametrize(("name", "table"), SAME, ids=[table.name for _, table in SAME])
def test_the_rows_are_those_that_the_use_cases_leave(
    light: tuple[Settings, Databases], retold: Databases, name: str, table: Table
) -> None:
    found, told = all_of(light[1], name, table, "risk_at"), all_of(retold, name, table, "risk_at")
    assert found
    assert len(found) == len(told)
    differing = [
        {column: (ours[column], theirs[column]) for column in ours if ours[column] != theirs[column]}
        for ours, theirs in zip(found, told, strict=True)
    ]
    assert [one for one in differing if one] == []


def test_requests_are_at_risk_when_they_would_be(light: tuple[Settings, Databases], retold: Databases) -> None:
    """A share of a time is rounded to a microsecond here or there."""
    ours, theirs = (
        {one["id"]: one["risk_at"] for one in all_of(where, "gateway", REQUEST_ROW)} for where in (light[1], retold)
    )
    assert ours.keys() == theirs.keys()
    assert max(abs(ours[one] - theirs[one]) for one in ours) <= timedelta(microseconds=2)


def test_the_timeline_tells_the_same_events(light: tuple[Settings, Databases], retold: Databases) -> None:
    own = ("event_id", "received_at")
    assert all_of(light[1], "gateway", TIMELINE_ROW, *own) == all_of(retold, "gateway", TIMELINE_ROW, *own)
    told = all_of(light[1], "gateway", TIMELINE_ROW)
    assert len({one["event_id"] for one in told}) == len(told)
    assert all(one["event_id"].version == 4 and one["received_at"] > one["occurred_at"] for one in told)


def test_duplicates_are_found_of_what_the_sweep_would_have_left(
    light: tuple[Settings, Databases], retold: Databases
) -> None:
    kept = all_of(light[1], "hotline", MATTER_KEY)
    written = all_of(retold, "hotline", MATTER_KEY)
    ended = {one["id"]: one["ended_at"] for one in all_of(light[1], "hotline", REQUEST)}
    month = UNTIL.timestamp() - 30 * 86_400
    left = [one for one in written if (at := ended[one["request_id"]]) is None or at.timestamp() >= month]
    assert kept == left
    assert 0 < len(kept) < len(written)


def test_both_databases_hold_the_same(light: tuple[Settings, Databases], heavy: tuple[Settings, Databases]) -> None:
    for name, table in TABLES:
        assert all_of(light[1], name, table) == all_of(heavy[1], name, table), table.name


def test_citizens_find_every_request_by_its_code(seeded: tuple[Settings, Databases]) -> None:
    asked = all_of(seeded[1], "hotline", REQUEST)
    with seeded[1]["gateway"].reading() as session:
        assert [request_of(session, one["tracking_code"]) for one in asked] == [one["id"] for one in asked]


def test_nothing_is_to_be_sent(seeded: tuple[Settings, Databases]) -> None:
    for database in seeded[1].values():
        with database.reading() as session:
            assert session.scalar(select(func.count()).select_from(OUTBOX)) == 0


def test_requests_are_as_various_as_in_a_district(light: tuple[Settings, Databases]) -> None:
    asked = all_of(light[1], "hotline", REQUEST)
    states = Counter(one["state"].value for one in asked)
    assert states["closed"] > NUMBER * 0.6
    assert {"withdrawn", "dispatched", "signed", "in_progress"} <= states.keys()
    still_open = sum(one["ended_at"] is None for one in asked)
    assert NUMBER * 0.1 < still_open < NUMBER * 0.32
    assert len({one["title"] + one["description"] for one in asked}) > NUMBER * 0.97
    callers = Counter(one["contact_phone"] for one in asked if one["contact_phone"])
    assert max(callers.values()) > 3
    assert sum(count == 1 for count in callers.values()) > len(callers) / 3
    assert any(one["repeats"] for one in asked)
    assert len({one["opened_at"] for one in asked}) == NUMBER
    by_day = Counter(one["opened_at"].astimezone().hour for one in asked)
    assert len(by_day) > 10
    actions = Counter(one["action"] for one in all_of(light[1], "hotline", REQUEST_STEP))
    assert {"warned", "breached", "escalated", "returned"} <= actions.keys()


# ---- how it goes on -------------------------------------------------------------------------------------------------


def an_open_request(databases: Databases, state: RequestState) -> Request:
    """A seeded request in this state, as the store gives it."""
    with databases["hotline"].reading() as session:
        wanted = select(Request).where(REQUEST.c.state == state)
        found = session.scalars(wanted.order_by(REQUEST.c.opened_at.desc())).first()
    assert found is not None
    return found


def test_an_open_request_is_handled_as_any_other(seeded: tuple[Settings, Databases]) -> None:
    settings, databases = seeded
    request = an_open_request(databases, RequestState.DISPATCHED)
    hotline, service = RunningService("hotline", settings), RunningService(request.service.value, settings)
    chief = administrator()
    signed = hotline.ask(chief, "sign_request", id=request.id, version=request.sequence)
    settled = hotline.ask(chief, "settle_request", id=request.id, result="已处理", version=signed["version"])
    closed = hotline.ask(chief, "close_request", id=request.id, version=settled["version"])
    assert closed["request"]["state"] == "closed"
    assert [one["to_state"] for one in hotline.ask(chief, "list_steps", id=request.id)["steps"]][-3:] == [
        "signed",
        "settled",
        "closed",
    ]
    network = RunningService("network", settings)
    told = [one for one in hotline.sent() if one.event.subject == request.id]
    service.tell(*told)
    network.tell(*told, *service.sent())
    assert service.waiting() == network.waiting() == (0, 0)
    with databases["gateway"].reading() as session:
        shown = lists.find_request_row(session, request.id)
        assert shown is not None
        assert (shown.state, shown.sequence) == (RequestState.CLOSED, closed["version"])
        assert [one.sequence for one in lists.timeline(session, request.id) if one.source == "hotline"] == list(
            range(1, closed["version"] + 1)
        )
        task = lists.find_task_row(session, request.task_id)
        assert task is not None
        assert task.outcome == "settled_without_task"
    for one in (hotline, service, network):
        one.database.close()


def test_the_timer_of_an_open_request_fires(seeded: tuple[Settings, Databases]) -> None:
    """Its moment has long passed by now: what it would have told is told."""
    settings, databases = seeded
    hotline = RunningService("hotline", settings)
    request = an_open_request(databases, RequestState.SIGNED)
    while hotline.member.firing.fire_due():
        pass
    with databases["hotline"].reading() as session:
        after = requests.request_of(session, request.id)
        parked = session.scalar(select(func.count()).select_from(TIMER).where(TIMER.c.parked))
        assert (after.stage, parked) == (Stage.BREACHED, 0)
        assert len(history.steps_of(session, request.id)) == after.sequence
    hotline.database.close()


def test_the_figures_are_those_of_a_recount(seeded: tuple[Settings, Databases]) -> None:
    with seeded[1]["gateway"].reading() as session:
        shown = figures(session, DISTRICT, UNTIL)
        counted = list(session.execute(select(REQUEST_ROW)))
    assert shown.open == sum(row.ended_at is None for row in counted)
    assert shown.open + shown.closed == NUMBER
    late = sum(row.was_late or (row.stopped_at is None and row.settle_due_at < UNTIL) for row in counted)
    assert shown.late == late > 0


def test_lists_show_them(seeded: tuple[Settings, Databases]) -> None:
    _settings, databases = seeded
    with databases["gateway"].reading() as session:
        for scope in (DISTRICT, "210103005", COMMUNITIES[0][0]):
            page = lists.list_requests(session, [scope], RequestFilter(open=True), None, 200, UNTIL)
            wanted = select(func.count()).where(REQUEST_ROW.c.path.contains(scope), REQUEST_ROW.c.ended_at.is_(None))
            assert len(page.rows) == (session.scalar(wanted) or 0) > 0
            assert all(row.area_code.startswith(scope) for row in page.rows)


def test_another_telling_of_a_seeded_matter_finds_it(seeded: tuple[Settings, Databases]) -> None:
    settings, databases = seeded
    hotline = RunningService("hotline", settings)
    with databases["hotline"].reading() as session:
        known = REQUEST.c.ended_at.is_(None), REQUEST.c.contact_phone.is_not(None), REQUEST.c.latitude.is_not(None)
        request = session.scalars(select(Request).where(*known).order_by(REQUEST.c.opened_at.desc())).first()
    assert request is not None
    assert request.contact_phone is not None
    said: dict[str, Any] = {
        "area_code": request.area_code,
        "category": request.category,
        "text": f"{request.title} {request.description}",
        "latitude": request.latitude,
        "longitude": request.longitude,
        "contact_phone": Sealer(SECRET).open(request.contact_phone, "phone"),
    }
    found = hotline.ask(administrator(), "suggest_duplicates", **said)["suggestions"]
    assert str(request.id) in [one["id"] for one in found]
    hotline.database.close()


def test_a_caller_is_known_by_the_number(seeded: tuple[Settings, Databases]) -> None:
    settings, databases = seeded
    hotline = RunningService("hotline", settings)
    asked = [one for one in all_of(databases, "hotline", REQUEST) if one["contact_phone"]]
    number, count = Counter(one["contact_phone"] for one in asked).most_common(1)[0]
    shown = hotline.ask(
        administrator(), "look_up_caller", number=Sealer(SECRET).open(number, "phone"), area_code=DISTRICT
    )
    assert len(shown["history"]) >= min(count, 5)
    hotline.database.close()
