"""The calls about funds."""

from __future__ import annotations

from linli.calls import call
from linli.contracts.assistance.funds import (
    FundLines,
    FundList,
    FundStatement,
    FundView,
    GetFund,
    ListFunds,
    OpenFund,
    ReceiveMoney,
    ReverseReceipt,
)
from linli.identity import Role
from linli.work import Work
from services.assistance.service.desk import Desk
from services.assistance.service.entitlements import LOOKERS
from services.assistance.usecases import funds as usecases

PAYERS = frozenset({Role.AID_PAYER, Role.ADMINISTRATOR})
OPENERS = frozenset({Role.ADMINISTRATOR})


class FundCalls(Desk):
    """Funds by source, on books of double entry."""

    @call(OpenFund, FundView, roles=OPENERS)
    def open_fund(self, said: OpenFund, work: Work) -> FundView:
        """Open a fund 设立资金."""
        return usecases.open_fund(work, said)

    @call(ReceiveMoney, FundView, roles=PAYERS)
    def receive_money(self, said: ReceiveMoney, work: Work) -> FundView:
        """Note money that came in 资金入账."""
        return usecases.receive(work, said)

    @call(ReverseReceipt, FundView, roles=PAYERS)
    def reverse_receipt(self, said: ReverseReceipt, work: Work) -> FundView:
        """Undo a receipt by its opposite 冲正."""
        return usecases.reverse_receipt(work, said)

    @call(GetFund, FundView, roles=LOOKERS, changes=False)
    def get_fund(self, said: GetFund, work: Work) -> FundView:
        """Show one fund."""
        return usecases.get_fund(work, said)

    @call(ListFunds, FundList, roles=LOOKERS, changes=False)
    def list_funds(self, said: ListFunds, work: Work) -> FundList:
        """The funds of an area."""
        return usecases.list_funds(work, said)

    @call(FundStatement, FundLines, roles=LOOKERS, changes=False)
    def fund_statement(self, said: FundStatement, work: Work) -> FundLines:
        """The postings of a source of a fund."""
        return usecases.statement(work, said)
