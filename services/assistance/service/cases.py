"""The calls and events of aid cases."""

from __future__ import annotations

from linli.calls import call
from linli.contracts.assistance.cases import AidCaseView, DecideCase, SurveyCase
from linli.contracts.hotline.events import ASKING_EVENTS, ENDING_EVENTS, RequestEvent
from linli.contracts.hotline.words import TaskService
from linli.contracts.task import CancelTask, ChangeTask, GetTask
from linli.events import on
from linli.identity import Role
from linli.tasks.usecases import called_for, cancel_task, cancel_with_request, get_task, open_for_request
from linli.work import Work
from services.assistance.service.desk import Desk
from services.assistance.store.cases import CASES
from services.assistance.usecases import cases as usecases

SURVEYORS = frozenset({Role.AID_SURVEYOR, Role.ADMINISTRATOR})
APPROVERS = frozenset({Role.AID_APPROVER, Role.ADMINISTRATOR})
CALLED_FOR = called_for(TaskService.ASSISTANCE)


class CaseCalls(Desk):
    """Aid cases: opened by requests, moved on, ended."""

    @call(ChangeTask, AidCaseView, roles=SURVEYORS)
    def accept_case(self, said: ChangeTask, work: Work) -> AidCaseView:
        """Accept a case whose papers are complete 受理 (民发〔2021〕57号 art. 10)."""
        return usecases.view(usecases.accept_case(work, said))

    @call(SurveyCase, AidCaseView, roles=SURVEYORS)
    def survey_case(self, said: SurveyCase, work: Work) -> AidCaseView:
        """Record the survey 入户调查 (民发〔2021〕57号 art. 15)."""
        return usecases.view(usecases.survey_case(work, said))

    @call(DecideCase, AidCaseView, roles=APPROVERS)
    def decide_case(self, said: DecideCase, work: Work) -> AidCaseView:
        """Approve or refuse 审核确认 (民发〔2021〕57号 art. 20-23)."""
        return usecases.view(usecases.decide_case(work, said))

    @call(CancelTask, AidCaseView, roles=SURVEYORS | APPROVERS)
    def cancel_case(self, said: CancelTask, work: Work) -> AidCaseView:
        """Give a case up undecided (民发〔2021〕57号 art. 29: who does not cooperate ends the procedure)."""
        return usecases.view(cancel_task(work, said, CASES))

    @call(GetTask, AidCaseView, changes=False)
    def get_case(self, said: GetTask, work: Work) -> AidCaseView:
        """Show one case."""
        return usecases.view(get_task(work, said, CASES))

    @on(*ASKING_EVENTS, only=CALLED_FOR)
    def open_case(self, event: RequestEvent, work: Work) -> None:
        """A request calls for a case."""
        open_for_request(work, event, CASES)

    @on(*ENDING_EVENTS, only=CALLED_FOR)
    def cancel_with_request(self, event: RequestEvent, work: Work) -> None:
        """A request is over: its case is needed no more."""
        cancel_with_request(work, event, CASES)
