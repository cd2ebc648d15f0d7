"""The routes of goods 物资."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response
from marshmallow import fields, validate

from gateway.access import needs
from gateway.api.assistance.cases import APPROVERS, SURVEYORS
from gateway.api.assistance.entitlements import LOOKERS
from gateway.api.assistance.funds import OPENERS
from gateway.api.conventions import answer, ask, changes, known_area, read
from gateway.api.queries import CATEGORY, AreaRequired
from gateway.api.routes import Routes, body_of, change_of
from linli.contracts.assistance.goods import (
    AllocationView,
    ChangeAllocation,
    ConfirmGoods,
    GetAllocation,
    ListNeeds,
    ListWarehouses,
    MoveGoods,
    NeedList,
    NeedView,
    OpenWarehouse,
    PlanAllocation,
    ReceiveGoods,
    StateNeed,
    WarehouseList,
    WarehouseView,
    WithdrawNeed,
    WriteOffGoods,
)
from linli.contracts.base import schema_class
from linli.identity import Role

PLANNERS = needs(frozenset({Role.AID_SURVEYOR, Role.AID_APPROVER, Role.ADMINISTRATOR}))

routes = Routes("goods", "/api/assistance/goods", "Goods 物资")
change = changes("assistance")

WAREHOUSE = schema_class(WarehouseView)
ALLOCATION = schema_class(AllocationView)
NEED = schema_class(NeedView)
ONE_WAREHOUSE = "/warehouses/<uuid:warehouse_id>"
ONE = "/allocations/<uuid:allocation_id>"


class NeedQuery(AreaRequired):
    """Of which item needs are listed."""

    item = fields.String(validate=CATEGORY, required=True)
    limit = fields.Integer(validate=validate.Range(1, 200), load_default=50)


@routes.post("/warehouses", OPENERS, WAREHOUSE, body=body_of(OpenWarehouse), status=201)
def open_warehouse(said: dict[str, Any]) -> Response:
    """Open a warehouse of an area 设立仓库"""
    command = OpenWarehouse(**said)
    known_area(command.area_code)
    return answer(ask("assistance", "open_warehouse", command), 201)


@routes.get("/warehouses", LOOKERS, schema_class(WarehouseList), query=AreaRequired)
def list_warehouses(asked: dict[str, Any]) -> Response:
    """The warehouses of an area with their stock 库存"""
    return read("assistance", "list_warehouses", ListWarehouses(area_code=asked["area"]))


@routes.post(f"{ONE_WAREHOUSE}/receive", SURVEYORS, WAREHOUSE, body=body_of(ReceiveGoods, "warehouse_id"))
def receive_goods(said: dict[str, Any], warehouse_id: UUID) -> Response:
    """Take goods in, given or bought, under the number of their voucher 入库"""
    command = ReceiveGoods(warehouse_id=warehouse_id, **said)
    return answer(ask("assistance", "receive_goods", command))


@routes.post(f"{ONE_WAREHOUSE}/move", SURVEYORS, WAREHOUSE, body=body_of(MoveGoods, "warehouse_id"))
def move_goods(said: dict[str, Any], warehouse_id: UUID) -> Response:
    """Bring goods to another warehouse 调拨"""
    command = MoveGoods(warehouse_id=warehouse_id, **said)
    return answer(ask("assistance", "move_goods", command))


@routes.post(f"{ONE_WAREHOUSE}/write-off", APPROVERS, WAREHOUSE, body=body_of(WriteOffGoods, "warehouse_id"))
def write_off_goods(said: dict[str, Any], warehouse_id: UUID) -> Response:
    """Take spoilt or lost goods out of the stock, with the reason 报损"""
    command = WriteOffGoods(warehouse_id=warehouse_id, **said)
    return answer(ask("assistance", "write_off_goods", command))


@routes.post("/needs", SURVEYORS, NEED, body=body_of(StateNeed), status=201)
def state_need(said: dict[str, Any]) -> Response:
    """Note what somebody needs, and how urgently 登记需求"""
    command = StateNeed(**said)
    known_area(command.area_code)
    made = ask("assistance", "state_need", command)
    return answer(made, 201, version=made["version"])


@routes.get("/needs", LOOKERS, schema_class(NeedList), query=NeedQuery)
def list_needs(asked: dict[str, Any]) -> Response:
    """The open needs of an item, the most urgent first 需求列表"""
    return read("assistance", "list_needs", ListNeeds(area_code=asked.pop("area"), **asked))


@routes.post("/needs/<uuid:need_id>/withdraw", SURVEYORS, NEED, body=change_of(WithdrawNeed), versioned=True)
def withdraw_need(said: dict[str, Any], need_id: UUID) -> Response:
    """A need is none any more 撤回需求"""
    return change("withdraw_need", WithdrawNeed, need_id, said)


@routes.post("/allocations", SURVEYORS, ALLOCATION, body=body_of(PlanAllocation), status=201)
def plan_allocation(said: dict[str, Any]) -> Response:
    """Share an item out: a floor for everybody, the most urgent first, within a class by need 编制分配方案"""
    command = PlanAllocation(**said)
    made = ask("assistance", "plan_allocation", command)
    where = f"/api/assistance/goods/allocations/{made['id']}"
    return answer(made, 201, version=made["version"], location=where)


@routes.get(ONE, LOOKERS, ALLOCATION)
def get_allocation(allocation_id: UUID) -> Response:
    """One allocation with its shares 分配方案"""
    return read("assistance", "get_allocation", GetAllocation(id=allocation_id))


@routes.post(f"{ONE}/release", APPROVERS, ALLOCATION, body=change_of(ChangeAllocation), versioned=True)
def release_allocation(said: dict[str, Any], allocation_id: UUID) -> Response:
    """Have it handed out; not who planned it 审批发放"""
    return change("release_allocation", ChangeAllocation, allocation_id, said)


@routes.post(f"{ONE}/cancel", PLANNERS, ALLOCATION, body=change_of(ChangeAllocation), versioned=True)
def cancel_allocation(said: dict[str, Any], allocation_id: UUID) -> Response:
    """Give an allocation up; the goods are free again 作废"""
    return change("cancel_allocation", ChangeAllocation, allocation_id, said)


@routes.post(f"{ONE}/receipts", SURVEYORS, ALLOCATION, body=change_of(ConfirmGoods), versioned=True)
def confirm_goods(said: dict[str, Any], allocation_id: UUID) -> Response:
    """What arrived of a share; the rest goes back to the stock 签收"""
    return change("confirm_goods", ConfirmGoods, allocation_id, said)
