"""The calls about planned tasks, their series, and who is engaged in them, and the events of an engagement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from marshmallow import validate

from linli.contracts.base import AreaCode, Note, ShortText, text
from linli.contracts.envelope import Event, event
from linli.contracts.hotline.words import Latitude, Longitude
from linli.contracts.volunteer.words import Gender, LanguageCode, Reason, SkillCode

Rule5545 = Annotated[str, text(5, 500)]


class EngagementState(StrEnum):
    """Where a volunteer stands with a task."""

    OFFERED = "offered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    CANCELLED = "cancelled"
    PRESENT = "present"
    SERVED = "served"
    MISSED = "missed"


class MatchRule(StrEnum):
    """The hard rules of a match; one that fails keeps a volunteer out of the offers of a task."""

    ACTIVE = "active"
    CONSENT = "consent"
    ASKED = "asked"
    HOLDS = "holds"
    AGE = "age"
    SKILL = "skill"
    CERTIFICATE = "certificate"
    CHECK = "check"
    INSURANCE = "insurance"
    GENDER = "gender"
    LANGUAGE = "language"
    REACH = "reach"
    FREE = "free"


@dataclass(frozen=True, kw_only=True)
class TaskRole:
    """A part in a task: how many take it, and what they must be able to do."""

    code: SkillCode = "helper"
    places: Annotated[int, validate.Range(1, 200)] = 1
    skills: Annotated[tuple[SkillCode, ...], validate.Length(max=10)] = ()


@dataclass(frozen=True, kw_only=True)
class TaskPlan:
    """When, where, by whom and for whom a task is done.

    `dangerous` calls for an accident insurance (志愿服务条例 art. 17); `check` names a safeguarding check that must
    have been passed; `beneficiary_id` is the same for the same person or household, and says nothing else of them.
    """

    title: ShortText
    starts_at: datetime
    ends_at: datetime
    roles: Annotated[tuple[TaskRole, ...], validate.Length(min=1, max=10)] = (TaskRole(),)
    latitude: Latitude | None = None
    longitude: Longitude | None = None
    youngest: Annotated[int, validate.Range(8, 100)] = 18
    dangerous: bool = False
    urgent: bool = False
    gender: Gender | None = None
    language: LanguageCode | None = None
    check: SkillCode | None = None
    beneficiary_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class OpenPlannedTask:
    """Open a task by hand."""

    area_code: AreaCode
    category: SkillCode
    plan: TaskPlan
    note: Note = ""


@dataclass(frozen=True, kw_only=True)
class PlanTask:
    """Say when, where and by whom an open task is done, as of one that a request called for."""

    id: UUID
    plan: TaskPlan
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class MoveTask:
    """Do a planned task at another time; who is asked or has taken a place is asked anew, for nobody is bound to it."""

    id: UUID
    starts_at: datetime
    ends_at: datetime
    reason: Reason
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class OpenSeries:
    """Open the same task again and again by a rule of RFC 5545, counted from the first one's beginning."""

    area_code: AreaCode
    category: SkillCode
    plan: TaskPlan
    rule: Rule5545
    excluded: Annotated[tuple[date, ...], validate.Length(max=366)] = ()


@dataclass(frozen=True, kw_only=True)
class EndSeries:
    """Open no more tasks of a series; those that have not begun are given up."""

    id: UUID
    reason: Reason
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class GetSeries:
    """Ask for one series."""

    id: UUID


@dataclass(frozen=True, kw_only=True)
class SeriesView:
    """A series of tasks; `next` are the next moments by its rule."""

    id: UUID
    version: int
    area_code: AreaCode
    category: str
    plan: TaskPlan
    rule: str
    excluded: tuple[date, ...]
    made_until: datetime
    ended: bool
    next: tuple[datetime, ...]


@dataclass(frozen=True, kw_only=True)
class OfferPlace:
    """Offer a place in a planned task to a volunteer by hand; where a rule stands against it, with the reason."""

    id: UUID
    volunteer_id: UUID
    role: SkillCode | None = None
    reason: Annotated[str, text(0, 500)] = ""
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class AnswerOffer:
    """Take an offered place, decline it, or say after taking it that one cannot come."""

    id: UUID
    version: int | None = None
    note: Note = ""


