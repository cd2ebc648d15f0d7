"""New databases of tests are copies of one that was migrated: most tests are about something else."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from sqlalchemy.engine import make_url

from linli import db
from linli.db import Database
from linli.hosting.registry import database_of
from tests.machine import Scratch


class Copies:
    """Migrates as `really` does; a new SQLite file is copied from the first of its service, kept in `folder`."""

    def __init__(self, folder: Path, really: Callable[[Database], None]) -> None:
        self._folder = folder
        self._really = really
        self._models: dict[str, Path] = {}

    def migrate(self, database: Database) -> None:
        """As `linli.db.migrate`."""
        file = Path(make_url(database.url).database or "")
        if not database.embedded or (file.exists() and file.stat().st_size):
            self._really(database)
        else:
            shutil.copyfile(self._model(database.service), file)

    def _model(self, service: str) -> Path:
        if service not in self._models:
            path = self._folder / f"{service}.db"
            made = Database(f"sqlite:///{path}", service)
            self._really(made)
            made.close()
            self._models[service] = path
        return self._models[service]


def migrated_url(scratch: Scratch, service: str, name: str) -> str:
    """The URL of a migrated PostgreSQL database of the service, of this name; a copy of the run's first."""
    model = f"model_{service}"
    if not scratch.has_database(model):
        first = Database(scratch.database_url(model), database_of(service))
        db.migrate(first)
        first.close()
    return scratch.database_url(name, like=model)
