"""Every question volunteer asks its database."""

from __future__ import annotations

from linli.tasks.store import TaskStore
from services.volunteer.domain import VolunteerTask
from services.volunteer.tables import VOLUNTEER_TASK

TASKS = TaskStore(VolunteerTask, VOLUNTEER_TASK, "volunteer task", "志愿任务")
