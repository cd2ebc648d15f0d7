"""The words of volunteering that several contracts share: states, skills, kinds of documents, places, hours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from marshmallow import validate

from linli.contracts.base import END, text
from linli.contracts.hotline.directory import TimeOfDay, Weekday

SkillCode = Annotated[
    str, validate.Length(max=60), validate.Regexp(rf"^[a-z0-9_]+(\.[a-z0-9_]+)*{END}", error="Give a skill's code.")
]
LanguageCode = Annotated[
    str, validate.Regexp(rf"^[a-z]{{2,3}}(-[A-Za-z0-9]{{2,8}})*{END}", error="Give a language such as zh or en.")
]
Metres = Annotated[int, validate.Range(100, 50_000)]
Reason = Annotated[str, text(1, 500)]


class TeamTier(StrEnum):
    """What volunteers are organised in at each tier."""

    FEDERATION = "federation"
    STATION = "station"
    TEAM = "team"


class VolunteerState(StrEnum):
    """Where a volunteer stands in the register."""

    APPLIED = "applied"
    ACTIVE = "active"
    PAUSED = "paused"
    REFUSED = "refused"
    LEFT = "left"


class DocumentKind(StrEnum):
    """What a volunteer's document is: it proves a skill, a check that was passed, or an insurance."""

    CERTIFICATE = "certificate"
    CHECK = "check"
    INSURANCE = "insurance"


class Gender(StrEnum):
    """For wishes such as a woman to help a woman bathe."""

    FEMALE = "female"
    MALE = "male"


@dataclass(frozen=True, kw_only=True)
class WeeklyHours:
    """Free on a weekday (1 is Monday) from one time of day to a later one, in Asia/Shanghai."""

    weekday: Weekday
    begins: TimeOfDay
    ends: TimeOfDay


@dataclass(frozen=True, kw_only=True)
class ExceptionDay:
    """A day unlike its weekday: free at these times, or, without times, not at all."""

    day: date
    begins: TimeOfDay | None = None
    ends: TimeOfDay | None = None


@dataclass(frozen=True, kw_only=True)
class BusyTime:
    """Taken from one moment to another, whatever the week says."""

    begins: datetime
    ends: datetime


@dataclass(frozen=True, kw_only=True)
class Availability:
    """When a volunteer may be asked: the usual week, the days unlike it, and the times that are taken."""

    weekly: Annotated[tuple[WeeklyHours, ...], validate.Length(max=50)] = ()
    exceptions: Annotated[tuple[ExceptionDay, ...], validate.Length(max=366)] = ()
    busy: Annotated[tuple[BusyTime, ...], validate.Length(max=1000)] = ()
