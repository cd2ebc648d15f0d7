"""The calls about the directory of convenience services and those who provide them, and both as they are shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from marshmallow import validate

from linli.contracts.base import END, AreaCode, ShortText, text
from linli.contracts.hotline.words import Phone

ServiceCode = Annotated[
    str, validate.Length(max=60), validate.Regexp(rf"^[a-z0-9_]+(\.[a-z0-9_]+)*{END}", error="Give a service code.")
]
Duration = Annotated[str, validate.Regexp(rf"^[1-9][0-9]{{0,3}}(m|h|d|wh|wd){END}", error="Give a time such as 4wh.")]
TimeOfDay = Annotated[
    str,
    validate.Regexp(
        rf"^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00){END}", error="Give a time from 00:00 to 24:00. 请填写00:00至24:00。"
    ),
]
Weekday = Annotated[int, validate.Range(1, 7)]
Stars = Annotated[int, validate.Range(1, 5)]


class ServiceCategory(StrEnum):
    """The twelve kinds of convenience services 便民服务."""

    HOUSEKEEPING = "housekeeping"
    REPAIR = "repair"
    MEALS = "meals"
    ELDER_CARE = "elder_care"
    CHILD_CARE = "child_care"
    HEALTH = "health"
    LEARNING = "learning"
    CULTURE = "culture"
    LEGAL = "legal"
    MOVING = "moving"
    SHOPPING = "shopping"
    GROOMING = "grooming"


class PriceClass(StrEnum):
    """What a service costs the resident."""

    FREE = "free"
    LOW = "low"
    MARKET = "market"


@dataclass(frozen=True, kw_only=True)
class ConvenienceService:
    """One service that residents may be referred to, and how soon a provider answers and is done with it."""

    code: ServiceCode
    category: ServiceCategory
    zh: ShortText
    en: ShortText
    answer_within: Duration = "4wh"
    done_within: Duration = "3wd"


@dataclass(frozen=True, kw_only=True)
class KeepService:
    """Put a service into the directory of a district, or change the one of this code; needs a role at the area."""

    area_code: AreaCode
    service: ConvenienceService


@dataclass(frozen=True, kw_only=True)
class ListServices:
    """Ask for the services of the directory."""

    category: ServiceCategory | None = None


@dataclass(frozen=True, kw_only=True)
class ServiceList:
    """The services of the directory, by category and code."""

    items: tuple[ConvenienceService, ...]


@dataclass(frozen=True, kw_only=True)
class Opening:
    """Open on a weekday (1 is Monday) from one time of day to a later one, in Asia/Shanghai."""

    weekday: Weekday
    opens: TimeOfDay
    closes: TimeOfDay


@dataclass(frozen=True, kw_only=True)
class SpecialDay:
    """A day unlike its weekday: open at these times, or, without times, closed."""

    day: date
    opens: TimeOfDay | None = None
    closes: TimeOfDay | None = None


@dataclass(frozen=True, kw_only=True)
class ProviderContent:
    """A business or institution that provides services; its telephone is the business's own."""

    name: ShortText
    services: tuple[ServiceCode, ...]
    areas: tuple[AreaCode, ...]
    price: PriceClass
    hours: tuple[Opening, ...] = ()
    special_days: tuple[SpecialDay, ...] = ()
    phone: Phone | None = None
    address: Annotated[str, text(1, 200)] | None = None
    about: Annotated[str, text(0, 2000)] = ""


@dataclass(frozen=True, kw_only=True)
class WriteProvider:
    """Put a provider into the directory; `code` is its name in files and lists, one for each."""

    area_code: AreaCode
    code: ServiceCode
    content: ProviderContent


@dataclass(frozen=True, kw_only=True)
class ReviseProvider:
    """Change what the directory says of a provider."""

    id: UUID
    content: ProviderContent
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class CloseProvider:
    """Take a provider out of the directory."""

    id: UUID
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class GetProvider:
    """Ask for one provider."""

    id: UUID


@dataclass(frozen=True, kw_only=True)
class SearchProviders:
    """Look for providers that serve the area, the best rated first; `open_at`: those open at that moment."""

    area_code: AreaCode
    category: ServiceCategory | None = None
    service: ServiceCode | None = None
    words: Annotated[str, text(0, 200)] = ""
    open_at: datetime | None = None
    limit: Annotated[int, validate.Range(1, 50)] = 20


@dataclass(frozen=True, kw_only=True)
class ProviderView:
    """A provider as staff see it; `rating` is the mean of its stars, null without any."""

    id: UUID
    version: int
    code: str
    area_code: AreaCode
    content: ProviderContent
    rating: float | None
    ratings: int
    closed: bool


@dataclass(frozen=True, kw_only=True)
class ProviderList:
    """Providers, best first."""

    items: tuple[ProviderView, ...]
