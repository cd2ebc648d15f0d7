"""Looks behind a platform that has come to rest: is everything accepted there, once, and does everyone agree on it?

Written against the databases, not against the code: an independent reading of what must hold after any fault.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from linli.contracts.envelope import decode
from linli.contracts.release import contract_modules
from linli.events import handlers_of
from linli.hosting.registry import SERVICES, database_of, service_class
from tests.platforms import DATABASES, Platform
from tests.polling import poll

TASK_TABLES = {"assistance": "aid_case", "volunteer": "volunteer_task", "grid": "grid_case"}
DUE_TIMERS = "SELECT count(*) AS n FROM timer WHERE due_at <= CURRENT_TIMESTAMP AND NOT parked"
REST = 60.0
STEPS = "type NOT LIKE '%.warned.%' AND type NOT LIKE '%.breached.%' AND type NOT LIKE '%.escalated.%'"
"""Events of somebody's steps; the others are the clocks', which run on at any time."""
READINGS = 5
"""How often the books are read when clocks tell something meanwhile."""


def uuid_of(value: Any) -> UUID:
    """An id as either database gives it."""
    return value if isinstance(value, UUID) else UUID(str(value))


def unrest(platform: Platform) -> dict[str, int]:
    """What is still on its way: unpublished events, retries, timers that are due, requests kept for the hotline."""
    found: dict[str, int] = {}
    for service in DATABASES:
        (outbox,) = platform.rows(service, "SELECT count(*) AS n FROM outbox WHERE published_at IS NULL")
        (retries,) = platform.rows(service, "SELECT count(*) AS n FROM inbox WHERE status = 'retry'")
        (timers,) = platform.rows(service, DUE_TIMERS)
        found |= {
            f"{service} outbox": outbox["n"],
            f"{service} retries": retries["n"],
            f"{service} timers": timers["n"],
        }
    (kept,) = platform.rows("gateway", "SELECT count(*) AS n FROM kept_request WHERE state = 'waiting'")
    return {name: count for name, count in (found | {"kept requests": kept["n"]}).items() if count}


def _events(platform: Platform) -> Counter[UUID]:
    """Every event that hotline and task services ever appended (planted garbage has no envelope)."""
    statement = 'SELECT event_id FROM outbox WHERE body LIKE \'{"specversion":"1.0","id":%\''
    services = [name for name in DATABASES if name != "gateway"]
    return Counter(uuid_of(row["event_id"]) for name in services for row in platform.rows(name, statement))


def _timeline(platform: Platform) -> Counter[UUID]:
    return Counter(uuid_of(row["event_id"]) for row in platform.rows("gateway", "SELECT event_id FROM timeline_row"))


def unreceived(platform: Platform) -> dict[str, int]:
    """How many events each service has still to hear of: those of its types that are in no inbox of its own."""
    contract_modules()  # loads every event there is
    statement = 'SELECT body FROM outbox WHERE body LIKE \'{"specversion":"1.0","id":%\''
    told = [decode(row["body"]) for name in DATABASES for row in platform.rows(name, statement)]
    found = {}
    for service in SERVICES:
        handlers = handlers_of(service_class(service))
        wanted = {one.id for one in told if any(type(one.event) is h.event and h.wants(one.event) for h in handlers)}
        rows = platform.rows(database_of(service), "SELECT event_id FROM inbox")
        found[service] = len(wanted - {uuid_of(row["event_id"]) for row in rows})
    return {service: count for service, count in found.items() if count}


def come_to_rest(platform: Platform, timeout: float = REST) -> None:
    """Wait until every service has heard of every event that is meant for it, and nothing is on its way."""

    def at_rest() -> bool:
        return not unreceived(platform) and not unrest(platform) and not unreceived(platform)

    try:
        poll(at_rest, timeout, "the platform to come to rest")
    except AssertionError as error:
        told = f"waiting: {unrest(platform)}; not heard of: {unreceived(platform)}"
        raise AssertionError(f"{error}; {told}") from error


def check(platform: Platform, accepted: Collection[UUID], parked: int = 0) -> None:
    """Raise AssertionError naming the first thing that is lost, doubled or told differently in two places.

    What is found counts if nothing was told since before the platform came to rest: a clock may strike while the
    databases are read one after the other, and then they are read again.
    """
    for reading in range(1, READINGS + 1):
        told = sum(_events(platform).values())
        come_to_rest(platform)
        try:
            _check(platform, accepted, parked)
            return
        except AssertionError:
            if reading == READINGS or sum(_events(platform).values()) == told:
                raise


def _check(platform: Platform, accepted: Collection[UUID], parked: int) -> None:
    asked = {uuid_of(row["id"]): row for row in platform.rows("hotline", "SELECT * FROM request")}
    _same(set(accepted), set(asked), "requests accepted and requests in the hotline")
    tasks = _check_tasks(platform, asked)
    _check_events(platform)
    _check_projections(platform, asked, tasks)
    _check_figures(platform, asked)
    found = sum(
        row["n"]
        for name in DATABASES
        for row in platform.rows(name, "SELECT count(*) AS n FROM inbox WHERE status = 'parked'")
    )
    assert found == parked, f"{found} events are parked, not {parked}"


def _same(left: Iterable[Any], right: Iterable[Any], what: str) -> None:
    one, two = Counter(list(left)), Counter(list(right))
    assert one == two, (
        f"{what} differ: only left {list((one - two).elements())[:5]}, only right {list((two - one).elements())[:5]}"
    )


def _check_tasks(platform: Platform, asked: dict[UUID, dict[str, Any]]) -> dict[UUID, dict[str, Any]]:
    """Each request has the task it calls for, exactly one that is not given up, in the service of its category.

    A dispatch that was overtaken by a return before its service heard of it has no task.
    """
    tasks: dict[UUID, dict[str, Any]] = {}
    for service, table in TASK_TABLES.items():
        for row in platform.rows(service, f"SELECT * FROM {table}"):
            tasks[uuid_of(row["id"])] = {**row, "service": service}
    wanted = {uuid_of(row["task_id"]): row for row in asked.values()}
    missing = set(wanted) - set(tasks)
    assert not missing, f"{len(missing)} requests have no task, e.g. {next(iter(missing))}"
    for task_id, request in wanted.items():
        task = tasks[task_id]
        assert task["service"] == request["service"], (task, request)
        ended = task["ended_at"] is not None
        over = request["state"] in ("settled", "closed", "withdrawn")
        assert ended == over, f"request {request['state']} but task {task['state']}"
    dispatches = sum(row["dispatches"] for row in asked.values())
    assert len(wanted) <= len(tasks) <= dispatches, f"{len(tasks)} tasks for {dispatches} dispatches"
    for task_id in set(tasks) - set(wanted):
        assert tasks[task_id]["state"] == "cancelled", f"an old task goes on: {tasks[task_id]}"
    return tasks


def _check_events(platform: Platform) -> None:
    """Every event is known to the gateway exactly once, and each aggregate's events are numbered without gaps."""
    _same(_events(platform), _timeline(platform), "events appended and events in the timeline")
    rows = platform.rows("gateway", "SELECT subject, sequence FROM timeline_row")
    by_subject: dict[UUID, list[int]] = {}
    for row in rows:
        by_subject.setdefault(uuid_of(row["subject"]), []).append(row["sequence"])
    for subject, numbers in by_subject.items():
        assert sorted(numbers) == list(range(1, len(numbers) + 1)), f"{subject} has events {sorted(numbers)}"


