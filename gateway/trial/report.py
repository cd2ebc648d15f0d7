"""What `linli run` prints: the figures of the district and of each street."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Session

from gateway.areas import store as areas
from gateway.projections.figures import figures
from gateway.projections.views import Figures


def figures_table(session: Session, district: str, at: date, now: datetime) -> str:
    """Open, closed and late requests of the district and its streets, as a table."""
    lines = [f"{'':12}{'open 未结':>9}{'closed 已结':>10}{'late 超期':>9}   assistance/volunteer/grid"]
    for code in (district, *(street.code for street in areas.children(session, district, at))):
        found = areas.area(session, code, at)
        lines.append(_line(code, figures(session, code, now), found.name if found else ""))
    return "\n".join(lines)


def _line(code: str, counted: Figures, name: str) -> str:
    services = "/".join(
        str(one.open + one.closed) if (one := counted.by_service.get(service)) else "0"
        for service in ("assistance", "volunteer", "grid")
    )
    return f"{code:12}{counted.open:11}{counted.closed:12}{counted.late:11}   {services:14} {name}"
