"""The calls about attendance: check in and out, exceptions, disputes, and the events of what was served or missed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from marshmallow import validate

from linli.contracts.base import AreaCode, text
from linli.contracts.envelope import event
from linli.contracts.hotline.words import Latitude, Longitude
from linli.contracts.volunteer.engagements import EngagementEvent, EngagementState
from linli.contracts.volunteer.teams import Cursor, Limit
from linli.contracts.volunteer.words import Reason

Hours = Annotated[Decimal, validate.Range(min=0, max=24)]


class Proof(StrEnum):
    """How it is known that a volunteer was there."""

    CODE = "code"
    QR = "qr"
    PLACE = "place"
    COORDINATOR = "coordinator"


class Issue(StrEnum):
    """What stands on the exception report of a day."""

    FORGOTTEN_CHECK_OUT = "forgotten_check_out"
    NO_SHOW = "no_show"
    LATE = "late"
    OVERTIME = "overtime"


@dataclass(frozen=True, kw_only=True)
class GetAttendanceCode:
    """Ask for the code that a task's volunteers check in and out with."""

    id: UUID


@dataclass(frozen=True, kw_only=True)
class AttendanceCode:
    """Six digits to be said or typed, and the longer text that a QR code carries."""

    task_id: UUID
    code: str
    qr: str


@dataclass(frozen=True, kw_only=True)
class CheckIn:
    """Say that a volunteer is there, or is leaving: by the task's code, its QR code, the place, or a coordinator."""

    id: UUID
    proof: Proof
    code: Annotated[str, text(1, 200)] | None = None
    latitude: Latitude | None = None
    longitude: Longitude | None = None
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class DisputeHours:
    """Say that the recorded hours are not right, and what they should be; somebody else decides."""

    id: UUID
    hours: Hours
    reason: Reason
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class DecideHours:
    """Decide how many hours count after a dispute; 0 for none."""

    id: UUID
    hours: Hours
    reason: Reason
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class ListExceptions:
    """Ask for what was not as planned in an area on a day, and for the disputes that nobody has decided."""

    area_code: AreaCode
    day: date
    cursor: Cursor | None = None
    limit: Limit = 50


@dataclass(frozen=True, kw_only=True)
class AttendanceView:
    """What is known of a volunteer's attendance."""

    id: UUID
    version: int
    task_id: UUID
    volunteer_id: UUID
    area_code: AreaCode
    state: EngagementState
    starts_at: datetime
    ends_at: datetime
    arrived_at: datetime | None
    arrived_by: Proof | None
    left_at: datetime | None
    left_by: Proof | None
    hours: Decimal | None
    issue: Issue | None
    disputed_hours: Decimal | None
    dispute: str
    decision: str


@dataclass(frozen=True, kw_only=True)
class ExceptionPage:
    """What was not as planned, the latest first."""

    items: tuple[AttendanceView, ...]
    next_cursor: str | None


@event("volunteer", "engagement.arrived", external=True)
@dataclass(frozen=True, kw_only=True)
class VolunteerArrived(EngagementEvent):
    """A volunteer checked in."""


@event("volunteer", "engagement.served")
@dataclass(frozen=True, kw_only=True)
class VolunteerServed(EngagementEvent):
    """A volunteer's service was recorded with its hours (志愿服务条例 art. 19)."""

    hours: Decimal


@event("volunteer", "engagement.missed")
@dataclass(frozen=True, kw_only=True)
class VolunteerMissed(EngagementEvent):
    """A volunteer did not come."""


@event("volunteer", "engagement.disputed", external=True)
@dataclass(frozen=True, kw_only=True)
class HoursDisputed(EngagementEvent):
    """Somebody says that the recorded hours are not right."""


@event("volunteer", "engagement.corrected")
@dataclass(frozen=True, kw_only=True)
class HoursCorrected(EngagementEvent):
    """A dispute was decided; so many hours count."""

    hours: Decimal
