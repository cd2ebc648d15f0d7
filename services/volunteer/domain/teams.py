"""Federation 志愿者联合会, stations 服务站, teams 服务队: what is founded where, and the indicators counted of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from uuid import UUID

from linli.areas import Tier, path_of, tier_of
from linli.contracts.volunteer.teams import (
    IndicatorView,
    TeamContent,
    TeamDissolved,
    TeamEvent,
    TeamFounded,
    TeamRevised,
)
from linli.contracts.volunteer.words import TeamTier
from linli.errors import Conflict, Invalid

TIERS = MappingProxyType(
    {Tier.DISTRICT: TeamTier.FEDERATION, Tier.STREET: TeamTier.STATION, Tier.COMMUNITY: TeamTier.TEAM}
)
"""What is founded at an area of each tier."""
WITH_TEAM, PER_RESIDENT, DAYS_PER_STREET = 0.85, 0.01, 2.0
"""The targets a district of Jiangsu (海陵区) sets itself: communities with a team, volunteers as a share of the
residents, large service days of each street in a year."""


@dataclass
class Team:
    """An organisation of volunteers. `sequence` counts its events; `single` is its area where there may be only one."""

    id: UUID
    area_code: str
    path: str
    tier: TeamTier
    content: TeamContent
    founded_at: datetime
    dissolved_at: datetime | None = None
    single: str | None = None
    sequence: int = 0

    @classmethod
    def found(cls, team_id: UUID, area_code: str, content: TeamContent, at: datetime) -> tuple[Team, TeamEvent]:
        """A new one at the area, whose tier says what it is; raises `Invalid` for a grid cell, which has none."""
        tier = TIERS.get(tier_of(area_code))
        if tier is None:
            text, zh = "Volunteers are organised in districts, streets and communities.", "网格不设志愿服务组织。"
            raise Invalid("no_team_here", text, zh, {"area_code": [f"{text} {zh}"]})
        single = None if tier is TeamTier.TEAM else area_code
        team = cls(team_id, area_code, path_of(area_code), tier, content, at, single=single)
        return team, team._caused(TeamFounded, at)

    def revise(self, content: TeamContent, at: datetime) -> TeamEvent:
        """It says something else of itself; raises `Conflict` when it is dissolved."""
        self._check()
        self.content = content
        return self._caused(TeamRevised, at)

    def dissolve(self, at: datetime) -> TeamEvent:
        """It ends, and its place is free for another; raises `Conflict` when it has ended."""
        self._check()
        self.dissolved_at, self.single = at, None
        return self._caused(TeamDissolved, at)

    def _check(self) -> None:
        if self.dissolved_at is not None:
            raise Conflict("team_dissolved", "It is dissolved already.", "该组织已解散。")

    def _caused(self, event: type[TeamEvent], at: datetime) -> TeamEvent:
        self.sequence += 1
        return event(subject=self.id, area_code=self.area_code, sequence=self.sequence, occurred_at=at, tier=self.tier)


@dataclass(frozen=True, kw_only=True)
class Counted:
    """What the indicators are made of."""

    communities: int
    with_team: int
    residents: int | None
    volunteers: int
    streets: int
    streets_with_days: int
    service_days: int


def indicators(counted: Counted) -> Iterator[IndicatorView]:
    """Each indicator with its target; a share needs something to divide by."""
    yield _indicator(
        "communities_with_team", "有志愿服务队的社区占比", "communities with a team",
        counted.with_team, counted.communities, WITH_TEAM,
    )  # fmt: skip
    yield _indicator(
        "volunteers_per_resident", "志愿者占常住人口比例", "volunteers as a share of the residents",
        counted.volunteers, counted.residents or 0, PER_RESIDENT,
    )  # fmt: skip
    yield _indicator(
        "service_days_per_street", "街道年均大型服务日", "large service days of each street in the year",
        counted.service_days, counted.streets, DAYS_PER_STREET,
    )  # fmt: skip
    yield _indicator(
        "streets_with_two_days", "达到两次服务日的街道占比", "streets with two service days or more",
        counted.streets_with_days, counted.streets, 1.0,
    )  # fmt: skip


def _indicator(code: str, zh: str, en: str, counted: int, of: int, target: float) -> IndicatorView:
    share = round(counted / of, 4) if of else None
    reached = None if share is None else counted / of >= target
    return IndicatorView(code=code, zh=zh, en=en, counted=counted, of=of, share=share, target=target, reached=reached)
