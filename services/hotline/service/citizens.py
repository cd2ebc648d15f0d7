"""The calls that the gateway makes for a citizen."""

from __future__ import annotations

from linli.calls import call
from linli.contracts.hotline.citizens import (
    CitizenView,
    FiledView,
    FileRequest,
    FollowRequest,
    RecogniseRequest,
    WithdrawOwnRequest,
)
from linli.identity import PUBLIC_ROLE
from linli.work import Work
from services.hotline.service.desk import Desk
from services.hotline.usecases import citizens as usecases


class CitizenCalls(Desk):
    """Requests in the hands of those who made them."""

    @call(FileRequest, FiledView, roles=PUBLIC_ROLE)
    def file_request(self, said: FileRequest, work: Work) -> FiledView:
        """Record and dispatch what a citizen asks for."""
        request = usecases.file_request(work, said, self.sealer, self.calendar)
        return FiledView(id=request.id, tracking_code=request.tracking_code, state=request.state)

    @call(RecogniseRequest, CitizenView, roles=PUBLIC_ROLE, changes=False)
    def recognise_request(self, said: RecogniseRequest, work: Work) -> CitizenView:
        """Show a request to who has its telephone number."""
        return usecases.view(work, usecases.recognise(work, said, self.sealer))

    @call(FollowRequest, CitizenView, roles=PUBLIC_ROLE, changes=False)
    def follow_request(self, said: FollowRequest, work: Work) -> CitizenView:
        """Show a request to its citizen."""
        return usecases.view(work, usecases.follow(work, said, self.sealer))

    @call(WithdrawOwnRequest, CitizenView, roles=PUBLIC_ROLE)
    def withdraw_own_request(self, said: WithdrawOwnRequest, work: Work) -> CitizenView:
        """The citizen needs the request no more 销单."""
        return usecases.view(work, usecases.withdraw(work, said, self.sealer))
