"""The calls by which a unit handles a request, and those about how it does."""

from __future__ import annotations

from linli.calls import call
from linli.contracts.hotline.handling import (
    AnswerRequest,
    AskExtension,
    DecideExtension,
    MoveRequest,
    ReasonedMove,
    SuperviseRequest,
    WaitRequest,
)
from linli.contracts.hotline.requests import RequestView
from linli.work import Work
from services.hotline.domain.transitions import Action, roles_of
from services.hotline.service.desk import Desk
from services.hotline.usecases import handling as usecases
from services.hotline.usecases.requests import view


class HandlingCalls(Desk):
    """Requests at work: begun, answered, paused, extended, supervised."""

    @call(MoveRequest, RequestView, roles=roles_of(Action.START))
    def start_request(self, said: MoveRequest, work: Work) -> RequestView:
        """Begin to work on a request 办理."""
        return view(usecases.start(work, said), self.sealer)

    @call(AnswerRequest, RequestView, roles=roles_of(Action.ANSWER))
    def answer_request(self, said: AnswerRequest, work: Work) -> RequestView:
        """Answer a question on the phone and close it 即时答复."""
        return view(usecases.answer(work, said), self.sealer)

    @call(AnswerRequest, RequestView, roles=roles_of(Action.REPLY))
    def reply_to_request(self, said: AnswerRequest, work: Work) -> RequestView:
        """Give the citizen an answer while the matter goes on 首次答复."""
        return view(usecases.reply(work, said), self.sealer)

    @call(WaitRequest, RequestView, roles=roles_of(Action.WAIT))
    def wait_request(self, said: WaitRequest, work: Work) -> RequestView:
        """Stop the clock while the unit waits for someone 挂起."""
        return view(usecases.wait(work, said), self.sealer)

    @call(MoveRequest, RequestView, roles=roles_of(Action.RESUME))
    def resume_request(self, said: MoveRequest, work: Work) -> RequestView:
        """Go on after a wait 恢复办理."""
        return view(usecases.resume(work, said), self.sealer)

    @call(AskExtension, RequestView, roles=roles_of(Action.ASK_EXTENSION))
    def ask_extension(self, said: AskExtension, work: Work) -> RequestView:
        """Apply for more time 延期申请."""
        return view(usecases.ask_extension(work, said, self.terms), self.sealer)

    @call(DecideExtension, RequestView, roles=roles_of(Action.DECIDE_EXTENSION))
    def decide_extension(self, said: DecideExtension, work: Work) -> RequestView:
        """Grant or refuse more time 延期审批."""
        return view(usecases.decide_extension(work, said), self.sealer)

    @call(SuperviseRequest, RequestView, roles=roles_of(Action.SUPERVISE))
    def supervise_request(self, said: SuperviseRequest, work: Work) -> RequestView:
        """Press for a request 督办."""
        return view(usecases.supervise(work, said, self.terms, self.calendar), self.sealer)

    @call(ReasonedMove, RequestView, roles=roles_of(Action.EXCLUDE))
    def exclude_request(self, said: ReasonedMove, work: Work) -> RequestView:
        """Mark a request as out of scope, so that it counts against no unit 剔除考核."""
        return view(usecases.exclude(work, said), self.sealer)
