"""Every question about trackers and their positions."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, delete, func, select
from sqlalchemy.orm import Session

from linli.db import get, insert_new
from linli.errors import existing
from services.grid.domain.tracker import Tracker
from services.grid.store.cells import below
from services.grid.tables.positions import POSITION, TRACKER


def tracker_of(session: Session, tracker_id: UUID, *, to_change: bool = False) -> Tracker:
    """The tracker; raises `NotFound`."""
    return existing(get(session, Tracker, tracker_id, to_change=to_change), "tracker", "定位设备")


def trackers_with(session: Session, digests: Collection[str]) -> dict[str, Tracker]:
    """The trackers with these keys that have not ended."""
    found = session.scalars(select(Tracker).where(TRACKER.c.digest.in_(list(digests)), ~TRACKER.c.ended))
    return {one.digest: one for one in found}


def trackers_at(session: Session, area: str) -> list[Tracker]:
    """The trackers of an area and below, by area."""
    return list(
        session.scalars(select(Tracker).where(below(TRACKER.c.path, area)).order_by(TRACKER.c.path, TRACKER.c.id))
    )


def add_positions(session: Session, rows: Sequence[dict[str, Any]]) -> set[tuple[UUID, datetime]]:
    """Keep positions; one of a tracker's moment that is there stays. Which were added."""
    if not rows:
        return set()
    made = insert_new(POSITION, session.get_bind().dialect.name).returning(POSITION.c.tracker_id, POSITION.c.at)
    return {(tracker, at) for tracker, at in session.execute(made, rows)}


def latest(session: Session, trackers: Collection[UUID]) -> dict[UUID, Any]:
    """The newest position of each of these trackers that has any."""
    newest = (
        select(POSITION.c.tracker_id, func.max(POSITION.c.at).label("at"))
        .where(POSITION.c.tracker_id.in_(list(trackers)))
        .group_by(POSITION.c.tracker_id)
        .subquery()
    )
    same = and_(newest.c.tracker_id == POSITION.c.tracker_id, newest.c.at == POSITION.c.at)
    return {row.tracker_id: row for row in session.execute(select(POSITION).join(newest, same))}


def track(session: Session, tracker_id: UUID, since: datetime, until: datetime, limit: int) -> Sequence[Any]:
    """A tracker's positions from one moment up to another, the earliest first."""
    own = (POSITION.c.tracker_id == tracker_id, POSITION.c.at >= since, POSITION.c.at < until)
    return session.execute(select(POSITION).where(*own).order_by(POSITION.c.at).limit(limit)).all()


def forget_before(session: Session, moment: datetime) -> int:
    """Forget positions that are older; how many."""
    return int(session.execute(delete(POSITION).where(POSITION.c.at < moment)).rowcount)  # type: ignore[attr-defined]
