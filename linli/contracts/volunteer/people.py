"""The calls about volunteers: application and review, profile, availability, documents; the volunteer as shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from marshmallow import validate

from linli.contracts.base import AreaCode, Note, ShortText, text
from linli.contracts.envelope import Event, event
from linli.contracts.hotline.words import Latitude, Longitude, Phone
from linli.contracts.messages import Email, Language, Notify
from linli.contracts.volunteer.teams import Cursor, Limit
from linli.contracts.volunteer.words import (
    Availability,
    DocumentKind,
    Gender,
    LanguageCode,
    Metres,
    Reason,
    SkillCode,
    VolunteerState,
)

Calendar = Annotated[str, text(1, 500_000)]


@dataclass(frozen=True, kw_only=True)
class Profile:
    """What a volunteer may be matched by (志愿服务条例 art. 7, 15). The place is where they set out from.

    `consents_dispatch`: may be offered tasks unasked; `consents_publication`: may be named in public (art. 20).
    """

    birth_date: date
    skills: Annotated[tuple[SkillCode, ...], validate.Length(max=40)] = ()
    languages: Annotated[tuple[LanguageCode, ...], validate.Length(max=10)] = ("zh",)
    gender: Gender | None = None
    radius: Metres = 3000
    latitude: Latitude | None = None
    longitude: Longitude | None = None
    consents_dispatch: bool = False
    consents_publication: bool = False
    guardian_consents: bool = False
    party_member: bool = False


@dataclass(frozen=True, kw_only=True)
class ApplyAsVolunteer:
    """Ask to be taken into the register of an area; somebody of the area decides."""

    area_code: AreaCode
    name: ShortText
    phone: Phone
    profile: Profile
    note: Note = ""


@dataclass(frozen=True, kw_only=True)
class ApplicationTaken:
    """The application is there and will be looked at."""

    id: UUID
    state: VolunteerState


@dataclass(frozen=True, kw_only=True)
class RegisterVolunteer:
    """Take a volunteer into the register at once; `account_id` is theirs where they have one to sign in with."""

    area_code: AreaCode
    name: ShortText
    phone: Phone
    profile: Profile
    account_id: UUID | None = None
    note: Note = ""


@dataclass(frozen=True, kw_only=True)
class ReviewApplication:
    """Take an applicant into the register, or refuse them with a reason."""

    id: UUID
    accept: bool
    reason: Annotated[str, text(0, 500)] = ""
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class MoveVolunteer:
    """Pause a volunteer, have them back, or let them go."""

    id: UUID
    state: VolunteerState
    reason: Annotated[str, text(0, 500)] = ""
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class ReviseProfile:
    """Change what a volunteer is matched by."""

    id: UUID
    profile: Profile
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class SetContactWish:
    """Say how a volunteer wants to be told, who cannot say so themselves: by SMS unless `notify` says otherwise."""

    id: UUID
    email: Email | None = None
    language: Language = Language.ZH
    notify: Notify | None = None
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class SetAvailability:
    """Say when a volunteer may be asked."""

    id: UUID
    availability: Availability
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class ReadCalendar:
    """Say it by an iCalendar text: VAVAILABILITY for the free hours, opaque events for the times that are taken."""

    id: UUID
    calendar: Calendar
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class GetVolunteer:
    """Ask for one volunteer."""

    id: UUID


@dataclass(frozen=True, kw_only=True)
class GetCalendar:
    """Ask for a volunteer's availability as iCalendar."""

    id: UUID


@dataclass(frozen=True, kw_only=True)
class CalendarText:
    """An iCalendar text (RFC 5545, RFC 7953)."""

    calendar: str


@dataclass(frozen=True, kw_only=True)
class ListVolunteers:
    """Ask for the volunteers of an area and below, the newest first; applications are those in state `applied`."""

    area_code: AreaCode
    state: VolunteerState | None = None
    skill: SkillCode | None = None
    cursor: Cursor | None = None
    limit: Limit = 50


@dataclass(frozen=True, kw_only=True)
class RevealContact:
    """See a volunteer's name and telephone number, for a reason that is written down."""

    id: UUID
    reason: Reason


@dataclass(frozen=True, kw_only=True)
class ContactView:
    """How a volunteer is called and reached."""

    id: UUID
    name: str
    phone: str


@dataclass(frozen=True, kw_only=True)
class AddDocument:
    """Put a certificate, a passed check or an insurance on a volunteer's record; its number is kept sealed."""

    id: UUID
    kind: DocumentKind
    code: SkillCode
    issued_on: date
    valid_until: date | None = None
    number: Annotated[str, text(0, 60)] = ""
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class RevokeDocument:
    """Take a document off a volunteer's record, for a reason."""

    id: UUID
    document_id: UUID
    reason: Reason
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class DocumentView:
    """A document of a volunteer; `valid`: it counts today."""

    id: UUID
    kind: DocumentKind
    code: str
    issued_on: date
    valid_until: date | None
    valid: bool


@dataclass(frozen=True, kw_only=True)
class VolunteerView:
    """A volunteer as staff see them, name and number masked; `notify` is how they want to be told, if they said."""

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
    offered: int
    accepted: int
    language: Language
    notify: Notify | None
    account_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class VolunteerRow:
    """A volunteer in a list."""

    id: UUID
    area_code: AreaCode
    state: VolunteerState
    name: str
    skills: tuple[str, ...]
    registered_at: datetime


@dataclass(frozen=True, kw_only=True)
class VolunteerPage:
    """Volunteers, the newest first."""

    items: tuple[VolunteerRow, ...]
    next_cursor: str | None


@dataclass(frozen=True, kw_only=True)
class ListSkills:
    """Ask for the skills there are."""


@dataclass(frozen=True, kw_only=True)
class Skill:
    """A skill; `needs` is the certificate without which it does not count."""

    code: SkillCode
    zh: ShortText
    en: ShortText
    needs: SkillCode | None = None


@dataclass(frozen=True, kw_only=True)
class SkillList:
    """The skills, by code."""

    items: tuple[Skill, ...]


@dataclass(frozen=True, kw_only=True)
class VolunteerEvent(Event):
    """An event of a volunteer; its `subject` is the volunteer's id."""

    state: VolunteerState


@event("volunteer", "volunteer.applied", external=True)
@dataclass(frozen=True, kw_only=True)
class VolunteerApplied(VolunteerEvent):
    """Somebody asked to be a volunteer."""


@event("volunteer", "volunteer.registered")
@dataclass(frozen=True, kw_only=True)
class VolunteerRegistered(VolunteerEvent):
    """A volunteer was taken into the register."""


@event("volunteer", "volunteer.refused")
@dataclass(frozen=True, kw_only=True)
class VolunteerRefused(VolunteerEvent):
    """An applicant was refused."""


@event("volunteer", "volunteer.changed", external=True)
@dataclass(frozen=True, kw_only=True)
class VolunteerChanged(VolunteerEvent):
    """A volunteer's profile, availability, documents or state changed."""


@event("volunteer", "document.expiring")
@dataclass(frozen=True, kw_only=True)
class DocumentExpiring(VolunteerEvent):
    """A volunteer's document ends in so many days; with 0 it has ended."""

    document_id: UUID
    kind: DocumentKind
    code: str
    days: int


@event("volunteer", "hours.expiring")
@dataclass(frozen=True, kw_only=True)
class HoursExpiring(VolunteerEvent):
    """So many of a volunteer's hours are given to the fund on a day unless they are spent before."""

    hours: Decimal
    ends_on: date
