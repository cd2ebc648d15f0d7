"""Opening a figure to exactly the facts that it counted, newest first, page by page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement, func, literal, not_, select, tuple_
from sqlalchemy.orm import Session

from gateway.figures.counting import Scope, facts, in_scope, is_in
from gateway.figures.formulas import Formula
from gateway.projections.views import Page
from linli import cursors
from linli.contracts.hotline.words import Kind


class Part(StrEnum):
    """Which of the facts behind a figure are shown."""

    COUNTED = "counted"
    REACHED = "reached"
    MISSED = "missed"


@dataclass(frozen=True, kw_only=True)
class FigureEntry:
    """One fact that a figure counted: a handling of a request, or the call-back of a round of it.

    `at` is the moment that places it in the period, `unit_area` and `department` whose work it is, `round` how often
    the request had been begun again before. A request stands in the list as often as it was counted.
    """

    id: UUID
    request_id: UUID
    round: int
    area_code: str
    unit_area: str
    department: str
    category: str
    kind: Kind
    at: datetime
    reached: bool


def entries(
    session: Session, formula: Formula, scope: Scope, part: Part, cursor: str | None, limit: int
) -> Page[FigureEntry]:
    """The newest `limit` facts after `cursor` that the figure counts in this scope. Raises `Invalid` for a cursor that
    is none.
    """
    words = formula.vocabulary
    known, at = words.table.c, words.moments[formula.by][0]
    reached = func.coalesce(words.all_of(formula.reached), False)
    names = ("id", "request_id", "round", "area_code", "unit_area", "department", "category", "kind")
    wanted = facts(select(*(known[name] for name in names), at.label("at"), reached.label("reached")), words)
    wanted = wanted.where(*in_scope(words, scope), is_in(formula, scope), *_of_part(part, reached))
    if cursor is not None:
        moment, last = cursors.read(cursor)
        wanted = wanted.where(tuple_(at, known.id) < tuple_(literal(moment, at.type), literal(last, known.id.type)))
    wanted = wanted.order_by(at.desc(), known.id.desc()).limit(limit + 1)
    rows = [FigureEntry(**row._mapping) for row in session.execute(wanted, {"now": scope.now})]
    more = len(rows) > limit
    return Page(tuple(rows[:limit]), cursors.write((rows[limit - 1].at, rows[limit - 1].id)) if more else None)


def _of_part(part: Part, reached: ColumnElement[bool]) -> list[ColumnElement[bool]]:
    return {Part.COUNTED: [], Part.REACHED: [reached], Part.MISSED: [not_(reached)]}[part]
