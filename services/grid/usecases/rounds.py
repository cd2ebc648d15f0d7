"""Rounds planned, shown, brought up to date, and over."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID, uuid4

from linli import timers
from linli.areas import district_of
from linli.contracts.envelope import Event
from linli.contracts.grid.coverage import VisitKind
from linli.contracts.grid.rounds import (
    CancelRound,
    GetRound,
    ItemList,
    ItemView,
    ListRounds,
    ListScans,
    PlanRound,
    PointView,
    RoundPage,
    RoundView,
    ScanMark,
)
from linli.db import take_turn
from linli.errors import Invalid
from linli.work import Work
from services.grid.domain.folding import Item, Judged, judged
from services.grid.domain.round import OVER, Round, earliest_start
from services.grid.domain.visits import Seen
from services.grid.store import field as store
from services.grid.usecases import alarms
from services.grid.usecases.visits import keep_visits


def plan(work: Work, said: PlanRound) -> RoundView:
    """Plan a round of a route for an officer; raises `Invalid` for one that would be over already."""
    route = store.route_of(work.session, said.route_id)
    work.authorise(route.area_code, "route", "巡查路线")
    made, event = Round.plan(uuid4(), route, said.officer_id, said.starts_at, work.now)
    if made.over_at <= work.now:
        text, zh = "This round would be over already.", "该任务的结束时间已过。"
        raise Invalid("in_the_past", text, zh, {"starts_at": [f"{text} {zh}"]})
    return keep(work, made, event)


def keep(work: Work, made: Round, event: Event) -> RoundView:
    """Keep a round that is planned, and have it watched."""
    store.save(work.session, made)
    timers.put(work.session, "round.over", made.id, made.over_at)
    alarms.watch(work, made, None)
    work.emit(event)
    return view(made)


def cancel(work: Work, said: CancelRound) -> RoundView:
    """Let a planned round not take place; its timers and alarms are over."""
    take_turn(work.session, said.id)
    found = store.round_to_change(work.session, said.id)
    work.authorise(found.area_code, "round", "巡查任务")
    work.expect(said.version, found.sequence)
    return cancel_one(work, found, said.reason)


def cancel_one(work: Work, found: Round, reason: str) -> RoundView:
    """Let a round not take place; who calls this has its turn. Raises `Conflict` when it has begun."""
    work.emit(found.cancel(reason, work.now))
    _see_to_its_end(work, found)
    alarms.watch(work, found, None)
    return view(found)


def get(work: Work, said: GetRound) -> RoundView:
    """One round."""
    found = store.round_of(work.session, said.id)
    work.authorise(found.area_code, "round", "巡查任务")
    return view(found)


def list_rounds(work: Work, said: ListRounds) -> RoundPage:
    """An area's rounds."""
    work.authorise(said.area_code, "area", "区域")
    found, cursor = store.round_page(work.session, said)
    return RoundPage(items=tuple(view(one) for one in found), next_cursor=cursor)


def list_scans(work: Work, said: ListScans) -> ItemList:
    """Everything that was noted on a round, with its marks."""
    found = store.round_of(work.session, said.id)
    work.authorise(found.area_code, "round", "巡查任务")
    read, _ = judged(found.points, found.ordered, *_noted(work, found.id))
    return ItemList(items=tuple(_item_view(one) for one in read))


def over(work: Work, round_id: UUID) -> None:
    """The round's time is over, finished or not."""
    take_turn(work.session, round_id)
    bring_up_all(work, [round_id])


def bring_up_all(work: Work, round_ids: Collection[UUID]) -> list[Round]:
    """Bring rounds up to date, and with them the visits of cells; those that there are. Who calls this has the turns.

    The visits are kept last and all at once, so that two who do this at the same time never wait for each other.
    """
    rounds = [found for one in sorted(round_ids) if (found := _bring_up(work, one)) is not None]
    by_district: dict[str, dict[UUID, list[Seen]]] = {}
    for found in rounds:
        by_district.setdefault(district_of(found.area_code), {})[found.id] = _seen(work, found)
    for district in sorted(by_district):
        keep_visits(work, district, by_district[district])
    return rounds


def _seen(work: Work, found: Round) -> list[Seen]:
    """Where the scans of a round say that somebody was: at the checkpoint, unless the phone was elsewhere."""
    read, _ = judged(found.points, found.ordered, *_noted(work, found.id))
    counted = [one.item for one in read if one.counts and ScanMark.OUT_OF_RADIUS not in one.marks]
    places = {one.id: one.content for one in store.checkpoints_of(work.session, _points_of(counted))}
    return [
        Seen(at.longitude, at.latitude, item.by, item.at, VisitKind.SCAN, found.voluntary)
        for item in counted
        if item.checkpoint_id is not None and (at := places.get(item.checkpoint_id)) is not None
    ]


def _points_of(scans: Sequence[Item]) -> set[UUID]:
    return {one.checkpoint_id for one in scans if one.checkpoint_id is not None}


def _noted(work: Work, round_id: UUID) -> tuple[list[Item], set[UUID]]:
    return store.items_of(work.session, round_id), store.photos_of(work.session, round_id)


def _bring_up(work: Work, round_id: UUID) -> Round | None:
    """Bring a round up to date with what phones noted of it.

    A voluntary round is planned by its earliest start, and is none until that has come.
    """
    items = store.items_of(work.session, round_id)
    found = store.find_round(work.session, round_id, to_change=True)
    start = earliest_start(items)
    if found is None and start is None:
        return None
    if start is not None and (found is None or (found.voluntary and found.begun_by != start.id)):
        route = store.find_route(work.session, start.route_id) if start.route_id else None
        if found is None:
            found = Round.volunteer(start, route, work.now)
            store.save(work.session, found)
        else:
            found.begin_by(start, route)
    assert found is not None
    event = found.bring_up(items, store.photos_of(work.session, round_id), work.now)
    if event is not None:
        work.emit(event)
    _see_to_its_end(work, found)
    alarms.watch(work, found, max((one.received_at for one in items), default=None))
    return found


def _see_to_its_end(work: Work, found: Round) -> None:
    if found.state in OVER:
        timers.cancel(work.session, "round.over", found.id)
    else:
        timers.put(work.session, "round.over", found.id, found.over_at)


def view(found: Round) -> RoundView:
    """A round as it is shown."""
    points = (
        PointView(checkpoint_id=one, not_before=not_before, visited_at=found.visits.get(one))
        for one, not_before in found.points
    )
    return RoundView(
        id=found.id,
        version=found.sequence,
        area_code=found.area_code,
        route_id=found.route_id,
        officer_id=found.officer_id,
        voluntary=found.voluntary,
        state=found.state,
        starts_at=found.starts_at,
        ends_at=found.ends_at,
        started_at=found.started_at,
        ended_at=found.ended_at,
        late=found.late,
        pause_reason=found.pause_reason,
        points=tuple(points),
        omitted=found.omitted,
        scans=found.scans,
        marked=found.marked,
        shortest_gap_s=found.shortest_gap_s,
        longest_gap_s=found.longest_gap_s,
    )


def _item_view(one: Judged) -> ItemView:
    item = one.item
    return ItemView(
        id=item.id,
        kind=item.kind,
        at=item.at,
        received_at=item.received_at,
        by=item.by,
        checkpoint_id=item.checkpoint_id,
        method=item.method,
        latitude=item.latitude,
        longitude=item.longitude,
        accuracy_m=item.accuracy_m,
        distance_m=item.distance_m,
        counts=one.counts,
        marks=one.marks,
        photos=item.photos,
        note=item.note,
    )
