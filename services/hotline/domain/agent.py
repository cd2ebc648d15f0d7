"""An agent 坐席: ready, on a call, wrapping up, on a break or away; the spells of the past make the occupancy."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from linli.areas import path_of
from linli.contracts.envelope import Event
from linli.contracts.hotline.agents import AgentChanged, AgentState, SetUpAgent

CHOSEN = frozenset({AgentState.READY, AgentState.BREAK, AgentState.OFFLINE})
"""States that agents choose; the two others come and go with calls."""


@dataclass
class AgentSpell:
    """A time that an agent spent in one state."""

    agent_id: UUID
    since: datetime
    until: datetime
    state: AgentState
    district: str


@dataclass
class Agent:
    """One agent; `id` is their account. After wrapping up they are again in the state that they had chosen."""

    id: UUID
    area_code: str
    path: str
    district: str
    queues: list[str]
    skills: list[str]
    wrap_up_seconds: int
    state: AgentState
    chosen: AgentState
    since: datetime
    call_id: UUID | None = None
    sequence: int = 0

    @classmethod
    def enrol(cls, said: SetUpAgent, at: datetime) -> Agent:
        """A new agent, away until they say otherwise."""
        path = path_of(said.area_code)
        away = AgentState.OFFLINE
        district = path.partition("/")[0]
        return cls(said.id, said.area_code, path, district, [], [], said.wrap_up_seconds, away, away, at)

    def set_up(self, said: SetUpAgent) -> None:
        """How they work."""
        self.area_code, self.path = said.area_code, path_of(said.area_code)
        self.district = self.path.partition("/")[0]
        self.queues, self.skills = list(said.queues), list(said.skills)
        self.wrap_up_seconds = said.wrap_up_seconds

    def at_moment(self, at: datetime) -> tuple[AgentState, datetime]:
        """The state at a moment not before the last change, and since when."""
        ends = self.wrap_up_ends_at
        return (self.chosen, ends) if ends is not None and ends <= at else (self.state, self.since)

    @property
    def wrap_up_ends_at(self) -> datetime | None:
        """When wrapping up ends by itself; None in every other state."""
        return self.since + timedelta(seconds=self.wrap_up_seconds) if self.state is AgentState.WRAP_UP else None

    def serves(self, queue: str | None, skill: str | None, at: datetime, *, free: bool) -> bool:
        """Whether they answer for this queue and have this skill, and, if `free`, can answer now."""
        fits = (queue is None or queue in self.queues) and (skill is None or skill in self.skills)
        return fits and (not free or self.at_moment(at)[0] is AgentState.READY)

    def choose(self, state: AgentState, at: datetime) -> tuple[Event, list[AgentSpell]]:
        """What they say they are doing; said on a call, it is what they do after it."""
        self.chosen = state
        if self.state is AgentState.ON_CALL:
            return self._event(at), []
        return self._become(state, at)

    def pick_up(self, call_id: UUID, at: datetime) -> tuple[Event, list[AgentSpell]]:
        """They are on this call now."""
        self.call_id = call_id
        return self._become(AgentState.ON_CALL, at)

    def hang_up(self, call_id: UUID, at: datetime) -> tuple[Event, list[AgentSpell]] | None:
        """The call is over; None when it is not the one they are on."""
        if self.call_id != call_id:
            return None
        self.call_id = None
        return self._become(AgentState.WRAP_UP if self.wrap_up_seconds else self.chosen, at)

    def _become(self, state: AgentState, at: datetime) -> tuple[Event, list[AgentSpell]]:
        """Another state from a moment on, which is never before the last change; what they did until then."""
        at = max(at, self.since)
        spells = self.spells_until(at)
        self.state, self.since = state, at
        return self._event(at), spells

    def spells_until(self, at: datetime) -> list[AgentSpell]:
        """What they did since the last change, wrap-up and what followed it apart; nothing that took no time."""
        state, since = self.at_moment(at)
        parts = [(self.state, self.since, since), (state, since, at)]
        return [AgentSpell(self.id, begin, end, what, self.district) for what, begin, end in parts if begin < end]

    def _event(self, at: datetime) -> Event:
        self.sequence += 1
        return AgentChanged(
            subject=self.id,
            area_code=self.area_code,
            sequence=self.sequence,
            occurred_at=at,
            state=self.state,
            wrap_up_ends_at=self.wrap_up_ends_at,
        )
