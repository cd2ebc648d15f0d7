"""What volunteers of an area were asked, answered and did in a year."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from linli.areas import covers
from linli.contracts.volunteer.engagements import EngagementState
from linli.ledger.entry import NOTHING
from linli.ledger.tables import ENTRY
from linli.paging import below
from services.volunteer.domain.working import Worked
from services.volunteer.tables.hours import SERVICE_RECORD
from services.volunteer.tables.tasks import ENGAGEMENT, VOLUNTEER_TASK


def worked(session: Session, area_code: str, since: datetime, until: datetime) -> Worked:
    """What is counted from one moment until before another, at the area and below."""
    undone = select(ENTRY.c.id).where(ENTRY.c.reverses == SERVICE_RECORD.c.entry_id)
    served = (
        select(SERVICE_RECORD.c.area_code, func.sum(SERVICE_RECORD.c.hours))
        .where(SERVICE_RECORD.c.served_at >= since, SERVICE_RECORD.c.served_at < until, ~undone.exists())
        .group_by(SERVICE_RECORD.c.area_code)
    )
    hours = (hours for area, hours in session.execute(served) if covers(area_code, area))
    return Worked(
        hours=sum(hours, NOTHING),
        offers=_offers(session, area_code, since, until),
        tasks=_tasks(session, area_code, since, until),
    )


def _offers(session: Session, area_code: str, since: datetime, until: datetime) -> Counter[EngagementState]:
    """How many offers of the time are in which state."""
    wanted = (
        select(ENGAGEMENT.c.state, func.count())
        .join(VOLUNTEER_TASK, VOLUNTEER_TASK.c.id == ENGAGEMENT.c.task_id)
        .where(ENGAGEMENT.c.offered_at >= since, ENGAGEMENT.c.offered_at < until)
        .where(below(VOLUNTEER_TASK.c.path, area_code))
        .group_by(ENGAGEMENT.c.state)
    )
    return Counter({state: int(count) for state, count in session.execute(wanted)})


def _tasks(session: Session, area_code: str, since: datetime, until: datetime) -> Counter[str]:
    """How many tasks that ended in the time had which outcome."""
    columns = VOLUNTEER_TASK.c
    wanted = (
        select(columns.outcome, func.count())
        .where(columns.ended_at >= since, columns.ended_at < until, below(columns.path, area_code))
        .group_by(columns.outcome)
    )
    return Counter({outcome: int(count) for outcome, count in session.execute(wanted)})
