"""What volunteers do themselves: the calls that the gateway makes for who has shown that a number is theirs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from marshmallow import validate

from linli.contracts.base import AreaCode, Note, text
from linli.contracts.hotline.words import Latitude, Longitude, Mobile
from linli.contracts.messages import Email, Language, Notify
from linli.contracts.volunteer.attendance import Hours, Issue, Proof
from linli.contracts.volunteer.engagements import EngagementState
from linli.contracts.volunteer.people import Calendar, DocumentView, Profile
from linli.contracts.volunteer.teams import Cursor, Limit
from linli.contracts.volunteer.words import Availability, Reason, VolunteerState

FeedToken = Annotated[str, validate.Regexp(r"^[A-Za-z0-9_-]{43}\Z", error="This is no calendar. 日历地址有误。")]


class OwnAction(StrEnum):
    """What a volunteer may do with their part in a task now."""

    ACCEPT = "accept"
    DECLINE = "decline"
    CHECK_IN = "check_in"
    CHECK_OUT = "check_out"
    DISPUTE = "dispute"


@dataclass(frozen=True, kw_only=True)
class GetOwnVolunteer:
    """Ask what the register says of the volunteer with this number."""

    phone: Mobile


@dataclass(frozen=True, kw_only=True)
class OwnVolunteer:
    """A volunteer as they see themselves; name, number and e-mail address are masked.

    `calendar_since`: since when their calendar can be read at an address of its own, None when it cannot.
    """

    id: UUID
    version: int
    area_code: AreaCode
    state: VolunteerState
    name: str
    phone: str
    profile: Profile
    availability: Availability
    documents: tuple[DocumentView, ...]
    teams: tuple[UUID, ...]
    note: str
    registered_at: datetime
    email: str | None
    language: Language
    notify: Notify | None
    calendar_since: datetime | None


@dataclass(frozen=True, kw_only=True)
class MoveOwn:
    """Pause, be asked again, or leave; nobody needs a reason (志愿服务条例 art. 25)."""

    phone: Mobile
    state: Annotated[
        VolunteerState, validate.OneOf([VolunteerState.PAUSED, VolunteerState.ACTIVE, VolunteerState.LEFT])
    ]
    reason: Annotated[str, text(0, 500)] = ""
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class SetOwnAvailability:
    """Say when one may be asked."""

    phone: Mobile
    availability: Availability
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class ReadOwnCalendar:
    """Say it by an iCalendar text, as in `ReadCalendar`."""

    phone: Mobile
    calendar: Calendar
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class SetOwnWish:
    """Say how one wants to be told: by SMS unless `notify` says otherwise, or by nothing."""

    phone: Mobile
    email: Email | None = None
    language: Language = Language.ZH
    notify: Notify | None = None
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class ListOwnSkills:
    """Ask which skills a volunteer may have, as who would be one may, too."""

    phone: Mobile


@dataclass(frozen=True, kw_only=True)
class ListOwnOffers:
    """Ask for one's offers and engagements, the latest to begin first; `open`: only those that are not over."""

    phone: Mobile
    open: bool = False
    cursor: Cursor | None = None
    limit: Limit = 50


@dataclass(frozen=True, kw_only=True)
class OwnOffer:
    """One's part in a task, why one is asked, what came of it, and what may be done now."""

    id: UUID
    version: int
    task_id: UUID
    title: str
    area_code: AreaCode
    role: str
    state: EngagementState
    starts_at: datetime
    ends_at: datetime
    latitude: float | None
    longitude: float | None
    dangerous: bool
    expires_at: datetime | None
    why_zh: str
    why_en: str
    arrived_at: datetime | None
    left_at: datetime | None
    hours: Decimal | None
    issue: Issue | None
    disputed_hours: Decimal | None
    dispute: str
    decision: str
    actions: tuple[OwnAction, ...]


@dataclass(frozen=True, kw_only=True)
class OwnOfferPage:
    """A page of one's offers and engagements."""

    items: tuple[OwnOffer, ...]
    next_cursor: str | None


@dataclass(frozen=True, kw_only=True)
class AnswerOwnOffer:
    """Take an offered place, decline it without a reason, or say after taking it that one cannot come."""

    id: UUID
    phone: Mobile
    note: Note = ""
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class CheckOwn:
    """Say that one is there, or is leaving, by the task's code, its QR code or the place."""

    id: UUID
    phone: Mobile
    proof: Annotated[Proof, validate.OneOf([Proof.CODE, Proof.QR, Proof.PLACE])]
    code: Annotated[str, text(1, 200)] | None = None
    latitude: Latitude | None = None
    longitude: Longitude | None = None
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class DisputeOwnHours:
    """Say that the recorded hours are not right, and what they should be; somebody else decides."""

    id: UUID
    phone: Mobile
    hours: Hours
    reason: Reason
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class GetOwnHours:
    """Ask what one holds."""

    phone: Mobile


@dataclass(frozen=True, kw_only=True)
class ListOwnHourLines:
    """Ask for a page of one's own statement, the latest first."""

    phone: Mobile
    cursor: Cursor | None = None
    limit: Limit = 50


@dataclass(frozen=True, kw_only=True)
class GetOwnStatement:
    """Ask for one's own statement of up to a year."""

    phone: Mobile
    since: date
    until: date


@dataclass(frozen=True, kw_only=True)
class ListOwnCertificates:
    """Ask for one's own certificates, the latest first."""

    phone: Mobile
    cursor: Cursor | None = None
    limit: Limit = 50


@dataclass(frozen=True, kw_only=True)
class GetOwnCertificate:
    """Ask for one of one's own certificates."""

    id: UUID
    phone: Mobile


@dataclass(frozen=True, kw_only=True)
class OpenFeed:
    """Have one's calendar read at a new address, which nobody can guess; the one before is good no more."""

    phone: Mobile


@dataclass(frozen=True, kw_only=True)
class FeedOpened:
    """What the address of the calendar ends in, shown this once."""

    token: FeedToken


@dataclass(frozen=True, kw_only=True)
class CloseFeed:
    """Have one's calendar read at no address."""

    phone: Mobile


@dataclass(frozen=True, kw_only=True)
class ReadFeed:
    """Ask for the calendar that is read at an address."""

    token: FeedToken
