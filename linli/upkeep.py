"""The calls that every service answers besides its own: how it does, and its parked events for a person to decide."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from linli import inbox, outbox, timers
from linli.areas import Tier, covers, tier_of
from linli.calls import call
from linli.contracts.base import AREA_PATTERN
from linli.contracts.upkeep import (
    DiscardParked,
    ListParked,
    ParkedDecided,
    ParkedEvent,
    ParkedEvents,
    ReplayParked,
    ReportHealth,
    ServiceHealth,
)
from linli.errors import not_found
from linli.identity import Role
from linli.inbox import Waiting
from linli.work import Work

ADMINISTRATOR = frozenset({Role.ADMINISTRATOR})
MOST = 1000
"""Parked events that are looked through; more than these is an outage, not a list to read."""


class Upkeep:
    """Upkeep of one service; the methods use nothing of the service but its database."""

    @call(ReportHealth, ServiceHealth, roles=ADMINISTRATOR, changes=False)
    def report_health(self, said: ReportHealth, work: Work) -> ServiceHealth:
        """What waits in the service."""
        work.authorise(said.area_code, "area", "区域")
        retrying, parked, oldest = inbox.backlog(work.session)
        unpublished, appended = outbox.waiting(work.session)
        earliest, timers_parked = timers.backlog(work.session)
        return ServiceHealth(
            retrying=retrying,
            parked=parked,
            oldest_retry_at=oldest,
            unpublished=unpublished,
            oldest_unpublished_at=appended,
            timers_parked=timers_parked,
            earliest_timer_at=earliest,
        )

    @call(ListParked, ParkedEvents, roles=ADMINISTRATOR, changes=False)
    def list_parked(self, said: ListParked, work: Work) -> ParkedEvents:
        """The parked events of an area."""
        work.authorise(said.area_code, "area", "区域")
        found = (_shown(one) for one in inbox.parked(work.session, MOST))
        return ParkedEvents(items=tuple(one for one in found if _is_of(one, said.area_code))[: said.limit])

    @call(ReplayParked, ParkedDecided, roles=ADMINISTRATOR)
    def replay_parked(self, said: ReplayParked, work: Work) -> ParkedDecided:
        """Try a parked event again. Raises `NotFound` for one that is not parked, or of another area."""
        return _decided(work, said.event_id, said.area_code, inbox.replay)

    @call(DiscardParked, ParkedDecided, roles=ADMINISTRATOR)
    def discard_parked(self, said: DiscardParked, work: Work) -> ParkedDecided:
        """Never handle a parked event. Raises `NotFound` for one that is not parked, or of another area."""
        return _decided(work, said.event_id, said.area_code, inbox.discard)


def _decided(work: Work, event_id: UUID, area_code: str, act: Callable[[Session, UUID], int]) -> ParkedDecided:
    work.authorise(area_code, "event", "事件")
    known = inbox.parked_event(work.session, event_id)
    if known is None or not _is_of(_shown(known), area_code):
        raise not_found("event", "事件")
    return ParkedDecided(handlers=act(work.session, event_id))


def _is_of(event: ParkedEvent, area_code: str) -> bool:
    """Whether the event is of this area or one below it; what cannot be read is a district's matter."""
    if event.area_code is None:
        return tier_of(area_code) is Tier.DISTRICT
    return covers(area_code, event.area_code)


def _shown(one: Waiting) -> ParkedEvent:
    said = _read(one.body)
    area, subject = said.get("areacode"), said.get("subject")
    return ParkedEvent(
        event_id=one.event_id,
        handler=one.handler,
        type=one.type,
        area_code=area if isinstance(area, str) and AREA_PATTERN.fullmatch(area) else None,
        subject=_uuid(subject),
        attempts=one.attempts,
        error=one.error or "",
        received_at=one.received_at,
    )


def _read(body: str | None) -> dict[str, Any]:
    try:
        said = json.loads(body or "")
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def _uuid(text: object) -> UUID | None:
    try:
        return UUID(str(text))
    except ValueError:
        return None
