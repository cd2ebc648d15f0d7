"""Dispatch 派单: volunteers found for open places, asked a few at a time, each who declines replaced at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import groupby
from math import floor
from uuid import UUID, uuid4

from linli import computing, timers
from linli.areas import district_of
from linli.contracts.volunteer.dispatch import MatchArea, Matched, ProposedMatch
from linli.contracts.volunteer.engagements import (
    Dispatched,
    DispatchTask,
    EngagementState,
    ExplainTask,
    Explanation,
    ExplanationsView,
    MatchRule,
)
from linli.contracts.volunteer.tasks import TaskState
from linli.errors import Conflict, existing
from linli.work import Work
from services.volunteer.domain.costs import Cost, History, band_of, cost_of
from services.volunteer.domain.eligibility import Candidate, Need, metres_between, refusals
from services.volunteer.domain.engagements import Engagement
from services.volunteer.domain.explaining import explain, sentence_en, sentence_zh
from services.volunteer.domain.tasks import VolunteerTask
from services.volunteer.store import engagements as store
from services.volunteer.store import people
from services.volunteer.store.tasks import TASKS
from services.volunteer.usecases.gathering import (
    HORIZON,
    Row,
    candidates_of,
    first_quarter,
    is_free_exactly,
    need_of,
    open_needs,
    with_span,
)

CYCLE = 10
"""Seconds: what comes to want people within them is matched together."""
AGAIN = timedelta(minutes=5)
"""When tasks for which nobody was found are looked at again."""
KEPT = timedelta(days=1)
NEAR = 150
"""Volunteers that a search for one task reads, the nearest first; those it explains are among them."""


def match_soon(work: Work, area_code: str) -> None:
    """Have the next cycle of the district run at the end of the present ten seconds."""
    seconds = (floor(work.now.timestamp() / CYCLE) + 1) * CYCLE
    _put_cycle(work, district_of(area_code), datetime.fromtimestamp(seconds, UTC))


def _put_cycle(work: Work, district: str, due_at: datetime) -> None:
    """A district's timer goes by its code as a number."""
    timers.put(work.session, "dispatch.cycle", UUID(int=int(district)), due_at)


def begin_cycle(work: Work, subject: UUID) -> None:
    """Ask the worker process for the optimum of a district, unless it is at it: then look again afterwards."""
    district = f"{subject.int:06d}"
    if not store.any_wanting(work.session, district, work.now):
        return
    if not computing.is_under_way(work.session, "match_area", district):
        computing.ask(work, "match_area", district, MatchArea(area_code=district))
    _put_cycle(work, district, work.now + AGAIN)


def needs_and_candidates(work: Work, said: MatchArea) -> tuple[list[Need], list[Candidate]]:
    """Everything one cycle works on, read at one moment."""
    first = first_quarter(work.now)
    tasks = store.wanting(work.session, said.area_code, work.now, first + timedelta(days=HORIZON))
    needs = [with_span(one, first) for one in open_needs(work, tasks, work.now)]
    if not needs:
        return [], []
    return needs, candidates_of(work, store.volunteers_under(work.session, said.area_code), work.now, first)


def offer_matches(work: Work, said: MatchArea, found: Sequence[ProposedMatch]) -> Matched:
    """Offer what the worker process found, each checked again as it is now; what does not hold any more is left."""
    offered = 0
    by_task: dict[UUID, list[ProposedMatch]] = {}
    for one in found:
        by_task.setdefault(one.task_id, []).append(one)
    for task_id in sorted(by_task):
        task = TASKS.task_to_change(work.session, task_id)
        for one in by_task[task_id]:
            offered += _offer_if_wanted(work, task, one.role, one.volunteer_id)
        recount(work, task)
    computing.forget(work.session, "match_area", work.now - KEPT)
    return Matched(area_code=said.area_code, proposed=len(found), offered=offered)


def _offer_if_wanted(work: Work, task: VolunteerTask, role: str, volunteer_id: UUID) -> bool:
    wanted = next((need for need in open_needs(work, [task], work.now) if need.role == role), None)
    if wanted is None or task.ended or wanted.begins <= work.now:
        return False
    row = next(iter(store.volunteers_named(work.session, [volunteer_id])), None)
    if row is None:
        return False
    (candidate,) = candidates_of(work, [row], work.now)
    away = metres_between(wanted, candidate)
    free = is_free_exactly(work, row, wanted)
    if any(refusals(wanted, candidate, away, free=free)):
        return False
    cost = cost_of(wanted, candidate, away, store.learned(work.session, work.now))
    offer(work, task, wanted, candidate, away, cost)
    return True


def offer(
    work: Work, task: VolunteerTask, need: Need, candidate: Candidate, away: float | None, cost: Cost
) -> Engagement:
    """Offer a place, count it, and have the offer run out in time."""
    made, event = Engagement.offer(uuid4(), task, candidate.id, need.role, work.now, band_of(away))
    made.why_zh, made.why_en = sentence_zh(cost, away), sentence_en(cost, away)
    store.save(work.session, made)
    volunteer = people.volunteer_of(work.session, candidate.id, to_change=True)
    volunteer.offered += 1
    if made.expires_at is not None:
        timers.put(work.session, "engagement.expiry", made.id, made.expires_at)
    work.emit(event)
    return made


