"""The lists of requests and tasks, read from the gateway's projections within the caller's areas."""

from __future__ import annotations

from typing import Any

from flask import Response

from gateway.api.conventions import page, scopes
from gateway.parts import parts
from gateway.projections import store
from gateway.projections.views import RequestFilter, TaskFilter
from linli.contracts.hotline.words import TaskService


def requests(asked: dict[str, Any]) -> Response:
    """A page of requests, newest first."""
    area, cursor, limit = asked.pop("area"), asked.pop("cursor"), asked.pop("limit")
    where = scopes(area)
    with parts().database.peeking() as session:
        return page(store.list_requests(session, where, RequestFilter(**asked), cursor, limit))


def tasks(service: TaskService, asked: dict[str, Any]) -> Response:
    """A page of one service's tasks, newest first."""
    area, cursor, limit = asked.pop("area"), asked.pop("cursor"), asked.pop("limit")
    where = scopes(area)
    with parts().database.peeking() as session:
        return page(store.list_tasks(session, service, where, TaskFilter(**asked), cursor, limit))
