"""Who is told what of which event: the table, and what a text may name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from linli.contracts.hotline import bookings, events
from linli.contracts.hotline.call_backs import Complaint
from linli.contracts.hotline.events import RequestEvent
from linli.contracts.messages import Audience
from services.hotline.domain.routing import Unit

GOOD = 3
"""The lowest of the levels of satisfaction that are good."""

_CITIZEN = frozenset({Audience.CITIZEN})
_UNIT = frozenset({Audience.UNIT})
TOLD: Mapping[type[RequestEvent], frozenset[Audience]] = MappingProxyType(
    {
        events.RequestOpened: _CITIZEN,
        events.RequestDispatched: _UNIT,
        events.RequestReturned: _UNIT,
        events.RequestExtensionDecided: _CITIZEN | _UNIT,
        events.RequestSupervised: _UNIT,
        events.RequestRefused: _UNIT,
        events.RequestReopened: _UNIT,
        events.RequestSettled: _CITIZEN,
        events.RequestMerged: _CITIZEN,
        events.RequestClosed: _CITIZEN,
        events.RequestWithdrawn: _UNIT,
        events.RequestWarned: _UNIT,
        events.RequestBreached: _UNIT,
        events.RequestEscalated: _UNIT,
        events.RequestDisputed: _UNIT,
        events.RequestExtensionAsked: _UNIT,
    }
)
"""Who is told of an event; the template has the event's name, with `.unit` where both are told."""

APPOINTMENTS = (
    bookings.AppointmentBooked,
    bookings.AppointmentMoved,
    bookings.AppointmentNear,
    bookings.AppointmentCancelled,
)
"""What residents are told of their appointments; the template has the event's name."""

SHARED = (events.RequestSettled, events.RequestClosed)
"""What all are told whose requests were merged into this one, whatever its own citizen said of it."""

COMPLAINTS: Mapping[Complaint, str] = MappingProxyType(
    {
        Complaint.SLOW: "办理太慢",
        Complaint.UNRESOLVED: "问题未解决",
        Complaint.ATTITUDE: "服务态度差",
        Complaint.NOT_CONTACTED: "未联系本人",
        Complaint.UNFAIR: "处理不公",
        Complaint.OTHER: "其他",
    }
)
"""What units read of a bad rating."""


@dataclass(frozen=True)
class Facts:
    """What the texts may name. Of what the citizen said only the title, and that shortened."""

    code: str
    title: str
    category: str
    due: str
    complaints: str = ""


@dataclass(frozen=True)
class AppointmentFacts:
    """What the texts about an appointment may name."""

    service: str
    provider: str
    address: str
    starts: str


def is_told(audience: Audience, event: RequestEvent, answered_at_once: bool) -> bool:
    """Whether this one is told of this event: not the citizen who was answered on the phone, or has just rated it
    well, or whose unit was refused more time.
    """
    if audience is Audience.UNIT:
        return True
    if isinstance(event, events.RequestExtensionDecided):
        return event.approved
    rated = isinstance(event, events.RequestClosed) and (event.request.satisfaction or 0) >= GOOD
    return not answered_at_once and not rated


def unit_told(event: RequestEvent) -> Unit:
    """The unit that is told: the responsible one, or the one above it where that must see to it or decide."""
    said = event.request
    unit = Unit(said.unit_area, said.department)
    match event:
        case events.RequestEscalated():
            return Unit(said.escalated_to or said.unit_area, said.department)
        case events.RequestDisputed():
            return Unit(said.dispute_area or said.unit_area, said.department)
        case events.RequestExtensionAsked():
            return unit.one_tier_up()
        case _:
            return unit


def template_of(audience: Audience, event: RequestEvent) -> str:
    """The name of the template."""
    both = len(TOLD[type(event)]) > 1
    return f"{event.name}.unit" if both and audience is Audience.UNIT else event.name
