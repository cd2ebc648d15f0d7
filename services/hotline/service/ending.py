"""The calls after a request was reported done."""

from __future__ import annotations

from linli.calls import call
from linli.contracts.hotline.handling import ReasonedMove, RecordCallBack, VerifyRequest
from linli.contracts.hotline.requests import RequestView
from linli.work import Work
from services.hotline.domain.transitions import Action, roles_of
from services.hotline.service.desk import Desk
from services.hotline.usecases import ending as usecases
from services.hotline.usecases.requests import view


class EndingCalls(Desk):
    """Requests that were reported done: verified, called back, reopened."""

    @call(VerifyRequest, RequestView, roles=roles_of(Action.ACCEPT, Action.REFUSE))
    def verify_request(self, said: VerifyRequest, work: Work) -> RequestView:
        """Accept what was reported done, or send it back to the unit 审核."""
        return view(usecases.verify(work, said), self.sealer)

    @call(RecordCallBack, RequestView, roles=roles_of(Action.CALL_AGAIN, Action.SATISFIED, Action.UNSATISFIED))
    def record_call_back(self, said: RecordCallBack, work: Work) -> RequestView:
        """Record what a call-back found 回访."""
        return view(usecases.record_call_back(work, said, self.terms, self.calendar), self.sealer)

    @call(ReasonedMove, RequestView, roles=roles_of(Action.REOPEN))
    def reopen_request(self, said: ReasonedMove, work: Work) -> RequestView:
        """Begin a closed request again 重新办理."""
        return view(usecases.reopen(work, said, self.terms, self.calendar), self.sealer)
