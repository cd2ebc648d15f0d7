"""What volunteers are told of which event: the table, and what a text may name."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

from linli.contracts.messages import Language
from linli.contracts.volunteer.attendance import HoursCorrected, VolunteerMissed, VolunteerServed
from linli.contracts.volunteer.engagements import (
    EngagementEnded,
    EngagementEvent,
    EngagementMoved,
    EngagementNear,
    EngagementOffered,
    EngagementState,
)
from linli.contracts.volunteer.people import (
    DocumentExpiring,
    HoursExpiring,
    VolunteerEvent,
    VolunteerRefused,
    VolunteerRegistered,
)
from linli.contracts.volunteer.words import DocumentKind
from services.volunteer.domain.engagements import Engagement

TOLD_OF_TASKS = (
    EngagementOffered,
    EngagementMoved,
    EngagementNear,
    EngagementEnded,
    VolunteerServed,
    VolunteerMissed,
    HoursCorrected,
)
TOLD_OF_THEMSELVES = (VolunteerRegistered, VolunteerRefused, DocumentExpiring, HoursExpiring)
"""The template has the event's name."""
_STANDING = {
    EngagementOffered: EngagementState.OFFERED,
    EngagementMoved: EngagementState.OFFERED,
    EngagementNear: EngagementState.ACCEPTED,
}
"""What an engagement must still be for its volunteer to be told."""
DOCUMENTS = MappingProxyType(
    {
        DocumentKind.CERTIFICATE: {Language.ZH: "资质证书", Language.EN: "certificate"},
        DocumentKind.CHECK: {Language.ZH: "背景核查", Language.EN: "safeguarding check"},
        DocumentKind.INSURANCE: {Language.ZH: "意外保险", Language.EN: "accident insurance"},
    }
)
"""What volunteers read of a document."""


@dataclass(frozen=True)
class Facts:
    """What the texts may name; never who is helped, nor where they live."""

    title: str = ""
    starts: str = ""
    ends: str = ""
    until: str = ""
    hours: str = ""
    document: str = ""
    days: str = ""
    reason: str = ""


def is_told(event: EngagementEvent, engagement: Engagement) -> bool:
    """Whether the volunteer is told of this: not of what they did themselves, nor of what is not so any more."""
    if isinstance(event, EngagementEnded):
        return event.state is EngagementState.WITHDRAWN
    if isinstance(event, VolunteerServed):
        return bool(event.hours)
    wanted = _STANDING.get(type(event))
    return wanted is None or (engagement.state is wanted and engagement.sequence >= event.sequence)


def template_of(event: EngagementEvent | VolunteerEvent) -> str:
    """The name of the template; a document that has ended has one of its own."""
    return "document.expired" if isinstance(event, DocumentExpiring) and not event.days else event.name
