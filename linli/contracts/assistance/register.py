"""The register of persons and households 居民底册: the calls that keep it, and how people are shown, masked."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from marshmallow import validate

from linli.contracts.assistance.programs import HouseholdFacts, MemberFacts
from linli.contracts.base import AreaCode, ShortText, text
from linli.contracts.hotline.words import Phone

PersonName = Annotated[str, text(1, 60)]
IdNumber = Annotated[str, text(18, 18)]
Reason = Annotated[str, text(2, 200)]


class MemberRelation(StrEnum):
    """What a member is to the head of the household (民发〔2021〕57号 art. 7)."""

    HEAD = "head"
    SPOUSE = "spouse"
    MINOR_CHILD = "minor_child"
    DEPENDENT_CHILD = "dependent_child"
    SUPPORTED = "supported"


class Kin(StrEnum):
    """What two persons are to each other, whether or not they live together."""

    SPOUSE = "spouse"
    PARENT_CHILD = "parent_child"
    SIBLING = "sibling"
    IN_LAW = "in_law"
    OTHER = "other"


class Purpose(StrEnum):
    """What a person agreed their data may be used for."""

    ASSISTANCE = "assistance"
    CARE = "care"
    VOLUNTEERING = "volunteering"
    HOTLINE = "hotline"


class Secret(StrEnum):
    """What of the register is encrypted, and shown in full only for a reason that is written down."""

    NAME = "name"
    ID_NUMBER = "id_number"
    PHONE = "phone"


class DuplicateState(StrEnum):
    """What became of two entries that may be one person."""

    OPEN = "open"
    SAME = "same"
    DIFFERENT = "different"


@dataclass(frozen=True, kw_only=True)
class PersonFacts(MemberFacts):
    """What is known of a person for programs; the age comes from the date of birth."""


@dataclass(frozen=True, kw_only=True)
class RegisterPerson:
    """Enter a person. `consents` are the purposes they agreed to, `agreed_how` how (signed form, by voice…).

    Who has no ID number (a newborn) is entered by the date of birth.
    """

    area_code: AreaCode
    name: PersonName
    consents: Annotated[tuple[Purpose, ...], validate.Length(min=1, max=4)]
    agreed_how: Reason
    id_number: IdNumber | None = None
    born: date | None = None
    phone: Phone | None = None
    facts: PersonFacts = field(default_factory=PersonFacts)


@dataclass(frozen=True, kw_only=True)
class RevisePerson:
    """Say anew what is known of a person."""

    id: UUID
    facts: PersonFacts
    phone: Phone | None = None
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class FindPersons:
    """Look for a person by the whole ID number or telephone number: equal or not found, no part of one is enough."""

    area_code: AreaCode
    id_number: IdNumber | None = None
    phone: Phone | None = None


@dataclass(frozen=True, kw_only=True)
class GetPerson:
    """Ask for one person."""

    id: UUID


@dataclass(frozen=True, kw_only=True)
class ConsentView:
    """A purpose a person agreed to, and until when, if they withdrew it."""

    purpose: Purpose
    given_at: datetime
    withdrawn_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class PersonView:
    """A person, masked."""

    id: UUID
    version: int
    area_code: AreaCode
    name: str
    id_number: str | None
    phone: str | None
    born_in: int
    facts: PersonFacts
    consents: tuple[ConsentView, ...]
    household_id: UUID | None
    merged_into: UUID | None


@dataclass(frozen=True, kw_only=True)
class PersonList:
    """Persons, masked."""

    items: tuple[PersonView, ...]


@dataclass(frozen=True, kw_only=True)
class Unmask:
    """See one secret of a person in full, for a reason; it is written down who saw what and why."""

    id: UUID
    secret: Secret
    reason: Reason


@dataclass(frozen=True, kw_only=True)
class Unmasked:
    """The secret."""

    value: str | None


@dataclass(frozen=True, kw_only=True)
class ListLooks:
    """Ask who has seen a person's secrets."""

    id: UUID


@dataclass(frozen=True, kw_only=True)
class LookView:
    """Who saw what, when, and why."""

    at: datetime
    account_id: UUID
    secret: Secret
    reason: str


@dataclass(frozen=True, kw_only=True)
class LookList:
    """Looks at a person's secrets, the latest first."""

    items: tuple[LookView, ...]


@dataclass(frozen=True, kw_only=True)
class SetConsent:
    """Take down that a person agrees to a purpose, or withdraws it; withdrawn for assistance, nothing new begins."""

    id: UUID
    purpose: Purpose
    given: bool
    how: Reason


@dataclass(frozen=True, kw_only=True)
class StateKin:
    """Take down that two persons are related; it is never taken away again."""

    id: UUID
    other_id: UUID
    kin: Kin


@dataclass(frozen=True, kw_only=True)
class Kept:
    """It was taken down."""

    id: UUID


@dataclass(frozen=True, kw_only=True)
class RegisterStaff:
    """Take down which person of the register an account is: who handles cases must be known. It stays for good."""

    area_code: AreaCode
    account_id: UUID
    person_id: UUID


@dataclass(frozen=True, kw_only=True)
class NewMember:
    """A person who belongs to a household, since a day (today, unless given)."""

    person_id: UUID
    relation: MemberRelation
    since: date | None = None


@dataclass(frozen=True, kw_only=True)
class OpenHousehold:
    """Enter a household with its members; one of them is the head."""

    area_code: AreaCode
    members: Annotated[tuple[NewMember, ...], validate.Length(min=1, max=30)]
    facts: HouseholdFacts = field(default_factory=HouseholdFacts)


@dataclass(frozen=True, kw_only=True)
class GetHousehold:
    """Ask for one household as it is, or was on a day."""

    id: UUID
    at: date | None = None


@dataclass(frozen=True, kw_only=True)
class ReviseHousehold:
    """Say anew what is known of a household."""

    id: UUID
    facts: HouseholdFacts
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class JoinHousehold:
    """A person joins a household."""

    id: UUID
    member: NewMember
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class LeaveHousehold:
    """A member leaves, on a day (today, unless given), for a reason (art. 7: away, in prison, missing, grown up)."""

    id: UUID
    person_id: UUID
    reason: ShortText
    until: date | None = None
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class MembershipView:
    """A member of a household, masked."""

    person_id: UUID
    name: str
    relation: MemberRelation
    since: date
    until: date | None


@dataclass(frozen=True, kw_only=True)
class HouseholdView:
    """A household and who belongs to it."""

    id: UUID
    version: int
    area_code: AreaCode
    facts: HouseholdFacts
    members: tuple[MembershipView, ...]


@dataclass(frozen=True, kw_only=True)
class ProposePrograms:
    """Ask what every program says of a household of the register."""

    id: UUID


@dataclass(frozen=True, kw_only=True)
class ListDuplicates:
    """Ask for the entries of an area that may be one person."""

    area_code: AreaCode
    limit: Annotated[int, validate.Range(1, 200)] = 50


@dataclass(frozen=True, kw_only=True)
class PersonDuplicateView:
    """Two entries that may be one person: `score` of 100, and what speaks for it."""

    id: UUID
    version: int
    one: PersonView
    other: PersonView
    score: int
    reasons: tuple[str, ...]
    state: DuplicateState


@dataclass(frozen=True, kw_only=True)
class PersonDuplicates:
    """Entries that may be one person, the likeliest first."""

    items: tuple[PersonDuplicateView, ...]


@dataclass(frozen=True, kw_only=True)
class DecideDuplicate:
    """Say whether two entries are one person. Of the same person the newer entry goes on as a pointer to the older."""

    id: UUID
    same: bool
    reason: Reason
    version: int | None = None
