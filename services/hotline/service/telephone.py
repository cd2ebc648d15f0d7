"""The calls about callers, return calls and agents."""

from __future__ import annotations

from linli.calls import call
from linli.contracts.hotline.agents import AgentList, AgentView, ChooseState, ListAgents, SetUpAgent
from linli.contracts.hotline.callers import LiftMark, ListMarks, MarkCaller, MarkPage, MarkView
from linli.contracts.hotline.return_calls import (
    ClaimReturnCall,
    CloseReturnCall,
    ListReturnCalls,
    ReleaseReturnCall,
    ReturnCallPage,
    ReturnCallView,
)
from linli.identity import Role
from linli.work import Work
from services.hotline.service.desk import DESK, Desk
from services.hotline.usecases import agents, callers, return_calls

SUPERVISION = frozenset({Role.SUPERVISOR, Role.ADMINISTRATOR})


class TelephoneDeskCalls(Desk):
    """Marks on callers, return calls of missed calls, and agents."""

    @call(MarkCaller, MarkView, roles=SUPERVISION)
    def mark_caller(self, said: MarkCaller, work: Work) -> MarkView:
        """Mark a number: rejected, or worth attention."""
        return callers.view(callers.mark_caller(work, said, self.sealer), self.sealer)

    @call(LiftMark, MarkView, roles=SUPERVISION)
    def lift_mark(self, said: LiftMark, work: Work) -> MarkView:
        """Take a mark away."""
        return callers.view(callers.lift_mark(work, said), self.sealer)

    @call(ListMarks, MarkPage, roles=DESK, changes=False)
    def list_marks(self, said: ListMarks, work: Work) -> MarkPage:
        """Show the marks."""
        return callers.list_marks(work, said, self.sealer)

    @call(ListReturnCalls, ReturnCallPage, roles=DESK, changes=False)
    def list_return_calls(self, said: ListReturnCalls, work: Work) -> ReturnCallPage:
        """Show who is to be called back 回拨."""
        return return_calls.list_return_calls(work, said, self.sealer)

    @call(ClaimReturnCall, ReturnCallView, roles=DESK)
    def claim_return_call(self, said: ClaimReturnCall, work: Work) -> ReturnCallView:
        """Say that one is about to call back."""
        return return_calls.view(work, return_calls.claim(work, said), self.sealer)

    @call(ReleaseReturnCall, ReturnCallView, roles=DESK)
    def release_return_call(self, said: ReleaseReturnCall, work: Work) -> ReturnCallView:
        """Leave a return call to others."""
        return return_calls.view(work, return_calls.release(work, said), self.sealer)

    @call(CloseReturnCall, ReturnCallView, roles=DESK)
    def close_return_call(self, said: CloseReturnCall, work: Work) -> ReturnCallView:
        """End a return call."""
        return return_calls.view(work, return_calls.close(work, said), self.sealer)

    @call(SetUpAgent, AgentView, roles=SUPERVISION)
    def set_up_agent(self, said: SetUpAgent, work: Work) -> AgentView:
        """Make an account an agent 坐席, or change how they work."""
        return agents.view(work, agents.set_up(work, said))

    @call(ChooseState, AgentView, roles=DESK)
    def choose_state(self, said: ChooseState, work: Work) -> AgentView:
        """Say what one is doing oneself."""
        return agents.view(work, agents.choose_state(work, said))

    @call(ListAgents, AgentList, roles=DESK, changes=False)
    def list_agents(self, said: ListAgents, work: Work) -> AgentList:
        """Show the agents."""
        return agents.list_agents(work, said)
