"""The tables of slots and appointments; the database itself refuses a place too many."""

from __future__ import annotations

from sqlalchemy import Boolean, CheckConstraint, Column, ForeignKey, Index, Integer, String, Table, Text, Uuid

from linli.contracts.hotline.bookings import AppointmentState
from linli.db import UtcDateTime, Word
from services.hotline.domain.booking import Appointment, Slot
from services.hotline.tables.mapping import MAPPERS, METADATA

SLOT = Table(
    "slot",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("provider_id", Uuid, ForeignKey("provider.id"), nullable=False),
    Column("service", String(60), nullable=False),
    Column("starts_at", UtcDateTime, nullable=False),
    Column("ends_at", UtcDateTime, nullable=False),
    Column("capacity", Integer, nullable=False),
    Column("booked", Integer, nullable=False),
    Column("closed", Boolean, nullable=False),
    CheckConstraint("booked BETWEEN 0 AND capacity", name="slot_not_overbooked"),
    Index("slot_at", "provider_id", "service", "starts_at", unique=True),
    Index("slot_by_service", "service", "starts_at"),
)

APPOINTMENT = Table(
    "appointment",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("slot_id", Uuid, ForeignKey("slot.id"), nullable=False),
    Column("provider_id", Uuid, ForeignKey("provider.id"), nullable=False),
    Column("service", String(60), nullable=False),
    Column("area_code", String(20), nullable=False),
    Column("starts_at", UtcDateTime, nullable=False),
    Column("ends_at", UtcDateTime, nullable=False),
    Column("booked_at", UtcDateTime, nullable=False),
    Column("contact_name", Text, nullable=False),
    Column("contact_phone", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("request_id", Uuid),
    Column("state", Word(AppointmentState), nullable=False),
    Column("sequence", Integer, nullable=False),
    Index("appointment_at", "provider_id", "starts_at", "id"),
)
_BOOKED = APPOINTMENT.c.state == AppointmentState.BOOKED
Index(
    "appointment_once",
    APPOINTMENT.c.slot_id,
    APPOINTMENT.c.contact_phone,
    unique=True,
    sqlite_where=_BOOKED,
    postgresql_where=_BOOKED,
)
"""One telephone has one place in a slot."""

MAPPERS.map_imperatively(Slot, SLOT)
MAPPERS.map_imperatively(Appointment, APPOINTMENT)
