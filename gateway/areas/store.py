"""What is asked of the tree of areas, always as it was at a date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Date, Select, and_, bindparam, or_, select
from sqlalchemy.orm import Session

from gateway.areas.tables import AREA
from linli.areas import Tier, path_of, tier_of


@dataclass(frozen=True, slots=True)
class Area:
    """An area as it was at the date asked for; `name` as published, `path` from the district down."""

    code: str
    name: str
    tier: Tier
    parent_code: str | None
    path: str


def area(session: Session | Connection, code: str, at: date) -> Area | None:
    """The area with this code, or None when there was none. Raises `Invalid` for text that is no area code."""
    tier_of(code)
    row = session.execute(_ONE, {"wanted": code, "at": at}).first()
    return _area(row) if row else None


def exists(session: Session | Connection, code: str, at: date) -> bool:
    """Whether there was an area with this code. Raises `Invalid` for text that is no area code."""
    return area(session, code, at) is not None


def children(session: Session | Connection, code: str, at: date) -> list[Area]:
    """The areas directly below, by code."""
    tier_of(code)
    return _read(session, _valid(at).where(AREA.c.parent_code == code).order_by(AREA.c.code))


def communities_under(session: Session | Connection, code: str, at: date) -> list[Area]:
    """The communities of a district or street, or the community itself, by code."""
    return _read(session, _valid(at).where(_under(code), AREA.c.tier == Tier.COMMUNITY).order_by(AREA.c.code))


def all_under(session: Session | Connection, code: str, at: date) -> list[Area]:
    """The area and all below it, by code."""
    tier_of(code)
    return _read(session, _valid(at).where(_under(code)).order_by(AREA.c.code))


def districts(session: Session | Connection, at: date) -> list[Area]:
    """All districts, by code."""
    return _read(session, _valid(at).where(AREA.c.parent_code.is_(None)).order_by(AREA.c.code))


def _under(code: str) -> ColumnElement[bool]:
    """The area and all below it; `0` is the character after `/`, so the range holds every path that goes on."""
    path = path_of(code)
    return or_(AREA.c.path == path, and_(AREA.c.path >= f"{path}/", AREA.c.path < f"{path}0"))


def _valid(at: Any) -> Select[Any]:
    question = select(AREA.c.code, AREA.c.name, AREA.c.tier, AREA.c.parent_code, AREA.c.path)
    return question.where(AREA.c.valid_from <= at, or_(AREA.c.valid_to.is_(None), AREA.c.valid_to > at))


_ONE = _valid(bindparam("at", type_=Date)).where(AREA.c.code == bindparam("wanted"))
"""Made once, for it is asked with every request that is opened."""


def _read(session: Session | Connection, question: Select[Any]) -> list[Area]:
    return [_area(row) for row in session.execute(question)]


def _area(row: Any) -> Area:
    return Area(row.code, row.name, Tier(row.tier), row.parent_code, row.path)
