"""Slots and appointments 预约: places that are never given twice, booked, moved, given back, kept or missed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from uuid import UUID

from linli.contracts.envelope import Event
from linli.contracts.hotline.bookings import (
    AppointmentAttended,
    AppointmentBooked,
    AppointmentCancelled,
    AppointmentEvent,
    AppointmentMoved,
    AppointmentNear,
    AppointmentState,
    AppointmentSummary,
    BookSlot,
)
from linli.contracts.hotline.directory import ProviderContent
from linli.contracts.terms import zh
from linli.errors import Conflict, Invalid
from services.hotline.domain.directory import hours_on

REMINDED_BEFORE = timedelta(hours=24)
MOST_DAYS = 92


@dataclass
class Slot:
    """A time at a provider with so many places; `booked` of them are taken."""

    id: UUID
    provider_id: UUID
    service: str
    starts_at: datetime
    ends_at: datetime
    capacity: int
    booked: int = 0
    closed: bool = False

    def take(self, at: datetime) -> None:
        """Take a place; raises `Conflict` when none is free, the slot has begun or is closed."""
        if self.closed or self.starts_at <= at:
            raise Conflict(
                "slot_over", "This time can be booked no more; choose another.", "该时段已不可预约，请另选。"
            )
        if self.booked >= self.capacity:
            raise Conflict("slot_full", "No place is free at this time; choose another.", "该时段已约满，请另选。")
        self.booked += 1

    def give_back(self) -> None:
        """Give a place back."""
        self.booked -= 1


def slot_times(
    content: ProviderContent, first: date, last: date, minutes: int, zone: tzinfo
) -> Iterator[tuple[datetime, datetime]]:
    """When slots of so many minutes begin and end, in UTC, as many as fit into the hours of each day.

    Raises `Invalid` for days in the wrong order or too many.
    """
    if not timedelta() <= last - first < timedelta(days=MOST_DAYS):
        text, zh = f"Give up to {MOST_DAYS} days, the first one first.", f"起止日期有误，最多{MOST_DAYS}天。"
        raise Invalid("bad_days", text, zh, {"last_day": [f"{text} {zh}"]})
    length = timedelta(minutes=minutes)
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        midnight = datetime.combine(day, time.min, zone)
        for opens, closes in sorted(hours_on(content, day)):
            while opens + length <= closes:
                yield (midnight + opens).astimezone(UTC), (midnight + opens + length).astimezone(UTC)
                opens += length


@dataclass
class Appointment:
    """A resident's place in a slot; the contact is sealed by who keeps it. `sequence` counts its events."""

    id: UUID
    slot_id: UUID
    provider_id: UUID
    service: str
    area_code: str
    starts_at: datetime
    ends_at: datetime
    booked_at: datetime
    contact_name: str
    contact_phone: str
    note: str
    request_id: UUID | None = None
    state: AppointmentState = AppointmentState.BOOKED
    sequence: int = 0

    @classmethod
    def book(
        cls, appointment_id: UUID, slot: Slot, said: BookSlot, contact: tuple[str, str], at: datetime
    ) -> tuple[Appointment, Event]:
        """Take a place in the slot; raises `Conflict` as `Slot.take` does. `contact`: sealed name and telephone."""
        slot.take(at)
        where = (slot.id, slot.provider_id, slot.service, said.area_code, slot.starts_at, slot.ends_at)
        made = cls(appointment_id, *where, at, *contact, said.note, said.request_id)
        return made, made._caused(AppointmentBooked, at)

    def move(self, old: Slot, new: Slot, at: datetime) -> Event:
        """Take a place in another slot instead; raises `Conflict` for another service, or as `Slot.take` does."""
        self._must_be_booked()
        if new.service != self.service or new.id == old.id:
            raise Conflict("not_another_time", "Choose another time of the same service.", "请选择同一服务的其他时段。")
        new.take(at)
        old.give_back()
        self.slot_id, self.provider_id = new.id, new.provider_id
        self.starts_at, self.ends_at = new.starts_at, new.ends_at
        return self._caused(AppointmentMoved, at)

    def cancel(self, slot: Slot, at: datetime, reason: str) -> Event:
        """Give the place back."""
        self._must_be_booked()
        slot.give_back()
        self.state, self.note = AppointmentState.CANCELLED, reason
        return self._caused(AppointmentCancelled, at)

    def attend(self, came: bool, at: datetime) -> Event:
        """Whether the resident came; raises `Conflict` before the slot has begun."""
        self._must_be_booked()
        if at < self.starts_at:
            raise Conflict("not_begun", "The appointment has not begun.", "预约时段尚未开始。")
        self.state = AppointmentState.KEPT if came else AppointmentState.MISSED
        return self._caused(AppointmentAttended, at)

    def remind(self, at: datetime) -> Event | None:
        """The resident is to be reminded, unless the appointment is over or was moved away from now."""
        if self.state is not AppointmentState.BOOKED or not at < self.starts_at <= at + REMINDED_BEFORE:
            return None
        return self._caused(AppointmentNear, at)

    @property
    def reminded_at(self) -> datetime:
        """When the resident is reminded."""
        return self.starts_at - REMINDED_BEFORE

    def _must_be_booked(self) -> None:
        if self.state is not AppointmentState.BOOKED:
            raise Conflict(
                "illegal_transition",
                f"The appointment is {self.state}; only a booked one can be changed.",
                f"当前状态（{zh(self.state)}）不允许该操作。",
            )

    def _caused(self, kind: type[AppointmentEvent], at: datetime) -> Event:
        self.sequence += 1
        summary = AppointmentSummary(
            state=self.state,
            provider_id=self.provider_id,
            service=self.service,
            starts_at=self.starts_at,
            ends_at=self.ends_at,
            request_id=self.request_id,
        )
        return kind(
            subject=self.id,
            area_code=self.area_code,
            sequence=self.sequence,
            occurred_at=at,
            appointment=summary,
        )
