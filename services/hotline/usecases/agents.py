"""Agents: set up by their supervisors, choosing their state, moved by their calls."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from linli.contracts.envelope import Event
from linli.contracts.hotline.agents import (
    AgentExtension,
    AgentList,
    AgentState,
    AgentView,
    ChooseState,
    ListAgents,
    SetUpAgent,
)
from linli.contracts.hotline.telephone import CallState
from linli.errors import Conflict
from linli.work import Work
from services.hotline.domain.agent import Agent, AgentSpell
from services.hotline.domain.call import Call
from services.hotline.store import agents as store


def set_up(work: Work, said: SetUpAgent) -> Agent:
    """Make an account an agent, or change how they work. Raises `Conflict` for a telephone of another agent."""
    work.authorise(said.area_code, "area", "区域")
    agent = store.find_agent_to_change(work.session, said.id)
    if agent is None:
        agent = Agent.enrol(said, work.now)
        store.save(work.session, agent)
    work.authorise(agent.area_code, "agent", "坐席")
    agent.set_up(said)
    for one in said.extensions:
        if store.agent_at(work.session, one.line_id, [one.extension]) not in (None, agent.id):
            text = f"Another agent sits at {one.extension}. 该分机已绑定其他坐席。"
            raise Conflict("extension_taken", text, "该分机已绑定其他坐席。", {"extensions": [text]})
    store.seat(work.session, agent.id, said.extensions)
    return agent


def choose_state(work: Work, said: ChooseState) -> Agent:
    """The agent who asks says what they are doing."""
    assert work.principal is not None
    agent = store.agent_to_change(work.session, work.principal.account_id)
    work.authorise(agent.area_code, "agent", "坐席")
    _tell(work, agent.choose(AgentState(said.state), work.now))
    return agent


def agent_at(work: Work, line_id: UUID, telephones: Sequence[str]) -> UUID | None:
    """Who sits at the first of these telephones of a line that is somebody's."""
    return store.agent_at(work.session, line_id, telephones) if telephones else None


def follow(work: Work, call: Call, before: Call) -> None:
    """The agent whose call it is picks up when it is answered and hangs up when it ends, if they are still on it."""
    if call.agent_id is None or call.state is CallState.RINGING:
        return
    agent = store.find_agent_to_change(work.session, call.agent_id)
    if agent is None:
        return
    if call.ended_at is not None:
        _tell(work, agent.hang_up(call.id, call.ended_at))
    elif call.answered_at is not None and (before.agent_id, before.state) != (call.agent_id, CallState.ON_CALL):
        _tell(work, agent.pick_up(call.id, call.answered_at))


def _tell(work: Work, changed: tuple[Event, list[AgentSpell]] | None) -> None:
    if changed is not None:
        work.emit(changed[0])
        store.keep_spells(work.session, changed[1])


def list_agents(work: Work, said: ListAgents) -> AgentList:
    """The agents of the areas asked for."""
    for area in said.areas:
        work.authorise(area, "area", "区域")
    everyone = store.agents_of(work.session, said.areas)
    found = [one for one in everyone if one.serves(said.queue, said.skill, work.now, free=said.free)]
    seated = store.extensions_of(work.session, [one.id for one in found])
    return AgentList(items=tuple(_view(work, one, seated[one.id]) for one in found))


def view(work: Work, agent: Agent) -> AgentView:
    """One agent as shown."""
    return _view(work, agent, store.extensions_of(work.session, [agent.id])[agent.id])


def _view(work: Work, agent: Agent, extensions: tuple[AgentExtension, ...]) -> AgentView:
    state, since = agent.at_moment(work.now)
    return AgentView(
        id=agent.id,
        version=agent.sequence,
        area_code=agent.area_code,
        state=state,
        since=since,
        wrap_up_ends_at=agent.wrap_up_ends_at if state is AgentState.WRAP_UP else None,
        call_id=agent.call_id,
        queues=tuple(agent.queues),
        skills=tuple(agent.skills),
        extensions=extensions,
        wrap_up_seconds=agent.wrap_up_seconds,
    )
