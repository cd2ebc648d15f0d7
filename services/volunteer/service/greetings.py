"""The calls and timers of greeting calls."""

from __future__ import annotations

from uuid import UUID

from linli.calls import call
from linli.contracts.volunteer.greetings import (
    ChangeGreeted,
    DialGreeting,
    EndGreeting,
    FindGreeted,
    GetGreeted,
    GetGreetingCall,
    GreetedPage,
    GreetedView,
    GreetingCallPage,
    GreetingCallView,
    GreetingNumber,
    ListGreeted,
    ListGreetingCalls,
    PauseGreeting,
    RecordGreeting,
    ResumeGreeting,
)
from linli.timers import timer
from linli.work import Work
from services.volunteer.service.desk import Desk
from services.volunteer.usecases import greetings as usecases
from services.volunteer.usecases.roles import CALLERS, COORDINATORS


class GreetingCalls(Desk):
    """Who is called, when, and what came of it."""

    @call(ListGreeted, GreetedView, roles=COORDINATORS)
    def list_greeted(self, said: ListGreeted, work: Work) -> GreetedView:
        """Have somebody called 列入问候名单."""
        return usecases.list_greeted(work, said, self.sealer)

    @call(ChangeGreeted, GreetedView, roles=COORDINATORS)
    def change_greeted(self, said: ChangeGreeted, work: Work) -> GreetedView:
        """Call at other times 修改问候安排."""
        return usecases.change(work, said, self.sealer)

    @call(PauseGreeting, GreetedView, roles=CALLERS)
    def pause_greeting(self, said: PauseGreeting, work: Work) -> GreetedView:
        """Call no more for a while 暂停问候."""
        return usecases.pause(work, said, self.sealer)

    @call(ResumeGreeting, GreetedView, roles=CALLERS)
    def resume_greeting(self, said: ResumeGreeting, work: Work) -> GreetedView:
        """Call again 恢复问候."""
        return usecases.resume(work, said, self.sealer)

    @call(EndGreeting, GreetedView, roles=COORDINATORS)
    def end_greeting(self, said: EndGreeting, work: Work) -> GreetedView:
        """Take somebody off the list 移出名单."""
        return usecases.end(work, said, self.sealer)

    @call(GetGreeted, GreetedView, roles=CALLERS, changes=False)
    def get_greeted(self, said: GetGreeted, work: Work) -> GreetedView:
        """One who is on the list 问候对象."""
        return usecases.get(work, said, self.sealer)

    @call(FindGreeted, GreetedPage, roles=CALLERS, changes=False)
    def find_greeted(self, said: FindGreeted, work: Work) -> GreetedPage:
        """The list of an area 问候名单."""
        return usecases.find(work, said, self.sealer)

    @call(ListGreetingCalls, GreetingCallPage, roles=CALLERS, changes=False)
    def list_greeting_calls(self, said: ListGreetingCalls, work: Work) -> GreetingCallPage:
        """Calls of an area, or of one person 问候记录."""
        return usecases.list_calls(work, said)

    @call(GetGreetingCall, GreetingCallView, roles=CALLERS, changes=False)
    def get_greeting_call(self, said: GetGreetingCall, work: Work) -> GreetingCallView:
        """One call 问候详情."""
        return usecases.get_call(work, said)

    @call(DialGreeting, GreetingNumber, roles=CALLERS)
    def dial_greeting(self, said: DialGreeting, work: Work) -> GreetingNumber:
        """Take the number to call it 取号拨打."""
        return usecases.dial(work, said, self.sealer)

    @call(RecordGreeting, GreetingCallView, roles=CALLERS)
    def record_greeting(self, said: RecordGreeting, work: Work) -> GreetingCallView:
        """What came of it 登记结果."""
        return usecases.record(work, said)

    @timer("greeting.next")
    def greeting_is_due(self, subject: UUID, work: Work) -> None:
        """Somebody is to be called."""
        usecases.call_now(work, subject)

    @timer("greeting.alarm")
    def greeting_is_missed(self, subject: UUID, work: Work) -> None:
        """Nobody answered in time."""
        usecases.alarm(work, subject)

    @timer("greeting.climb")
    def greeting_climbs(self, subject: UUID, work: Work) -> None:
        """Nobody looked in time."""
        usecases.climb(work, subject)
