"""The calls about helping units."""

from __future__ import annotations

from linli.calls import call
from linli.contracts.hotline.joint import AddHelper, HelpersView, ListHelpers, ReleaseHelper, ReportHelp, SignHelp
from linli.contracts.hotline.requests import RequestView
from linli.work import Work
from services.hotline.domain.transitions import Action, roles_of
from services.hotline.service.desk import Desk
from services.hotline.usecases import joint as usecases
from services.hotline.usecases.requests import view


class JointCalls(Desk):
    """Requests that several units handle together."""

    @call(AddHelper, RequestView, roles=roles_of(Action.ADD_HELPER))
    def add_helper(self, said: AddHelper, work: Work) -> RequestView:
        """Ask another unit to help 协办."""
        return view(usecases.add_helper(work, said), self.sealer)

    @call(SignHelp, RequestView, roles=roles_of(Action.SIGN_HELP))
    def sign_help(self, said: SignHelp, work: Work) -> RequestView:
        """The helping unit signs for its part 协办签收."""
        return view(usecases.sign_help(work, said), self.sealer)

    @call(ReportHelp, RequestView, roles=roles_of(Action.REPORT_HELP))
    def report_help(self, said: ReportHelp, work: Work) -> RequestView:
        """The helping unit reports its part done 协办反馈."""
        return view(usecases.report_help(work, said), self.sealer)

    @call(ReleaseHelper, RequestView, roles=roles_of(Action.RELEASE_HELPER))
    def release_helper(self, said: ReleaseHelper, work: Work) -> RequestView:
        """Let a helping unit go without its part 解除协办."""
        return view(usecases.release_helper(work, said), self.sealer)

    @call(ListHelpers, HelpersView, changes=False)
    def list_helpers(self, said: ListHelpers, work: Work) -> HelpersView:
        """Show the helping units of a request 协办单位."""
        return usecases.helpers(work, said.id)
