"""Assistance's events, calls and resources."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from marshmallow import validate

from linli.contracts.base import Note
from linli.contracts.envelope import event
from linli.contracts.task import TaskEvent, TaskView


class AidState(StrEnum):
    """The states of an aid case 救助个案."""

    RECEIVED = "received"
    ACCEPTED = "accepted"
    SURVEYED = "surveyed"
    APPROVED = "approved"
    REFUSED = "refused"
    CANCELLED = "cancelled"


@event("assistance", "case.opened")
@dataclass(frozen=True, kw_only=True)
class CaseOpened(TaskEvent):
    """An aid case was opened for a request."""


@event("assistance", "case.accepted")
@dataclass(frozen=True, kw_only=True)
class CaseAccepted(TaskEvent):
    """The papers are complete; the case is accepted 受理 and the survey may begin."""


@event("assistance", "case.surveyed")
@dataclass(frozen=True, kw_only=True)
class CaseSurveyed(TaskEvent):
    """At least two investigators surveyed the household 入户调查."""


@event("assistance", "case.decided")
@dataclass(frozen=True, kw_only=True)
class CaseDecided(TaskEvent):
    """Someone other than the surveyors approved or refused the aid; `outcome` says which."""


@event("assistance", "case.cancelled")
@dataclass(frozen=True, kw_only=True)
class CaseCancelled(TaskEvent):
    """The case was given up undecided."""


@dataclass(frozen=True, kw_only=True)
class SurveyCase:
    """Record the survey by its investigators, at least two different accounts (民发〔2021〕57号 art. 15)."""

    id: UUID
    investigators: Annotated[
        tuple[UUID, ...], validate.Length(min=2, max=6, error="Name 2 to 6 investigators. 请填写2至6名调查人员。")
    ]
    version: int | None = None
    note: Note = ""
    at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class DecideCase:
    """Approve with an amount in yuan a month, or refuse with the reason in `note`."""

    id: UUID
    approve: bool
    amount: Annotated[Decimal, validate.Range(min=0, max=1_000_000)] = Decimal("0.00")
    version: int | None = None
    note: Note = ""
    at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class AidCaseView(TaskView):
    """An aid case as its officers see it."""

    amount: Decimal | None = None
    investigators: tuple[UUID, ...] = field(default_factory=tuple)
