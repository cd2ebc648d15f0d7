"""The volunteer 志愿者: applied, reviewed, in the register, paused, gone; and the documents on their record."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from types import MappingProxyType
from uuid import UUID

from linli.areas import path_of
from linli.contracts.terms import zh
from linli.contracts.volunteer.people import (
    DocumentExpiring,
    HoursExpiring,
    Profile,
    VolunteerApplied,
    VolunteerChanged,
    VolunteerEvent,
    VolunteerRefused,
    VolunteerRegistered,
)
from linli.contracts.volunteer.words import Availability, DocumentKind, VolunteerState
from linli.errors import Conflict, Invalid
from services.volunteer.domain import availability as hours

YOUNGEST, OF_AGE = 8, 18
"""Below 8 nobody volunteers; until 18 a guardian consents (民法典 art. 19)."""
REMINDERS = (30, 7, 0)
"""Days before a document ends at which its volunteer and their coordinator hear of it."""

TRANSITIONS = MappingProxyType(
    {
        (VolunteerState.APPLIED, VolunteerState.ACTIVE): VolunteerRegistered,
        (VolunteerState.APPLIED, VolunteerState.REFUSED): VolunteerRefused,
        (VolunteerState.ACTIVE, VolunteerState.PAUSED): VolunteerChanged,
        (VolunteerState.PAUSED, VolunteerState.ACTIVE): VolunteerChanged,
        (VolunteerState.ACTIVE, VolunteerState.LEFT): VolunteerChanged,
        (VolunteerState.PAUSED, VolunteerState.LEFT): VolunteerChanged,
        (VolunteerState.LEFT, VolunteerState.ACTIVE): VolunteerRegistered,
    }
)
"""From which state to which, and the event that tells of it."""
IN_REGISTER = frozenset({VolunteerState.APPLIED, VolunteerState.ACTIVE, VolunteerState.PAUSED})
"""In these states a telephone number stands for one volunteer only."""


def age_on(birth: date, day: date) -> int:
    """Completed years."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


@dataclass(eq=False)
class Volunteer:
    """A volunteer. `name` and `phone` are sealed; `claim` is the sealed number while it stands for them alone."""

    id: UUID
    area_code: str
    path: str
    state: VolunteerState
    name: str
    phone: str
    claim: str | None
    account_id: UUID | None
    profile: Profile
    registered_at: datetime
    note: str = ""
    availability: Availability = field(default_factory=Availability)
    latitude: float | None = None
    longitude: float | None = None
    offered: int = 0
    accepted: int = 0
    sequence: int = 0

    @classmethod
    def apply(
        cls,
        volunteer_id: UUID,
        area_code: str,
        contact: tuple[str, str],
        profile: Profile,
        at: datetime,
        today: date,
        note: str = "",
    ) -> tuple[Volunteer, VolunteerEvent]:
        """An applicant with sealed name and number; raises `Invalid` as `check_profile` does."""
        check_profile(profile, today)
        name, phone = contact
        made = cls(
            volunteer_id, area_code, path_of(area_code), VolunteerState.APPLIED, name, phone, phone, None, profile,
            at, note,
        )  # fmt: skip
        made._place()
        return made, made._caused(VolunteerApplied, at)

    def move(self, state: VolunteerState, at: datetime, reason: str) -> VolunteerEvent:
        """Into another state; raises `Conflict` where it cannot be, `Invalid` for a refusal without a reason."""
        event = TRANSITIONS.get((self.state, state))
        if event is None:
            raise Conflict(
                "illegal_transition",
                f"A volunteer who is {self.state} cannot become {state}.",
                f"志愿者当前为{zh(self.state)}，不能变为{zh(state)}。",
            )
        if state is VolunteerState.REFUSED and not reason.strip():
            text, told = "Give the reason for the refusal.", "请填写不通过的原因。"
            raise Invalid("reason_missing", text, told, {"reason": [f"{text} {told}"]})
        self.state = state
        self.claim = self.phone if state in IN_REGISTER else None
        self.note = reason or self.note
        return self._caused(event, at)

    def revise(self, profile: Profile, at: datetime, today: date) -> VolunteerEvent:
        """Other skills, another radius…; raises `Invalid` as `check_profile` does."""
        check_profile(profile, today)
        self.profile = profile
        self._place()
        return self.changed(at)

    def be_free(self, availability: Availability, at: datetime) -> VolunteerEvent:
        """May be asked at these times; raises `Invalid` for times that are not right."""
        hours.check(availability)
        self.availability = availability
        return self.changed(at)

    def changed(self, at: datetime) -> VolunteerEvent:
        """Something on their record is different."""
        return self._caused(VolunteerChanged, at)

    def document_ends(self, document: Document, at: datetime, today: date) -> DocumentExpiring:
        """One of their documents ends, or has ended."""
        self.sequence += 1
        left = max((document.valid_until - today).days, 0) if document.valid_until else 0
        return DocumentExpiring(
            subject=self.id,
            area_code=self.area_code,
            sequence=self.sequence,
            occurred_at=at,
            state=self.state,
            document_id=document.id,
            kind=document.kind,
            code=document.code,
            days=left,
        )

    def hours_end(self, hours: Decimal, ends_on: date, at: datetime) -> HoursExpiring:
        """Hours of theirs run out on a day unless they are spent."""
        self.sequence += 1
        return HoursExpiring(
            subject=self.id,
            area_code=self.area_code,
            sequence=self.sequence,
            occurred_at=at,
            state=self.state,
            hours=hours,
            ends_on=ends_on,
        )

    def _place(self) -> None:
        """The place to set out from, to some hundred metres: near enough to match, and not a front door."""
        near = self.profile.latitude, self.profile.longitude
        self.latitude, self.longitude = (None if one is None else round(one, 3) for one in near)
        self.profile = replace(self.profile, latitude=self.latitude, longitude=self.longitude)

    def _caused(self, event: type[VolunteerEvent], at: datetime) -> VolunteerEvent:
        self.sequence += 1
        return event(
            subject=self.id, area_code=self.area_code, sequence=self.sequence, occurred_at=at, state=self.state
        )


