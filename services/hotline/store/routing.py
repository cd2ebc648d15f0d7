"""Every question about past requests that a dry run of routing rules asks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from linli.areas import Tier, tier_of
from services.hotline.domain.dry_run import Alike
from services.hotline.domain.routing import Case
from services.hotline.tables.request import REQUEST

CELL_DIGITS = 20
PAGE = 2000


def _within(area_code: str) -> ColumnElement[bool]:
    """Whether a request lies in the area, told from its area's code alone, which the index holds."""
    code, digits = REQUEST.c.area_code, func.length(REQUEST.c.area_code)
    if tier_of(area_code) is Tier.CELL:
        return code == area_code
    in_cell = and_(digits == CELL_DIGITS, func.substr(code, 7, len(area_code)) == area_code)
    return or_(and_(digits < CELL_DIGITS, code.startswith(area_code)), in_cell)


def _opened(since: datetime, until: datetime) -> ColumnElement[bool]:
    return and_(REQUEST.c.opened_at >= since, REQUEST.c.opened_at < until)


def alike(session: Session, area_code: str, since: datetime, until: datetime) -> Iterator[Sequence[Alike]]:
    """The requests of an area opened in a period, counted by what rules look at, in pages."""
    told = (REQUEST.c.category, REQUEST.c.area_code, REQUEST.c.kind, REQUEST.c.urgent, REQUEST.c.channel)
    counted = select(*told, func.count()).where(_opened(since, until), _within(area_code)).group_by(*told)
    for page in session.execute(counted).partitions(PAGE):
        yield [
            Alike(Case(area, category, kind, channel, urgent), number)
            for category, area, kind, urgent, channel, number in page
        ]


def examples(session: Session, case: Case, since: datetime, until: datetime, limit: int) -> list[Any]:
    """The newest requests that are this case."""
    mine = (
        REQUEST.c.category == case.category,
        REQUEST.c.area_code == case.area_code,
        REQUEST.c.kind == case.kind,
        REQUEST.c.urgent == case.urgent,
        REQUEST.c.channel == case.channel,
    )
    wanted = select(REQUEST.c.id, REQUEST.c.tracking_code, REQUEST.c.area_code, REQUEST.c.category)
    newest = wanted.where(*mine, _opened(since, until)).order_by(REQUEST.c.opened_at.desc())
    return list(session.execute(newest.limit(limit)))
