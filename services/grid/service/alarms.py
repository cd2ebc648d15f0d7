"""The calls about alarms, and the timers that raise and escalate them."""

from __future__ import annotations

from uuid import UUID

from linli.calls import call
from linli.contracts.grid.alarms import AcknowledgeAlarm, AlarmPage, AlarmView, ListAlarms, RaisePanic
from linli.identity import Role
from linli.timers import Due, timer
from linli.work import Work
from services.grid.service.post import LEADERS, WATCHERS, WORKERS, Post
from services.grid.usecases import alarms

TAKERS = LEADERS | {Role.SUPERVISOR}


class AlarmCalls(Post):
    """Late starts, missed points, silence, panic."""

    @call(RaisePanic, AlarmView, roles=WORKERS)
    def raise_panic(self, said: RaisePanic, work: Work) -> AlarmView:
        """Call for help."""
        return alarms.raise_panic(work, said)

    @call(AcknowledgeAlarm, AlarmView, roles=TAKERS)
    def acknowledge_alarm(self, said: AcknowledgeAlarm, work: Work) -> AlarmView:
        """Take an alarm on."""
        return alarms.acknowledge(work, said)

    @call(ListAlarms, AlarmPage, roles=WATCHERS, changes=False)
    def list_alarms(self, said: ListAlarms, work: Work) -> AlarmPage:
        """An area's alarms."""
        return alarms.list_alarms(work, said)

    @timer("round.late", together=True)
    def round_late(self, due: Due) -> None:
        """The grace of rounds' starts is over."""
        alarms.late(due)

    @timer("round.silent", together=True)
    def round_silent(self, due: Due) -> None:
        """Nothing was heard of officers."""
        alarms.silent(due)

    @timer("alarm.escalate")
    def alarm_waited(self, subject: UUID, work: Work) -> None:
        """Nobody took an alarm on in time."""
        alarms.escalate(work, subject)
