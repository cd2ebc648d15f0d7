"""The calls about trackers and positions, and the forgetting of old ones."""

from __future__ import annotations

from datetime import timedelta

from linli.calls import call
from linli.clock import now
from linli.context import Context
from linli.contracts.grid.positions import (
    AddTracker,
    EndTracker,
    FixOutcomes,
    GetTrack,
    ListTrackers,
    RecordPositions,
    Track,
    TrackerList,
    TrackerView,
)
from linli.identity import PUBLIC_ROLE
from linli.jobs import every
from linli.work import Work
from services.grid.service.post import LEADERS, Post
from services.grid.usecases import positions


class PositionCalls(Post):
    """Trackers: added, ended, listed; positions: recorded, shown, forgotten."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._kept_for = timedelta(days=context.settings.position_days)
        self._database = context.database

    @call(RecordPositions, FixOutcomes, roles=PUBLIC_ROLE)
    def record_positions(self, said: RecordPositions, work: Work) -> FixOutcomes:
        """Keep what trackers sent."""
        return positions.record(work, said, self._kept_for)

    @call(AddTracker, TrackerView, roles=LEADERS, private=True)
    def add_tracker(self, said: AddTracker, work: Work) -> TrackerView:
        """Add a tracker."""
        return positions.add(work, said, self.secret)

    @call(EndTracker, TrackerView, roles=LEADERS)
    def end_tracker(self, said: EndTracker, work: Work) -> TrackerView:
        """End a tracker."""
        return positions.end(work, said)

    @call(ListTrackers, TrackerList, roles=LEADERS, changes=False)
    def list_trackers(self, said: ListTrackers, work: Work) -> TrackerList:
        """The trackers of an area, with their latest positions."""
        return positions.list_trackers(work, said)

    @call(GetTrack, Track, roles=LEADERS, changes=False)
    def get_track(self, said: GetTrack, work: Work) -> Track:
        """Where a tracker was."""
        return positions.track(work, said)

    @every(3600.0)
    def forget_positions(self) -> None:
        """Forget positions that were kept long enough."""
        with self._database.transaction() as session:
            positions.forget(session, now(), self._kept_for)