def _check_projections(
    platform: Platform, asked: dict[UUID, dict[str, Any]], tasks: dict[UUID, dict[str, Any]]
) -> None:
    """The gateway's rows tell what the services tell, at the same version."""
    for table, truth in (("request_row", asked), ("task_row", tasks)):
        shown = {uuid_of(row["id"]): row for row in platform.rows("gateway", f"SELECT * FROM {table}")}
        _same(truth, shown, f"ids in the services and in {table}")
        for one, row in truth.items():
            told = shown[one]
            for column in ("state", "sequence", "area_code", "category"):
                assert row[column] == told[column], f"{table} {one}: {column} {told[column]!r}, truly {row[column]!r}"


def _check_figures(platform: Platform, asked: dict[UUID, dict[str, Any]]) -> None:
    """The counts are those of a plain recount of the hotline's requests."""
    recount: Counter[tuple[str, str, str, str]] = Counter()
    for row in asked.values():
        place = (row["area_code"], row["category"], row["service"])
        recount[(*place, "opened")] += 1
        if row["ended_at"] is not None:
            recount[(*place, "closed")] += 1
            recount[(*place, "closed_late")] += str(row["settled_at"] or row["ended_at"]) > str(row["settle_due_at"])
    counted: Counter[tuple[str, str, str, str]] = Counter()
    for row in platform.rows("gateway", "SELECT * FROM figure_row"):
        for name in ("opened", "closed", "closed_late"):
            counted[(row["area_code"], row["category"], row["service"], name)] += row[name]
    assert +recount == +counted, (
        f"figures differ: {(+recount) - (+counted)} missing, {(+counted) - (+recount)} too many"
    )
