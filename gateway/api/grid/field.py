"""The routes of checkpoints, routes and rounds, and the one by which phones send what they noted."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

import marshmallow as ma
from flask import Response
from marshmallow import fields, validate

from gateway.access import needs
from gateway.api.conventions import answer, ask, changes, known_area, read
from gateway.api.grid.posts import LEADERS, SEERS, WATCHERS, WORKERS
from gateway.api.queries import AreaRequired, PageQuery
from gateway.api.routes import Routes, body_of, change_of
from gateway.auth import principal
from gateway.field import batches, sheets
from gateway.parts import parts
from gateway.photos import images, serving
from gateway.photos import store as photos
from gateway.photos.store import PhotoView
from gateway.reading import raw_body, takes
from linli.contracts.base import AREA_PATTERN, END, load, schema_class
from linli.contracts.grid.checkpoints import (
    AddCheckpoint,
    AddPatrolRoute,
    CheckpointPage,
    CheckpointView,
    CodeSheet,
    ListCheckpoints,
    ListPatrolRoutes,
    PatrolRoutePage,
    PatrolRouteView,
    PrintCodes,
    PrintedCode,
    ReviseCheckpoint,
    RevisePatrolRoute,
)
from linli.contracts.grid.photos import AddPhoto, GetPhoto
from linli.contracts.grid.rounds import (
    LARGEST_BATCH,
    CancelRound,
    GetRound,
    ItemList,
    ListRounds,
    ListScans,
    PlanRound,
    RefusedItem,
    RoundPage,
    RoundState,
    RoundView,
    Synced,
    SyncRounds,
)
from linli.errors import existing

routes = Routes("grid-field", "/api/grid", "Checkpoints, routes, rounds 巡查")
change = changes("grid")

CHECKPOINT = schema_class(CheckpointView)
ROUTE = schema_class(PatrolRouteView)
ROUND = schema_class(RoundView)


MOST_PAGES = 20
"""Pages of a PDF of codes, twelve on each."""


class CodesQuery(AreaRequired):
    """Which codes are printed: those of one area, from the one after `after` on."""

    after = fields.String(validate=validate.Length(max=40), load_default=None)


class AreaPage(AreaRequired, PageQuery):
    """A page of what an area has."""


class RoundQuery(AreaPage):
    """Which rounds a list shows."""

    officer_id = fields.UUID(load_default=None)
    state = fields.Enum(RoundState, by_value=True, load_default=None)


class SyncBody(ma.Schema):
    """What a phone noted: each of the items as SyncItem says; what is not is refused by itself."""

    area_code = fields.String(required=True, validate=validate.Regexp(f"^(?:{AREA_PATTERN.pattern}){END}"))
    items = fields.List(fields.Raw(), required=True, validate=validate.Length(max=LARGEST_BATCH))


@routes.post("/checkpoints", needs(LEADERS), CHECKPOINT, body=body_of(AddCheckpoint), status=201)
def add_checkpoint(said: dict[str, Any]) -> Response:
    """Add a checkpoint 新增巡查点"""
    command = AddCheckpoint(**said)
    known_area(command.area_code)
    made = ask("grid", "add_checkpoint", command)
    return answer(made, 201, version=made["version"])


@routes.get("/checkpoints", needs(SEERS), schema_class(CheckpointPage), query=AreaPage)
def list_checkpoints(asked: dict[str, Any]) -> Response:
    """An area's checkpoints, newest first 巡查点列表"""
    return read("grid", "list_checkpoints", ListCheckpoints(area_code=asked.pop("area"), **asked))


@routes.post(
    "/checkpoints/<uuid:checkpoint_id>/revise",
    needs(LEADERS),
    CHECKPOINT,
    body=change_of(ReviseCheckpoint),
    versioned=True,
)
def revise_checkpoint(said: dict[str, Any], checkpoint_id: UUID) -> Response:
    """Say anew what a checkpoint is; `renew_code` makes its printed codes void 修改巡查点"""
    return change("revise_checkpoint", ReviseCheckpoint, checkpoint_id, said)


@routes.get("/checkpoints/codes", needs(LEADERS), schema_class(CodeSheet), query=CodesQuery)
def print_codes(asked: dict[str, Any]) -> Response:
    """What stands in the QR codes of twelve checkpoints 二维码内容"""
    return read("grid", "print_codes", PrintCodes(area_code=asked.pop("area"), **asked))


@routes.get("/checkpoints/codes.svg", needs(LEADERS), None, query=CodesQuery)
def print_sheet(asked: dict[str, Any]) -> Response:
    """The same as a page of A4 to print; Linli-Next-After names the last code while there are more 打印二维码"""
    command = PrintCodes(area_code=asked.pop("area"), **asked)
    found = load(CodeSheet, parts().backend.ask("grid", "print_codes", command, principal()))
    response = Response(sheets.sheet(found.items), content_type="image/svg+xml; charset=utf-8")
    response.headers["Content-Security-Policy"] = serving.POLICY
    if found.next_after is not None:
        response.headers["Linli-Next-After"] = found.next_after
    return response


