"""The contact of a request shown in full: asked for with a reason, kept on record, and the record itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID

from marshmallow import validate

from linli.contracts.base import AreaCode, text


@dataclass(frozen=True, kw_only=True)
class DiscloseContact:
    """Ask for a request's contact in full, and say what for (4 to 200 characters)."""

    id: UUID
    reason: Annotated[str, text(4, 200)]


@dataclass(frozen=True, kw_only=True)
class DisclosedContact:
    """Who to speak with about a request; None for what is not known."""

    name: str | None
    phone: str | None


@dataclass(frozen=True, kw_only=True)
class ListDisclosures:
    """Ask who had a request's contact shown."""

    id: UUID


@dataclass(frozen=True, kw_only=True)
class DisclosureView:
    """Who had a contact shown, when and what for."""

    account_id: UUID
    reason: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class DisclosuresView:
    """Every time a request's contact was shown, the latest first."""

    items: tuple[DisclosureView, ...]


@dataclass(frozen=True, kw_only=True)
class ReviewDisclosures:
    """Ask who had contacts of an area's requests shown, the latest first; of one account, where one is named."""

    area_code: AreaCode
    account_id: UUID | None = None
    cursor: Annotated[str, text(1, 200)] | None = None
    limit: Annotated[int, validate.Range(1, 200)] = 50


@dataclass(frozen=True, kw_only=True)
class DisclosureRow:
    """Of which request somebody had the contact shown, when and what for."""

    id: UUID
    request_id: UUID
    tracking_code: str
    title: str
    area_code: str
    account_id: UUID
    reason: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class DisclosurePage:
    """A page of disclosures."""

    items: tuple[DisclosureRow, ...]
    next_cursor: str | None
