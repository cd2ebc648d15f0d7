"""The calls about goods 物资: warehouses, stock, needs, and how what there is is shared out."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from marshmallow import validate

from linli.contracts.assistance.money import Voucher
from linli.contracts.base import END, AreaCode, ShortText, text

ItemCode = Annotated[str, validate.Regexp(rf"^[a-z0-9_]{{1,12}}{END}", error="Give a code. 请填写物资代码。")]
Pieces = Annotated[int, validate.Range(1, 100_000_000)]


class AllocationState(StrEnum):
    """Where an allocation stands."""

    PLANNED = "planned"
    RELEASED = "released"
    CANCELLED = "cancelled"


class NeedState(StrEnum):
    """Where a need stands."""

    OPEN = "open"
    MET = "met"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, kw_only=True)
class OpenWarehouse:
    """Open a warehouse of an area."""

    area_code: AreaCode
    code: ItemCode
    name: Annotated[str, text(1, 60)]


@dataclass(frozen=True, kw_only=True)
class ListWarehouses:
    """Ask for the warehouses of an area and of those below, with their stock."""

    area_code: AreaCode


@dataclass(frozen=True, kw_only=True)
class ReceiveGoods:
    """Take goods in, given or bought; each voucher of a warehouse is noted once."""

    warehouse_id: UUID
    item: ItemCode
    pieces: Pieces
    voucher: Voucher


@dataclass(frozen=True, kw_only=True)
class MoveGoods:
    """Bring goods to another warehouse."""

    warehouse_id: UUID
    to_id: UUID
    item: ItemCode
    pieces: Pieces
    voucher: Voucher


@dataclass(frozen=True, kw_only=True)
class WriteOffGoods:
    """Take spoilt or lost goods out of the stock, with the reason."""

    warehouse_id: UUID
    item: ItemCode
    pieces: Pieces
    voucher: Voucher
    reason: ShortText


@dataclass(frozen=True, kw_only=True)
class StateNeed:
    """Note what somebody needs; 1 is the most urgent of five classes."""

    area_code: AreaCode
    beneficiary_id: UUID
    item: ItemCode
    pieces: Pieces
    priority: Annotated[int, validate.Range(1, 5)] = 3


@dataclass(frozen=True, kw_only=True)
class WithdrawNeed:
    """Note that a need is none any more."""

    id: UUID
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class ListNeeds:
    """Ask for the open needs of an item at an area, the most urgent first."""

    area_code: AreaCode
    item: ItemCode
    limit: Annotated[int, validate.Range(1, 200)] = 50


@dataclass(frozen=True, kw_only=True)
class PlanAllocation:
    """Share an item of a warehouse out among the open needs of its area.

    `floor` percent of it go evenly to all needs, the rest to the most urgent class first, within one by need.
    """

    warehouse_id: UUID
    item: ItemCode
    pieces: Pieces
    floor: Annotated[int, validate.Range(0, 100)] = 20


@dataclass(frozen=True, kw_only=True)
class ChangeAllocation:
    """Release or cancel an allocation."""

    id: UUID
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class ConfirmGoods:
    """Note what arrived of a share; what did not goes back to the stock."""

    id: UUID
    need_id: UUID
    pieces: Annotated[int, validate.Range(0, 100_000_000)]
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class GetAllocation:
    """Ask for one allocation."""

    id: UUID


@dataclass(frozen=True, kw_only=True)
class StockLine:
    """How much of an item is there."""

    item: str
    pieces: int


@dataclass(frozen=True, kw_only=True)
class WarehouseView:
    """A warehouse and its stock."""

    id: UUID
    area_code: AreaCode
    code: str
    name: str
    stock: tuple[StockLine, ...]


@dataclass(frozen=True, kw_only=True)
class WarehouseList:
    """Warehouses, by area and code."""

    items: tuple[WarehouseView, ...]


@dataclass(frozen=True, kw_only=True)
class NeedView:
    """A need; `pieces` are still wanting."""

    id: UUID
    version: int
    area_code: AreaCode
    beneficiary_id: UUID
    item: str
    pieces: int
    priority: int
    state: NeedState


@dataclass(frozen=True, kw_only=True)
class NeedList:
    """Needs, the most urgent first."""

    items: tuple[NeedView, ...]


@dataclass(frozen=True, kw_only=True)
class ShareView:
    """What a need gets; `arrived` is null until it is confirmed."""

    need_id: UUID
    priority: int
    wanted: int
    pieces: int
    arrived: int | None


@dataclass(frozen=True, kw_only=True)
class AllocationView:
    """How an item was shared out."""

    id: UUID
    version: int
    area_code: AreaCode
    warehouse_id: UUID
    item: str
    pieces: int
    floor: int
    state: AllocationState
    shares: tuple[ShareView, ...]
