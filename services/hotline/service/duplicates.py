"""The calls about requests that tell of one matter, and the sweeping of what is too old to be found."""

from __future__ import annotations

from linli.calls import call
from linli.context import Context
from linli.contracts.hotline.duplicates import DuplicatesView, SuggestDuplicates
from linli.jobs import every
from linli.work import Work
from services.hotline.service.desk import INTAKE, Desk
from services.hotline.usecases import duplicates as usecases


class DuplicateCalls(Desk):
    """Requests that tell of one matter: suggested."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._database = context.database
        self._swept = usecases.START

    @call(SuggestDuplicates, DuplicatesView, roles=INTAKE, changes=False)
    def suggest_duplicates(self, said: SuggestDuplicates, work: Work) -> DuplicatesView:
        """Which requests may tell of the same matter as the one being recorded."""
        return usecases.suggest(work, said, self.sealer)

    @every(60.0)
    def sweep_matter_keys(self) -> None:
        """Forget the keys of requests that ended long ago, a part of the table at a time."""
        self._swept = usecases.sweep(self._database, self._swept)