def recount(work: Work, task: VolunteerTask) -> None:
    """The task's state follows its engagements; what it wants is looked for in the next cycle."""
    if task.ended or task.plan is None:
        return
    work.session.flush()
    places = [one for (_, _), one in store.filled_places(work.session, [task.id]).items()]
    event = task.count(sum(filled for filled, _ in places), sum(out for _, out in places), work.now)
    if event is not None:
        work.emit(event)
    if task.state is TaskState.ACCEPTED and task.out:
        _withdraw_offers(work, task)
    if task.wants:
        match_soon(work, task.area_code)


def _withdraw_offers(work: Work, task: VolunteerTask) -> None:
    """All places are filled: what is still out is taken back."""
    for one in store.engagements_of(work.session, task.id):
        if one.state is EngagementState.OFFERED:
            work.emit(one.withdraw(work.now, "places filled 名额已满"))
            timers.cancel(work.session, "engagement.expiry", one.id)
    recount(work, task)


def dispatch_one(work: Work, task: VolunteerTask) -> int:
    """Find the best for one task at once, without the worker process; how many offers went out."""
    offered = 0
    if task.ended or not task.wants or task.starts_at is None or task.starts_at <= work.now:
        return 0
    history = store.learned(work.session, work.now)
    taken = {one.volunteer_id for one in store.engagements_of(work.session, task.id)}
    for _, alike in groupby(open_needs(work, [task], work.now), key=lambda need: need.role):
        needs = list(alike)
        fitting = (one for one in _ranked(work, task, needs[0], history) if one[0].id not in taken)
        for need, (candidate, away, cost) in zip(needs, fitting, strict=False):
            offer(work, task, need, candidate, away, cost)
            taken.add(candidate.id)
            offered += 1
    recount(work, task)
    return offered


def _ranked(
    work: Work, task: VolunteerTask, need: Need, history: History
) -> Iterator[tuple[Candidate, float | None, Cost]]:
    """The eligible volunteers near a place, the cheapest first; whether one is free is looked up when they are next."""
    found = []
    for row, candidate in _near(work, task, need):
        away = metres_between(need, candidate)
        if next(refusals(need, candidate, away, free=True), None) is None:
            found.append((row, candidate, away, cost_of(need, candidate, away, history)))
    for row, candidate, away, cost in sorted(found, key=lambda one: (one[3].total, one[1].id)):
        if is_free_exactly(work, row, need):
            yield candidate, away, cost


def _near(work: Work, task: VolunteerTask, need: Need) -> list[tuple[Row, Candidate]]:
    place = (need.latitude, need.longitude) if need.latitude is not None and need.longitude is not None else None
    district = district_of(task.area_code)
    rows = list(store.volunteers_near(work.session, district, place, sorted(need.skills), NEAR))
    return list(zip(rows, candidates_of(work, rows, work.now), strict=True))


def dispatch_task(work: Work, said: DispatchTask) -> Dispatched:
    """Find volunteers for one planned task now; raises `Conflict` for one that is not planned or has ended."""
    task = TASKS.task_to_change(work.session, said.id)
    work.authorise(task.area_code, TASKS.what, TASKS.what_zh)
    task.planned()
    if task.ended:
        raise Conflict("task_ended", "The task has ended.", "任务已结束。")
    offered = dispatch_one(work, task)
    wanted = max(task.places - task.filled - task.out, 0)
    return Dispatched(
        task_id=task.id,
        offered=offered,
        wanted=wanted,
        zh=f"已发出{offered}份邀约，尚缺{wanted}人。"
        if offered or not wanted
        else "附近没有符合条件且未被邀约过的志愿者。",
        en=f"{offered} offers made, {wanted} people still wanted."
        if offered or not wanted
        else "Nobody near is eligible who was not asked before.",
    )


def explain_task(work: Work, said: ExplainTask) -> ExplanationsView:
    """Why volunteers are offered a task or not: one of them, or those near, the best first."""
    task = TASKS.task_of(work.session, said.id)
    work.authorise(task.area_code, TASKS.what, TASKS.what_zh)
    plan = task.planned()
    role = next((one for one in plan.roles if said.role in (None, one.code)), None)
    asked = store.asked_for(work.session, [task.id])[task.id]
    need = need_of(task, plan, existing(role, "role", "岗位"), work.now, asked)
    if said.volunteer_id is not None:
        rows = list(store.volunteers_named(work.session, [said.volunteer_id]))
        existing(rows[0] if rows else None, "volunteer", "志愿者")
        work.authorise(rows[0][0].area_code, "volunteer", "志愿者")
        near = list(zip(rows, candidates_of(work, rows, work.now), strict=True))
    else:
        wide = need_of(task, plan, existing(role, "role", "岗位").__class__(code=need.role), work.now, asked)
        near = _near(work, task, wide)
    items = sorted((explained(work, need, row, one) for row, one in near), key=_best_first)[: said.limit]
    fits = sum(one.eligible for one in items)
    return ExplanationsView(
        task_id=task.id,
        wanted=max(task.places - task.filled, 0),
        items=tuple(items),
        zh=f"附近{len(near)}名志愿者，其中列出的{fits}名符合全部条件。",
        en=f"{len(near)} volunteers near, {fits} of those listed meet every rule.",
    )


def explained(work: Work, need: Need, row: Row, candidate: Candidate) -> Explanation:
    """One match in words."""
    away = metres_between(need, candidate)
    failing: list[MatchRule] = list(refusals(need, candidate, away, free=is_free_exactly(work, row, need)))
    return explain(
        need, candidate, away, failing, cost_of(need, candidate, away, store.learned(work.session, work.now))
    )


def _best_first(one: Explanation) -> tuple[bool, int, int, UUID]:
    return not one.eligible, len(one.refusals), one.cost, one.volunteer_id
