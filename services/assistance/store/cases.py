"""Every question about aid cases."""

from __future__ import annotations

from linli.tasks.store import TaskStore
from services.assistance.domain.case import AidCase
from services.assistance.tables.case import AID_CASE

CASES = TaskStore(AidCase, AID_CASE, "aid case", "救助个案")
