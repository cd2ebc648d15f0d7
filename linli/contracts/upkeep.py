"""What every service tells of itself and has done to its parked events: the calls that administrators make."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID

from marshmallow import validate

from linli.contracts.base import AreaCode


@dataclass(frozen=True, kw_only=True)
class ReportHealth:
    """Ask a service how it does; the area is the one for which the caller is an administrator."""

    area_code: AreaCode


@dataclass(frozen=True, kw_only=True)
class ServiceHealth:
    """What waits in a service: events to be tried again or parked, events to be published, timers.

    `oldest_retry_at` and `oldest_unpublished_at` are when the oldest of them came; `earliest_timer_at` is in the past
    while timers are late.
    """

    retrying: int
    parked: int
    oldest_retry_at: datetime | None
    unpublished: int
    oldest_unpublished_at: datetime | None
    timers_parked: int
    earliest_timer_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class ListParked:
    """Ask for a service's parked events of an area and all below it, the oldest first."""

    area_code: AreaCode
    limit: Annotated[int, validate.Range(1, 200)] = 100


@dataclass(frozen=True, kw_only=True)
class ParkedEvent:
    """An event that failed at a handler in all its tries; without an area when it could not even be read."""

    event_id: UUID
    handler: str
    type: str
    area_code: str | None
    subject: UUID | None
    attempts: int
    error: str
    received_at: datetime


@dataclass(frozen=True, kw_only=True)
class ParkedEvents:
    """Parked events."""

    items: tuple[ParkedEvent, ...]


@dataclass(frozen=True, kw_only=True)
class ReplayParked:
    """Give a parked event all its tries again."""

    event_id: UUID
    area_code: AreaCode


@dataclass(frozen=True, kw_only=True)
class DiscardParked:
    """Decide that a parked event is never handled; it stays on record."""

    event_id: UUID
    area_code: AreaCode


@dataclass(frozen=True, kw_only=True)
class ParkedDecided:
    """At how many handlers of the service the event was parked."""

    handlers: int
