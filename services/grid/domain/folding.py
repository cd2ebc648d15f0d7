"""What a round has come to: a function of everything that phones noted on it, whatever the order in which it came."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from uuid import UUID

from linli.contracts.grid.checkpoints import ScanMethod
from linli.contracts.grid.rounds import ItemKind, RoundState, ScanMark

VOIDING = frozenset({ScanMark.PHOTO_MISSING, ScanMark.NOT_THERE, ScanMark.TOO_EARLY})
"""Marks with which a scan is kept and shown, but is no visit."""
Points = tuple[tuple[UUID, datetime], ...]
"""The checkpoints of a round in their order, each with the moment before which it is not to be visited."""


@dataclass(kw_only=True, eq=False)
class Item:
    """One thing that a phone noted. `digest` tells whether another of the same id is the same thing.

    `spot_marks`: what is to be noted of a scan by its place and method. `at` is the phone's time.
    """

    id: UUID
    round_id: UUID
    area_code: str
    path: str
    kind: ItemKind
    at: datetime
    received_at: datetime
    by: UUID
    digest: str
    note: str = ""
    route_id: UUID | None = None
    checkpoint_id: UUID | None = None
    method: ScanMethod | None = None
    latitude: float | None = None
    longitude: float | None = None
    accuracy_m: float | None = None
    distance_m: int | None = None
    spot_marks: tuple[ScanMark, ...] = ()
    photos: tuple[UUID, ...] = ()


@dataclass(frozen=True)
class Judged:
    """An item with all that is to be noted of it; `counts` when it is a visit."""

    item: Item
    marks: tuple[ScanMark, ...]
    counts: bool


@dataclass(frozen=True)
class Outcome:
    """What a round has come to. `visits` holds when each point was first visited; gaps are in seconds."""

    state: RoundState
    started_at: datetime | None
    ended_at: datetime | None
    pause_reason: str
    visits: dict[UUID, datetime]
    scans: int
    marked: int
    shortest_gap_s: int | None
    longest_gap_s: int | None


@dataclass
class _Walk:
    """The state of mind of who reads the items in the order of time."""

    points: Points
    ordered: bool
    photos: Collection[UUID]
    started_at: datetime | None
    finished_at: datetime | None
    visits: dict[UUID, datetime] = field(default_factory=dict)
    furthest: int = -1
    paused: str | None = None

    def read(self, item: Item) -> Judged:
        if item.kind is ItemKind.PAUSE:
            self.paused = item.note
        elif item.kind is ItemKind.RESUME:
            self.paused = None
        if item.kind is not ItemKind.SCAN or item.checkpoint_id is None:
            return Judged(item, (), False)
        marks = (*item.spot_marks, *self._marks(item, item.checkpoint_id))
        counts = not VOIDING & set(marks)
        if counts and item.checkpoint_id not in self.visits:
            self.visits[item.checkpoint_id] = item.at
            self.furthest = max(self.furthest, self._place(item.checkpoint_id))
        return Judged(item, marks, counts)

    def _marks(self, item: Item, checkpoint_id: UUID) -> Iterator[ScanMark]:
        place = self._place(checkpoint_id)
        if self.points and place < 0:
            yield ScanMark.NOT_ON_ROUTE
        if place >= 0 and item.at < self.points[place][1]:
            yield ScanMark.TOO_EARLY
        if checkpoint_id in self.visits:
            yield ScanMark.REPEATED
        elif self.ordered and 0 <= place < self.furthest:
            yield ScanMark.OUT_OF_ORDER
        needs = item.photos or item.method is ScanMethod.PHOTO
        if needs and not (item.photos and set(item.photos) <= set(self.photos)):
            yield ScanMark.PHOTO_MISSING
        if self.paused is not None:
            yield ScanMark.WHILE_PAUSED
        if (self.started_at and item.at < self.started_at) or (self.finished_at and item.at > self.finished_at):
            yield ScanMark.OUT_OF_TIME

    def _place(self, checkpoint_id: UUID) -> int:
        return next((index for index, (one, _) in enumerate(self.points) if one == checkpoint_id), -1)


def judged(
    points: Points, ordered: bool, items: Sequence[Item], photos: Collection[UUID]
) -> tuple[list[Judged], _Walk]:
    """Every item in the order of the phones' time, with its marks. `photos` are those that have arrived."""
    told = sorted(items, key=lambda one: (one.at, one.id))
    started = next((one.at for one in told if one.kind is ItemKind.START), told[0].at if told else None)
    finished = next((one.at for one in reversed(told) if one.kind is ItemKind.FINISH), None)
    walk = _Walk(points, ordered, photos, started, finished)
    return [walk.read(one) for one in told], walk


def outcome(
    points: Points,
    ordered: bool,
    items: Sequence[Item],
    photos: Collection[UUID],
    over_at: datetime,
    now: datetime,
) -> Outcome:
    """What the round has come to by `now`; at `over_at` it is over, finished or not.

    A crash voids nothing: what was scanned counts, also where nobody pressed start or finish.
    """
    read, walk = judged(points, ordered, items, photos)
    scans = [one for one in read if one.item.kind is ItemKind.SCAN]
    times = [one.item.at for one in scans if one.counts]
    gaps = [int((later - earlier).total_seconds()) for earlier, later in pairwise(times)]
    state = _state(points, walk, bool(items), now >= over_at)
    over = state in (RoundState.COMPLETE, RoundState.INCOMPLETE, RoundState.EXPIRED)
    return Outcome(
        state=state,
        started_at=walk.started_at,
        ended_at=(walk.finished_at or over_at) if over else None,
        pause_reason=walk.paused or "" if state is RoundState.PAUSED else "",
        visits=walk.visits,
        scans=len(scans),
        marked=sum(1 for one in scans if one.marks),
        shortest_gap_s=min(gaps, default=None),
        longest_gap_s=max(gaps, default=None),
    )


def _state(points: Points, walk: _Walk, begun: bool, over: bool) -> RoundState:
    if not begun:
        return RoundState.EXPIRED if over else RoundState.PENDING
    if walk.finished_at is None and not over:
        return RoundState.RUNNING if walk.paused is None else RoundState.PAUSED
    omitted = any(one not in walk.visits for one, _ in points)
    return RoundState.INCOMPLETE if omitted else RoundState.COMPLETE
