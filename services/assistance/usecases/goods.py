"""Goods taken in, moved, written off, needed, shared out, and what arrived of them."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID, uuid4

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
    ShareView,
    StateNeed,
    StockLine,
    WarehouseList,
    WarehouseView,
    WithdrawNeed,
    WriteOffGoods,
)
from linli.errors import Conflict, Invalid
from linli.ledger import book
from linli.ledger.entry import Account, Move
from linli.tasks.usecases import caller_of
from linli.work import Work
from services.assistance.domain import goods as rules
from services.assistance.domain.goods import Allocation, Need, Wanted, Warehouse
from services.assistance.store import goods as store


def open_warehouse(work: Work, said: OpenWarehouse) -> WarehouseView:
    """Open a warehouse; raises `Conflict` for a code that the area has."""
    work.authorise(said.area_code, "area", "区域")
    made = Warehouse(id=uuid4(), area_code=said.area_code, code=said.code, name=said.name, opened_at=work.now)
    if not store.open_warehouse(work.session, made):
        raise Conflict("warehouse_known", "This area has a warehouse of this code.", "该区域已有此代码的仓库。")
    return view(work, made)


def list_warehouses(work: Work, said: ListWarehouses) -> WarehouseList:
    """The warehouses of an area with their stock."""
    work.authorise(said.area_code, "area", "区域")
    found = store.warehouses_at(work.session, said.area_code)
    return WarehouseList(items=tuple(view(work, one) for one in found))


def receive(work: Work, said: ReceiveGoods) -> WarehouseView:
    """Take goods in."""
    own = _reached(work, said.warehouse_id)
    outside = _account(work, own, rules.outside_account(own.id, said.item), "outside", said.item, bounded=False)
    move = (outside, _stock(work, own, said.item), said.pieces)
    _post(work, own, "goods_in", said.voucher, move)
    return view(work, own)


def move(work: Work, said: MoveGoods) -> WarehouseView:
    """Bring goods to another warehouse that the caller reaches."""
    own, other = _reached(work, said.warehouse_id), _reached(work, said.to_id)
    moved = (_stock(work, own, said.item), _stock(work, other, said.item), said.pieces)
    _post(work, own, "goods_moved", said.voucher, moved)
    return view(work, own)


def write_off(work: Work, said: WriteOffGoods) -> WarehouseView:
    """Take spoilt or lost goods out."""
    own = _reached(work, said.warehouse_id)
    gone = _account(work, own, rules.gone_account(own.id, said.item), "gone", said.item)
    _post(work, own, "goods_lost", said.voucher, (_stock(work, own, said.item), gone, said.pieces), said.reason)
    return view(work, own)


def state_need(work: Work, said: StateNeed) -> NeedView:
    """Note a need."""
    work.authorise(said.area_code, "area", "区域")
    need = Need(id=uuid4(), stated_at=work.now, **vars(said))
    store.save(work.session, need)
    return need_view(need)


def withdraw_need(work: Work, said: WithdrawNeed) -> NeedView:
    """A need is none any more."""
    need = store.need_of(work.session, said.id, to_change=True)
    work.authorise(need.area_code, "need", "需求")
    work.expect(said.version, need.version)
    need.withdraw()
    return need_view(need)


def list_needs(work: Work, said: ListNeeds) -> NeedList:
    """The open needs of an item."""
    work.authorise(said.area_code, "area", "区域")
    found = store.open_needs(work.session, said.area_code, said.item, said.limit)
    return NeedList(items=tuple(need_view(one) for one in found))


def plan(work: Work, said: PlanAllocation) -> AllocationView:
    """Share an item out and set it aside.

    Raises `Conflict`: `no_needs` where nobody needs it, `overdraft` for more than is in stock.
    """
    own = _reached(work, said.warehouse_id)
    stock = _stock(work, own, said.item)
    book.lock(work.session, [stock])
    wanted = _wanted(work, store.open_needs(work.session, own.area_code, said.item))
    if not wanted:
        raise Conflict("no_needs", "Nobody of this area needs more of this.", "该区域没有此物资的未满足需求。")
    given = rules.allocate(said.pieces, wanted, said.floor)
    total = sum(given.values())
    head = {"area_code": own.area_code, "warehouse_id": own.id, "item": said.item, "floor": said.floor}
    made = Allocation(id=uuid4(), pieces=total, planned_by=caller_of(work), planned_at=work.now, **head)  # type: ignore[arg-type]
    store.save(work.session, made)
    shares = [{"need_id": UUID(one.key), "wanted": one.pieces, "pieces": given[one.key]} for one in wanted]
    store.keep_shares(work.session, [{"allocation_id": made.id, "arrived": None, **one} for one in shares])
    entry = book.entry_of("goods_planned", f"goods:{made.id}", work.now, caller_of(work))
    book.reserve(work.session, made.id, stock, entry, Decimal(total))
    return allocation_view(work, made)


def release(work: Work, said: ChangeAllocation) -> AllocationView:
    """Have it handed out; another person than who planned it."""
    made = _to_change(work, said)
    made.release(caller_of(work))
    return allocation_view(work, made)


def cancel(work: Work, said: ChangeAllocation) -> AllocationView:
    """Give it up; the goods are free again."""
    made = _to_change(work, said)
    made.cancel()
    entry = book.entry_of("goods_freed", f"goods:{made.id}:cancelled", work.now, caller_of(work))
    book.settle(work.session, made.id, entry)
    return allocation_view(work, made)


def confirm(work: Work, said: ConfirmGoods) -> AllocationView:
    """What arrived of a share, once; the rest of the share goes back to the stock."""
    made = _to_change(work, said)
    share = store.share_of(work.session, made.id, said.need_id)
    if share.arrived is not None:
        raise Conflict("confirmed_already", "This receipt is confirmed.", "该份额已签收。")
    if said.pieces > share.pieces:
        text, zh = f"The share is {share.pieces} pieces.", f"该份额为 {share.pieces} 件。"
        raise Invalid("more_than_share", text, zh, {"pieces": [f"{text} {zh}"]})
    made.arrive()
    own = store.warehouse_of(work.session, made.warehouse_id)
    gone = _account(work, own, rules.gone_account(own.id, made.item), "gone", made.item)
    back = share.pieces - said.pieces
    moves = [(made.id, gone, said.pieces), (made.id, _stock(work, own, made.item), back)]
    source = f"goods:{made.id}:{said.need_id.hex}"
    entry = book.entry_of("goods_out", source, work.now, caller_of(work), "", *(_move(one) for one in moves if one[2]))
    if share.pieces:
        book.post(work.session, entry, work.now)
    store.note_arrival(work.session, made.id, said.need_id, said.pieces)
    store.need_of(work.session, said.need_id, to_change=True).receive(said.pieces)
    return allocation_view(work, made)


def get_allocation(work: Work, said: GetAllocation) -> AllocationView:
    """One allocation."""
    made = store.allocation_of(work.session, said.id)
    work.authorise(made.area_code, "allocation", "分配方案")
    return allocation_view(work, made)


def _reached(work: Work, warehouse_id: UUID) -> Warehouse:
    found = store.warehouse_of(work.session, warehouse_id)
    work.authorise(found.area_code, "warehouse", "仓库")
    return found


def _wanted(work: Work, needs: list[Need]) -> list[Wanted]:
    """What is wanting of these needs, besides what is on its way."""
    coming = store.promised(work.session, needs)
    still = [(one, one.pieces - coming.get(one.id, 0)) for one in needs]
    return [Wanted(one.id.hex, pieces, one.priority) for one, pieces in still if pieces > 0]


def _to_change(work: Work, said: ChangeAllocation | ConfirmGoods) -> Allocation:
    made = store.allocation_of(work.session, said.id, to_change=True)
    work.authorise(made.area_code, "allocation", "分配方案")
    work.expect(said.version, made.version)
    return made


def _stock(work: Work, own: Warehouse, item: str) -> UUID:
    return _account(work, own, rules.stock_account(own.id, item), "stock", item)


def _account(work: Work, own: Warehouse, account_id: UUID, kind: str, item: str, *, bounded: bool = True) -> UUID:
    said = {"kind": kind, "unit": item, "area_code": own.area_code, "opened_at": work.now, "owner": own.id}
    book.open_account(work.session, Account(id=account_id, bounded=bounded, **said))  # type: ignore[arg-type]
    return account_id


def _post(work: Work, own: Warehouse, kind: str, voucher: str, moved: tuple[UUID, UUID, int], reason: str = "") -> None:
    entry = book.entry_of(kind, f"{own.id.hex}:{voucher}", work.now, caller_of(work), reason, _move(moved))
    if not book.post(work.session, entry, work.now):
        text, zh = "This voucher is noted already.", "该凭证已入账。"
        raise Conflict("voucher_used", text, zh, {"voucher": [f"{text} {zh}"]})


def _move(said: tuple[UUID, UUID, int]) -> Move:
    return Move(from_id=said[0], to_id=said[1], amount=Decimal(said[2]))


def view(work: Work, own: Warehouse) -> WarehouseView:
    """A warehouse with its stock."""
    stock = store.stock_of(work.session, own.id)
    return WarehouseView(
        id=own.id,
        area_code=own.area_code,
        code=own.code,
        name=own.name,
        stock=tuple(StockLine(item=item, pieces=pieces) for item, pieces in stock.items()),
    )


def need_view(need: Need) -> NeedView:
    """A need as it is shown."""
    return NeedView(**{name: getattr(need, name) for name in NeedView.__dataclass_fields__})


def allocation_view(work: Work, made: Allocation) -> AllocationView:
    """An allocation with its shares."""
    shares = tuple(
        ShareView(need_id=one.need_id, priority=one.priority, wanted=one.wanted, pieces=one.pieces, arrived=one.arrived)
        for one in store.shares_of(work.session, made.id)
    )
    same = {name: getattr(made, name) for name in AllocationView.__dataclass_fields__ if name != "shares"}
    return AllocationView(**same, shares=shares)
