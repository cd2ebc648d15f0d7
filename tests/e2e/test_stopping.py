"""Every process leaves in order when asked, busy or idle, loses nothing by it, and logs nothing personal."""

from __future__ import annotations

import json
import signal
import threading
import time
from collections.abc import Sequence
from uuid import UUID

import pytest

from linli.hosting.commands import PROCESSES
from tests import books
from tests.e2e.asking import Person
from tests.platforms import DATABASES, Platform, Process
from tests.polling import poll
from tests.story import Desk, live_a_day

pytestmark = pytest.mark.parametrize(
    "platform", [pytest.param("distributed", marks=pytest.mark.servers)], indirect=True, scope="module"
)
ENVIRONMENT = {"LINLI_BACKOFF": "0.1,0.2,0.4,0.4,0.4", "LINLI_CALL_TIMEOUT": "3", "LINLI_LOG_LEVEL": "INFO"}
IDLE, BUSY = 10.0, 30.0
"""Seconds a process may take to leave."""
WAVES = (("hotline", "network"), ("assistance", "volunteer", "grid", "relay"), ("gateway", "stream"))
ROUNDS = 12
"""Requests at the desk during each wave."""
PERSONAL = {
    "contact_name": "欧阳澹台",
    "contact_phone": "13876501234",
    "title": "东贸路绝密标题",
    "description": "住三单元的欧阳澹台",
    "reason": "来电人欧阳澹台不在本辖区",
}
"""What a citizen says and nobody else may read; none of it occurs anywhere else."""
SECRETS = ("欧阳澹台", "13876501234", "东贸路绝密", "绝密标题", "\\u6b27\\u9633", "13900001234")


def _leave(processes: Sequence[Process]) -> dict[str, tuple[int, float]]:
    """SIGTERM to all of them at once; the exit code of each and the seconds until it had left."""
    began, left = time.monotonic(), dict[str, tuple[int, float]]()
    for process in processes:
        assert process.running is not None
        process.running.send_signal(signal.SIGTERM)

    def all_left() -> bool:
        for process in processes:
            if not process.alive and process.name not in left and process.running is not None:
                left[process.name] = (process.running.returncode, time.monotonic() - began)
        return len(left) == len(processes)

    poll(all_left, BUSY + 5, f"{[process.name for process in processes]} to leave ({left} did)")
    return left


def test_what_is_busy_finishes_what_it_has_in_hand_and_leaves(platform: Platform, desk: Desk) -> None:
    """In the middle of a day all processes are ended and started again; at the desk nothing is lost by it."""
    assert sorted(name for wave in WAVES for name in wave) == sorted(PROCESSES)
    for number, wave in enumerate(WAVES):
        for name, (code, seconds) in _left_busy(platform, desk, number, wave).items():
            assert (code, seconds < BUSY) == (0, True), (name, code, seconds)
    books.come_to_rest(platform)
    books.check(platform, desk.accepted)


def _left_busy(platform: Platform, desk: Desk, seed: int, wave: Sequence[str]) -> dict[str, tuple[int, float]]:
    """What became of these processes when they were asked to leave in the middle of a day; they are back after it."""
    errors, before = list[BaseException](), len(desk.accepted)
    day = threading.Thread(target=_noting, args=(errors, desk, seed))
    day.start()
    try:
        poll(lambda: len(desk.accepted) > before + 1 or errors, 30, "the day to begin")
        left = _leave([platform.processes[name] for name in wave])
        assert day.is_alive(), "the day was over before the processes were asked to leave"
        platform.start(*wave)
    finally:
        day.join()
    assert not errors, errors
    print(left)
    return left


def _noting(errors: list[BaseException], desk: Desk, seed: int) -> None:
    try:
        live_a_day(desk, seed, ROUNDS)
    except BaseException as error:
        errors.append(error)


def test_what_is_personal_is_said_to_the_platform(platform: Platform, desk: Desk) -> None:
    """Taken in, refused, returned, and kept while the hotline is away: the ways that personal data goes in."""
    somebody = Person(platform, desk.recorder)
    said = {name: value for name, value in PERSONAL.items() if name != "reason"}
    for category in desk.categories:
        body = {"area_code": "210103005003", "category": category, **said}
        assert somebody.ask("POST", "/api/hotline/requests", {**body, "no_such_field": 1}).status_code == 422
        assert somebody.ask("POST", "/api/hotline/requests", {**body, "contact_phone": "欧阳澹台"}).status_code == 422
        opened = somebody.ask("POST", "/api/hotline/requests", body)
        assert opened.status_code == 201, opened.text
        path = f"/api/hotline/requests/{opened.json()['id']}"
        assert somebody.ask("POST", f"{path}/return", {"reason": PERSONAL["reason"]}).status_code == 200
        desk.accepted[UUID(opened.json()["id"])] = opened.json()["tracking_code"]
        desk.bring(UUID(opened.json()["id"]), "closed")
    platform.processes["hotline"].kill()
    kept = somebody.ask("POST", "/api/hotline/requests", body)
    assert kept.status_code == 202, kept.text
    desk.accepted[UUID(kept.json()["id"])] = kept.json()["tracking_code"]
    (row,) = platform.rows("gateway", "SELECT * FROM kept_request WHERE state = 'waiting'")
    assert not [secret for secret in SECRETS if secret in str(row)]
    platform.start("hotline")
    books.come_to_rest(platform)
    books.check(platform, desk.accepted)


def test_what_is_idle_leaves_at_once(platform: Platform, desk: Desk) -> None:
    """All of them together, with nothing in hand."""
    left = _leave(list(platform.processes.values()))
    print(left)
    assert set(left) == set(PROCESSES)
    for name, (code, seconds) in left.items():
        assert (code, seconds < IDLE) == (0, True), (name, code, seconds)


def test_logs_are_json_lines(platform: Platform) -> None:
    """Every line of every process says when, how grave, and which process it was."""
    for name, process in platform.processes.items():
        lines = process.log.read_text("utf-8").splitlines()
        for line in lines:
            try:
                entry = json.loads(line)
            except ValueError:
                pytest.fail(f"{name} logged something else: {line[:300]}")
            assert {"timestamp", "level", "event", "process"} <= set(entry), (name, line)


def test_nothing_personal_is_logged_or_sent(platform: Platform) -> None:
    """No log and no event holds a name, a telephone number or anything else that a citizen said."""
    logs = {name: process.log.read_text("utf-8") for name, process in platform.processes.items()}
    assert any(logs.values()), "there are no logs to look into"
    assert not [(name, secret) for name, text in logs.items() for secret in SECRETS if secret in text]
    bodies = [row["body"] for name in DATABASES for row in platform.rows(name, "SELECT body FROM outbox")]
    assert len(bodies) > 100
    assert not [(body, secret) for body in bodies for secret in SECRETS if secret in body]
    titles = platform.rows("hotline", "SELECT title FROM request WHERE title = :title", title=PERSONAL["title"])
    assert len(titles) > 1, "nothing personal was said: the search above proves nothing"
