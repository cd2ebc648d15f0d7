"""The clocks of requests; those that are there run on in calendar time, and each is looked at once."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from alembic import op

from linli.db import UtcDateTime

revision = "0014"
down_revision = "0013"

REQUEST = sa.table(
    "request",
    sa.column("id", sa.Uuid),
    sa.column("clocks", sa.Text),
    sa.column("dispatches", sa.Integer),
    *(
        sa.column(name, UtcDateTime)
        for name in ("opened_at", "sign_due_at", "answer_due_at", "settle_due_at", "waiting_since")
    ),
    *(sa.column(name, UtcDateTime) for name in ("signed_at", "first_answered_at", "settled_at", "ended_at")),
)
TIMER = sa.table(
    "timer",
    sa.column("name", sa.Text),
    sa.column("subject", sa.Uuid),
    sa.column("due_at", UtcDateTime),
    sa.column("attempts", sa.Integer),
    sa.column("parked", sa.Boolean),
)


def upgrade() -> None:
    op.add_column("request", sa.Column("clocks", sa.Text, nullable=False, server_default=""))
    connection = op.get_bind()
    for row in connection.execute(sa.select(REQUEST)).all():
        connection.execute(sa.update(REQUEST).where(REQUEST.c.id == row.id).values(clocks=_clocks(row)))
        if row.ended_at is None:
            timer = {"name": "request.clock", "subject": row.id, "due_at": datetime.now(UTC)}
            connection.execute(sa.insert(TIMER).values(attempts=0, parked=False, **timer))


def _clocks(row: Any) -> str:
    over = row.settled_at or row.ended_at
    clocks = {
        "sign": _clock(row, "sign", row.sign_due_at, row.signed_at or over),
        "answer": _clock(row, "answer", row.answer_due_at, row.first_answered_at or over),
        "settle": _clock(row, "settle", row.settle_due_at, over),
    }
    return json.dumps({**clocks, "dispatches": row.dispatches, "escalated_to": None, "climbs_at": None})


def _clock(row: Any, kind: str, due_at: datetime, stopped_at: datetime | None) -> dict[str, Any]:
    allowed = max(due_at - row.opened_at, timedelta())
    paused_at = None if stopped_at else row.waiting_since
    return {
        "kind": kind,
        "measure": "calendar",
        "allowed": allowed / timedelta(microseconds=1),
        "started_at": row.opened_at.isoformat(),
        "warning_at": (due_at - 0.2 * allowed).isoformat(),
        "due_at": due_at.isoformat(),
        "paused_at": paused_at.isoformat() if paused_at else None,
        "stopped_at": stopped_at.isoformat() if stopped_at else None,
        "told": "on_time",
    }
