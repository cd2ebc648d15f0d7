"""`linli timers` shows parked timers of every service, and a person decides about them by their subject."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from linli import timers
from linli.cli import main
from linli.clock import now
from linli.config import Settings
from linli.db import open_database
from linli.hosting.embedded import EmbeddedHost
from linli.timers import TIMER

SERVICE = "grid"


@pytest.fixture
def subjects(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[UUID]:
    """The subjects of two parked timers and of a sound one, in an embedded installation."""
    monkeypatch.setenv("LINLI_DATA", str(tmp_path))
    monkeypatch.delenv("LINLI_DATABASE_URL", raising=False)
    host = EmbeddedHost(Settings(data=tmp_path).as_embedded())
    made = [uuid4(), uuid4(), uuid4()]
    with host.databases[SERVICE].transaction() as session:
        for one in made:
            timers.put(session, "case.due", one, now())
        parked = {"parked": True, "attempts": 8, "error": "KeyError at due:7"}
        session.execute(TIMER.update().where(TIMER.c.subject.in_(made[:2])).values(parked))
    host.stop()
    return made


def left(tmp_path: Path) -> dict[UUID, bool]:
    """The timers that are there, and whether they are parked."""
    database = open_database(SERVICE, Settings(data=tmp_path).as_embedded())
    with database.reading() as session:
        found = {row.subject: row.parked for row in session.execute(select(TIMER))}
    database.close()
    return found


def test_parked_timers_are_shown_replayed_and_discarded(
    subjects: list[UUID], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    replayed, discarded, sound = subjects
    assert main(["timers", "parked"]) == 0
    shown = {tuple(line.split("\t")) for line in capsys.readouterr().out.splitlines()}
    told = ("case.due", "tries 8", "KeyError at due:7")
    assert shown == {(SERVICE, str(one), *told) for one in (replayed, discarded)}
    assert main(["timers", "replay", str(replayed)]) == 0
    assert main(["timers", "discard", str(discarded)]) == 0
    assert main(["timers", "discard", str(sound)]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines == [f"{replayed}: replay at 1 timer", f"{discarded}: discard at 1 timer", f"{sound}: not parked"]
    assert left(tmp_path) == {replayed: False, sound: False}
    assert main(["timers", "parked", "--service", SERVICE]) == 0
    assert "No timer is parked" in capsys.readouterr().out
    assert main(["timers", "replay", "me"]) == 1
    assert "'me' is not the id of a subject" in capsys.readouterr().err
