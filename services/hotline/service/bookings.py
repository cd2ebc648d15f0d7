"""The calls about slots and appointments."""

from __future__ import annotations

from uuid import UUID

from linli.calls import call
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
from linli.timers import timer
from linli.work import Work
from services.hotline.service.desk import Desk
from services.hotline.service.knowledge import ANSWERING, EDITORS
from services.hotline.usecases import bookings as usecases


class BookingCalls(Desk):
    """Slots opened, appointments booked, moved, cancelled, attended."""

    @call(OpenSlots, SlotsOpened, roles=EDITORS)
    def open_slots(self, said: OpenSlots, work: Work) -> SlotsOpened:
        """Make slots within a provider's hours."""
        return usecases.open_slots(work, said)

    @call(CloseSlot, SlotView, roles=EDITORS)
    def close_slot(self, said: CloseSlot, work: Work) -> SlotView:
        """Let nobody book a slot any more."""
        return usecases.close_slot(work, said)

    @call(FindSlots, SlotList, changes=False)
    def find_slots(self, said: FindSlots, work: Work) -> SlotList:
        """The next free slots."""
        return usecases.find_slots(work, said)

    @call(BookSlot, AppointmentView, roles=ANSWERING)
    def book_slot(self, said: BookSlot, work: Work) -> AppointmentView:
        """Book a place 预约."""
        return usecases.book(work, said, self.sealer)

    @call(MoveAppointment, AppointmentView, roles=ANSWERING)
    def move_appointment(self, said: MoveAppointment, work: Work) -> AppointmentView:
        """Take a place at another time 改期."""
        return usecases.move(work, said, self.sealer)

    @call(CancelAppointment, AppointmentView, roles=ANSWERING)
    def cancel_appointment(self, said: CancelAppointment, work: Work) -> AppointmentView:
        """Give the place back 取消预约."""
        return usecases.cancel(work, said, self.sealer)

    @call(RecordAttendance, AppointmentView, roles=ANSWERING)
    def record_attendance(self, said: RecordAttendance, work: Work) -> AppointmentView:
        """Whether the resident came 到场, 爽约."""
        return usecases.attend(work, said, self.sealer)

    @call(GetAppointment, AppointmentView, roles=ANSWERING, changes=False)
    def get_appointment(self, said: GetAppointment, work: Work) -> AppointmentView:
        """Show one appointment."""
        return usecases.get(work, said, self.sealer)

    @call(ListAppointments, AppointmentPage, roles=ANSWERING, changes=False)
    def list_appointments(self, said: ListAppointments, work: Work) -> AppointmentPage:
        """A provider's appointments."""
        return usecases.list_appointments(work, said, self.sealer)

    @timer("appointment.reminder")
    def appointment_near(self, subject: UUID, work: Work) -> None:
        """The appointment is a day ahead."""
        usecases.remind(work, subject)
