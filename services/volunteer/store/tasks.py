"""Every question about volunteer tasks."""

from __future__ import annotations

from linli.tasks.store import TaskStore
from services.volunteer.domain.tasks import VolunteerTask
from services.volunteer.tables.tasks import VOLUNTEER_TASK

TASKS = TaskStore(VolunteerTask, VOLUNTEER_TASK, "volunteer task", "志愿任务")
