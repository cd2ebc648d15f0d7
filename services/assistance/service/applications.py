"""The calls about applications, and the timer of their clocks."""

from __future__ import annotations

from uuid import UUID

from linli.calls import call
from linli.contracts.assistance.applications import (
    ApplicationPage,
    ApplicationView,
    DecideApplication,
    FileApplications,
    FiledApplications,
    GetApplication,
    HandInPapers,
    HearObjection,
    ListApplications,
    ListPostings,
    MoveApplication,
    NamePayee,
    PostingList,
    ProposeChange,
    ReasonApplication,
    RecordSurvey,
)
from linli.identity import Role
from linli.timers import timer
from linli.work import Work
from services.assistance.service.desk import Desk
from services.assistance.usecases import applications as usecases
from services.assistance.usecases import clocks, deciding, granting, showing

PREPARERS = frozenset({Role.AID_SURVEYOR, Role.ADMINISTRATOR})
APPROVERS = frozenset({Role.AID_APPROVER, Role.ADMINISTRATOR})
PAYERS = frozenset({Role.AID_PAYER, Role.ADMINISTRATOR})
READERS = PREPARERS | APPROVERS | PAYERS | {Role.AUDITOR}


class ApplicationCalls(Desk):
    """Applications for programs, step by step (民发〔2021〕57号)."""

    @call(FileApplications, FiledApplications, roles=PREPARERS)
    def file_applications(self, said: FileApplications, work: Work) -> FiledApplications:
        """Apply for programs at once 申请 (art. 4-6)."""
        filed = usecases.file_applications(work, said, self.sealer)
        return FiledApplications(items=tuple(showing.view(work, one) for one in filed))

    @call(GetApplication, ApplicationView, roles=READERS, changes=False)
    def get_application(self, said: GetApplication, work: Work) -> ApplicationView:
        """Show one application 申请详情."""
        return showing.get_application(work, said)

    @call(ListApplications, ApplicationPage, roles=READERS, changes=False)
    def list_applications(self, said: ListApplications, work: Work) -> ApplicationPage:
        """Applications of an area, also those apart of staff's relatives (art. 11) 申请列表."""
        return showing.list_applications(work, said)

    @call(ListPostings, PostingList, roles=READERS, changes=False)
    def list_postings(self, said: ListPostings, work: Work) -> PostingList:
        """What is published of households: name, size, amount (art. 19, 24) 公示名单."""
        return showing.list_postings(work, said, self.keys)

    @call(MoveApplication, ApplicationView, roles=PREPARERS)
    def ask_papers(self, said: MoveApplication, work: Work) -> ApplicationView:
        """Tell all missing papers at once 一次性告知 (art. 10)."""
        return showing.view(work, usecases.ask_papers(work, said))

    @call(HandInPapers, ApplicationView, roles=PREPARERS)
    def hand_in_papers(self, said: HandInPapers, work: Work) -> ApplicationView:
        """Papers were handed in 补正材料."""
        return showing.view(work, usecases.hand_in_papers(work, said))

    @call(NamePayee, ApplicationView, roles=PREPARERS)
    def name_payee(self, said: NamePayee, work: Work) -> ApplicationView:
        """Say which bank account the money goes to 登记收款账户."""
        return showing.view(work, granting.name_payee(work, said, self.sealer))

    @call(MoveApplication, ApplicationView, roles=PREPARERS)
    def accept_application(self, said: MoveApplication, work: Work) -> ApplicationView:
        """The papers are complete 受理 (art. 10)."""
        return showing.view(work, usecases.accept_application(work, said))

    @call(RecordSurvey, ApplicationView, roles=PREPARERS)
    def survey_application(self, said: RecordSurvey, work: Work) -> ApplicationView:
        """The household was surveyed 入户调查 (art. 15)."""
        return showing.view(work, usecases.survey_application(work, said))

    @call(ReasonApplication, ApplicationView, roles=PREPARERS)
    def record_inquiry(self, said: ReasonApplication, work: Work) -> ApplicationView:
        """The information check is back 信息核对 (art. 16-17)."""
        return showing.view(work, usecases.record_inquiry(work, said))

    @call(ReasonApplication, ApplicationView, roles=PREPARERS)
    def give_opinion(self, said: ReasonApplication, work: Work) -> ApplicationView:
        """The first opinion, which is posted 初审公示 (art. 18-19)."""
        return showing.view(work, usecases.opine(work, said))

    @call(ReasonApplication, ApplicationView, roles=PREPARERS)
    def object_to_posting(self, said: ReasonApplication, work: Work) -> ApplicationView:
        """Somebody objects 公示异议 (art. 19)."""
        return showing.view(work, usecases.object_to(work, said))

    @call(HearObjection, ApplicationView, roles=PREPARERS)
    def hear_objection(self, said: HearObjection, work: Work) -> ApplicationView:
        """A new survey or a democratic review 重新调查或民主评议 (art. 19)."""
        return showing.view(work, usecases.hear_objection(work, said))

    @call(MoveApplication, ApplicationView, roles=PREPARERS)
    def forward_application(self, said: MoveApplication, work: Work) -> ApplicationView:
        """The posting is over; the district confirms 报区级确认 (art. 20)."""
        return showing.view(work, usecases.forward_application(work, said))

    @call(ReasonApplication, ApplicationView, roles=PREPARERS | APPROVERS)
    def visit_household(self, said: ReasonApplication, work: Work) -> ApplicationView:
        """The district has visited 区级入户 (art. 20)."""
        return showing.view(work, usecases.visit_household(work, said))

    @call(ReasonApplication, ApplicationView, roles=PREPARERS)
    def extend_application(self, said: ReasonApplication, work: Work) -> ApplicationView:
        """More time, once 延期 (art. 20)."""
        return showing.view(work, usecases.extend_application(work, said))

    @call(ReasonApplication, ApplicationView, roles=PREPARERS)
    def end_application(self, said: ReasonApplication, work: Work) -> ApplicationView:
        """Withdrawn, or nobody cooperates 终止 (art. 29)."""
        return showing.view(work, usecases.end_application(work, said))

    @call(DecideApplication, ApplicationView, roles=APPROVERS)
    def decide_application(self, said: DecideApplication, work: Work) -> ApplicationView:
        """Grant or refuse 审核确认 (art. 20-23)."""
        return showing.view(work, deciding.decide_application(work, said))

    @call(ReasonApplication, ApplicationView, roles=PREPARERS)
    def deliver_refusal(self, said: ReasonApplication, work: Work) -> ApplicationView:
        """The household has the refusal in writing 送达不予确认告知书 (art. 22)."""
        return showing.view(work, deciding.deliver_refusal(work, said))

    @call(MoveApplication, ApplicationView, roles=PAYERS)
    def pay_application(self, said: MoveApplication, work: Work) -> ApplicationView:
        """Let the aid be paid 发放 (art. 22)."""
        return showing.view(work, deciding.pay_application(work, said))

    @call(ReasonApplication, ApplicationView, roles=PREPARERS)
    def recheck_application(self, said: ReasonApplication, work: Work) -> ApplicationView:
        """Checked again, nothing changes 复核 (art. 31)."""
        return showing.view(work, deciding.recheck_application(work, said))

    @call(ProposeChange, ApplicationView, roles=PREPARERS)
    def propose_change(self, said: ProposeChange, work: Work) -> ApplicationView:
        """Propose another amount, the step-down period or an end 动态调整 (art. 32, 34)."""
        return showing.view(work, deciding.propose_change(work, said))

    @call(DecideApplication, ApplicationView, roles=APPROVERS)
    def decide_change(self, said: DecideApplication, work: Work) -> ApplicationView:
        """Decide what was proposed 调整审批 (art. 32, 34)."""
        return showing.view(work, deciding.decide_change(work, said))

    @call(ReasonApplication, ApplicationView, roles=PREPARERS)
    def appeal_application(self, said: ReasonApplication, work: Work) -> ApplicationView:
        """The household appeals 复议申诉 (art. 38)."""
        return showing.view(work, deciding.appeal_application(work, said))

    @call(DecideApplication, ApplicationView, roles=APPROVERS)
    def decide_appeal(self, said: DecideApplication, work: Work) -> ApplicationView:
        """Decide the appeal 申诉处理 (art. 38)."""
        return showing.view(work, deciding.decide_appeal(work, said))

    @timer("application.clock")
    def application_clock(self, subject: UUID, work: Work) -> None:
        """A clock of an application has run out."""
        clocks.clock_due(work, subject)
