"""One process without servers: an event of one service reaches the others, and stopping finishes what is in hand."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa

from linli.calls import Ask
from linli.config import Settings
from linli.contracts.envelope import decode
from linli.contracts.task import GetTask
from linli.db import Database
from linli.hosting.embedded import EmbeddedHost
from linli.hosting.registry import SERVICES
from linli.observe import Chain
from linli.outbox import OUTBOX, waiting
from tests.factories.people import COMMUNITY, administrator
from tests.polling import poll

WHO = administrator()


def host_in(folder: Path, hear: Callable[[str], None] = lambda _body: None) -> EmbeddedHost:
    """A host on this folder, not started yet."""
    return EmbeddedHost(Settings(data=folder).as_embedded(), [hear])


def opened(host: EmbeddedHost) -> dict[str, Any]:
    """The reply to opening a request, for which the catalogue calls for a grid case."""
    said = {
        "id": str(uuid4()),
        "tracking_code": "7K3QX-9M2TB",
        "area_code": COMMUNITY,
        "category": "noise.residential",
        "title": "Loud music",
    }
    reply = host.call("hotline", Ask("open_request", said, WHO, Chain(), "k").to_wire())
    assert "ok" in reply, reply
    return reply


def task_of(host: EmbeddedHost, reply: dict[str, Any]) -> dict[str, Any]:
    """What the service that the request went to says about its task."""
    request = reply["ok"]["request"]
    method = {"grid": "get_case", "assistance": "get_case", "volunteer": "get_task"}[request["service"]]
    command = {"id": request["task_id"]}
    assert GetTask.__dataclass_fields__.keys() == command.keys()
    return host.call(request["service"], Ask(method, command, WHO, Chain()).to_wire())


def still_waiting(database: Database) -> int:
    """How many events of this database are unpublished."""
    with database.reading() as session:
        return waiting(session)[0]


def test_an_event_of_one_service_reaches_another_and_the_screens(tmp_path: Path) -> None:
    heard: list[str] = []
    host = host_in(tmp_path, heard.append)
    host.start()
    try:
        reply = opened(host)
        poll(lambda: "ok" in task_of(host, reply), 30, "the task is open")
        types = {decode(text).event.wire_type() for text in reply["events"]}
        poll(lambda: types <= {decode(text).event.wire_type() for text in tuple(heard)}, 30, "screens were told")
        poll(lambda: not any(map(still_waiting, host.databases.values())), 30, "nothing is left to publish")
    finally:
        host.stop()


def test_what_was_not_moved_before_the_stop_is_moved_after_the_next_start(tmp_path: Path) -> None:
    first = host_in(tmp_path)
    reply = opened(first)
    assert still_waiting(first.databases["hotline"]) > 0, "nothing moves before the start"
    first.stop()
    second = host_in(tmp_path)
    second.start()
    try:
        poll(lambda: "ok" in task_of(second, reply), 30, "the task is open")
        assert opened_again(second, reply) == reply["ok"]["id"]
    finally:
        second.stop()


def opened_again(host: EmbeddedHost, reply: dict[str, Any]) -> Any:
    """The id of the request, as the hotline still knows it."""
    asked = Ask("get_request", {"id": reply["ok"]["id"]}, WHO, Chain()).to_wire()
    return host.call("hotline", asked)["ok"]["id"]


def test_stopping_finishes_and_marks_what_is_in_hand(tmp_path: Path) -> None:
    entered, leave = threading.Event(), threading.Event()

    def hear(_body: str) -> None:
        entered.set()
        assert leave.wait(30)

    host = host_in(tmp_path, hear)
    opened(host)
    host.start()
    assert entered.wait(30)
    stopping = threading.Thread(target=host.stop)
    stopping.start()
    stopping.join(0.2)
    assert stopping.is_alive(), "it waits for the event in hand"
    leave.set()
    stopping.join(30)
    assert not stopping.is_alive()
    engine = sa.create_engine(f"sqlite:///{tmp_path}/hotline.db")
    with engine.connect() as connection:
        marked = connection.execute(sa.select(OUTBOX.c.published_at)).scalars().all()
    engine.dispose()
    assert marked
    assert all(marked), "what was handed over is marked"


@pytest.mark.parametrize("name", SERVICES)
def test_every_service_answers_calls_by_name(tmp_path: Path, name: str) -> None:
    host = host_in(tmp_path)
    reply = host.call(name, Ask("no_such_call", {}, WHO, Chain()).to_wire())
    assert reply["error"]["code"] == "unknown_call"
    host.stop()