@routes.get("/checkpoints/codes.pdf", needs(LEADERS), None, query=CodesQuery)
def print_paper(asked: dict[str, Any]) -> Response:
    """The codes of an area as a PDF, up to 240; Linli-Next-After names the last if there are more 打印二维码"""
    area, after = asked.pop("area"), asked.pop("after")
    items: list[PrintedCode] = []
    for _ in range(MOST_PAGES):
        command = PrintCodes(area_code=area, after=after)
        found = load(CodeSheet, parts().backend.ask("grid", "print_codes", command, principal()))
        items += found.items
        after = found.next_after
        if after is None:
            break
    response = sheets.paper(items).response(f"codes-{area}")
    if after is not None:
        response.headers["Linli-Next-After"] = after
    return response


@routes.post("/routes", needs(LEADERS), ROUTE, body=body_of(AddPatrolRoute), status=201)
def add_patrol_route(said: dict[str, Any]) -> Response:
    """Add a route 新增路线"""
    command = AddPatrolRoute(**said)
    known_area(command.area_code)
    made = ask("grid", "add_patrol_route", command)
    return answer(made, 201, version=made["version"])


@routes.get("/routes", needs(SEERS), schema_class(PatrolRoutePage), query=AreaPage)
def list_patrol_routes(asked: dict[str, Any]) -> Response:
    """An area's routes, newest first 路线列表"""
    return read("grid", "list_patrol_routes", ListPatrolRoutes(area_code=asked.pop("area"), **asked))


@routes.post("/routes/<uuid:route_id>/revise", needs(LEADERS), ROUTE, body=change_of(RevisePatrolRoute), versioned=True)
def revise_patrol_route(said: dict[str, Any], route_id: UUID) -> Response:
    """Say anew what a route is 修改路线"""
    return change("revise_patrol_route", RevisePatrolRoute, route_id, said)


@routes.post("/rounds", needs(LEADERS), ROUND, body=body_of(PlanRound), status=201)
def plan_round(said: dict[str, Any]) -> Response:
    """Plan a round of a route for an officer 派发巡查任务"""
    command = PlanRound(**said)
    made = ask("grid", "plan_round", command)
    return answer(made, 201, version=made["version"], location=f"/api/grid/rounds/{made['id']}")


@routes.post("/rounds/<uuid:round_id>/cancel", needs(LEADERS), ROUND, body=change_of(CancelRound), versioned=True)
def cancel_round(said: dict[str, Any], round_id: UUID) -> Response:
    """Let a planned round not take place; one that has begun goes on 取消巡查任务"""
    return change("cancel_round", CancelRound, round_id, said)


@routes.get("/rounds", needs(SEERS), schema_class(RoundPage), query=RoundQuery)
def list_rounds(asked: dict[str, Any]) -> Response:
    """An area's rounds, the latest first 巡查任务列表"""
    return read("grid", "list_rounds", ListRounds(area_code=asked.pop("area"), **asked))


@routes.get("/rounds/<uuid:round_id>", needs(SEERS), ROUND)
def get_round(round_id: UUID) -> Response:
    """One round: its points, when each was visited, what is omitted 巡查任务详情"""
    return read("grid", "get_round", GetRound(id=round_id))


@routes.get("/rounds/<uuid:round_id>/scans", needs(WATCHERS), schema_class(ItemList))
def list_scans(round_id: UUID) -> Response:
    """Everything noted on a round, with place, both clocks and marks 打卡记录"""
    return read("grid", "list_scans", ListScans(id=round_id))


@routes.post("/sync", needs(WORKERS), schema_class(Synced), body=SyncBody)
def sync_rounds(said: dict[str, Any]) -> Response:
    """Send what a phone noted, in any order and however often; each refused item is named 离线同步"""
    good, refused = batches.read(said["items"])
    command = SyncRounds(area_code=said["area_code"], items=tuple(one for _, one in good))
    found = load(Synced, ask("grid", "sync_rounds", command))
    placed = [replace(one, index=good[one.index][0]) for one in found.refused]
    return answer(replace(found, refused=_in_order([*refused, *placed])))


def _in_order(refused: list[RefusedItem]) -> tuple[RefusedItem, ...]:
    return tuple(sorted(refused, key=lambda one: one.index))


@routes.post(
    "/photos/<string:code>/<uuid:record_id>/<uuid:photo_id>", needs(WORKERS), schema_class(PhotoView), status=201
)
@takes(images.LARGEST_FILE)
def add_photo(code: str, record_id: UUID, photo_id: UUID) -> Response:
    """Upload a photograph of a round or case of an area under the phone's own id; the file is the body 上传照片"""
    made = images.made_anew(raw_body())
    command = AddPhoto(id=photo_id, record_id=record_id, area_code=code)
    ask("grid", "add_photo", command)
    with parts().database.transaction() as session:
        kept = photos.keep_of_record(session, made, photo_id, record_id)
    return answer(kept, 201)


@routes.get("/photos/<uuid:record_id>/<uuid:photo_id>", needs(SEERS), None)
def get_photo(record_id: UUID, photo_id: UUID) -> Response:
    """A photograph of a round or case, a JPEG without metadata 查看照片"""
    parts().backend.ask("grid", "get_photo", GetPhoto(id=photo_id, record_id=record_id), principal())
    with parts().database.reading() as session:
        found = photos.content(session, photo_id, record_id)
    return serving.shown(existing(found, "photo", "照片"))
