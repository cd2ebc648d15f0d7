"""Trackers and their positions: taken in any order, once, kept for a time, shown to leaders, and counted as visits."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Sequence
from datetime import timedelta
from itertools import groupby
from typing import Any

from linli.contracts.grid.coverage import VisitKind
from linli.contracts.grid.positions import (
    AddTracker,
    EndTracker,
    Fix,
    FixOutcome,
    FixOutcomes,
    GetTrack,
    ListTrackers,
    PositionView,
    RecordPositions,
    Track,
    TrackerList,
    TrackerView,
)
from linli.db import take_turn
from linli.errors import Conflict
from linli.sealing import derive
from linli.work import Work
from services.grid.domain.tracker import Tracker, digest_of, refusal
from services.grid.domain.visits import Seen, is_visit, quarter_source
from services.grid.store import positions as store
from services.grid.usecases.visits import keep_earliest


def record(work: Work, said: RecordPositions, kept_for: timedelta) -> FixOutcomes:
    """Keep positions; each is judged by itself. The tracker's key, which only it has, is the leave to send them."""
    work.authorised = True
    digests = [digest_of(one.key) for one in said.fixes]
    trackers = store.trackers_with(work.session, set(digests))
    judged = [
        _judge(work, trackers.get(digest), one, kept_for) for digest, one in zip(digests, said.fixes, strict=True)
    ]
    new = [(trackers[digest], one) for digest, one, out in zip(digests, said.fixes, judged, strict=True) if out is None]
    first = {(tracker.id, one.at): (tracker, one) for tracker, one in reversed(new)}
    added = store.add_positions(work.session, [_row(tracker, one) for tracker, one in first.values()])
    fresh = {key: pair for key, pair in first.items() if key in added}
    _visits(work, list(fresh.values()))
    outcomes = []
    for digest, one, outcome in zip(digests, said.fixes, judged, strict=True):
        taken = outcome is None and fresh.pop((trackers[digest].id, one.at), None) is not None
        outcomes.append(outcome or (FixOutcome.KEPT if taken else FixOutcome.REPEATED))
    return FixOutcomes(outcomes=tuple(outcomes))


def _judge(work: Work, tracker: Tracker | None, one: Fix, kept_for: timedelta) -> FixOutcome | None:
    return FixOutcome.UNKNOWN_TRACKER if tracker is None else refusal(one.at, work.now, kept_for)


def _row(tracker: Tracker, one: Fix) -> dict[str, Any]:
    told = {"accuracy": one.accuracy, "speed": one.speed, "bearing": one.bearing, "battery": one.battery}
    return {"tracker_id": tracker.id, "at": one.at, "lon": one.lon, "lat": one.lat, **told}


def _visits(work: Work, fresh: Sequence[tuple[Tracker, Fix]]) -> None:
    good = [(tracker, one) for tracker, one in fresh if is_visit(one.accuracy, one.speed)]
    by_district = sorted(good, key=lambda pair: pair[0].area_code[:6])
    for district, group in groupby(by_district, key=lambda pair: pair[0].area_code[:6]):
        keep_earliest(
            work, district, [(quarter_source(tracker.id, one.at), _seen(tracker, one)) for tracker, one in group]
        )


def _seen(tracker: Tracker, one: Fix) -> Seen:
    return Seen(one.lon, one.lat, tracker.officer_id, one.at, VisitKind.POSITION, tracker.voluntary)


def add(work: Work, said: AddTracker, secret: bytes) -> TrackerView:
    """Add a tracker; the answer is the only one that holds its key, which stands nowhere.

    Raises `Conflict` when the id is that of another tracker.
    """
    work.authorise(said.area_code, "area", "区域")
    take_turn(work.session, said.id)
    key = urlsafe_b64encode(derive(secret, f"tracker|{said.id}", 18)).decode()
    made = Tracker.make(said.id, said.area_code, said.officer_id, said.label, said.voluntary, key)
    known = work.session.get(Tracker, said.id)
    if known is None:
        work.session.add(made)
        work.session.flush()
    elif known != made:
        raise Conflict("id_taken", "Another tracker has this id.", "该编号已被占用。")
    return view(made, key=key)


def end(work: Work, said: EndTracker) -> TrackerView:
    """Take no more positions of a tracker."""
    tracker = store.tracker_of(work.session, said.id, to_change=True)
    work.authorise(tracker.area_code, "tracker", "定位设备")
    work.expect(said.version, tracker.sequence)
    tracker.end()
    return view(tracker)


def list_trackers(work: Work, said: ListTrackers) -> TrackerList:
    """The trackers of an area, each with its latest position."""
    work.authorise(said.area_code, "area", "区域")
    found = store.trackers_at(work.session, said.area_code)
    latest = store.latest(work.session, [one.id for one in found])
    return TrackerList(items=tuple(view(one, latest.get(one.id)) for one in found))


def track(work: Work, said: GetTrack) -> Track:
    """Where a tracker was."""
    tracker = store.tracker_of(work.session, said.id)
    work.authorise(tracker.area_code, "tracker", "定位设备")
    found = store.track(work.session, said.id, said.since, said.until, said.limit + 1)
    following = found[said.limit].at if len(found) > said.limit else None
    return Track(items=tuple(_shown(one) for one in found[: said.limit]), next_since=following)


def forget(session: Any, work_now: Any, kept_for: timedelta) -> int:
    """Forget the positions that were kept long enough; the visits that follow from them stay."""
    return store.forget_before(session, work_now - kept_for)


def view(tracker: Tracker, latest: Any = None, key: str | None = None) -> TrackerView:
    """A tracker as it is shown."""
    return TrackerView(
        id=tracker.id,
        version=tracker.sequence,
        area_code=tracker.area_code,
        officer_id=tracker.officer_id,
        label=tracker.label,
        voluntary=tracker.voluntary,
        ended=tracker.ended,
        latest=None if latest is None else _shown(latest),
        key=key,
    )


def _shown(row: Any) -> PositionView:
    told = {"accuracy": row.accuracy, "speed": row.speed, "bearing": row.bearing, "battery": row.battery}
    return PositionView(at=row.at, lon=row.lon, lat=row.lat, **told)
