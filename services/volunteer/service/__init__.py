"""The volunteer service: calls in, events in, and what each leads to, a module for each of its matters."""

from __future__ import annotations

from services.volunteer.service.attendance import AttendanceCalls
from services.volunteer.service.care import CareCalls
from services.volunteer.service.certificates import CertificateCalls
from services.volunteer.service.deeds import DeedCalls
from services.volunteer.service.dispatch import DispatchCalls
from services.volunteer.service.greetings import GreetingCalls
from services.volunteer.service.hours import HourCalls
from services.volunteer.service.messages import MessageCalls
from services.volunteer.service.own import OwnCalls
from services.volunteer.service.people import PeopleCalls
from services.volunteer.service.tasks import TaskCalls
from services.volunteer.service.teams import TeamCalls


class Volunteer(
    TaskCalls,
    HourCalls,
    CertificateCalls,
    GreetingCalls,
    TeamCalls,
    PeopleCalls,
    DispatchCalls,
    AttendanceCalls,
    DeedCalls,
    MessageCalls,
    OwnCalls,
    CareCalls,
):
    """Owns the register of volunteers, their tasks, and the books of their hours."""
