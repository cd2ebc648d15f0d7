"""The calls about urgent aid that is paid before the survey."""

from __future__ import annotations

from linli.calls import call
from linli.contracts.assistance.advances import RecordRecovery
from linli.contracts.assistance.applications import ApplicationView, MoveApplication, ReasonApplication
from linli.work import Work
from services.assistance.service.applications import APPROVERS, PAYERS
from services.assistance.service.desk import Desk
from services.assistance.usecases import advances as usecases
from services.assistance.usecases.showing import view


class AdvanceCalls(Desk):
    """Urgent aid: paid at once, completed afterwards (国发〔2014〕47号)."""

    @call(ReasonApplication, ApplicationView, roles=APPROVERS)
    def advance_aid(self, said: ReasonApplication, work: Work) -> ApplicationView:
        """Grant what may be paid before the survey; the reason says why it is urgent 先行救助审批."""
        return view(work, usecases.advance_aid(work, said))

    @call(MoveApplication, ApplicationView, roles=PAYERS)
    def pay_advance(self, said: MoveApplication, work: Work) -> ApplicationView:
        """Let it be paid; survey and papers follow 先行救助发放."""
        return view(work, usecases.pay_advance(work, said))

    @call(RecordRecovery, ApplicationView, roles=PAYERS)
    def record_recovery(self, said: RecordRecovery, work: Work) -> ApplicationView:
        """Money came back that was not due 登记退回款."""
        return view(work, usecases.record_recovery(work, said))
