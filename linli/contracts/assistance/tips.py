"""The calls about tips 举报: aid goes where it should not, somebody says; each is checked, who gave a name is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from marshmallow import validate

from linli.contracts.base import AreaCode, Note, ShortText, text
from linli.contracts.envelope import Event, event


class TipState(StrEnum):
    """Where a tip stands."""

    RECEIVED = "received"
    CHECKED = "checked"
    ANSWERED = "answered"


class TipOutcome(StrEnum):
    """What the check of a tip came to."""

    CONFIRMED = "confirmed"
    UNFOUNDED = "unfounded"


class TipAction(StrEnum):
    """What was done about a tip."""

    RECEIVE = "receive"
    CHECK = "check"
    ANSWER = "answer"
    LOOK = "look"


@dataclass(frozen=True, kw_only=True)
class Informant:
    """Who gave a tip, and how they are reached: kept sealed, for nobody but who answers."""

    name: Annotated[str, text(1, 60)]
    phone: Annotated[str, text(5, 30)]


@dataclass(frozen=True, kw_only=True)
class TakeTip:
    """Take down a tip: what it is about, and the household if that is known; without `informant` it is anonymous."""

    area_code: AreaCode
    about: Annotated[str, text(1, 2000)]
    household_id: UUID | None = None
    informant: Informant | None = None


@dataclass(frozen=True, kw_only=True)
class CheckTip:
    """What at least two found who checked it, none of them near the household, none who decided about its aid."""

    id: UUID
    outcome: TipOutcome
    finding: Annotated[str, text(1, 2000)]
    investigators: Annotated[tuple[UUID, ...], validate.Length(min=2, max=10)]
    household_id: UUID | None = None
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class AnswerTip:
    """Who gave their name was told what the check came to."""

    id: UUID
    how: ShortText
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class ShowInformant:
    """Show who gave a tip, for a reason that is written down."""

    id: UUID
    reason: ShortText


@dataclass(frozen=True, kw_only=True)
class GetTip:
    """Ask for one tip."""

    id: UUID


@dataclass(frozen=True, kw_only=True)
class ListTips:
    """Ask for the tips of an area, the latest first; `to_answer`: those of who gave a name and was not told yet."""

    area_code: AreaCode
    state: TipState | None = None
    to_answer: bool = False
    cursor: Annotated[str, text(1, 200)] | None = None
    limit: Annotated[int, validate.Range(1, 200)] = 50


@dataclass(frozen=True, kw_only=True)
class TipStep:
    """Something that was done about a tip."""

    action: TipAction
    at: datetime
    account_id: UUID
    note: Note


@dataclass(frozen=True, kw_only=True)
class TipView:
    """A tip; who gave it is masked."""

    id: UUID
    version: int
    area_code: AreaCode
    state: TipState
    about: str
    household_id: UUID | None
    informant_name: str | None
    informant_phone: str | None
    outcome: TipOutcome | None
    received_at: datetime
    steps: tuple[TipStep, ...]


@dataclass(frozen=True, kw_only=True)
class TipPage:
    """A page of tips."""

    items: tuple[TipView, ...]
    next_cursor: str | None


@event("assistance", "tip.moved", external=True)
@dataclass(frozen=True, kw_only=True)
class TipMoved(Event):
    """A tip was taken down, checked or answered; its `subject` is the tip's id."""

    state: TipState
    outcome: TipOutcome | None
