"""Every question about agents."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import delete, insert, or_, select
from sqlalchemy.orm import Session

from linli.areas import path_of
from linli.contracts.hotline.agents import AgentExtension
from linli.db import get_to_change
from linli.errors import existing
from services.hotline.domain.agent import Agent, AgentSpell
from services.hotline.tables.telephone import AGENT, AGENT_EXTENSION


def agent_to_change(session: Session, agent_id: UUID) -> Agent:
    """The agent, kept from others until the transaction ends; raises `NotFound`."""
    return existing(find_agent_to_change(session, agent_id), "agent", "坐席")


def find_agent_to_change(session: Session, agent_id: UUID) -> Agent | None:
    """The agent, if the account is one, kept from others until the transaction ends."""
    return get_to_change(session, Agent, agent_id)


def save(session: Session, agent: Agent) -> None:
    """Keep a new agent."""
    session.add(agent)
    session.flush()


def keep_spells(session: Session, spells: Iterable[AgentSpell]) -> None:
    """Keep what an agent did."""
    session.add_all(spells)


def agent_at(session: Session, line_id: UUID, extensions: Sequence[str]) -> UUID | None:
    """Who sits at the first of these telephones of a line that somebody sits at."""
    wanted = select(AGENT_EXTENSION.c.extension, AGENT_EXTENSION.c.agent_id).where(
        AGENT_EXTENSION.c.line_id == line_id, AGENT_EXTENSION.c.extension.in_(extensions)
    )
    known = {row.extension: row.agent_id for row in session.execute(wanted)}
    return next((known[one] for one in extensions if one in known), None)


def seat(session: Session, agent_id: UUID, extensions: Sequence[AgentExtension]) -> None:
    """Give the agent these telephones and no others; they must be free."""
    session.execute(delete(AGENT_EXTENSION).where(AGENT_EXTENSION.c.agent_id == agent_id))
    for one in dict.fromkeys(extensions):
        session.execute(insert(AGENT_EXTENSION).values(line_id=one.line_id, extension=one.extension, agent_id=agent_id))


def extensions_of(session: Session, agents: Sequence[UUID]) -> dict[UUID, tuple[AgentExtension, ...]]:
    """The telephones of each of these agents."""
    found: dict[UUID, tuple[AgentExtension, ...]] = dict.fromkeys(agents, ())
    wanted = select(AGENT_EXTENSION).where(AGENT_EXTENSION.c.agent_id.in_(agents))
    for row in session.execute(wanted.order_by(AGENT_EXTENSION.c.line_id, AGENT_EXTENSION.c.extension)):
        found[row.agent_id] += (AgentExtension(line_id=row.line_id, extension=row.extension),)
    return found


def agents_of(session: Session, areas: Sequence[str]) -> Sequence[Agent]:
    """Every agent of these areas and below."""
    paths = [path_of(code) for code in areas]
    wanted = select(Agent).where(
        AGENT.c.district.in_(sorted({path.partition("/")[0] for path in paths})),
        or_(*(AGENT.c.path.startswith(path) for path in paths)),
    )
    return session.scalars(wanted.order_by(AGENT.c.id)).all()
