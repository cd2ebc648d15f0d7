"""The calls about teams of five colours, their members and shifts, all as they are shown, and the events of shifts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from marshmallow import validate

from linli.contracts.base import AreaCode, Note, ShortText
from linli.contracts.envelope import Event, event
from linli.contracts.grid.checkpoints import Cursor, PageSize


class TeamColour(StrEnum):
    """The five colours of a community's force 五色力量."""

    GOLD = "gold"
    SILVER = "silver"
    GREEN = "green"
    BLUE = "blue"
    RED = "red"


class PlaceState(StrEnum):
    """Where one person's place in a shift stands."""

    ASKED = "asked"
    APPROVED = "approved"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class SwapState(StrEnum):
    """Where the handing over of a place to another person stands."""

    OFFERED = "offered"
    ACCEPTED = "accepted"


@dataclass(frozen=True, kw_only=True)
class PatrolTeamContent:
    """What a team is."""

    name: ShortText
    colour: TeamColour
    closed: bool = False


@dataclass(frozen=True, kw_only=True)
class AddTeam:
    """Add a team of an area."""

    area_code: AreaCode
    content: PatrolTeamContent


@dataclass(frozen=True, kw_only=True)
class RevisePatrolTeam:
    """Say anew what a team is."""

    id: UUID
    content: PatrolTeamContent
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class Certificate:
    """A certificate that a member holds, such as 保安员证, up to and including a day."""

    kind: ShortText
    valid_until: date


@dataclass(frozen=True, kw_only=True)
class KeepMember:
    """Make an account a member of a team, with these certificates; or, with `left`, a member no more."""

    id: UUID
    account_id: UUID
    certificates: Annotated[tuple[Certificate, ...], validate.Length(max=20)] = ()
    left: bool = False
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class MemberView:
    """A member of a team."""

    account_id: UUID
    certificates: tuple[Certificate, ...]


@dataclass(frozen=True, kw_only=True)
class PatrolTeamView:
    """A team and its members."""

    id: UUID
    version: int
    area_code: AreaCode
    content: PatrolTeamContent
    members: tuple[MemberView, ...]
    made_at: datetime


@dataclass(frozen=True, kw_only=True)
class ListPatrolTeams:
    """Ask for the teams of an area, newest first."""

    area_code: AreaCode
    cursor: Cursor | None = None
    limit: PageSize = 50


@dataclass(frozen=True, kw_only=True)
class PatrolTeamPage:
    """A page of teams."""

    items: tuple[PatrolTeamView, ...]
    next_cursor: str | None


@dataclass(frozen=True, kw_only=True)
class AddShift:
    """Add a shift of a team, at most 24 hours long, for `needed` people who hold the certificate, if one is named."""

    team_id: UUID
    starts_at: datetime
    ends_at: datetime
    needed: Annotated[int, validate.Range(1, 500)] = 1
    certificate: ShortText | None = None


@dataclass(frozen=True, kw_only=True)
class CancelShift:
    """Let a shift not take place, with the reason."""

    id: UUID
    reason: ShortText
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class SignUp:
    """Ask for a place in a shift, for oneself."""

    id: UUID
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class WithdrawPlace:
    """Give one's own place back before the shift begins."""

    id: UUID
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class DecidePlace:
    """Approve or decline who asked for a place, or send somebody who did not ask; declining needs a note."""

    id: UUID
    account_id: UUID
    approved: bool
    note: Note = ""
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class OfferSwap:
    """Offer one's own approved place to another member."""

    id: UUID
    to_account: UUID
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class AnswerSwap:
    """Accept or decline the place that `from_account` offers to oneself."""

    id: UUID
    from_account: UUID
    accepted: bool
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class DecideSwap:
    """Approve or decline a swap that both agree on."""

    id: UUID
    from_account: UUID
    approved: bool
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class PlaceView:
    """One person's place."""

    account_id: UUID
    state: PlaceState
    note: str
    swap: SwapState | None
    swap_to: UUID | None


@dataclass(frozen=True, kw_only=True)
class ShiftView:
    """A shift and its places."""

    id: UUID
    version: int
    team_id: UUID
    colour: TeamColour
    area_code: AreaCode
    starts_at: datetime
    ends_at: datetime
    needed: int
    certificate: str | None
    cancelled: str
    places: tuple[PlaceView, ...]


@dataclass(frozen=True, kw_only=True)
class GetRoster:
    """Ask for the shifts of an area that touch a day (of the district's clock)."""

    area_code: AreaCode
    day: date


@dataclass(frozen=True, kw_only=True)
class ListOnDuty:
    """Ask who of an area is on duty at a moment: now, unless given."""

    area_code: AreaCode
    at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Roster:
    """Shifts, the earliest first."""

    items: tuple[ShiftView, ...]


@dataclass(frozen=True, kw_only=True)
class ShiftSummary:
    """Where a shift stands after an event, without who is in it."""

    team_id: UUID
    starts_at: datetime
    ends_at: datetime
    needed: int
    approved: int
    cancelled: bool


@event("grid", "shift.changed", external=True)
@dataclass(frozen=True, kw_only=True)
class ShiftChanged(Event):
    """A shift was added or cancelled, or who is in it changed 排班变动."""

    shift: ShiftSummary
