"""The calls that say which unit has a request, and the clock that no dispute outlasts."""

from __future__ import annotations

from uuid import UUID

from linli.calls import call
from linli.contracts.hotline.handling import DecideDispute, DispatchRequest, ReasonedMove, ReferRequest
from linli.contracts.hotline.requests import RequestView, ReturnRequest
from linli.timers import timer
from linli.work import Work
from services.hotline.domain.transitions import Action, roles_of
from services.hotline.service.desk import Desk
from services.hotline.usecases import responsibility as usecases
from services.hotline.usecases.requests import view


class ResponsibilityCalls(Desk):
    """Requests between units: dispatched, returned, disputed, referred."""

    @call(DispatchRequest, RequestView, roles=roles_of(Action.DISPATCH))
    def dispatch_request(self, said: DispatchRequest, work: Work) -> RequestView:
        """Make a unit responsible, or another one 派单、改派."""
        return view(usecases.dispatch(work, said), self.sealer)

    @call(ReturnRequest, RequestView, roles=roles_of(Action.RETURN))
    def return_request(self, said: ReturnRequest, work: Work) -> RequestView:
        """Send a request back 退单; the same unit's second return is a dispute."""
        return view(usecases.send_back(work, said, self.terms, self.calendar), self.sealer)

    @call(ReasonedMove, RequestView, roles=roles_of(Action.DISPUTE))
    def dispute_request(self, said: ReasonedMove, work: Work) -> RequestView:
        """Dispute that a request is the unit's own 争议."""
        return view(usecases.dispute(work, said, self.terms, self.calendar), self.sealer)

    @call(DecideDispute, RequestView, roles=roles_of(Action.DECIDE_DISPUTE))
    def decide_dispute(self, said: DecideDispute, work: Work) -> RequestView:
        """Say finally which unit is responsible 争议裁定."""
        return view(usecases.decide_dispute(work, said), self.sealer)

    @call(ReferRequest, RequestView, roles=roles_of(Action.REFER, Action.KEEP))
    def refer_request(self, said: ReferRequest, work: Work) -> RequestView:
        """Refer a request to 110, 119 or 120 转接."""
        return view(usecases.refer(work, said), self.sealer)

    @call(ReasonedMove, RequestView, roles=roles_of(Action.TAKE_BACK))
    def take_back_request(self, said: ReasonedMove, work: Work) -> RequestView:
        """Take a referred request back from the line 退回受理."""
        return view(usecases.take_back(work, said), self.sealer)

    @timer("dispute")
    def end_dispute(self, subject: UUID, work: Work) -> None:
        """The level above has what it did not decide in time."""
        usecases.end_dispute(work, subject)
