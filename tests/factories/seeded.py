"""A small seeding, the tables it fills, and databases to seed."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Table

from gateway.figures.tables import HANDLING_FACT
from gateway.projections.tables import FIGURE_ROW, REQUEST_ROW, TASK_ROW, TIMELINE_ROW
from gateway.tracking import TRACKING
from linli import db
from linli.config import Settings
from linli.db import Database
from linli.seeding import parts
from linli.seeding.plan import Plan
from linli.timers import TIMER
from services.assistance.tables.case import AID_CASE
from services.grid.tables.case import GRID_CASE
from services.hotline.tables.answers import ANSWER
from services.hotline.tables.duplicates import MATTER_KEY
from services.hotline.tables.history import REQUEST_STEP
from services.hotline.tables.request import REQUEST
from services.volunteer.tables.tasks import VOLUNTEER_TASK
from tests.factories.gateways import SECRET
from tests.factories.people import DISTRICT
from tests.factories.retold import rows
from tests.machine import Scratch

NUMBER = 260
UNTIL = datetime(2026, 5, 20, 10, tzinfo=UTC)
COMMUNITIES = [(f"210103{street:03}{number:03}", f"第{number}社区") for street in (5, 6) for number in range(1, 5)]
PLAN = Plan(NUMBER, DISTRICT, COMMUNITIES, seed=22, months=3, open_share=0.2, until=UNTIL)
TABLES: tuple[tuple[str, Table], ...] = (
    ("hotline", REQUEST),
    ("hotline", REQUEST_STEP),
    ("hotline", TIMER),
    ("hotline", MATTER_KEY),
    ("hotline", ANSWER),
    ("gateway", REQUEST_ROW),
    ("gateway", TASK_ROW),
    ("gateway", FIGURE_ROW),
    ("gateway", TIMELINE_ROW),
    ("gateway", HANDLING_FACT),
    ("gateway", TRACKING),
    ("grid", GRID_CASE),
    ("volunteer", VOLUNTEER_TASK),
    ("assistance", AID_CASE),
)
Databases = dict[str, Database]


def opened(settings: Settings, stack: ExitStack) -> Databases:
    """The databases of these settings, empty and migrated."""
    found = {}
    for name in parts.DATABASES:
        found[name] = db.open_database(name, settings)
        stack.callback(found[name].close)
        db.migrate(found[name])
    return found


def settings_at(folder: Path) -> Settings:
    """An embedded installation in this folder, with the secret of the tests."""
    return replace(Settings(data=folder, secret=SECRET).as_embedded())


def settings_on_server(scratch: Scratch, tag: str, folder: Path) -> Settings:
    """The same on empty PostgreSQL databases of the run, which have this tag in their names."""
    urls = {name: scratch.database_url(f"{tag}_{name}") for name in parts.DATABASES}
    return replace(settings_at(folder), database_url=urls["hotline"].replace(f"{tag}_hotline", f"{tag}_{{service}}"))


def all_of(databases: Databases, name: str, table: Table, *but: str) -> list[dict[str, Any]]:
    """The rows of a table."""
    with databases[name].reading() as session:
        return rows(session, table, but=but)
