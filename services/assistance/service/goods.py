"""The calls about goods."""

from __future__ import annotations

from linli.calls import call
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
from linli.work import Work
from services.assistance.service.cases import APPROVERS, SURVEYORS
from services.assistance.service.desk import Desk
from services.assistance.service.entitlements import LOOKERS
from services.assistance.service.funds import OPENERS
from services.assistance.usecases import goods as usecases


class GoodsCalls(Desk):
    """Warehouses, needs, and sharing out what there is."""

    @call(OpenWarehouse, WarehouseView, roles=OPENERS)
    def open_warehouse(self, said: OpenWarehouse, work: Work) -> WarehouseView:
        """Open a warehouse 设立仓库."""
        return usecases.open_warehouse(work, said)

    @call(ListWarehouses, WarehouseList, roles=LOOKERS, changes=False)
    def list_warehouses(self, said: ListWarehouses, work: Work) -> WarehouseList:
        """The warehouses of an area with their stock."""
        return usecases.list_warehouses(work, said)

    @call(ReceiveGoods, WarehouseView, roles=SURVEYORS)
    def receive_goods(self, said: ReceiveGoods, work: Work) -> WarehouseView:
        """Take goods in 入库."""
        return usecases.receive(work, said)

    @call(MoveGoods, WarehouseView, roles=SURVEYORS)
    def move_goods(self, said: MoveGoods, work: Work) -> WarehouseView:
        """Bring goods to another warehouse 调拨."""
        return usecases.move(work, said)

    @call(WriteOffGoods, WarehouseView, roles=APPROVERS)
    def write_off_goods(self, said: WriteOffGoods, work: Work) -> WarehouseView:
        """Take spoilt or lost goods out 报损."""
        return usecases.write_off(work, said)

    @call(StateNeed, NeedView, roles=SURVEYORS)
    def state_need(self, said: StateNeed, work: Work) -> NeedView:
        """Note what somebody needs 登记需求."""
        return usecases.state_need(work, said)

    @call(WithdrawNeed, NeedView, roles=SURVEYORS)
    def withdraw_need(self, said: WithdrawNeed, work: Work) -> NeedView:
        """A need is none any more 撤回需求."""
        return usecases.withdraw_need(work, said)

    @call(ListNeeds, NeedList, roles=LOOKERS, changes=False)
    def list_needs(self, said: ListNeeds, work: Work) -> NeedList:
        """The open needs of an item."""
        return usecases.list_needs(work, said)

    @call(PlanAllocation, AllocationView, roles=SURVEYORS)
    def plan_allocation(self, said: PlanAllocation, work: Work) -> AllocationView:
        """Share an item out 编制分配方案."""
        return usecases.plan(work, said)

    @call(ChangeAllocation, AllocationView, roles=APPROVERS)
    def release_allocation(self, said: ChangeAllocation, work: Work) -> AllocationView:
        """Have it handed out 审批发放."""
        return usecases.release(work, said)

    @call(ChangeAllocation, AllocationView, roles=SURVEYORS | APPROVERS)
    def cancel_allocation(self, said: ChangeAllocation, work: Work) -> AllocationView:
        """Give an allocation up 作废."""
        return usecases.cancel(work, said)

    @call(ConfirmGoods, AllocationView, roles=SURVEYORS)
    def confirm_goods(self, said: ConfirmGoods, work: Work) -> AllocationView:
        """What arrived of a share 签收."""
        return usecases.confirm(work, said)

    @call(GetAllocation, AllocationView, roles=LOOKERS, changes=False)
    def get_allocation(self, said: GetAllocation, work: Work) -> AllocationView:
        """Show one allocation."""
        return usecases.get_allocation(work, said)
