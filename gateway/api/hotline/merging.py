"""The routes by which requests of one matter are merged, parted again, or linked."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response

from gateway.access import SIGNED_IN
from gateway.api.conventions import answer, ask, changes, read
from gateway.api.hotline.requests import INTAKE, VIEW, routes
from gateway.api.routes import body_of, change_of
from linli.contracts.base import schema_class
from linli.contracts.hotline.handling import ReasonedMove
from linli.contracts.hotline.merging import LinkRequests, ListRelated, MergeRequests, RelatedView, UnlinkRequests

change = changes("hotline")
RELATED = schema_class(RelatedView)
MERGE = change_of(MergeRequests)
PART = body_of(ReasonedMove, "id", "version", name="UnmergeRequestBody")
LINK = body_of(LinkRequests, "id")
UNLINK = body_of(UnlinkRequests, "id")


@routes.get("/requests/<uuid:request_id>/related", SIGNED_IN, RELATED)
def list_related(request_id: UUID) -> Response:
    """The requests merged into one or linked with it, and what it is a part or repeat of 相关诉求"""
    return read("hotline", "list_related", ListRelated(id=request_id))


@routes.post("/requests/<uuid:request_id>/merge", INTAKE, RELATED, body=MERGE, versioned=True)
def merge_requests(said: dict[str, Any], request_id: UUID) -> Response:
    """Merge other requests into this one, all of them or none 并单"""
    return change("merge_requests", MergeRequests, request_id, said)


@routes.post("/requests/<uuid:request_id>/unmerge", INTAKE, VIEW, body=PART, versioned=True)
def unmerge_request(said: dict[str, Any], request_id: UUID) -> Response:
    """Undo the merger of this request into another 撤销并单"""
    return change("unmerge_request", ReasonedMove, request_id, said)


@routes.post("/requests/<uuid:request_id>/link", INTAKE, RELATED, body=LINK)
def link_requests(said: dict[str, Any], request_id: UUID) -> Response:
    """Say that another request is related to this one 关联诉求"""
    command = LinkRequests(id=request_id, **said)
    found = ask("hotline", "link_requests", command)
    return answer(found, version=found["version"])


@routes.post("/requests/<uuid:request_id>/unlink", INTAKE, RELATED, body=UNLINK)
def unlink_requests(said: dict[str, Any], request_id: UUID) -> Response:
    """Take such a link back 取消关联"""
    command = UnlinkRequests(id=request_id, **said)
    found = ask("hotline", "unlink_requests", command)
    return answer(found, version=found["version"])
