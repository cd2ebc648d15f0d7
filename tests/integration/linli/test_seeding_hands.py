"""A large seeding is shared by processes, which write what one hand after the other writes, and may be killed."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest

from linli.config import Settings
from linli.errors import Unavailable
from linli.seeding import command, hands
from linli.seeding.plan import HANDS
from services.hotline.tables.request import REQUEST
from tests.factories.seeded import PLAN, TABLES, Databases, all_of, opened, settings_at, settings_on_server
from tests.factories.unique import name
from tests.machine import Scratch

SHARED = replace(PLAN, number=130, seed=23, batch=25)
"""Each hand has three batches."""


@pytest.fixture
def heavy(scratch: Scratch, tmp_path: Path) -> Iterator[tuple[Settings, Databases]]:
    """Empty databases on PostgreSQL."""
    tag = name("hands")
    settings = settings_on_server(scratch, tag, tmp_path)
    with ExitStack() as stack:
        yield settings, opened(settings, stack)


def test_processes_write_what_one_hand_after_the_other_writes(
    heavy: tuple[Settings, Databases], tmp_path: Path
) -> None:
    assert len([one for hand in range(HANDS) for one in SHARED.batches_of(hand)]) == len(list(SHARED.batches)) == 6
    with ExitStack() as stack:
        light = settings_at(tmp_path)
        databases = opened(light, stack)
        assert command.seed(SHARED, databases, light) == 130
        assert command.seed(SHARED, heavy[1], heavy[0]) == 130
        assert command.seed(SHARED, heavy[1], heavy[0]) == 0
        for name, table in TABLES:
            assert all_of(databases, name, table) == all_of(heavy[1], name, table), table.name


def killed(mouth: Any, plan: Any, hand: int, chosen: Settings) -> None:
    """The work of a process, of which the second hand's is killed after a batch."""

    class Mouth:
        def send(self, done: Any) -> None:
            mouth.send(done)
            if hand == 1:
                os.kill(os.getpid(), signal.SIGKILL)

    hands._tell(cast(Any, Mouth()), plan, hand, chosen)


def test_a_process_that_is_killed_is_told_and_what_it_left_made_good(
    heavy: tuple[Settings, Databases], monkeypatch: pytest.MonkeyPatch
) -> None:
    settings, databases = heavy
    with monkeypatch.context() as broken:
        broken.setattr("linli.seeding.hands._tell", killed)
        with pytest.raises(Unavailable, match="goes on where it was"):
            command.seed(SHARED, databases, settings)
    there = len(all_of(databases, "hotline", REQUEST))
    assert 25 <= there < 130
    assert command.seed(SHARED, databases, settings) == 130 - there
    assert len(all_of(databases, "hotline", REQUEST)) == 130
