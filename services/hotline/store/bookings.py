"""Every question about slots and appointments."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from linli.contracts.hotline.bookings import AppointmentState, FindSlots, ListAppointments
from linli.db import get, get_to_change, insert_if_new
from linli.errors import existing
from linli.paging import page_of
from services.hotline.domain.booking import Appointment, Slot
from services.hotline.domain.directory import Provider
from services.hotline.store.directory import reaching
from services.hotline.tables.booking import APPOINTMENT, SLOT
from services.hotline.tables.directory import PROVIDER, REACH


def open_slot(session: Session, slot: Slot) -> bool:
    """Keep a new slot; False when the provider has one of this service at this moment."""
    columns = (column.name for column in SLOT.columns)
    return insert_if_new(session, SLOT, {name: getattr(slot, name) for name in columns})


def slots_to_change(session: Session, slot_ids: Iterable[UUID]) -> dict[UUID, Slot]:
    """These slots, kept from others, always in the same order so that nobody waits in a circle; raises `NotFound`."""
    found = {}
    for slot_id in sorted(set(slot_ids)):
        slot = existing(get_to_change(session, Slot, slot_id), "slot", "预约时段")
        found[slot_id] = slot
    return found


def free_slots(session: Session, asked: FindSlots, after: datetime) -> list[tuple[Slot, Provider]]:
    """The next free slots of a service at the providers that serve the area, the earliest first."""
    serving = select(REACH.c.provider_id).where(reaching(asked.area_code))
    wanted = (
        select(Slot, Provider)
        .join(PROVIDER, PROVIDER.c.id == SLOT.c.provider_id)
        .where(SLOT.c.service == asked.service, SLOT.c.starts_at > after, SLOT.c.booked < SLOT.c.capacity)
        .where(~SLOT.c.closed, ~PROVIDER.c.closed, SLOT.c.provider_id.in_(serving))
    )
    if asked.provider_id is not None:
        wanted = wanted.where(SLOT.c.provider_id == asked.provider_id)
    rows = session.execute(wanted.order_by(SLOT.c.starts_at, SLOT.c.id).limit(asked.limit))
    return [(slot, provider) for slot, provider in rows]


def find_appointment(session: Session, appointment_id: UUID, *, to_change: bool = False) -> Appointment | None:
    """The appointment, if there is one, kept from others until the transaction ends if it is to be changed."""
    return get(session, Appointment, appointment_id, to_change=to_change)


def appointment_of(session: Session, appointment_id: UUID, *, to_change: bool = False) -> Appointment:
    """As `find_appointment`; raises `NotFound`."""
    return existing(find_appointment(session, appointment_id, to_change=to_change), "appointment", "预约")


def has_place(session: Session, slot_id: UUID, sealed_phone: str) -> bool:
    """Whether this telephone has a place in the slot."""
    wanted = select(APPOINTMENT.c.id).where(
        APPOINTMENT.c.slot_id == slot_id,
        APPOINTMENT.c.contact_phone == sealed_phone,
        APPOINTMENT.c.state == AppointmentState.BOOKED,
    )
    return session.scalar(wanted) is not None


def appointments_at(session: Session, asked: ListAppointments) -> tuple[list[Appointment], str | None]:
    """A page of a provider's appointments from a moment on, the earliest first."""
    columns = APPOINTMENT.c
    wanted = select(Appointment).where(columns.provider_id == asked.provider_id, columns.starts_at >= asked.since)
    return page_of(session, wanted, (columns.starts_at, columns.id), asked.cursor, asked.limit, oldest_first=True)


def save(session: Session, appointment: Appointment) -> None:
    """Keep a new appointment."""
    session.add(appointment)
    session.flush()
