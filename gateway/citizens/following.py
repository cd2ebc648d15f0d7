"""Reaching a request by its tracking code and the last digits of its telephone number, with few wrong tries."""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from gateway import tracking
from gateway.accounts import passwords
from gateway.citizens.acting import act_for_follower
from gateway.intake import store as intake
from gateway.intake.store import KeptRequest
from gateway.intake.tables import KeptState
from gateway.limiting import address
from gateway.parts import parts
from gateway.projections import store
from linli.clock import now
from linli.errors import NotFound


@dataclass(frozen=True)
class Found:
    """The request that a tracking code names; `kept` while only the gateway has it."""

    id: UUID
    code: str
    area_code: str
    kept: KeptRequest | None


def unknown() -> NotFound:
    """The one answer for an unknown code and for wrong digits."""
    return NotFound("unknown_tracking_code", "There is no request with this code.", "没有该查询码对应的诉求。")


def find(written: str) -> Found:
    """The request with the tracking code that a person typed. Raises `NotFound`."""
    code = tracking.as_written(written[:40])
    with parts().database.peeking() as session:
        kept = intake.find_by_tracking_code(session, code)
        request_id = kept.request_id if kept else tracking.request_of(session, code)
        row = store.find_request_row(session, request_id) if request_id else None
    if request_id is None or (row is None and kept is None):
        raise unknown()
    area_code = row.area_code if row else kept.area_code if kept else ""
    only_kept = kept if kept and kept.state is not KeptState.DELIVERED else None
    return Found(request_id, code, area_code, only_kept)


@contextmanager
def as_citizen(found: Found) -> Iterator[None]:
    """Act for who follows this request; a wrong try in here counts, and after five the code is locked for a while.

    Raises `TooMany` when it is locked.
    """
    with parts().database.transaction() as session:
        passwords.count_try(session, f"tracking {found.code}", address(), now())
    act_for_follower(found.code, found.area_code)
    try:
        yield
    except NotFound:
        raise
    except Exception:
        _forgive(found)
        raise
    _forgive(found)


def _forgive(found: Found) -> None:
    with parts().database.transaction() as session:
        passwords.forgive(session, f"tracking {found.code}", address())


def check_kept(found: Found, tail: str) -> dict[str, Any]:
    """What the gateway keeps of a request that still waits for the hotline. Raises `NotFound` for wrong digits."""
    with parts().database.peeking() as session:
        ask = intake.ask_of(session, parts().sealer, found.id)
    command: dict[str, Any] = ask.get("command", {})
    digits = "".join(one for one in command.get("contact_phone") or "" if one.isdigit())
    if not hmac.compare_digest(digits[-4:] if len(digits) >= 7 else "none", tail):
        raise unknown()
    return command
