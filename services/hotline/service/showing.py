"""The calls by which screens show requests."""

from __future__ import annotations

from linli.calls import call
from linli.contracts.hotline.showing import ActionsView, ListActions, ListTitles, TitlesView
from linli.work import Work
from services.hotline.service.desk import Desk
from services.hotline.usecases import showing as usecases


class ShowingCalls(Desk):
    """What screens show beside a request."""

    @call(ListActions, ActionsView, changes=False)
    def list_actions(self, said: ListActions, work: Work) -> ActionsView:
        """What the caller may do with a request, and who would have it by the rules."""
        return usecases.actions(work, said.id)

    @call(ListTitles, TitlesView, changes=False)
    def list_titles(self, said: ListTitles, work: Work) -> TitlesView:
        """The titles of requests."""
        return usecases.titles(work, said)
