"""Every question assistance asks its database."""

from __future__ import annotations

from linli.tasks.store import TaskStore
from services.assistance.domain import AidCase
from services.assistance.tables import AID_CASE

CASES = TaskStore(AidCase, AID_CASE, "aid case", "救助个案")
