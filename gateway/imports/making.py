"""Makes the import that waits: each kind of file is checked, with progress and a way to stop, and then loaded."""

from __future__ import annotations

from collections.abc import Callable

from gateway.imports import areas, calendar, catalogue, store
from gateway.imports.progress import Cancelled, Progress, Told
from gateway.imports.store import Claimed, ImportKind
from gateway.long_work import WorkState
from linli.context import Context
from linli.errors import LinliError

LOADS: dict[ImportKind, Callable[[Context, Claimed, Progress], Told]] = {
    ImportKind.AREAS: areas.load,
    ImportKind.CALENDAR: calendar.load,
    ImportKind.CATALOGUE: catalogue.load,
}


def make_next(context: Context) -> bool:
    """Make one import that waits; False when none does."""
    with context.database.transaction() as session:
        claimed = store.claim(session)
    if claimed is None:
        return False
    state, told, told_zh = WorkState.DONE, "", ""

    def progress(done: int) -> None:
        with context.database.transaction() as session:
            wanted = store.reached(session, claimed.id, done)
        if not wanted:
            raise Cancelled

    try:
        told, told_zh = LOADS[claimed.kind](context, claimed, progress)
    except Cancelled:
        state = WorkState.CANCELLED
    except LinliError as problem:
        state, told, told_zh = WorkState.FAILED, problem.message, problem.message_zh
    with context.database.transaction() as session:
        store.end(session, claimed.id, state, told, told_zh)
    return True
