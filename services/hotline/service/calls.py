"""The calls about telephone calls."""

from __future__ import annotations

from linli.calls import call
from linli.contracts.hotline.calls import (
    BindCall,
    CallPage,
    CallReply,
    CallView,
    GetCall,
    ListCalls,
    LookUpCaller,
    PopUp,
    ReportCall,
    ScreenPop,
)
from linli.identity import Role
from linli.work import Work
from services.hotline.service.desk import DESK, Desk
from services.hotline.usecases import calls as usecases
from services.hotline.usecases import screen_pop

LINE = frozenset({Role.OPERATOR})
"""A line of the telephone acts as an operator of its area (docs/adr/0010)."""


class TelephoneCalls(Desk):
    """Telephone calls: reported, shown, bound to requests."""

    @call(ReportCall, CallReply, roles=LINE)
    def report_call(self, said: ReportCall, work: Work) -> CallReply:
        """Take what a telephone system tells of a call."""
        return usecases.report_call(work, said, self.sealer)

    @call(ListCalls, CallPage, roles=DESK, changes=False)
    def list_calls(self, said: ListCalls, work: Work) -> CallPage:
        """Show the latest calls."""
        return usecases.list_calls(work, said, self.sealer)

    @call(GetCall, CallView, roles=DESK, changes=False)
    def get_call(self, said: GetCall, work: Work) -> CallView:
        """Show one call."""
        return usecases.view(work, usecases.call_seen(work, said.id), self.sealer)

    @call(BindCall, CallView, roles=DESK)
    def bind_call(self, said: BindCall, work: Work) -> CallView:
        """Say which request was made on a call."""
        return usecases.view(work, usecases.bind_call(work, said), self.sealer)

    @call(PopUp, ScreenPop, roles=DESK, changes=False)
    def screen_pop(self, said: PopUp, work: Work) -> ScreenPop:
        """Show who calls 来电弹屏."""
        return screen_pop.pop_up(work, said, self.sealer)

    @call(LookUpCaller, ScreenPop, roles=DESK, changes=False)
    def look_up_caller(self, said: LookUpCaller, work: Work) -> ScreenPop:
        """Show what is known of a number."""
        return screen_pop.look_up(work, said, self.sealer)
