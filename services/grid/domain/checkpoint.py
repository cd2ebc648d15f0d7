"""Checkpoints 巡查点 and routes 巡查路线, and what is to be noted of a scan by its place and method alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import asin, cos, radians, sin, sqrt
from random import Random
from uuid import UUID

from linli.areas import path_of
from linli.contracts.grid.checkpoints import CheckpointContent, RouteContent, ScanMethod, StopOrder
from linli.contracts.grid.rounds import ScanMark, SyncItem

EARTH_M = 6_371_008.8
"""The mean radius of the earth (IUGG), in metres."""
INACCURATE_M = 100.0
"""A position of a worse accuracy says little; no more than this is granted to a scan beyond the radius."""
GRACE = 15
"""Minutes of grace where a route says 0."""


def distance_m(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """Metres along the great circle between two places (haversine)."""
    lat, other = radians(latitude), radians(other_latitude)
    across = sin(radians(other_longitude - longitude) / 2) ** 2
    return 2 * EARTH_M * asin(min(1.0, sqrt(sin((other - lat) / 2) ** 2 + cos(lat) * cos(other) * across)))


@dataclass(kw_only=True, eq=False)
class Checkpoint:
    """A point that rounds visit. QR codes of an earlier `generation` are void. `sequence` is its version."""

    id: UUID
    area_code: str
    path: str
    code: str
    content: CheckpointContent
    made_at: datetime
    tag: str | None = None
    generation: int = 1
    sequence: int = 1

    @classmethod
    def add(
        cls, checkpoint_id: UUID, area_code: str, code: str, content: CheckpointContent, at: datetime
    ) -> Checkpoint:
        """A new checkpoint of the area."""
        made = cls(
            id=checkpoint_id, area_code=area_code, path=path_of(area_code), code=code, content=content, made_at=at
        )
        made.tag = content.tag
        return made

    def revise(self, content: CheckpointContent, *, renew_code: bool) -> None:
        """Say anew what it is; with `renew_code` the codes printed so far are void."""
        self.content, self.tag = content, content.tag
        self.generation += renew_code
        self.sequence += 1

    def distance_of(self, item: SyncItem) -> float | None:
        """Metres between here and where the item was noted; None where it does not say."""
        if item.latitude is None or item.longitude is None:
            return None
        return distance_m(item.latitude, item.longitude, self.content.latitude, self.content.longitude)

    def marks(self, item: SyncItem) -> tuple[ScanMark, ...]:
        """What is to be noted of a scan here by its place and method. Out of radius is marked, not refused.

        Only a scan that nothing but its position shows must lie within the radius to count.
        """
        distance, found = self.distance_of(item), []
        if distance is None:
            found.append(ScanMark.NO_POSITION)
        elif distance > self.content.radius_m + min(item.accuracy_m or 0.0, INACCURATE_M):
            found.append(ScanMark.OUT_OF_RADIUS)
        if item.accuracy_m is not None and item.accuracy_m > INACCURATE_M:
            found.append(ScanMark.INACCURATE)
        if item.method is ScanMethod.GPS and {ScanMark.NO_POSITION, ScanMark.OUT_OF_RADIUS} & set(found):
            found.append(ScanMark.NOT_THERE)
        if item.method not in self.content.methods:
            found.append(ScanMark.OTHER_METHOD)
        return tuple(found)


@dataclass(kw_only=True, eq=False)
class PatrolRoute:
    """The points of a round, in what order, within what time. `sequence` is its version."""

    id: UUID
    area_code: str
    path: str
    content: RouteContent
    made_at: datetime
    sequence: int = 1

    @classmethod
    def add(cls, route_id: UUID, area_code: str, content: RouteContent, at: datetime) -> PatrolRoute:
        """A new route of the area."""
        return cls(id=route_id, area_code=area_code, path=path_of(area_code), content=content, made_at=at)

    def revise(self, content: RouteContent) -> None:
        """Say anew what it is."""
        self.content = content
        self.sequence += 1

    @property
    def grace(self) -> timedelta:
        """How late a round may begin or end."""
        return timedelta(minutes=self.content.grace or GRACE)

    def points(self, round_id: UUID, starts_at: datetime) -> tuple[tuple[UUID, datetime], ...]:
        """The checkpoints of a round and the moment before which each is not to be visited, in the order to walk.

        A random order is drawn by the round's id: the same whenever it is asked for, and known to nobody before.
        """
        stops = list(self.content.stops)
        if self.content.order is StopOrder.RANDOM:
            Random(round_id.int).shuffle(stops)
        return tuple((one.checkpoint_id, starts_at + timedelta(minutes=one.not_before)) for one in stops)
