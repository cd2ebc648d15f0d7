"""The calls about programs."""

from __future__ import annotations

from linli.calls import call
from linli.contracts.assistance.programs import ListPrograms, ProgramList, Proposals, TryPrograms
from linli.work import Work
from services.assistance.usecases import programs as usecases


class ProgramCalls:
    """Programs: shown, and tried on a household's facts."""

    @call(ListPrograms, ProgramList, changes=False)
    def list_programs(self, said: ListPrograms, work: Work) -> ProgramList:
        """The programs of an area, their clocks and its standards 救助项目."""
        return usecases.list_programs(work, said)

    @call(TryPrograms, Proposals, changes=False)
    def try_programs(self, said: TryPrograms, work: Work) -> Proposals:
        """Which programs a household with these facts may qualify for, with every step 资格预判."""
        return usecases.try_programs(work, said)
