"""The calls and events of call-backs."""

from __future__ import annotations

from linli.calls import call
from linli.contracts.hotline.call_backs import (
    CallBackPage,
    CallBackView,
    ClaimCallBack,
    GetCallBack,
    ListCallBacks,
    RecordCall,
    ReleaseCallBack,
)
from linli.contracts.hotline.events import RequestClosed, RequestEvent, RequestReopened, RequestVerified
from linli.events import on
from linli.work import Work
from services.hotline import sampling
from services.hotline.service.desk import DESK, Desk
from services.hotline.usecases import call_backs as usecases


class CallBackCalls(Desk):
    """Call-backs: drawn, taken in hand, tried, ended."""

    @on(RequestVerified)
    def enter_call_back(self, event: RequestVerified, work: Work) -> None:
        """The report was found right."""
        usecases.enter(work, event, sampling.rules())

    @on(RequestClosed, RequestReopened)
    def leave_call_back(self, event: RequestEvent, work: Work) -> None:
        """The request went on, perhaps without its call-back."""
        usecases.leave(work, event)

    @call(ListCallBacks, CallBackPage, roles=DESK, changes=False)
    def list_call_backs(self, said: ListCallBacks, work: Work) -> CallBackPage:
        """Show what is to be called."""
        return usecases.list_call_backs(work, said, self.sealer)

    @call(GetCallBack, CallBackView, roles=DESK, changes=False)
    def get_call_back(self, said: GetCallBack, work: Work) -> CallBackView:
        """Show one, with the number for whoever has it in hand."""
        return usecases.get_call_back(work, said.id, self.sealer)

    @call(ClaimCallBack, CallBackView, roles=DESK)
    def claim_call_back(self, said: ClaimCallBack, work: Work) -> CallBackView:
        """Take one in hand."""
        return usecases.changed(work, usecases.claim(work, said), self.sealer)

    @call(ReleaseCallBack, CallBackView, roles=DESK)
    def release_call_back(self, said: ReleaseCallBack, work: Work) -> CallBackView:
        """Give one back untried."""
        return usecases.changed(work, usecases.release(work, said), self.sealer)

    @call(RecordCall, CallBackView, roles=DESK)
    def record_call(self, said: RecordCall, work: Work) -> CallBackView:
        """Record what a try came to."""
        return usecases.changed(work, usecases.record(work, said, self.terms, self.calendar), self.sealer)
