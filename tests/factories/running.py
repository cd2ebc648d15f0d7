"""One service on a database of its own, asked and told as a host does it, without a host."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from linli import db, inbox
from linli.calls import Ask
from linli.config import Settings
from linli.contracts.envelope import Envelope, Event, decode
from linli.errors import LinliError, Unavailable, from_wire
from linli.hosting.member import Member
from linli.hosting.registry import database_of
from linli.identity import Principal
from linli.observe import Chain
from linli.outbox import recent
from tests.factories.migrated import migrated_url
from tests.factories.requests import wrapped
from tests.polling import poll


class RunningService:
    """A service with its real database, receiver and answerer; nothing moves events but the test."""

    def __init__(self, name: str, settings: Settings) -> None:
        self.database = db.open_database(database_of(name), settings)
        db.migrate(self.database)
        self.member = Member(name, settings, self.database, _nobody)

    def ask(self, who: Principal, method: str, *, key: str | None = None, **command: Any) -> dict[str, Any]:
        """The resource that the call answers with, in its wire form; raises the error that it answers with."""
        said = {name: _wire(value) for name, value in command.items()}
        reply = self.member.answerer.answer(Ask(method, said, who, Chain(), key).to_wire())
        if "error" in reply:
            raise from_wire(reply["error"])
        return dict(reply["ok"])

    def refusal(self, who: Principal, method: str, **command: Any) -> LinliError:
        """The error that the call answers with; fails when it answers with anything else."""
        try:
            answer = self.ask(who, method, **command)
        except LinliError as error:
            return error
        raise AssertionError(f"{method} was not refused but answered {answer}")

    def tell(self, *told: Event | Envelope) -> None:
        """Deliver these events, each in an envelope of its own unless it has one."""
        for one in told:
            self.member.receiver.receive((one if isinstance(one, Envelope) else wrapped(one)).encode())

    def retry_until_done(self) -> None:
        """Run retries as they fall due until none waits."""
        poll(self._nothing_waits, message="every event is handled")

    def _nothing_waits(self) -> bool:
        while self.member.receiver.retry_due():
            pass
        return self.waiting() == (0, 0)

    def waiting(self) -> tuple[int, int]:
        """How many events wait for a retry, and how many are parked."""
        with self.database.reading() as session:
            return inbox.backlog(session)[:2]

    def sent(self) -> list[Envelope]:
        """Every event this service has emitted, in its envelope, oldest first."""
        with self.database.reading() as session:
            return [decode(one.body) for one in reversed(recent(session, 1000))]

    def said(self) -> list[Event]:
        """Every event this service has emitted, oldest first."""
        return [envelope.event for envelope in self.sent()]

    def names(self) -> list[str]:
        """The names of those events."""
        return [event.name for event in self.said()]


def _wire(value: Any) -> Any:
    """A command's field as it stands in JSON: numbers, booleans and nothing as they are, the rest as text."""
    if isinstance(value, list | tuple):
        return [_wire(one) for one in value]
    if isinstance(value, dict):
        return {name: _wire(one) for name, one in value.items()}
    return value if isinstance(value, bool | int | float | None) else str(value)


def _nobody(service: str, _wire: dict[str, Any]) -> dict[str, Any]:
    raise Unavailable("alone", f"This service runs alone; there is no {service}.", "该服务单独运行。")


@contextmanager
def running(name: str, folder: Path, url: str | None = None, **changed: Any) -> Iterator[RunningService]:
    """The service on the database at `url`, or else on a file in `folder`; further settings by name.

    Its database is closed at the end.
    """
    embedded = replace(Settings(data=folder).as_embedded(), **changed)
    service = RunningService(name, replace(embedded, database_url=url) if url else embedded)
    try:
        yield service
    finally:
        service.database.close()


HOSTINGS = ["embedded", pytest.param("distributed", marks=pytest.mark.servers)]
"""Parameters of a fixture made with `beside_commands`."""


@contextmanager
def beside_commands(
    name: str, request: pytest.FixtureRequest, directory: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[RunningService]:
    """The service while commands work on the same database, which the environment names for them."""
    url = None
    monkeypatch.setenv("LINLI_DATA", str(directory))
    if request.param == "distributed":
        url = migrated_url(request.getfixturevalue("scratch"), name, f"{uuid4().hex[:8]}_{name}")
        monkeypatch.setenv("LINLI_DATABASE_URL", url.replace(f"_{name}", "_{service}"))
    else:
        monkeypatch.delenv("LINLI_DATABASE_URL", raising=False)
    with running(name, directory, url) as service:
        yield service
