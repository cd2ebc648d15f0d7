"""Slots opened, appointments booked, moved, cancelled, attended, and the resident reminded."""

from __future__ import annotations

from uuid import UUID, uuid4, uuid5

from linli import timers
from linli.clock import LOCAL
from linli.contracts.hotline.bookings import (
    AppointmentPage,
    AppointmentView,
    BookSlot,
    CancelAppointment,
    CloseSlot,
    FindSlots,
    GetAppointment,
    ListAppointments,
    MoveAppointment,
    OpenSlots,
    RecordAttendance,
    SlotList,
    SlotsOpened,
    SlotView,
)
from linli.errors import Conflict, Invalid
from linli.sealing import Sealer, masked_name, masked_phone
from linli.work import Work
from services.hotline.domain.booking import Appointment, Slot, slot_times
from services.hotline.domain.directory import Provider
from services.hotline.store import bookings as store
from services.hotline.store.directory import provider_of
from services.hotline.store.requests import request_of
from services.hotline.usecases.numbers import sealed_number

Change = MoveAppointment | CancelAppointment | RecordAttendance


def open_slots(work: Work, said: OpenSlots) -> SlotsOpened:
    """Make slots within the provider's hours."""
    provider = provider_of(work.session, said.provider_id)
    work.authorise(provider.area_code, "provider", "服务商")
    if said.service not in provider.content.services:
        text, zh = "The provider does not offer this service.", "该服务商不提供此服务。"
        raise Invalid("unfit_provider", text, zh, {"service": [f"{text} {zh}"]})
    opened = known = 0
    for starts_at, ends_at in slot_times(provider.content, said.first_day, said.last_day, said.minutes, LOCAL):
        slot_id = uuid5(provider.id, f"{said.service}|{starts_at.isoformat()}")
        made = store.open_slot(
            work.session, Slot(slot_id, provider.id, said.service, starts_at, ends_at, said.capacity)
        )
        opened, known = opened + made, known + (not made)
    return SlotsOpened(provider_id=provider.id, opened=opened, known=known)


def close_slot(work: Work, said: CloseSlot) -> SlotView:
    """Let nobody book the slot any more."""
    slot = store.slots_to_change(work.session, [said.id])[said.id]
    provider = provider_of(work.session, slot.provider_id)
    work.authorise(provider.area_code, "slot", "预约时段")
    slot.closed = True
    return _slot_view(slot, provider)


def find_slots(work: Work, said: FindSlots) -> SlotList:
    """The next free slots."""
    work.authorise(said.area_code, "area", "区域")
    found = store.free_slots(work.session, said, max(said.after or work.now, work.now))
    return SlotList(items=tuple(_slot_view(slot, provider) for slot, provider in found))


def book(work: Work, said: BookSlot, sealer: Sealer) -> AppointmentView:
    """Book a place; one telephone has one place in a slot."""
    work.authorise(said.area_code, "area", "区域")
    if said.request_id is not None:
        work.authorise(request_of(work.session, said.request_id).area_code, "request", "诉求")
    slot = store.slots_to_change(work.session, [said.slot_id])[said.slot_id]
    contact = sealer.seal(said.contact_name, "name"), sealed_number(sealer, said.contact_phone)
    _refuse_second_place(work, slot.id, contact[1])
    appointment, event = Appointment.book(uuid4(), slot, said, contact, work.now)
    store.save(work.session, appointment)
    _remind_later(work, appointment)
    work.emit(event)
    return view(appointment, sealer)


def move(work: Work, said: MoveAppointment, sealer: Sealer) -> AppointmentView:
    """Take a place in another slot instead."""
    appointment = _to_change(work, said)
    slots = store.slots_to_change(work.session, [appointment.slot_id, said.slot_id])
    _refuse_second_place(work, said.slot_id, appointment.contact_phone)
    event = appointment.move(slots[appointment.slot_id], slots[said.slot_id], work.now)
    _remind_later(work, appointment)
    work.emit(event)
    return view(appointment, sealer)


def cancel(work: Work, said: CancelAppointment, sealer: Sealer) -> AppointmentView:
    """Give the place back."""
    appointment = _to_change(work, said)
    slot = store.slots_to_change(work.session, [appointment.slot_id])[appointment.slot_id]
    event = appointment.cancel(slot, work.now, said.reason)
    timers.cancel(work.session, "appointment.reminder", appointment.id)
    work.emit(event)
    return view(appointment, sealer)


def attend(work: Work, said: RecordAttendance, sealer: Sealer) -> AppointmentView:
    """Note whether the resident came."""
    appointment = _to_change(work, said)
    work.emit(appointment.attend(said.came, work.now))
    return view(appointment, sealer)


def remind(work: Work, appointment_id: UUID) -> None:
    """The appointment is a day ahead."""
    appointment = store.find_appointment(work.session, appointment_id, to_change=True)
    event = appointment.remind(work.now) if appointment else None
    if event is not None:
        work.emit(event)


def get(work: Work, said: GetAppointment, sealer: Sealer) -> AppointmentView:
    """One appointment."""
    appointment = store.appointment_of(work.session, said.id)
    work.authorise(appointment.area_code, "appointment", "预约")
    return view(appointment, sealer)


def list_appointments(work: Work, said: ListAppointments, sealer: Sealer) -> AppointmentPage:
    """A provider's appointments, for staff of the provider's area."""
    provider = provider_of(work.session, said.provider_id)
    work.authorise(provider.area_code, "provider", "服务商")
    found, cursor = store.appointments_at(work.session, said)
    return AppointmentPage(items=tuple(view(one, sealer) for one in found), next_cursor=cursor)


def _to_change(work: Work, said: Change) -> Appointment:
    appointment = store.appointment_of(work.session, said.id, to_change=True)
    work.authorise(appointment.area_code, "appointment", "预约")
    work.expect(said.version, appointment.sequence)
    return appointment


def _refuse_second_place(work: Work, slot_id: UUID, sealed_phone: str) -> None:
    if store.has_place(work.session, slot_id, sealed_phone):
        raise Conflict("booked_already", "This telephone has a place at this time.", "该电话已预约此时段。")


def _remind_later(work: Work, appointment: Appointment) -> None:
    """Put the reminder at a day before, or take it away where that has passed."""
    if appointment.reminded_at > work.now:
        timers.put(work.session, "appointment.reminder", appointment.id, appointment.reminded_at)
    else:
        timers.cancel(work.session, "appointment.reminder", appointment.id)


def _slot_view(slot: Slot, provider: Provider) -> SlotView:
    return SlotView(
        id=slot.id,
        provider_id=provider.id,
        provider=provider.content.name,
        service=slot.service,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        capacity=slot.capacity,
        free=slot.capacity - slot.booked,
        closed=slot.closed,
    )


def view(appointment: Appointment, sealer: Sealer) -> AppointmentView:
    """An appointment as it is shown."""
    return AppointmentView(
        id=appointment.id,
        version=appointment.sequence,
        slot_id=appointment.slot_id,
        provider_id=appointment.provider_id,
        service=appointment.service,
        area_code=appointment.area_code,
        request_id=appointment.request_id,
        state=appointment.state,
        starts_at=appointment.starts_at,
        ends_at=appointment.ends_at,
        contact_name=masked_name(sealer.open(appointment.contact_name, "name")),
        contact_phone=masked_phone(sealer.open(appointment.contact_phone, "phone")),
        note=appointment.note,
        booked_at=appointment.booked_at,
    )
