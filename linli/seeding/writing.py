"""Writing a batch into the databases of all services at once, whole in each of them or not at all."""

from __future__ import annotations

import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import Any

from sqlalchemy import Table, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from linli.db import Database, is_outage
from linli.seeding.copying import copy, without_limit
from linli.seeding.making import Batch

PAUSES = (1, 5, 10, 20, 40, 60)
"""Seconds between the tries of a batch while a database is away, or has no connection left."""


class Writer:
    """Writes batches. `known_by` names the table of each database in which a batch is looked for by its first id."""

    def __init__(self, databases: Mapping[str, Database], known_by: Mapping[str, Table], gateway: Any) -> None:
        self._databases = databases
        self._known_by = known_by
        self._gateway = gateway

    def write(self, batch: Batch) -> int:
        """Write the batch where it is not yet; how many of its requests were new to the first database.

        It is tried again, for some two minutes, while a database is away.
        """
        for pause in PAUSES:
            try:
                return self._written(batch)
            except DBAPIError as error:
                if not is_outage(error):
                    raise
                time.sleep(pause)
        return self._written(batch)

    def _written(self, batch: Batch) -> int:
        """The databases take it side by side and commit one after the other, the first one last, when all have it."""
        with ExitStack() as stack, ThreadPoolExecutor(len(self._databases)) as pool:
            open_ = {name: stack.enter_context(one.transaction()) for name, one in self._databases.items()}
            new = list(pool.map(lambda name: self._taken(name, open_[name], batch), open_))
        return batch.number if new[0] else 0

    def _taken(self, name: str, session: Session, batch: Batch) -> bool:
        known = self._known_by[name]
        first = batch.first.get(name)
        if first is None or session.scalar(select(known.c.id).where(known.c.id == first)) is not None:
            return False
        without_limit(session)
        for (database, table), texts in batch.texts.items():
            if database == name:
                copy(session, table, texts)
        if name == "gateway":
            self._gateway.count(session, batch.counts)
        return True
