"""The contact of a request shown in full: asked for with a reason, kept on record, and the record itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID

from linli.contracts.base import text


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
