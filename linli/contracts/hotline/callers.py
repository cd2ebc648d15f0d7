"""Marks on callers: numbers that are rejected, and numbers that deserve attention."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from marshmallow import validate

from linli.contracts.base import AreaCode, ShortText
from linli.contracts.hotline.words import Phone


class MarkKind(StrEnum):
    """What a mark on a caller does."""

    REJECT = "reject"
    ATTENTION = "attention"


@dataclass(frozen=True, kw_only=True)
class MarkCaller:
    """Mark a number at an area and all below it, for good or until a moment."""

    area_code: AreaCode
    number: Phone
    kind: MarkKind
    reason: ShortText
    until: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class LiftMark:
    """Take a mark away."""

    id: UUID
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class ListMarks:
    """Ask for the marks of these areas, latest first; those that still count, unless `past`."""

    areas: tuple[AreaCode, ...]
    kind: MarkKind | None = None
    past: bool = False
    cursor: str | None = None
    limit: Annotated[int, validate.Range(1, 200)] = 50


@dataclass(frozen=True, kw_only=True)
class MarkView:
    """A mark: who set it and why, until when it counts, and how many calls were rejected for it."""

    id: UUID
    version: int
    area_code: AreaCode
    number: str
    kind: MarkKind
    reason: str
    until: datetime | None
    marked_by: UUID
    marked_at: datetime
    lifted_by: UUID | None
    lifted_at: datetime | None
    rejected_calls: int


@dataclass(frozen=True, kw_only=True)
class MarkPage:
    """A page of marks and the cursor of the next."""

    items: tuple[MarkView, ...]
    next_cursor: str | None