@dataclass(frozen=True, kw_only=True)
class WithdrawOffer:
    """Take an offer or an engagement back, for a reason."""

    id: UUID
    reason: Reason
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class DispatchTask:
    """Find volunteers for one planned task now."""

    id: UUID


@dataclass(frozen=True, kw_only=True)
class ListEngagements:
    """Ask who is and was engaged in a task."""

    id: UUID


@dataclass(frozen=True, kw_only=True)
class ExplainTask:
    """Ask why volunteers near a planned task are offered it or not; or why one volunteer is."""

    id: UUID
    volunteer_id: UUID | None = None
    role: SkillCode | None = None
    limit: Annotated[int, validate.Range(1, 100)] = 20


@dataclass(frozen=True, kw_only=True)
class Part:
    """One part of a match's cost, in points: the less, the better."""

    code: str
    points: int
    zh: str
    en: str


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """A rule that stands against a match."""

    rule: MatchRule
    zh: str
    en: str


@dataclass(frozen=True, kw_only=True)
class Explanation:
    """Why a volunteer fits a task or does not; `cost` and its parts are of those who do."""

    volunteer_id: UUID
    role: str
    eligible: bool
    metres: int | None
    probability: float
    cost: int
    parts: tuple[Part, ...]
    refusals: tuple[Refusal, ...]
    zh: str
    en: str


@dataclass(frozen=True, kw_only=True)
class ExplanationsView:
    """The volunteers near a task, those who fit first, the best of them first."""

    task_id: UUID
    wanted: int
    items: tuple[Explanation, ...]
    zh: str
    en: str


@dataclass(frozen=True, kw_only=True)
class EngagementView:
    """A volunteer's part in a task; `by_hand`: a coordinator chose them, `overruled` what the rules say."""

    id: UUID
    version: int
    task_id: UUID
    volunteer_id: UUID
    area_code: AreaCode
    role: str
    state: EngagementState
    starts_at: datetime
    ends_at: datetime
    offered_at: datetime
    expires_at: datetime | None
    answered_at: datetime | None
    by_hand: bool
    overruled: bool
    note: str
    why_zh: str
    why_en: str


@dataclass(frozen=True, kw_only=True)
class EngagementList:
    """The engagements of a task, the latest offer first."""

    items: tuple[EngagementView, ...]


@dataclass(frozen=True, kw_only=True)
class Dispatched:
    """What was offered, and what is still wanted, in words."""

    task_id: UUID
    offered: int
    wanted: int
    zh: str
    en: str


@dataclass(frozen=True, kw_only=True)
class EngagementEvent(Event):
    """An event of an engagement; its `subject` is the engagement's id."""

    task_id: UUID
    volunteer_id: UUID
    role: str
    state: EngagementState


@event("volunteer", "engagement.offered")
@dataclass(frozen=True, kw_only=True)
class EngagementOffered(EngagementEvent):
    """A place was offered to a volunteer, who may decline (志愿服务条例 art. 25)."""


@event("volunteer", "engagement.accepted", external=True)
@dataclass(frozen=True, kw_only=True)
class EngagementAccepted(EngagementEvent):
    """The volunteer took the place."""


@event("volunteer", "engagement.moved")
@dataclass(frozen=True, kw_only=True)
class EngagementMoved(EngagementEvent):
    """The task has another time: the volunteer is asked anew whether they can come."""


@event("volunteer", "engagement.near")
@dataclass(frozen=True, kw_only=True)
class EngagementNear(EngagementEvent):
    """The task that the volunteer took begins soon, so they are to be reminded."""


@event("volunteer", "engagement.ended")
@dataclass(frozen=True, kw_only=True)
class EngagementEnded(EngagementEvent):
    """The offer was declined, ran out or was taken back, or the volunteer cannot come; `state` says which."""
