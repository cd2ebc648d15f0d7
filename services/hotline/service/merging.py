"""The calls that merge, part and link requests."""

from __future__ import annotations

from linli.calls import call
from linli.contracts.hotline.handling import ReasonedMove
from linli.contracts.hotline.merging import LinkRequests, ListRelated, MergeRequests, RelatedView, UnlinkRequests
from linli.contracts.hotline.requests import RequestView
from linli.work import Work
from services.hotline.domain.transitions import Action, roles_of
from services.hotline.service.desk import INTAKE, Desk
from services.hotline.usecases import merging as usecases
from services.hotline.usecases.requests import get_request, view


class MergingCalls(Desk):
    """Requests of one matter or of related ones: merged, parted, linked."""

    @call(MergeRequests, RelatedView, roles=roles_of(Action.MERGE))
    def merge_requests(self, said: MergeRequests, work: Work) -> RelatedView:
        """Merge requests into a main one 并单."""
        return usecases.merge(work, said)

    @call(ReasonedMove, RequestView, roles=roles_of(Action.UNMERGE))
    def unmerge_request(self, said: ReasonedMove, work: Work) -> RequestView:
        """Undo a merger 撤销并单."""
        return view(usecases.unmerge(work, said), self.sealer)

    @call(LinkRequests, RelatedView, roles=INTAKE)
    def link_requests(self, said: LinkRequests, work: Work) -> RelatedView:
        """Say that two requests are related 关联."""
        return usecases.link(work, said)

    @call(UnlinkRequests, RelatedView, roles=INTAKE)
    def unlink_requests(self, said: UnlinkRequests, work: Work) -> RelatedView:
        """Take such a link back 取消关联."""
        return usecases.unlink(work, said)

    @call(ListRelated, RelatedView, changes=False)
    def list_related(self, said: ListRelated, work: Work) -> RelatedView:
        """Show which requests have to do with one."""
        return usecases.related(work, get_request(work, said.id))
