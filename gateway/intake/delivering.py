"""Handing over to the hotline what was kept while it was away: under the same key, so never twice."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from gateway.intake import store
from gateway.intake.store import Due
from linli import observe
from linli.clock import now
from linli.context import Caller
from linli.db import Database
from linli.errors import LinliError, Unavailable, from_wire
from linli.sealing import Sealer

FIRST_PAUSE = timedelta(seconds=1)
LONGEST_PAUSE = timedelta(seconds=5)
PATIENCE = timedelta(seconds=5)
"""How long the hotline has to answer one call."""


def deliver_due(database: Database, caller: Caller, sealer: Sealer, patience: timedelta = PATIENCE) -> int:
    """Deliver what is due, a transaction each; the number that arrived. Ends when the hotline does not answer."""
    delivered = 0
    while True:
        with database.transaction() as session:
            due = store.claim_due(session, now())
            if due is None:
                return delivered
            try:
                _deliver(caller, store.opened(sealer, due), due.key, patience)
            except Unavailable as error:
                store.mark_waiting(session, due, now() + pause_after(due.attempts), error.code)
                return delivered
            except LinliError as error:
                store.mark_refused(session, due, error.code)
                _refused(due, error)
            else:
                store.mark_delivered(session, due, now())
                delivered += 1


def _deliver(caller: Caller, ask: dict[str, Any], key: str, patience: timedelta) -> None:
    """Make the kept call with a deadline of today; raises the hotline's error."""
    reply = caller("hotline", {**ask, "key": key, "deadline": (now() + patience).isoformat()})
    if "error" in reply:
        raise from_wire(reply["error"])


def _refused(due: Due, error: LinliError) -> None:
    observe.INTAKE_ERRORS.inc()
    observe.log.error("kept request refused", request=str(due.request_id), error=error.code)


def pause_after(attempts: int) -> timedelta:
    """How long to wait after this many failures before the present one: 1, 2, 4 … at most 5 seconds."""
    return min(FIRST_PAUSE * int(2 ** min(attempts, 10)), LONGEST_PAUSE)


def measure(database: Database) -> None:
    """Set the gauges of what waits."""
    with database.peeking() as session:
        count, oldest = store.waiting(session)
    observe.INTAKE_WAITING.set(count)
    observe.INTAKE_AGE.set((now() - oldest).total_seconds() if oldest else 0)
