"""The calls and timers of payment runs: prepared, approved and released by three different people."""

from __future__ import annotations

from uuid import UUID

from linli.calls import call
from linli.contracts.assistance.payments import (
    ApproveRun,
    BankFile,
    CancelRun,
    GetBankFile,
    GetRun,
    InstructionPage,
    ListInstructions,
    ListRuns,
    MonthReport,
    PrepareRun,
    ReleaseRun,
    ReportMonth,
    ResultTaken,
    RunPage,
    RunView,
    TakeResult,
)
from linli.timers import timer
from linli.work import Work
from services.assistance.service.cases import APPROVERS, SURVEYORS
from services.assistance.service.desk import Desk
from services.assistance.service.entitlements import LOOKERS
from services.assistance.service.funds import PAYERS
from services.assistance.usecases import payment_results as results
from services.assistance.usecases import payments as usecases


class PaymentCalls(Desk):
    """What is due each month, to the bank and back."""

    @call(PrepareRun, RunView, roles=SURVEYORS)
    def prepare_run(self, said: PrepareRun, work: Work) -> RunView:
        """Gather what is due in a month 编制发放批次."""
        return usecases.prepare(work, said)

    @call(ApproveRun, RunView, roles=APPROVERS)
    def approve_run(self, said: ApproveRun, work: Work) -> RunView:
        """Approve with control totals; the money is set aside 审批."""
        return usecases.approve(work, said)

    @call(ReleaseRun, RunView, roles=PAYERS)
    def release_run(self, said: ReleaseRun, work: Work) -> RunView:
        """Release the files to the bank 发放."""
        return usecases.release(work, said)

    @call(CancelRun, RunView, roles=SURVEYORS | APPROVERS | PAYERS)
    def cancel_run(self, said: CancelRun, work: Work) -> RunView:
        """Give up a run that was not released 作废."""
        return usecases.cancel(work, said)

    @call(TakeResult, ResultTaken, roles=PAYERS)
    def take_result(self, said: TakeResult, work: Work) -> ResultTaken:
        """Take in what the bank says 回盘."""
        return results.take_result(work, said)

    @call(GetBankFile, BankFile, roles=PAYERS, changes=False)
    def get_bank_file(self, said: GetBankFile, work: Work) -> BankFile:
        """A part of a released run's file for the bank 银行文件."""
        return usecases.bank_file(work, said, self.sealer)

    @call(GetRun, RunView, roles=LOOKERS, changes=False)
    def get_run(self, said: GetRun, work: Work) -> RunView:
        """Show one run."""
        return usecases.get_run(work, said)

    @call(ListRuns, RunPage, roles=LOOKERS, changes=False)
    def list_runs(self, said: ListRuns, work: Work) -> RunPage:
        """The runs of an area."""
        return usecases.list_runs(work, said)

    @call(ListInstructions, InstructionPage, roles=LOOKERS, changes=False)
    def list_instructions(self, said: ListInstructions, work: Work) -> InstructionPage:
        """The payments of a run."""
        return usecases.instructions(work, said, self.sealer)

    @call(ReportMonth, MonthReport, roles=LOOKERS, changes=False)
    def report_month(self, said: ReportMonth, work: Work) -> MonthReport:
        """The monthly disclosure 每月公示."""
        return results.report_month(work, said)

    @timer("payment.gather")
    def gather_payments(self, subject: UUID, work: Work) -> None:
        """The next chunk of a run is gathered."""
        usecases.gather(work, subject)

    @timer("payment.write")
    def write_payments(self, subject: UUID, work: Work) -> None:
        """The next part of a run's file is written."""
        usecases.write(work, subject, self.sealer)
