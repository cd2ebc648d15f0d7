"""Agents 坐席: who sits at which telephone, for which queues, in which state; and the event of a change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from marshmallow import validate

from linli.contracts.base import AreaCode, text
from linli.contracts.envelope import Event, event
from linli.contracts.hotline.calls import Extension, QueueName

Skill = Annotated[str, text(1, 60)]


class AgentState(StrEnum):
    """What an agent is doing."""

    READY = "ready"
    ON_CALL = "on_call"
    WRAP_UP = "wrap_up"
    BREAK = "break"
    OFFLINE = "offline"


@event("hotline", "agent.changed")
@dataclass(frozen=True, kw_only=True)
class AgentChanged(Event):
    """An agent's state is another; `subject` is their account. The end of wrap-up is told beforehand."""

    state: AgentState
    wrap_up_ends_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class AgentExtension:
    """A telephone as its line's system names it in `answeringNumber` or `user`."""

    line_id: UUID
    extension: Extension


@dataclass(frozen=True, kw_only=True)
class SetUpAgent:
    """Make an account an agent, or change how they work."""

    id: UUID
    area_code: AreaCode
    queues: Annotated[tuple[QueueName, ...], validate.Length(max=50)] = ()
    skills: Annotated[tuple[Skill, ...], validate.Length(max=50)] = ()
    extensions: Annotated[tuple[AgentExtension, ...], validate.Length(max=20)] = ()
    wrap_up_seconds: Annotated[int, validate.Range(0, 3600)] = 30


@dataclass(frozen=True, kw_only=True)
class ChooseState:
    """Say what one is doing oneself: ready, on a break, or away."""

    state: Literal["ready", "break", "offline"]


@dataclass(frozen=True, kw_only=True)
class ListAgents:
    """Ask for the agents of these areas: of a queue, with a skill, or only those free to answer now."""

    areas: tuple[AreaCode, ...]
    queue: QueueName | None = None
    skill: Skill | None = None
    free: bool = False


@dataclass(frozen=True, kw_only=True)
class AgentView:
    """An agent as of the moment of the question; wrap-up ends by itself."""

    id: UUID
    version: int
    area_code: AreaCode
    state: AgentState
    since: datetime
    wrap_up_ends_at: datetime | None
    call_id: UUID | None
    queues: tuple[str, ...]
    skills: tuple[str, ...]
    extensions: tuple[AgentExtension, ...]
    wrap_up_seconds: int


@dataclass(frozen=True, kw_only=True)
class AgentList:
    """The agents asked for; a hotline has as many as it has chairs."""

    items: tuple[AgentView, ...]
