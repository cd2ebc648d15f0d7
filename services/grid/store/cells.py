"""Every question about cells and boundaries."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import ColumnElement, and_, delete, or_, select, update
from sqlalchemy.orm import Session

from linli.areas import path_of
from linli.db import for_change, insert_if_new
from linli.errors import existing
from services.grid.domain.cells import Boundary, Cell
from services.grid.tables.cells import BOUNDARY, CELL, CELL_REVISION


def below(path: ColumnElement[str], code: str) -> ColumnElement[bool]:
    """The area and all below it; `0` is the character after `/`, so the range holds every path that goes on."""
    own = path_of(code)
    return or_(path == own, and_(path >= f"{own}/", path < f"{own}0"))


def _valid(day: date) -> ColumnElement[bool]:
    return and_(CELL.c.valid_from <= day, or_(CELL.c.valid_to.is_(None), CELL.c.valid_to > day))


def cells_of(session: Session, area: str, day: date, after: str | None = None, limit: int | None = None) -> list[Cell]:
    """The cells of an area on a day, by code."""
    wanted = select(Cell).where(below(CELL.c.path, area), _valid(day)).order_by(CELL.c.path)
    if after is not None:
        wanted = wanted.where(CELL.c.path > path_of(after))
    return list(session.scalars(wanted.limit(limit)))


def all_from(session: Session, area: str, day: date) -> list[Cell]:
    """The cells of an area that are valid on the day or begin later, kept from others until the transaction ends."""
    wanted = select(Cell).where(below(CELL.c.path, area), or_(CELL.c.valid_to.is_(None), CELL.c.valid_to > day))
    return list(session.scalars(for_change(wanted.order_by(CELL.c.path))))


def cell_on(session: Session, code: str, day: date) -> Cell:
    """The cell of this code on a day; raises `NotFound`."""
    found = session.scalars(select(Cell).where(CELL.c.code == code, _valid(day))).one_or_none()
    return existing(found, "cell", "网格")


def last_of(session: Session, code: str) -> Cell:
    """The newest cell of this code, kept from others until the transaction ends; raises `NotFound`."""
    wanted = select(Cell).where(CELL.c.code == code).order_by(CELL.c.valid_from.desc()).limit(1)
    return existing(session.scalars(for_change(wanted)).one_or_none(), "cell", "网格")


def codes_of(session: Session, community: str) -> set[str]:
    """Every code that a cell of the community has or had."""
    return set(session.scalars(select(CELL.c.code).where(CELL.c.area_code == community)))


def remove(session: Session, cells: Iterable[Cell]) -> None:
    """Take cells out that were never valid on a day before: they are replaced on their first."""
    for one in cells:
        session.delete(one)
    session.flush()


def add(session: Session, cells: Iterable[Cell]) -> None:
    """Keep new cells."""
    session.add_all(cells)
    session.flush()


def keep_boundaries(session: Session, made: Iterable[Boundary]) -> None:
    """Keep boundaries, each in the place of the one of its area and day."""
    for one in made:
        session.merge(one)
    session.flush()


def forget_boundaries(session: Session, area: str, day: date) -> None:
    """Forget the boundaries below an area that begin on this day: it is cut anew."""
    below_it = BOUNDARY.c.area_code.startswith(area, autoescape=True)
    session.execute(delete(BOUNDARY).where(below_it, BOUNDARY.c.valid_from == day))


def boundary_of(session: Session, area: str, day: date) -> Boundary | None:
    """The boundary of the area as it was known for the day."""
    wanted = select(Boundary).where(BOUNDARY.c.area_code == area, BOUNDARY.c.valid_from <= day)
    return session.scalars(wanted.order_by(BOUNDARY.c.valid_from.desc()).limit(1)).one_or_none()


def revise(session: Session, area: str) -> None:
    """Count a change of the cells of the area's district; changes of one district's cells wait for each other here."""
    district = area[:6]
    insert_if_new(session, CELL_REVISION, {"district": district, "number": 0})
    counted = update(CELL_REVISION).where(CELL_REVISION.c.district == district)
    session.execute(counted.values(number=CELL_REVISION.c.number + 1))


def revision(session: Session, district: str) -> int:
    """The number of changes of the district's cells so far."""
    wanted = select(CELL_REVISION.c.number).where(CELL_REVISION.c.district == district)
    return session.execute(wanted).scalar() or 0
