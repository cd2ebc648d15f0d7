"""The calls of comments, replies and ratings."""

from __future__ import annotations

from linli.calls import call
from linli.contracts.hotline.citizens import CitizenView
from linli.contracts.hotline.updates import (
    CommentRequest,
    ListUpdates,
    PassOnComment,
    RateRequest,
    TellCitizen,
    UpdatesView,
)
from linli.identity import PUBLIC_ROLE, Role
from linli.work import Work
from services.hotline.service.desk import Desk
from services.hotline.usecases import citizens
from services.hotline.usecases import updates as usecases

WRITING = frozenset({Role.OPERATOR, Role.HANDLER, Role.DISPATCHER, Role.SUPERVISOR, Role.ADMINISTRATOR})


class UpdateCalls(Desk):
    """What citizen and unit write on a request."""

    @call(CommentRequest, CitizenView, roles=PUBLIC_ROLE)
    def comment_request(self, said: CommentRequest, work: Work) -> CitizenView:
        """The citizen writes on their request."""
        return citizens.view(work, usecases.comment(work, said, self.sealer))

    @call(PassOnComment, UpdatesView, roles=PUBLIC_ROLE)
    def pass_on_comment(self, said: PassOnComment, work: Work) -> UpdatesView:
        """A program that files for citizens passes on what one of them writes."""
        return usecases.view(work, usecases.pass_on(work, said))

    @call(RateRequest, CitizenView, roles=PUBLIC_ROLE)
    def rate_request(self, said: RateRequest, work: Work) -> CitizenView:
        """The citizen rates how their request was dealt with 好差评."""
        return citizens.view(work, usecases.rate(work, said, self.sealer, self.calendar, self.terms))

    @call(TellCitizen, UpdatesView, roles=WRITING)
    def tell_citizen(self, said: TellCitizen, work: Work) -> UpdatesView:
        """Desk or unit writes to the citizen."""
        return usecases.view(work, usecases.tell_citizen(work, said))

    @call(ListUpdates, UpdatesView, changes=False)
    def list_updates(self, said: ListUpdates, work: Work) -> UpdatesView:
        """Show what was written on a request."""
        return usecases.view(work, usecases.list_updates(work, said.id))
