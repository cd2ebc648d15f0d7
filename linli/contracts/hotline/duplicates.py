"""The calls about requests that tell of one matter: suggested, linked, merged; and each as it is shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from linli.contracts.base import AreaCode, text
from linli.contracts.hotline.words import Category, Latitude, Longitude, Phone, RequestState


class Sign(StrEnum):
    """By what two requests are found alike."""

    WORDING = "wording"
    PLACE = "place"
    ADDRESS = "address"
    CATEGORY = "category"
    CALLER = "caller"


@dataclass(frozen=True, kw_only=True)
class SuggestDuplicates:
    """Ask, while a request is being recorded, which ones may tell of the same matter; the more is said, the better."""

    area_code: AreaCode
    text: Annotated[str, text(0, 4200)] = ""
    category: Category | None = None
    latitude: Latitude | None = None
    longitude: Longitude | None = None
    contact_phone: Phone | None = None


@dataclass(frozen=True, kw_only=True)
class SignView:
    """One sign by which a request was found, 0 to 1, in words."""

    sign: Sign
    value: float
    zh: str
    en: str


@dataclass(frozen=True, kw_only=True)
class DuplicateView:
    """A request that may tell of the same matter: `score` 0 to 1, and why. Nothing of its contact."""

    id: UUID
    version: int
    tracking_code: str
    area_code: AreaCode
    title: str
    category: str
    state: RequestState
    opened_at: datetime
    metres: int | None
    score: float
    signs: tuple[SignView, ...]


@dataclass(frozen=True, kw_only=True)
class DuplicatesView:
    """Requests that may tell of the same matter, the likeliest first; empty when there are none."""

    suggestions: tuple[DuplicateView, ...]
