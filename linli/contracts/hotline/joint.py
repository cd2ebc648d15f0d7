"""Joint handling 协办: the calls about helping units, and their part as it is shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from linli.contracts.base import AreaCode, LongText, ShortText
from linli.contracts.hotline.handling import Department, MoveRequest
from linli.contracts.hotline.words import HelperState


@dataclass(frozen=True, kw_only=True)
class AddHelper(MoveRequest):
    """Ask another unit to help 协办, with what it is to do; due with the request unless an earlier moment is given."""

    unit_area: AreaCode
    department: Department
    reason: ShortText
    due_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class SignHelp(MoveRequest):
    """The helping unit signs for its part."""

    helper_id: UUID


@dataclass(frozen=True, kw_only=True)
class ReportHelp(MoveRequest):
    """The helping unit reports its part done, with the result."""

    helper_id: UUID
    result: LongText


@dataclass(frozen=True, kw_only=True)
class ReleaseHelper(MoveRequest):
    """Let a helping unit go without its part, with the reason."""

    helper_id: UUID
    reason: ShortText


@dataclass(frozen=True, kw_only=True)
class ListHelpers:
    """Ask for the helping units of a request."""

    id: UUID


@dataclass(frozen=True, kw_only=True)
class HelperView:
    """A helping unit's part of a request. `asked_for`: what it is to do; `result`: what it did, or why not."""

    id: UUID
    unit_area: AreaCode
    department: str
    state: HelperState
    asked_for: str
    result: str | None
    asked_at: datetime
    due_at: datetime
    signed_at: datetime | None
    ended_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class HelpersView:
    """The helping units of a request, in the order they were asked; `version` is the request's."""

    version: int
    helpers: tuple[HelperView, ...]
