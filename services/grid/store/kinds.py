"""Every question about a district's own kinds of cases."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from services.grid.domain.kinds import OwnKind
from services.grid.tables.kinds import CASE_KIND

_COLUMNS = (CASE_KIND.c.definition, CASE_KIND.c.offered)


def own_kinds(session: Session, district: str) -> list[OwnKind]:
    """The district's own kinds, in their order."""
    wanted = select(*_COLUMNS).where(CASE_KIND.c.district == district).order_by(CASE_KIND.c.place)
    return [OwnKind(*row) for row in session.execute(wanted)]


def own_kind(session: Session, district: str, code: str) -> OwnKind | None:
    """The district's own kind of this code."""
    wanted = select(*_COLUMNS).where(CASE_KIND.c.district == district, CASE_KIND.c.code == code)
    row = session.execute(wanted).one_or_none()
    return OwnKind(*row) if row else None


def replace(session: Session, district: str, kinds: Sequence[OwnKind]) -> None:
    """Let these be all of the district's own kinds."""
    session.execute(delete(CASE_KIND).where(CASE_KIND.c.district == district))
    rows = [
        {"district": district, "code": one.kind.code, "place": place, "definition": one.kind, "offered": one.offered}
        for place, one in enumerate(kinds)
    ]
    if rows:
        session.execute(insert(CASE_KIND), rows)
