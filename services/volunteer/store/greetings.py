"""Every question about those who are called, and about the calls."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Column, ColumnElement, or_, select
from sqlalchemy.orm import Session

from linli.areas import path_of
from linli.contracts.volunteer.greetings import FindGreeted, ListGreetingCalls
from linli.db import get
from linli.errors import existing
from linli.paging import page_of
from services.volunteer.domain.greetings import Greeted, GreetingCall
from services.volunteer.tables.greetings import GREETED, GREETING_CALL


def find_greeted(session: Session, greeted_id: UUID, *, to_change: bool = False) -> Greeted | None:
    """Who is on the list under this id, if anyone is."""
    return get(session, Greeted, greeted_id, to_change=to_change)


def greeted_of(session: Session, greeted_id: UUID, *, to_change: bool = False) -> Greeted:
    """As `find_greeted`; raises `NotFound`."""
    return existing(find_greeted(session, greeted_id, to_change=to_change), "person on the list", "问候对象")


def greeted_in(session: Session, asked: FindGreeted) -> tuple[list[Greeted], str | None]:
    """A page of the list of an area and below, the latest first; those who were taken off it are left out."""
    wanted = select(Greeted).where(_within(GREETED.c.path, asked.area_code), GREETED.c.ended_at.is_(None))
    return page_of(session, wanted, (GREETED.c.listed_at, GREETED.c.id), asked.cursor, asked.limit)


def find_call(session: Session, call_id: UUID, *, to_change: bool = False) -> GreetingCall | None:
    """The call, if there is one."""
    return get(session, GreetingCall, call_id, to_change=to_change)


def call_of(session: Session, call_id: UUID, *, to_change: bool = False) -> GreetingCall:
    """As `find_call`; raises `NotFound`."""
    return existing(find_call(session, call_id, to_change=to_change), "greeting call", "问候电话")


def calls_in(session: Session, asked: ListGreetingCalls) -> tuple[list[GreetingCall], str | None]:
    """A page of calls of an area and below, the latest first."""
    wanted = select(GreetingCall).where(_within(GREETING_CALL.c.path, asked.area_code))
    if asked.state is not None:
        wanted = wanted.where(GREETING_CALL.c.state == asked.state)
    if asked.greeted_id is not None:
        wanted = wanted.where(GREETING_CALL.c.greeted_id == asked.greeted_id)
    return page_of(session, wanted, (GREETING_CALL.c.due_at, GREETING_CALL.c.id), asked.cursor, asked.limit)


def save(session: Session, made: Greeted | GreetingCall) -> None:
    """Keep somebody new on the list, or a new call."""
    session.add(made)
    session.flush()


def _within(path: Column[str], area_code: str) -> ColumnElement[bool]:
    own = path_of(area_code)
    return or_(path == own, path.startswith(f"{own}/", autoescape=True))
