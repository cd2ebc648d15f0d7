"""The calls about federation, stations and teams, service days and indicators, what they answer, and their events."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from marshmallow import validate

from linli.contracts.base import AreaCode, Note, ShortText, text
from linli.contracts.envelope import Event, event
from linli.contracts.volunteer.words import Reason, TeamTier

Statute = Annotated[str, text(0, 4000)]
Cursor = Annotated[str, validate.Length(max=200)]
Limit = Annotated[int, validate.Range(1, 200)]


@dataclass(frozen=True, kw_only=True)
class TeamContent:
    """What an organisation of volunteers says of itself; its leader is a volunteer of the register."""

    name: ShortText
    charter: Statute = ""
    rules: Statute = ""
    activities: Annotated[tuple[ShortText, ...], validate.Length(max=50)] = ()
    leader_id: UUID | None = None
    party_station: bool = False


@dataclass(frozen=True, kw_only=True)
class FoundTeam:
    """Found the federation of a district, the station of a street, or a team of a community."""

    area_code: AreaCode
    content: TeamContent


@dataclass(frozen=True, kw_only=True)
class ReviseTeam:
    """Change what an organisation says of itself."""

    id: UUID
    content: TeamContent
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class DissolveTeam:
    """End an organisation; its volunteers stay in the register."""

    id: UUID
    reason: Reason
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class JoinTeam:
    """Take a volunteer into an organisation, or, with `leaves`, out of it."""

    id: UUID
    volunteer_id: UUID
    leaves: bool = False


@dataclass(frozen=True, kw_only=True)
class GetTeam:
    """Ask for one organisation."""

    id: UUID


@dataclass(frozen=True, kw_only=True)
class ListTeams:
    """Ask for the organisations of an area and below, the newest first."""

    area_code: AreaCode
    tier: TeamTier | None = None
    cursor: Cursor | None = None
    limit: Limit = 50


@dataclass(frozen=True, kw_only=True)
class TeamView:
    """An organisation of volunteers; `members` counts those who are in it now."""

    id: UUID
    version: int
    area_code: AreaCode
    tier: TeamTier
    content: TeamContent
    founded_at: datetime
    dissolved_at: datetime | None
    members: int


@dataclass(frozen=True, kw_only=True)
class TeamPage:
    """Organisations, the newest first."""

    items: tuple[TeamView, ...]
    next_cursor: str | None


@dataclass(frozen=True, kw_only=True)
class RecordServiceDay:
    """Note a large service day of a street or community; the same day and name again corrects it."""

    area_code: AreaCode
    day: date
    name: ShortText
    participants: Annotated[int, validate.Range(1, 1_000_000)]
    note: Note = ""


@dataclass(frozen=True, kw_only=True)
class ServiceDayView:
    """A service day that was held."""

    area_code: AreaCode
    day: date
    name: str
    participants: int
    note: str


@dataclass(frozen=True, kw_only=True)
class RecordResidents:
    """Note how many residents an area has, for what is counted per resident."""

    area_code: AreaCode
    residents: Annotated[int, validate.Range(1, 100_000_000)]


@dataclass(frozen=True, kw_only=True)
class ResidentsView:
    """How many residents an area is counted with."""

    area_code: AreaCode
    residents: int
    noted_at: datetime


@dataclass(frozen=True, kw_only=True)
class GetIndicators:
    """Ask for the indicators of an area in a year; `communities` says how many it has, `streets` likewise."""

    area_code: AreaCode
    year: Annotated[int, validate.Range(2000, 2200)]
    communities: Annotated[int, validate.Range(0, 1_000_000)]
    streets: Annotated[int, validate.Range(0, 100_000)]


@dataclass(frozen=True, kw_only=True)
class IndicatorView:
    """One indicator: what was counted, of how many, the share, and the target it is held against.

    A share is null where there is nothing to divide by, as without a number of residents.
    """

    code: str
    zh: str
    en: str
    counted: int
    of: int
    share: float | None
    target: float
    reached: bool | None


@dataclass(frozen=True, kw_only=True)
class ServiceWork:
    """What volunteers were asked, answered and did: `hours` of service that were not undone, offers of the year by what
    became of them, tasks of the year that were done or given up.

    `response` is the share of offers that were answered, yes or no, of those that were not withdrawn; `completion` the
    share of tasks that were done. Both are null where there is nothing to divide by.
    """

    hours: Decimal
    answered: int
    unanswered: int
    taken: int
    done: int
    given_up: int
    response: float | None
    completion: float | None


@dataclass(frozen=True, kw_only=True)
class IndicatorsView:
    """The indicators of an area in a year."""

    area_code: AreaCode
    year: int
    volunteers: int
    teams: int
    items: tuple[IndicatorView, ...]
    work: ServiceWork


@dataclass(frozen=True, kw_only=True)
class TeamEvent(Event):
    """An event of an organisation; its `subject` is the organisation's id."""

    tier: TeamTier


@event("volunteer", "team.founded", external=True)
@dataclass(frozen=True, kw_only=True)
class TeamFounded(TeamEvent):
    """An organisation of volunteers was founded."""


@event("volunteer", "team.revised", external=True)
@dataclass(frozen=True, kw_only=True)
class TeamRevised(TeamEvent):
    """What an organisation says of itself was changed."""


@event("volunteer", "team.dissolved", external=True)
@dataclass(frozen=True, kw_only=True)
class TeamDissolved(TeamEvent):
    """An organisation of volunteers was ended."""
