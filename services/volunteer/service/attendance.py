"""The calls about attendance, and what is due when nobody checked in or out."""

from __future__ import annotations

from uuid import UUID

from linli.calls import call
from linli.contracts.volunteer.attendance import (
    AttendanceCode,
    AttendanceView,
    CheckIn,
    DecideHours,
    DisputeHours,
    ExceptionPage,
    GetAttendanceCode,
    ListExceptions,
)
from linli.timers import timer
from linli.work import Work
from services.volunteer.service.desk import Desk
from services.volunteer.usecases import attendance as usecases
from services.volunteer.usecases.roles import ANSWERERS, COORDINATORS, REGISTER_READERS


class AttendanceCalls(Desk):
    """Who came, who did not, and how many hours count."""

    @call(GetAttendanceCode, AttendanceCode, roles=COORDINATORS, changes=False)
    def get_attendance_code(self, said: GetAttendanceCode, work: Work) -> AttendanceCode:
        """Show the code of a task."""
        return usecases.get_code(work, said, self.secret)

    @call(CheckIn, AttendanceView, roles=ANSWERERS)
    def check_in(self, said: CheckIn, work: Work) -> AttendanceView:
        """A volunteer is there."""
        return usecases.check_in(work, said, self.secret)

    @call(CheckIn, AttendanceView, roles=ANSWERERS)
    def check_out(self, said: CheckIn, work: Work) -> AttendanceView:
        """A volunteer leaves."""
        return usecases.check_out(work, said, self.secret)

    @call(DisputeHours, AttendanceView, roles=ANSWERERS)
    def dispute_hours(self, said: DisputeHours, work: Work) -> AttendanceView:
        """Say that the recorded hours are not right."""
        return usecases.dispute(work, said)

    @call(DecideHours, AttendanceView, roles=COORDINATORS)
    def decide_hours(self, said: DecideHours, work: Work) -> AttendanceView:
        """Decide a dispute."""
        return usecases.decide(work, said)

    @call(ListExceptions, ExceptionPage, roles=REGISTER_READERS, changes=False)
    def list_exceptions(self, said: ListExceptions, work: Work) -> ExceptionPage:
        """Show the exception report of a day."""
        return usecases.list_exceptions(work, said)

    @timer("attendance.no_show")
    def volunteer_missing(self, subject: UUID, work: Work) -> None:
        """Half an hour after the beginning."""
        usecases.did_not_come(work, subject)

    @timer("attendance.check_out")
    def check_out_forgotten(self, subject: UUID, work: Work) -> None:
        """An hour after the end."""
        usecases.did_not_check_out(work, subject)