@dataclass(eq=False)
class Document:
    """A certificate, check or insurance; its number is sealed. It counts from its issue to its last day."""

    id: UUID
    volunteer_id: UUID
    kind: DocumentKind
    code: str
    number: str
    issued_on: date
    valid_until: date | None
    revoked: bool = False

    def valid_on(self, day: date) -> bool:
        """Whether it counts on the day."""
        begun = not self.revoked and self.issued_on <= day
        return begun and (self.valid_until is None or day <= self.valid_until)

    def next_reminder(self, today: date) -> date | None:
        """The next day to tell of its end: 30 and 7 days before, and the day after its last."""
        if self.valid_until is None or self.revoked:
            return None
        days = (
            self.valid_until - timedelta(days=one) if one else self.valid_until + timedelta(days=1) for one in REMINDERS
        )
        return next((day for day in days if day > today), None)


def check_profile(profile: Profile, today: date) -> None:
    """Raises `Invalid` for who is too young or without a guardian's consent, and for half a place."""
    age = age_on(profile.birth_date, today)
    if not YOUNGEST <= age <= 110:
        raise _bad("birth_date", f"Volunteers are {YOUNGEST} years old or more.", f"志愿者须年满{YOUNGEST}周岁。")
    if age < OF_AGE and not profile.guardian_consents:
        text, told = "Until 18 a guardian must consent.", "未满18周岁须经监护人同意。"
        raise _bad("guardian_consents", text, told)
    if (profile.latitude is None) != (profile.longitude is None):
        raise _bad("latitude", "Give both coordinates or none.", "经纬度须同时填写。")


def check_skills(skills: Collection[str], known: Collection[str]) -> None:
    """Raises `Invalid` for a skill that is not in the catalogue."""
    unknown = next((one for one in skills if one not in known), None)
    if unknown is not None:
        raise _bad("skills", f"There is no skill {unknown}.", f"没有技能 {unknown}。")


def _bad(name: str, message: str, message_zh: str) -> Invalid:
    return Invalid("bad_profile", message, message_zh, {f"profile.{name}": [f"{message} {message_zh}"]})
