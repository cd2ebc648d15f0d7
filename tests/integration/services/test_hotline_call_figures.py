"""The figures of the telephone are what a naive count over the reports comes to, at any moment."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from linli import observe
from linli.contracts.hotline.agents import AgentState
from linli.errors import Forbidden, NotFound
from linli.identity import Role
from services.hotline.domain.agent import AgentSpell
from services.hotline.domain.call_figures import occupancy, rank
from services.hotline.tables.calls import CALL, CALL_FACT
from services.hotline.tables.telephone import AGENT_SPELL, RETURN_CALL
from tests.factories.people import COMMUNITY, DISTRICT, ELSEWHERE, STREET, administrator, person
from tests.factories.running import RunningService, running
from tests.factories.telephone import LINE_ID, MORNING, Exchange

OPERATOR = person(Role.OPERATOR)
HOUR, DAY = 3600, 86_400
EIGHT_HOURS = timedelta(hours=8)
"""The clocks here are so far before UTC."""


@pytest.fixture(scope="module")
def hotline(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    with running("hotline", tmp_path_factory.mktemp("figures")) as service:
        yield service


@pytest.fixture(autouse=True)
def emptied(hotline: RunningService) -> None:
    empty(hotline)


def empty(hotline: RunningService) -> None:
    with hotline.database.transaction() as session:
        for table in (CALL_FACT, CALL, RETURN_CALL, AGENT_SPELL):
            session.execute(delete(table))


def figures(hotline: RunningService, at: float, area: str = DISTRICT, **asked: Any) -> dict[str, Any]:
    """The figures so many seconds after the morning."""
    moment = (MORNING + timedelta(seconds=at)).isoformat()
    return hotline.ask(OPERATOR, "get_call_figures", area_code=area, at=moment, **asked)


@dataclass(frozen=True)
class Told:
    """One call as it went; seconds from the morning. Without `talk` nobody answered."""

    rings: int
    wait: int
    talk: int | None
    cause: str
    queue: str | None
    ended: bool
    out: bool

    @property
    def answered_at(self) -> int | None:
        return None if self.talk is None else self.rings + self.wait

    @property
    def ended_at(self) -> int | None:
        return self.rings + self.wait + (self.talk or 0) if self.ended else None


TOLD = st.builds(
    Told,
    rings=st.integers(-30 * HOUR, 30 * HOUR),
    wait=st.one_of(st.integers(0, 60), st.sampled_from([14, 15, 16])),
    talk=st.one_of(st.none(), st.integers(0, 900)),
    cause=st.sampled_from(["cancel", "noAnswer", "forwarded", "busy"]),
    queue=st.sampled_from([None, "help", "social"]),
    ended=st.booleans(),
    out=st.sampled_from([False, False, False, True]),
)


def report(exchange: Exchange, ref: str, told: Told) -> None:
    """The reports of the call."""
    said = {"queue": told.queue, "direction": "out" if told.out else "in", "caller": "anonymous"}
    exchange.report(ref, "newCall", told.rings, **said)
    if told.talk is not None:
        exchange.report(ref, "answer", told.rings + told.wait, **said)
    if told.ended_at is not None:
        exchange.report(ref, "hangup", told.ended_at, **said, cause=told.cause)


def counted(calls: list[Told], at: int) -> list[Told]:
    """Those that the figures at that moment are about."""
    found = []
    for one in calls:
        in_window = at - DAY < one.rings <= at
        answered = one.answered_at is not None and one.answered_at <= at
        over = one.ended_at is not None and one.ended_at <= at
        sent_on = one.talk is None and one.ended and one.cause == "forwarded"
        if in_window and not one.out and not sent_on and (answered or over):
            found.append(one)
    return found


def naive(calls: list[Told], at: int) -> tuple[Any, ...]:
    """Offered, connected, within 15 s, abandoned, the two rates, the mean and the 95th percentile, one by one."""
    offered = counted(calls, at)
    waits = sorted(one.wait for one in offered if one.talk is not None)
    quick = [wait for wait in waits if wait <= 15]
    gave_up = [one for one in offered if one.talk is None and one.cause == "cancel"]
    return (
        len(offered),
        len(waits),
        len(quick),
        len(gave_up),
        len(offered) - len(waits) - len(gave_up),
        len(waits) / len(offered) if offered else None,
        len(quick) / len(offered) if offered else None,
        sum(waits) / len(waits) if waits else None,
        waits[math.ceil(0.95 * len(waits)) - 1] if waits else None,
    )


def shown(found: dict[str, Any]) -> tuple[Any, ...]:
    total = found["total"]
    names = ("offered", "connected", "answered_in_15s", "abandoned", "missed", "connection_rate")
    more = ("answered_in_15s_rate", "mean_seconds_to_answer")
    return (*(total[name] for name in (*names, *more)), found["p95_seconds_to_answer"])


@settings(max_examples=30, deadline=None)
@given(st.lists(TOLD, max_size=10), st.data())
def test_figures_are_what_a_naive_count_comes_to_at_any_moment(
    hotline: RunningService, calls: list[Told], data: st.DataObject
) -> None:
    """Above all at the moments around which a call rings, is answered, ends, or falls out of the window."""
    empty(hotline)
    exchange = Exchange(hotline)
    for number, one in enumerate(calls):
        report(exchange, str(number), one)
    marks = {t for one in calls for t in (one.rings, one.answered_at, one.ended_at, one.rings + DAY) if t is not None}
    near = [mark + by for mark in sorted(marks) for by in (-1, 0, 1)] or [0]
    for at in data.draw(st.lists(st.sampled_from(near), min_size=1, max_size=6)):
        found = figures(hotline, at)
        assert shown(found) == pytest.approx(naive(calls, at))
        offered = counted(calls, at)
        queues = {one["queue"]: one["counts"]["offered"] for one in found["queues"]}
        assert queues == {name: sum(o.queue == name for o in offered) for name in {o.queue for o in offered}}
        hours = {one["hour"]: one["counts"]["offered"] for one in found["hours"]}
        here = [(MORNING + timedelta(seconds=o.rings) + EIGHT_HOURS).hour for o in offered]
        assert hours == {hour: here.count(hour) for hour in here}


def test_a_rejected_call_counts_for_nothing(hotline: RunningService) -> None:
    said = {"area_code": DISTRICT, "number": "13912345678", "kind": "reject", "reason": "骚扰"}
    mark = hotline.ask(person(Role.SUPERVISOR), "mark_caller", **said)
    Exchange(hotline).call("a", 0, 20, None)
    assert figures(hotline, HOUR)["total"]["offered"] == 0
    hotline.ask(person(Role.SUPERVISOR), "lift_mark", id=mark["id"])


def test_figures_are_of_the_area_asked_for_and_of_one_line_if_it_is_named(hotline: RunningService) -> None:
    Exchange(hotline, COMMUNITY).call("a", 0, 5, 60)
    Exchange(hotline, "210103006").call("b", 0, 5, 60)
    offered = [figures(hotline, HOUR, area)["total"]["offered"] for area in (DISTRICT, STREET, COMMUNITY)]
    assert offered == [2, 1, 1]
    lines = [figures(hotline, HOUR, line_id=one)["total"]["offered"] for one in (LINE_ID, UUID(int=1))]
    assert lines == [2, 0]
    asked = {"area_code": DISTRICT}
    assert type(hotline.refusal(administrator(ELSEWHERE), "get_call_figures", **asked)) is NotFound
    assert type(hotline.refusal(person(Role.GRID_WORKER), "get_call_figures", **asked)) is Forbidden


def test_the_gauges_show_the_two_rates_of_the_last_day_and_nothing_when_nobody_called(
    hotline: RunningService, monkeypatch: pytest.MonkeyPatch
) -> None:
    exchange = Exchange(hotline)
    for number, (wait, talk) in enumerate([(5, 60), (15, 60), (40, 60), (30, None)]):
        exchange.call(str(number), number * 60, wait, talk)
    gauges = (observe.CALLS_CONNECTED, observe.CALLS_QUICK)
    for later, seen in ((timedelta(hours=1), [0.75, 0.5]), (timedelta(days=3), [math.nan, math.nan])):
        monkeypatch.setattr("services.hotline.service.call_figures.now", lambda at=MORNING + later: at)
        hotline.member.service.measure_calls()
        assert [one.labels(DISTRICT)._value.get() for one in gauges] == pytest.approx(seen, nan_ok=True)


# ---- occupancy -------------------------------------------------------------------------------------------------------

START = datetime(2026, 3, 2, tzinfo=UTC)
STATES = st.sampled_from(list(AgentState))


@given(st.lists(st.tuples(STATES, st.integers(1, 100)), max_size=20), st.integers(0, 500), st.integers(0, 500))
def test_occupancy_is_the_share_of_busy_seconds_in_busy_and_ready_ones(
    parts: list[tuple[AgentState, int]], begin: int, length: int
) -> None:
    spells, seconds = list[AgentSpell](), list[AgentState]()
    for state, took in parts:
        since = START + timedelta(seconds=len(seconds))
        spells.append(AgentSpell(UUID(int=1), since, since + timedelta(seconds=took), state, DISTRICT))
        seconds += [state] * took
    cut = seconds[begin : begin + length]
    busy = sum(state in (AgentState.ON_CALL, AgentState.WRAP_UP) for state in cut)
    ready = cut.count(AgentState.READY)
    since = START + timedelta(seconds=begin)
    found = occupancy(spells, since, since + timedelta(seconds=length))
    assert found == (pytest.approx(busy / (busy + ready)) if busy + ready else None)


@pytest.mark.parametrize(("of", "place"), [(1, 0), (2, 1), (19, 18), (20, 18), (21, 19), (100, 94), (0, 0)])
def test_the_percentile_is_that_of_the_nearest_rank(of: int, place: int) -> None:
    assert rank(of) == place


def test_what_agents_do_now_counts_too(hotline: RunningService) -> None:
    agent: dict[str, Any] = {"id": OPERATOR.account_id, "area_code": DISTRICT, "wrap_up_seconds": 0}
    hotline.ask(person(Role.SUPERVISOR), "set_up_agent", **agent)
    hotline.ask(OPERATOR, "choose_state", state="ready")
    found = hotline.ask(OPERATOR, "get_call_figures", area_code=DISTRICT)
    assert found["occupancy"] == 0
