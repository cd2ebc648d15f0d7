"""The round 巡查任务: planned or begun by an officer, and brought up to date with what phones noted of it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from linli.areas import path_of
from linli.contracts.envelope import Event
from linli.contracts.grid.checkpoints import StopOrder
from linli.contracts.grid.rounds import (
    ItemKind,
    RoundChanged,
    RoundEnded,
    RoundEvent,
    RoundPlanned,
    RoundState,
    RoundSummary,
)
from linli.errors import Conflict
from services.grid.domain.checkpoint import GRACE, PatrolRoute
from services.grid.domain.folding import Item, Outcome, Points, outcome

OVER = frozenset({RoundState.COMPLETE, RoundState.INCOMPLETE, RoundState.EXPIRED, RoundState.CANCELLED})
VOLUNTARY = timedelta(hours=8)
"""How long a round without a route may take."""


@dataclass(kw_only=True, eq=False)
class Round:
    """A round. `begun_by` is the item that a voluntary one is planned by; `over_at` includes the grace.

    `sequence` counts its events and is its version.
    """

    id: UUID
    area_code: str
    path: str
    officer_id: UUID
    voluntary: bool
    starts_at: datetime
    ends_at: datetime
    grace_minutes: int
    ordered: bool
    points: Points
    made_at: datetime
    route_id: UUID | None = None
    begun_by: UUID | None = None
    state: RoundState = RoundState.PENDING
    started_at: datetime | None = None
    ended_at: datetime | None = None
    pause_reason: str = ""
    visits: dict[UUID, datetime] = field(default_factory=dict)
    scans: int = 0
    marked: int = 0
    shortest_gap_s: int | None = None
    longest_gap_s: int | None = None
    cancelled_for: str = ""
    plan_id: UUID | None = None
    sequence: int = 0

    @classmethod
    def plan(
        cls, round_id: UUID, route: PatrolRoute, officer_id: UUID, starts_at: datetime, at: datetime
    ) -> tuple[Round, Event]:
        """A round of a route for an officer. Raises `Conflict` for a route that is closed."""
        if route.content.closed:
            raise Conflict("route_closed", "This route is closed; choose another.", "该路线已停用，请另选。")
        made = cls(
            id=round_id,
            area_code=route.area_code,
            path=route.path,
            officer_id=officer_id,
            voluntary=False,
            starts_at=starts_at,
            ends_at=starts_at,
            grace_minutes=GRACE,
            ordered=False,
            points=(),
            made_at=at,
        )
        made._walks(route)
        return made, made._caused(RoundPlanned, at)

    @classmethod
    def of_plan(
        cls,
        round_id: UUID,
        plan_id: UUID,
        area_code: str,
        officer_id: UUID,
        points: Points,
        span: tuple[datetime, datetime],
        at: datetime,
    ) -> tuple[Round, Event]:
        """The round of a patrol of a plan, in the order that was drawn."""
        made = cls(
            id=round_id,
            area_code=area_code,
            path=path_of(area_code),
            officer_id=officer_id,
            voluntary=False,
            starts_at=span[0],
            ends_at=span[1],
            grace_minutes=GRACE,
            ordered=True,
            points=points,
            made_at=at,
            plan_id=plan_id,
        )
        return made, made._caused(RoundPlanned, at)

    @classmethod
    def volunteer(cls, start: Item, route: PatrolRoute | None, at: datetime) -> Round:
        """A round that an officer began without a plan; it is told of by what `bring_up` causes."""
        made = cls(
            id=start.round_id,
            area_code=start.area_code,
            path=path_of(start.area_code),
            officer_id=start.by,
            voluntary=True,
            starts_at=start.at,
            ends_at=start.at + VOLUNTARY,
            grace_minutes=GRACE,
            ordered=False,
            points=(),
            made_at=at,
        )
        made.begin_by(start, route)
        return made

    def begin_by(self, start: Item, route: PatrolRoute | None) -> None:
        """A voluntary round is as its earliest start says, also when that comes in later than another."""
        self.begun_by, self.officer_id, self.starts_at = start.id, start.by, start.at
        self.area_code, self.path = start.area_code, path_of(start.area_code)
        if route is not None:
            self._walks(route)
        else:
            self.route_id, self.points, self.ends_at = None, (), self.starts_at + VOLUNTARY

    def _walks(self, route: PatrolRoute) -> None:
        self.route_id = route.id
        self.ends_at = self.starts_at + timedelta(minutes=route.content.minutes)
        self.grace_minutes = route.content.grace or GRACE
        self.ordered = route.content.order is not StopOrder.FREE
        self.points = route.points(self.id, self.starts_at)

    @property
    def grace(self) -> timedelta:
        """How late it may begin or end."""
        return timedelta(minutes=self.grace_minutes)

    @property
    def over_at(self) -> datetime:
        """When it is over, finished or not."""
        return self.ends_at + self.grace

    @property
    def late(self) -> bool:
        """Whether it began after its grace."""
        return self.started_at is not None and self.started_at > self.starts_at + self.grace

    @property
    def omitted(self) -> tuple[UUID, ...]:
        """The points that are not visited, in their order."""
        return tuple(one for one, _ in self.points if one not in self.visits)

    def cancel(self, reason: str, at: datetime) -> Event:
        """It is not to take place. Raises `Conflict` when it has begun or is over."""
        if self.state is not RoundState.PENDING:
            raise Conflict("round_begun", "This round has begun or is over.", "该任务已开始或已结束。")
        self.cancelled_for, self.state, self.ended_at = reason, RoundState.CANCELLED, at
        return self._caused(RoundEnded, at)

    def bring_up(self, items: Sequence[Item], photos: Collection[UUID], at: datetime) -> Event | None:
        """Bring it up to date with all that phones noted of it; the event this causes, if anything changed."""
        was = self._told()
        found = outcome(self.points, self.ordered, items, photos, self.over_at, at)
        self._take(found)
        if self._told() == was and self.sequence:
            return None
        return self._caused(RoundEnded if self.state in OVER else RoundChanged, at)

    def _take(self, found: Outcome) -> None:
        for name in ("state", "started_at", "ended_at", "pause_reason", "scans", "marked"):
            setattr(self, name, getattr(found, name))
        if self.cancelled_for and found.state in (RoundState.PENDING, RoundState.EXPIRED):
            self.state = RoundState.CANCELLED  # what a phone noted of it all the same counts
        self.shortest_gap_s, self.longest_gap_s = found.shortest_gap_s, found.longest_gap_s
        self.visits = dict(found.visits)

    def _told(self) -> tuple[object, ...]:
        return (self.summary(), self.pause_reason, self.visits, self.scans, self.marked, self.begun_by)

    def summary(self) -> RoundSummary:
        """Where it stands, without who walks it and where."""
        return RoundSummary(
            state=self.state,
            voluntary=self.voluntary,
            starts_at=self.starts_at,
            ends_at=self.ends_at,
            late=self.late,
            omitted=len(self.omitted),
            route_id=self.route_id,
            started_at=self.started_at,
            ended_at=self.ended_at,
        )

    def _caused(self, event: type[RoundEvent], at: datetime) -> Event:
        self.sequence += 1
        return event(
            subject=self.id,
            area_code=self.area_code,
            sequence=self.sequence,
            occurred_at=at,
            round=self.summary(),
        )


def earliest_start(items: Sequence[Item]) -> Item | None:
    """The start that a voluntary round is planned by."""
    starts = [one for one in items if one.kind is ItemKind.START]
    return min(starts, key=lambda one: (one.at, one.id), default=None)
