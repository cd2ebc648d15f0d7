"""The calls about home care 居家养老服务: assessments of self-care, plans, visits; and the events that offer visits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from marshmallow import validate

from linli.contracts.base import AreaCode, Note, ShortText, text
from linli.contracts.envelope import Event, event

CareRule = Annotated[str, text(5, 500)]


class SelfCareItem(StrEnum):
    """The six items by which self-care is assessed (特困人员认定办法, 民发〔2021〕43号)."""

    EATING = "eating"
    DRESSING = "dressing"
    BED = "bed"
    TOILET = "toilet"
    WALKING = "walking"
    BATHING = "bathing"


class SelfCareClass(StrEnum):
    """What the items that fail come to: none able, one to three partly, four and more unable."""

    ABLE = "able"
    PARTLY = "partly"
    UNABLE = "unable"


class CareService(StrEnum):
    """The services of home care: 助餐 助浴 助洁 助医 助困."""

    MEALS = "meals"
    BATHING = "bathing"
    CLEANING = "cleaning"
    MEDICAL = "medical"
    ERRANDS = "errands"


class CareBy(StrEnum):
    """Who gives a visit."""

    VOLUNTEER = "volunteer"
    PROVIDER = "provider"


class CarePlanState(StrEnum):
    """Where a plan stands."""

    ACTIVE = "active"
    RECHECK = "recheck"
    ENDED = "ended"


class VisitState(StrEnum):
    """Where a visit stands."""

    PLANNED = "planned"
    TAKEN = "taken"
    DONE = "done"
    MISSED = "missed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, kw_only=True)
class AssessSelfCare:
    """Assess which of the six items a person does not manage alone, by at least two different people."""

    person_id: UUID
    failed: Annotated[tuple[SelfCareItem, ...], validate.Length(max=6)]
    assessors: Annotated[tuple[UUID, ...], validate.Length(min=2, max=6)]
    note: Note = ""


@dataclass(frozen=True, kw_only=True)
class SelfCareView:
    """An assessment."""

    id: UUID
    person_id: UUID
    failed: tuple[SelfCareItem, ...]
    result: SelfCareClass
    assessed_at: datetime
    note: str


@dataclass(frozen=True, kw_only=True)
class ListAssessments:
    """Ask for the assessments of a person, the latest first."""

    id: UUID


@dataclass(frozen=True, kw_only=True)
class SelfCareList:
    """A person's assessments."""

    items: tuple[SelfCareView, ...]


@dataclass(frozen=True, kw_only=True)
class CareLine:
    """A service that is given again and again by a rule of RFC 5545, counted from its first visit."""

    service: CareService
    starts_at: datetime
    minutes: Annotated[int, validate.Range(15, 480)]
    rule: CareRule
    by: CareBy = CareBy.VOLUNTEER
    provider: Annotated[str, text(1, 100)] | None = None


@dataclass(frozen=True, kw_only=True)
class PlanCare:
    """Plan the care of a person who was assessed and does not manage alone."""

    person_id: UUID
    lines: Annotated[tuple[CareLine, ...], validate.Length(min=1, max=20)]
    note: Note = ""


@dataclass(frozen=True, kw_only=True)
class RecheckCare:
    """What a re-check after missed visits found; the plan goes on."""

    id: UUID
    finding: ShortText
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class EndCare:
    """End a plan; visits that have not begun are given up."""

    id: UUID
    reason: ShortText
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class NoteVisit:
    """What became of a visit: `done` or `missed`."""

    id: UUID
    state: VisitState
    note: Note = ""
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class GetCarePlan:
    """Ask for one plan."""

    id: UUID


@dataclass(frozen=True, kw_only=True)
class ListCarePlans:
    """Ask for the plans of an area, the latest first; of a state, such as those whose re-check is due."""

    area_code: AreaCode
    state: CarePlanState | None = None
    cursor: Annotated[str, text(1, 200)] | None = None
    limit: Annotated[int, validate.Range(1, 200)] = 50


@dataclass(frozen=True, kw_only=True)
class VisitView:
    """A visit."""

    id: UUID
    version: int
    service: CareService
    starts_at: datetime
    ends_at: datetime
    by: CareBy
    provider: str | None
    state: VisitState
    note: str


@dataclass(frozen=True, kw_only=True)
class CarePlanView:
    """A plan, with the visits of the last and the next two weeks. `missed` counts visits missed in a row."""

    id: UUID
    version: int
    area_code: AreaCode
    person_id: UUID
    state: CarePlanState
    lines: tuple[CareLine, ...]
    missed: int
    note: str
    planned_at: datetime
    visits: tuple[VisitView, ...]


@dataclass(frozen=True, kw_only=True)
class CarePlanPage:
    """A page of plans."""

    items: tuple[CarePlanView, ...]
    next_cursor: str | None


@dataclass(frozen=True, kw_only=True)
class VisitSummary:
    """A visit, as those hear of it who may give it; `beneficiary_id` says nothing else of whom it is for."""

    service: CareService
    starts_at: datetime
    ends_at: datetime
    by: CareBy
    state: VisitState
    plan_id: UUID
    beneficiary_id: UUID


@dataclass(frozen=True, kw_only=True)
class VisitEvent(Event):
    """An event of a visit; its `subject` is the visit's id, and that of the volunteers' task for it."""

    visit: VisitSummary


@event("assistance", "care_visit.planned")
@dataclass(frozen=True, kw_only=True)
class VisitPlanned(VisitEvent):
    """A visit is to be given, and offered to volunteers or to a provider 服务派送."""


@event("assistance", "care_visit.cancelled")
@dataclass(frozen=True, kw_only=True)
class VisitCancelled(VisitEvent):
    """A visit is needed no more 服务取消."""


@event("assistance", "care_visit.missed", external=True)
@dataclass(frozen=True, kw_only=True)
class VisitMissed(VisitEvent):
    """Nobody came, or nobody was there 服务未到 (a reason to look after the person)."""


@event("assistance", "care_plan.recheck_due", external=True)
@dataclass(frozen=True, kw_only=True)
class CareRecheckDue(Event):
    """Visits were missed in a row: the person is to be looked after and the plan checked 服务复核."""

    missed: int
