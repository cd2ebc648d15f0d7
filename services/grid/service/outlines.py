"""The call about where areas lie."""

from __future__ import annotations

from linli.calls import call
from linli.contracts.grid.outlines import ListOutlines, OutlinesView
from linli.work import Work
from services.grid.service.post import Post
from services.grid.usecases import outlines


class OutlineCalls(Post):
    """Where areas lie, as maps draw them."""

    @call(ListOutlines, OutlinesView, changes=False)
    def list_outlines(self, said: ListOutlines, work: Work) -> OutlinesView:
        """The outlines of an area's streets or communities."""
        return outlines.list_outlines(work, said)
