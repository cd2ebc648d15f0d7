"""A plan of rounds becomes rounds: one for each patrol, for the officers on duty, over the checkpoints of its cells."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from linli import computing
from linli.areas import district_of
from linli.clock import local
from linli.contracts.base import load
from linli.contracts.grid.checkpoints import CheckpointContent, ScanMethod
from linli.contracts.grid.computations import ComputationState
from linli.contracts.grid.planning import (
    AssignedRounds,
    AssignPlan,
    CancelPlannedRounds,
    PlannedStop,
    PlanRounds,
    RoundPlan,
)
from linli.contracts.grid.rounds import RoundState
from linli.contracts.grid.teams import PlaceState
from linli.db import take_turn
from linli.errors import Conflict, existing
from linli.work import Work
from services.grid.domain.cells import Cell
from services.grid.domain.checkpoint import GRACE, Checkpoint
from services.grid.domain.folding import Points
from services.grid.domain.round import Round
from services.grid.store import duty
from services.grid.store import field as store
from services.grid.usecases import rounds
from services.grid.usecases.cells import map_of

_NAMES = UUID("0a4b9a7e-8f1f-5a63-8f4e-6a1c8d1f3b52")
RADIUS = 80
"""Metres from the middle of a cell in which a position shows that somebody was there."""


def assign(work: Work, said: AssignPlan) -> AssignedRounds:
    """Make the rounds of a plan. Raises `Conflict` for a plan that is not done, assigned already or would be over, and
    where there are fewer officers than patrols or one of them has another round then.
    """
    plan, asked = _plan_of(work, said.id)
    known = store.rounds_of_plan(work.session, said.id)
    if any(one.state is not RoundState.CANCELLED for one in known):
        raise Conflict("plan_assigned", "The rounds of this plan are made already.", "该计划已派发。")
    by_patrol: dict[int, list[PlannedStop]] = {}
    for stop in plan.stops:
        by_patrol.setdefault(stop.patrol, []).append(stop)
    if not by_patrol or max(one.leaves for one in plan.stops) <= work.now:
        raise Conflict("plan_over", "This plan has no stop to come.", "该计划已过期或没有停留点。")
    officers = said.officers or _on_duty(work, asked)
    if len(officers) < len(by_patrol):
        text = f"The plan has {len(by_patrol)} patrols; {len(officers)} officers are on duty then."
        raise Conflict("too_few_on_duty", text, f"计划需{len(by_patrol)}组，当时值守{len(officers)}人。")
    points = _points(work, asked, sorted({one.cell for one in plan.stops}))
    made = []
    for officer, patrol in zip(officers, sorted(by_patrol), strict=False):
        own = uuid5(said.id, f"{patrol}|{len(known)}")
        stops = by_patrol[patrol]
        walked, span = _walked(stops, points), (stops[0].arrives, stops[-1].leaves)
        _must_be_free(work, officer, span)
        made.append(rounds.keep(work, *Round.of_plan(own, said.id, asked.area_code, officer, walked, span, work.now)))
    return AssignedRounds(items=tuple(made))


def cancel(work: Work, said: CancelPlannedRounds) -> AssignedRounds:
    """Let the rounds of a plan that have not begun not take place; the others go on."""
    _plan_of(work, said.id)
    cancelled = []
    for own in sorted(one.id for one in store.rounds_of_plan(work.session, said.id)):
        take_turn(work.session, own)
        found = store.round_to_change(work.session, own)
        if found.state is RoundState.PENDING:
            cancelled.append(rounds.cancel_one(work, found, said.reason))
    return AssignedRounds(items=tuple(cancelled))


def _plan_of(work: Work, plan_id: UUID) -> tuple[RoundPlan, PlanRounds]:
    row = existing(computing.find(work.session, plan_id), "plan", "巡查计划")
    work.authorise(row.area_code, "plan", "巡查计划")
    take_turn(work.session, plan_id)
    if row.name != "draw_rounds" or row.state != ComputationState.DONE or row.result is None:
        raise Conflict("no_plan", "This is no plan of rounds that is done.", "该计算不是已完成的巡查计划。")
    plan = load(RoundPlan, json.loads(row.result), tolerant=True)
    return plan, load(PlanRounds, json.loads(row.command), tolerant=True)


def _on_duty(work: Work, asked: PlanRounds) -> tuple[UUID, ...]:
    """Who is on duty at the area when the plan begins."""
    begins = asked.begins
    found = duty.shifts_within(work.session, asked.area_code, begins, begins + timedelta(microseconds=1))
    approved = {
        account
        for shift, _ in found
        if not shift.cancelled
        for account, place in shift.places.items()
        if place.state is PlaceState.APPROVED
    }
    return tuple(sorted(approved))


def _walked(stops: Sequence[PlannedStop], points: Mapping[str, UUID]) -> Points:
    """The points of a patrol, each at its first stop there."""
    grace = timedelta(minutes=GRACE)
    walked: dict[UUID, datetime] = {}
    for one in stops:
        walked.setdefault(points[one.cell], one.arrives - grace)
    return tuple(walked.items())


def _points(work: Work, asked: PlanRounds, codes: Iterable[str]) -> dict[str, UUID]:
    """A checkpoint for each cell: the first by code of those there, or a new one at its middle, shown by position."""
    ground = map_of(work, district_of(asked.area_code), local(asked.begins).date())
    cells = {one.code: one for one in ground.cells}
    there = store.open_checkpoints(work.session, asked.area_code)
    found: dict[str, UUID] = {}
    places = [one.content for one in there]
    at = ground.find_all([one.longitude for one in places], [one.latitude for one in places])
    for checkpoint, cell in zip(there, at, strict=True):
        if cell is not None:
            found.setdefault(cell.code, checkpoint.id)
    for code in codes:
        if code not in found:
            made = _middle_of(existing(cells.get(code), "cell", "网格"), work)
            store.save(work.session, made)
            found[code] = made.id
    return found


def _middle_of(cell: Cell, work: Work) -> Checkpoint:
    name = f"网格{cell.code[12:]}"
    content = CheckpointContent(
        name=name, latitude=cell.lat, longitude=cell.lon, radius_m=RADIUS, methods=(ScanMethod.GPS,)
    )
    return Checkpoint.add(uuid5(_NAMES, str(cell.id)), cell.area_code, f"cell-{cell.code}", content, work.now)


def _must_be_free(work: Work, officer: UUID, span: tuple[datetime, datetime]) -> None:
    take_turn(work.session, officer)
    if store.has_round_between(work.session, officer, *span):
        text = f"The officer {officer} has another round then."
        raise Conflict("officer_busy", text, f"值守人员{officer}该时段已有任务。")
