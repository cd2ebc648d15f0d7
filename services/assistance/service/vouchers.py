"""The calls and the timer of aid vouchers."""

from __future__ import annotations

from uuid import UUID

from linli.calls import call
from linli.contracts.assistance.vouchers import (
    GetVouchers,
    IssuedVouchers,
    IssueVouchers,
    ListVouchers,
    ReleaseVouchers,
    VoucherBatchPage,
    VoucherBatchView,
    WithdrawVouchers,
)
from linli.timers import timer
from linli.work import Work
from services.assistance.service.applications import APPROVERS, PREPARERS, READERS
from services.assistance.service.desk import Desk
from services.assistance.usecases import vouchers as usecases


class VoucherCalls(Desk):
    """Vouchers of one value each, made in batches; tills redeem them as cards."""

    @call(IssueVouchers, IssuedVouchers, roles=PREPARERS, private=True)
    def issue_vouchers(self, said: IssueVouchers, work: Work) -> IssuedVouchers:
        """Make a batch of vouchers 制券."""
        return usecases.issue(work, said, self.sealer)

    @call(ReleaseVouchers, VoucherBatchView, roles=APPROVERS)
    def release_vouchers(self, said: ReleaseVouchers, work: Work) -> VoucherBatchView:
        """Have a batch be worth its value 放行."""
        return usecases.release(work, said)

    @call(WithdrawVouchers, VoucherBatchView, roles=PREPARERS | APPROVERS)
    def withdraw_vouchers(self, said: WithdrawVouchers, work: Work) -> VoucherBatchView:
        """Give up a batch that was not released 作废."""
        return usecases.withdraw(work, said)

    @call(GetVouchers, VoucherBatchView, roles=READERS, changes=False)
    def get_vouchers(self, said: GetVouchers, work: Work) -> VoucherBatchView:
        """Show a batch 批次详情."""
        return usecases.get_batch(work, said)

    @call(ListVouchers, VoucherBatchPage, roles=READERS, changes=False)
    def list_vouchers(self, said: ListVouchers, work: Work) -> VoucherBatchPage:
        """Batches of an area 批次列表."""
        return usecases.list_batches(work, said)

    @timer("vouchers.close")
    def close_vouchers(self, subject: UUID, work: Work) -> None:
        """What was not spent of a batch goes back to its fund."""
        usecases.close(work, subject)
