"""Work on files that goes on behind the screens: waiting, running, then done, failed or cancelled; in a table each.

Such a table has `id`, `account_id`, `state`, `done`, `stop`, `tries`, `asked_at`, `beat_at`, `ended_at` and `content`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Table, and_, delete, func, insert, or_, select, update
from sqlalchemy.orm import Session

from linli.clock import now
from linli.errors import Conflict

TRIES = 3


class WorkState(StrEnum):
    """How far a piece of work is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


_UNFINISHED = (WorkState.WAITING, WorkState.RUNNING)


@dataclass(frozen=True)
class LongWork:
    """The work of one table. `name`: what many of it are called, as in `too_many_exports`; `name_zh`: one of them.

    An account may have `at_once` unfinished; one not heard of for `lease` is begun anew; all is forgotten after `kept`.
    """

    table: Table
    name: str
    name_zh: str
    at_once: int
    lease: timedelta
    kept: timedelta

    def add(self, session: Session, account_id: UUID, **values: Any) -> None:
        """Have it done. Raises `Conflict` (`too_many_…`) beyond what an account may have unfinished."""
        column = self.table.c
        unfinished = select(func.count()).where(column.account_id == account_id, column.state.in_(_UNFINISHED))
        if session.scalar(unfinished) >= self.at_once:  # type: ignore[operator]
            text = f"At most {self.at_once} {self.name} at once; wait for one or cancel it."
            text_zh = f"最多同时进行{self.at_once}个{self.name_zh}，请等待或取消其中一个。"
            raise Conflict(f"too_many_{self.name}", text, text_zh)
        fresh = {"state": WorkState.WAITING, "done": 0, "stop": False, "tries": 0, "asked_at": now()}
        session.execute(insert(self.table).values(account_id=account_id, **fresh, **values))

    def cancel(self, session: Session, work_id: UUID) -> None:
        """Stop it: what waits at once, what is under way at its next step; what is finished stays."""
        mine = update(self.table).where(self.table.c.id == work_id)
        session.execute(mine.where(self.table.c.state == WorkState.RUNNING).values(stop=True))
        ended = {"state": WorkState.CANCELLED, "ended_at": now(), "content": None}
        session.execute(mine.where(self.table.c.state == WorkState.WAITING).values(ended))

    def claim(self, session: Session) -> Row[Any] | None:
        """What has waited longest, or what nobody does any more; from now on the caller's.

        Its `tries` are those before: from `TRIES` on it is to be given up.
        """
        column = self.table.c
        left = and_(column.state == WorkState.RUNNING, column.beat_at < now() - self.lease)
        wanted = select(self.table).where(or_(column.state == WorkState.WAITING, left)).order_by(column.asked_at)
        row = session.execute(wanted.limit(1).with_for_update(skip_locked=True)).first()
        if row is not None:
            taken = {"state": WorkState.RUNNING, "beat_at": now(), "done": 0, "tries": row.tries + 1}
            session.execute(update(self.table).where(column.id == row.id).values(taken))
        return row

    def reached(self, session: Session, work_id: UUID, **at: int) -> bool:
        """Note how far it is; False when it is wanted no more."""
        session.execute(update(self.table).where(self.table.c.id == work_id).values(beat_at=now(), **at))
        return not session.scalar(select(self.table.c.stop).where(self.table.c.id == work_id))

    def end(self, session: Session, work_id: UUID, state: WorkState, **values: Any) -> None:
        """Write down what came of it."""
        ended = {"state": state, "ended_at": now(), **values}
        session.execute(update(self.table).where(self.table.c.id == work_id).values(ended))

    def forget(self, session: Session) -> None:
        """Forget what was asked for longer than `kept` ago."""
        session.execute(delete(self.table).where(self.table.c.asked_at < now() - self.kept))
