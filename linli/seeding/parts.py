"""The parts that services and gateway play in a seeding; `linli` knows them by name only."""

from __future__ import annotations

import importlib
from typing import Any

from sqlalchemy import Table

from linli.seeding.acted import TaskPart

TASKS = ("assistance", "volunteer", "grid")
DATABASES = ("hotline", "gateway", *TASKS)
"""In the order of their commits from the last: the hotline has what all the others have."""


def hotline() -> Any:
    """The hotline's part."""
    return importlib.import_module("services.hotline.seeding.part")


def gateway() -> Any:
    """The gateway's part."""
    return importlib.import_module("gateway.seeding")


def tasks() -> dict[str, TaskPart]:
    """The parts of the services of tasks."""
    return {name: importlib.import_module(f"services.{name}.seeding").PART for name in TASKS}


def tables() -> dict[str, tuple[Table, ...]]:
    """What is written by database, the table first in which a batch is looked for."""
    return dict(hotline().TABLES | gateway().TABLES | {name: (one.table,) for name, one in tasks().items()})
