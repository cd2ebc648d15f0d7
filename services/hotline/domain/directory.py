"""The directory of convenience services 便民服务: who provides what, where, and when they are open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from linli.areas import path_of, tier_of
from linli.contracts.hotline.directory import ConvenienceService, ProviderContent
from linli.errors import Conflict, Invalid
from services.hotline.domain.ngrams import terms

PRIOR_STARS, PRIOR_WEIGHT = 3, 5
"""A new provider ranks as if it had so many ratings of so many stars, so that one rating makes nobody first or last."""
_DAY_END = timedelta(days=1)


@dataclass
class ListedService:
    """A service of the directory."""

    code: str
    category: str
    content: ConvenienceService

    @classmethod
    def of(cls, content: ConvenienceService) -> ListedService:
        """The service."""
        return cls(content.code, content.category, content)


@dataclass
class Provider:
    """A provider of services. `rank` orders the directory; `sequence` counts the changes of what it says."""

    id: UUID
    code: str
    area_code: str
    path: str
    content: ProviderContent
    stars: int = 0
    ratings: int = 0
    rank: int = PRIOR_STARS * 1000
    closed: bool = False
    sequence: int = 1

    @classmethod
    def write(cls, provider_id: UUID, code: str, area_code: str, content: ProviderContent) -> Provider:
        """A new provider; raises `Invalid` as `check` does."""
        check(content)
        return cls(provider_id, code, area_code, path_of(area_code), content)

    def revise(self, content: ProviderContent) -> None:
        """Say something else of it; one that was closed is open again. Raises `Invalid` as `check` does."""
        check(content)
        self.content = content
        self.closed = False
        self.sequence += 1

    def close(self) -> None:
        """Take it out of the directory; raises `Conflict` when it is."""
        if self.closed:
            raise Conflict("already_closed", "The provider is out of the directory already.", "该服务商已停用。")
        self.closed = True
        self.sequence += 1

    def rate(self, stars: int) -> None:
        """Count a resident's 1 to 5 stars."""
        self.stars += stars
        self.ratings += 1
        self.rank = 1000 * (self.stars + PRIOR_STARS * PRIOR_WEIGHT) // (self.ratings + PRIOR_WEIGHT)

    @property
    def rating(self) -> float | None:
        """The mean of its stars."""
        return round(self.stars / self.ratings, 2) if self.ratings else None

    def open_at(self, moment: datetime) -> bool:
        """Whether it is open at this wall-clock moment of Asia/Shanghai."""
        since_midnight = timedelta(hours=moment.hour, minutes=moment.minute, seconds=moment.second)
        return any(opens <= since_midnight < closes for opens, closes in hours_on(self.content, moment.date()))

    def terms(self, services: Mapping[str, ConvenienceService]) -> set[str]:
        """The terms by which it is found: its name, its services' names, what it says of itself."""
        names = [f"{services[code].zh}\n{services[code].en}" for code in self.content.services]
        return set(terms("\n".join([self.content.name, self.content.about, *names]), written=True))


def hours_on(content: ProviderContent, day: date) -> Iterator[tuple[timedelta, timedelta]]:
    """When it opens and closes on the day, counted from midnight; a special day takes the place of its weekday."""
    special = [(one.opens, one.closes) for one in content.special_days if one.day == day]
    usual = [(one.opens, one.closes) for one in content.hours if one.weekday == day.isoweekday()]
    for opens, closes in special or usual:
        if opens is not None and closes is not None:
            yield since_midnight(opens), since_midnight(closes)


def since_midnight(written: str) -> timedelta:
    """The time of day as what has passed since midnight; `24:00` is the end of the day."""
    if written == "24:00":
        return _DAY_END
    at = time.fromisoformat(written)
    return timedelta(hours=at.hour, minutes=at.minute)


def check(content: ProviderContent) -> None:
    """Raises `Invalid` without a service or an area, and for hours that close before they open or overlap."""
    for name in ("services", "areas"):
        if not getattr(content, name):
            raise _bad(name, "Name at least one.", "至少填写一项。")
    for code in content.areas:
        tier_of(code)
    for position, special in enumerate(content.special_days):
        if (special.opens is None) != (special.closes is None):
            raise _bad(f"special_days.{position}", "Give both times or none.", "起止时间须同时填写。")
    days = {date(2024, 1, weekday) for weekday in range(1, 8)} | {one.day for one in content.special_days}
    for day in sorted(days):
        _check_day(content, day)


def _check_day(content: ProviderContent, day: date) -> None:
    name = "special_days" if any(one.day == day for one in content.special_days) else "hours"
    last = timedelta()
    for opens, closes in sorted(hours_on(content, day)):
        if closes <= opens or opens < last:
            raise _bad(name, "Hours must close after they open and not overlap.", "营业时间有误或重叠。")
        last = closes


def _bad(name: str, message: str, message_zh: str) -> Invalid:
    return Invalid("bad_provider", message, message_zh, {f"content.{name}": [f"{message} {message_zh}"]})
