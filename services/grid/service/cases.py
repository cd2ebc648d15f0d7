"""The calls about findings and grid cases, and the requests that cases come from, lead to and end with."""

from __future__ import annotations

from linli.calls import call
from linli.contracts.grid.cases import (
    AssignCase,
    ConfirmCase,
    EvaluateCase,
    ExtendCase,
    GiveReason,
    GridCaseView,
    LocateCase,
    ReferCase,
    VerifyCase,
)
from linli.contracts.grid.findings import KindList, ListKinds, ReportFinding
from linli.contracts.hotline.events import ASKING_EVENTS, ENDING_EVENTS, RequestEvent
from linli.contracts.hotline.words import Channel, TaskService
from linli.contracts.task import CancelTask, ChangeTask, GetTask
from linli.events import on
from linli.identity import Role
from linli.tasks.usecases import called_for, cancel_task, cancel_with_request, get_task, open_for_request
from linli.work import Work
from services.grid.service.post import LEADERS, SEERS, WORKERS, Post
from services.grid.store.cases import CASES
from services.grid.usecases import cases as usecases
from services.grid.usecases import kinds

VERIFIERS = WORKERS | {Role.SUPERVISOR}
JUDGES = frozenset({Role.SUPERVISOR, Role.ADMINISTRATOR})
CALLED_FOR = called_for(TaskService.GRID)


def _from_patrol(event: RequestEvent) -> bool:
    return event.request.channel is Channel.PATROL


class CaseCalls(Post):
    """A matter on the spot: reported, filed, assigned, handled, verified, judged."""

    @call(ListKinds, KindList, roles=SEERS, changes=False)
    def list_kinds(self, said: ListKinds, work: Work) -> KindList:
        """Every kind of case."""
        return kinds.list_kinds(work, said)

    @call(ReportFinding, GridCaseView, roles=WORKERS)
    def report_finding(self, said: ReportFinding, work: Work) -> GridCaseView:
        """Report what was noticed."""
        return usecases.shown(work, usecases.report(work, said))

    @call(ChangeTask, GridCaseView, roles=LEADERS)
    def file_case(self, said: ChangeTask, work: Work) -> GridCaseView:
        """File what was reported 立案."""
        return usecases.shown(work, usecases.file_case(work, said))

    @call(GiveReason, GridCaseView, roles=LEADERS)
    def dismiss_case(self, said: GiveReason, work: Work) -> GridCaseView:
        """Do not file what was reported 不予立案."""
        return usecases.shown(work, usecases.dismiss_case(work, said))

    @call(AssignCase, GridCaseView, roles=LEADERS)
    def assign_case(self, said: AssignCase, work: Work) -> GridCaseView:
        """Send one grid worker."""
        return usecases.shown(work, usecases.assign_case(work, said))

    @call(ConfirmCase, GridCaseView, roles=WORKERS)
    def confirm_case(self, said: ConfirmCase, work: Work) -> GridCaseView:
        """Say whether what a device reported is there 人工核实."""
        return usecases.shown(work, usecases.confirm_case(work, said))

    @call(LocateCase, GridCaseView, roles=WORKERS)
    def locate_case(self, said: LocateCase, work: Work) -> GridCaseView:
        """Say where the matter is 案件定位."""
        return usecases.shown(work, usecases.locate_case(work, said))

    @call(ChangeTask, GridCaseView, roles=WORKERS)
    def start_case(self, said: ChangeTask, work: Work) -> GridCaseView:
        """Say that the worker is at it."""
        return usecases.shown(work, usecases.start_case(work, said))

    @call(ChangeTask, GridCaseView, roles=WORKERS)
    def handle_case(self, said: ChangeTask, work: Work) -> GridCaseView:
        """Report a case handled."""
        return usecases.shown(work, usecases.handle_case(work, said))

    @call(VerifyCase, GridCaseView, roles=VERIFIERS)
    def verify_case(self, said: VerifyCase, work: Work) -> GridCaseView:
        """Say what was seen on site."""
        return usecases.shown(work, usecases.verify_case(work, said))

    @call(ExtendCase, GridCaseView, roles=LEADERS)
    def extend_case(self, said: ExtendCase, work: Work) -> GridCaseView:
        """Give more time 延期."""
        return usecases.shown(work, usecases.extend_case(work, said))

    @call(GiveReason, GridCaseView, roles=LEADERS)
    def shelve_case(self, said: GiveReason, work: Work) -> GridCaseView:
        """Let a case hang for which no unit is responsible 挂账."""
        return usecases.shown(work, usecases.shelve_case(work, said))

    @call(ChangeTask, GridCaseView, roles=LEADERS)
    def take_up_case(self, said: ChangeTask, work: Work) -> GridCaseView:
        """Dispatch again what hung 销账."""
        return usecases.shown(work, usecases.take_up_case(work, said))

    @call(ReferCase, GridCaseView, roles=LEADERS)
    def refer_case(self, said: ReferCase, work: Work) -> GridCaseView:
        """Have the hotline open a request for a case 转热线."""
        return usecases.shown(work, usecases.refer_case(work, said, self.secret))

    @call(EvaluateCase, GridCaseView, roles=JUDGES)
    def evaluate_case(self, said: EvaluateCase, work: Work) -> GridCaseView:
        """Judge how a closed case was handled 综合评价."""
        return usecases.shown(work, usecases.evaluate_case(work, said))

    @call(CancelTask, GridCaseView, roles=LEADERS)
    def cancel_case(self, said: CancelTask, work: Work) -> GridCaseView:
        """Give a case up unhandled."""
        return usecases.shown(work, cancel_task(work, said, CASES))

    @call(GetTask, GridCaseView, changes=False)
    def get_case(self, said: GetTask, work: Work) -> GridCaseView:
        """Show one case."""
        return usecases.shown(work, get_task(work, said, CASES))

    @on(*ASKING_EVENTS, only=CALLED_FOR)
    def open_case(self, event: RequestEvent, work: Work) -> None:
        """A request calls for a case."""
        open_for_request(work, event, CASES)

    @on(*ENDING_EVENTS, only=CALLED_FOR)
    def cancel_with_request(self, event: RequestEvent, work: Work) -> None:
        """A request is over: its case is needed no more."""
        cancel_with_request(work, event, CASES)

    @on(*ENDING_EVENTS, only=_from_patrol)
    def end_referral(self, event: RequestEvent, work: Work) -> None:
        """A request that was opened for a case is over."""
        usecases.request_ended(work, event)
