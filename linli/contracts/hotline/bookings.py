"""The calls about slots and appointments, the appointment as it is shown, and its events."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from marshmallow import validate

from linli.contracts.base import AreaCode, Note, ShortText, text
from linli.contracts.envelope import Event, event
from linli.contracts.hotline.directory import ServiceCode
from linli.contracts.hotline.words import Phone


class AppointmentState(StrEnum):
    """Where an appointment stands."""

    BOOKED = "booked"
    CANCELLED = "cancelled"
    KEPT = "kept"
    MISSED = "missed"


@dataclass(frozen=True, kw_only=True)
class OpenSlots:
    """Make slots of `minutes` within a provider's hours from the first to the last day, both included.

    Hours in the evening and at weekends give slots as any others do. Slots that are there stay as they are.
    """

    provider_id: UUID
    service: ServiceCode
    first_day: date
    last_day: date
    minutes: Annotated[int, validate.Range(5, 480)]
    capacity: Annotated[int, validate.Range(1, 100)] = 1


@dataclass(frozen=True, kw_only=True)
class SlotsOpened:
    """How many slots were made, and how many were there."""

    provider_id: UUID
    opened: int
    known: int


@dataclass(frozen=True, kw_only=True)
class CloseSlot:
    """Let nobody book a slot any more; its appointments stay."""

    id: UUID


@dataclass(frozen=True, kw_only=True)
class FindSlots:
    """Ask for the next free slots of a service: at the providers that serve the area, or at one of them."""

    area_code: AreaCode
    service: ServiceCode
    provider_id: UUID | None = None
    after: datetime | None = None
    limit: Annotated[int, validate.Range(1, 100)] = 20


@dataclass(frozen=True, kw_only=True)
class SlotView:
    """A slot: when, where, and how many places are free."""

    id: UUID
    provider_id: UUID
    provider: str
    service: str
    starts_at: datetime
    ends_at: datetime
    capacity: int
    free: int
    closed: bool


@dataclass(frozen=True, kw_only=True)
class SlotList:
    """Slots, the earliest first."""

    items: tuple[SlotView, ...]


@dataclass(frozen=True, kw_only=True)
class BookSlot:
    """Book a place for a resident of the area, at any hour; for a request if there is one."""

    slot_id: UUID
    area_code: AreaCode
    contact_name: Annotated[str, text(1, 60)]
    contact_phone: Phone
    request_id: UUID | None = None
    note: Note = ""


@dataclass(frozen=True, kw_only=True)
class MoveAppointment:
    """Take a place in another slot instead."""

    id: UUID
    slot_id: UUID
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class CancelAppointment:
    """Give the place back."""

    id: UUID
    reason: ShortText
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class RecordAttendance:
    """Note, once the slot has begun, whether the resident came."""

    id: UUID
    came: bool
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class GetAppointment:
    """Ask for one appointment."""

    id: UUID


@dataclass(frozen=True, kw_only=True)
class ListAppointments:
    """Ask for a provider's appointments from a moment on, the earliest first."""

    provider_id: UUID
    since: datetime
    cursor: Annotated[str, text(1, 200)] | None = None
    limit: Annotated[int, validate.Range(1, 200)] = 50


@dataclass(frozen=True, kw_only=True)
class AppointmentView:
    """An appointment; the contact is masked."""

    id: UUID
    version: int
    slot_id: UUID
    provider_id: UUID
    service: str
    area_code: AreaCode
    request_id: UUID | None
    state: AppointmentState
    starts_at: datetime
    ends_at: datetime
    contact_name: str
    contact_phone: str
    note: str
    booked_at: datetime


@dataclass(frozen=True, kw_only=True)
class AppointmentPage:
    """A page of appointments."""

    items: tuple[AppointmentView, ...]
    next_cursor: str | None


@dataclass(frozen=True, kw_only=True)
class AppointmentSummary:
    """Where an appointment stands after an event, nothing personal."""

    state: AppointmentState
    provider_id: UUID
    service: str
    starts_at: datetime
    ends_at: datetime
    request_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class AppointmentEvent(Event):
    """An event of an appointment; its `subject` is the appointment's id."""

    appointment: AppointmentSummary


@event("hotline", "appointment.booked")
@dataclass(frozen=True, kw_only=True)
class AppointmentBooked(AppointmentEvent):
    """A place was booked 预约."""


@event("hotline", "appointment.moved")
@dataclass(frozen=True, kw_only=True)
class AppointmentMoved(AppointmentEvent):
    """The appointment is at another time now 改期."""


@event("hotline", "appointment.cancelled")
@dataclass(frozen=True, kw_only=True)
class AppointmentCancelled(AppointmentEvent):
    """The place was given back 取消预约."""


@event("hotline", "appointment.near")
@dataclass(frozen=True, kw_only=True)
class AppointmentNear(AppointmentEvent):
    """The appointment is a day ahead, so the resident is to be reminded 预约提醒."""


@event("hotline", "appointment.attended", external=True)
@dataclass(frozen=True, kw_only=True)
class AppointmentAttended(AppointmentEvent):
    """The resident came to the appointment, or missed it 到场记录."""
