"""The routes of volunteer tasks 志愿任务."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response

from gateway.access import SIGNED_IN, needs
from gateway.api import lists
from gateway.api.conventions import changes, read
from gateway.api.queries import TaskQuery
from gateway.api.routes import Routes, body_of, change_of, page_of
from gateway.projections.views import TaskRow
from linli.contracts.base import schema_class
from linli.contracts.hotline.words import TaskService
from linli.contracts.task import CancelTask, ChangeTask, GetTask
from linli.contracts.volunteer.tasks import CompleteTask, OfferTask, VolunteerTaskView
from linli.identity import Role

COORDINATORS = needs(frozenset({Role.COORDINATOR, Role.ADMINISTRATOR}))
ANSWERERS = needs(frozenset({Role.COORDINATOR, Role.ADMINISTRATOR, Role.GRID_WORKER, Role.HANDLER}))

routes = Routes("volunteer", "/api/volunteer", "Volunteer tasks 志愿任务")
change = changes("volunteer")

VIEW = schema_class(VolunteerTaskView)
MOVE = body_of(ChangeTask, "id", "version", name="AnswerTaskBody")
OFFER = change_of(OfferTask)
COMPLETE = change_of(CompleteTask)
CANCEL = body_of(CancelTask, "id", "version", name="CancelTaskBody")


@routes.get("/tasks", SIGNED_IN, page_of(TaskRow), query=TaskQuery)
def list_tasks(asked: dict[str, Any]) -> Response:
    """Volunteer tasks of the caller's areas, newest first 任务列表"""
    return lists.tasks(TaskService.VOLUNTEER, asked)


@routes.get("/tasks/<uuid:task_id>", SIGNED_IN, VIEW)
def get_task(task_id: UUID) -> Response:
    """One volunteer task 任务详情"""
    return read("volunteer", "get_task", GetTask(id=task_id))


@routes.post("/tasks/<uuid:task_id>/offer", COORDINATORS, VIEW, body=OFFER, versioned=True)
def offer_task(said: dict[str, Any], task_id: UUID) -> Response:
    """Offer a task to one volunteer 派发"""
    return change("offer_task", OfferTask, task_id, said)


@routes.post("/tasks/<uuid:task_id>/accept", ANSWERERS, VIEW, body=MOVE, versioned=True)
def accept_task(said: dict[str, Any], task_id: UUID) -> Response:
    """Take an offered task 接单"""
    return change("accept_task", ChangeTask, task_id, said)


@routes.post("/tasks/<uuid:task_id>/decline", ANSWERERS, VIEW, body=MOVE, versioned=True)
def decline_task(said: dict[str, Any], task_id: UUID) -> Response:
    """Decline an offered task, or say that one cannot come 谢绝"""
    return change("decline_task", ChangeTask, task_id, said)


@routes.post("/tasks/<uuid:task_id>/complete", COORDINATORS, VIEW, body=COMPLETE, versioned=True)
def complete_task(said: dict[str, Any], task_id: UUID) -> Response:
    """Record the service and its hours 完成并记录时长"""
    return change("complete_task", CompleteTask, task_id, said)


@routes.post("/tasks/<uuid:task_id>/cancel", COORDINATORS, VIEW, body=CANCEL, versioned=True)
def cancel_task(said: dict[str, Any], task_id: UUID) -> Response:
    """Give a task up undone 取消"""
    return change("cancel_task", CancelTask, task_id, said)
