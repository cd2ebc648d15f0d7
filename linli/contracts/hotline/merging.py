"""The calls that link requests of related matters or merge those of one 并单, and such requests as they are shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID

from marshmallow import validate

from linli.contracts.base import AreaCode, Note, ShortText
from linli.contracts.hotline.words import RequestState

MOST_MERGED = 50
"""So many requests are merged at once."""


@dataclass(frozen=True, kw_only=True)
class MergedRequest:
    """One request to be merged into another, in the version that the caller saw (None for any)."""

    id: UUID
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class MergeRequests:
    """Merge requests into the request `id`, all of them or none; the main one goes on for every caller."""

    id: UUID
    requests: Annotated[tuple[MergedRequest, ...], validate.Length(1, MOST_MERGED)]
    reason: ShortText
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class LinkRequests:
    """Say that two requests are related, each going on by itself."""

    id: UUID
    other_id: UUID
    note: Note = ""


@dataclass(frozen=True, kw_only=True)
class UnlinkRequests:
    """Take such a link back."""

    id: UUID
    other_id: UUID


@dataclass(frozen=True, kw_only=True)
class ListRelated:
    """Ask which requests have to do with this one."""

    id: UUID


@dataclass(frozen=True, kw_only=True)
class RelatedRequestView:
    """A request that has to do with another. Nothing of its contact."""

    id: UUID
    version: int
    tracking_code: str
    area_code: AreaCode
    title: str
    category: str
    state: RequestState
    opened_at: datetime


@dataclass(frozen=True, kw_only=True)
class RelatedView:
    """The requests merged into one, by one step or several, those linked with it, and what it is a part or repeat of.

    `version` is that of the request itself. `repeat_of` is the same caller's last earlier request about the matter.
    Requests out of the caller's areas are left out.
    """

    id: UUID
    version: int
    merged_into: RelatedRequestView | None
    repeat_of: RelatedRequestView | None
    merged: tuple[RelatedRequestView, ...]
    linked: tuple[RelatedRequestView, ...]
