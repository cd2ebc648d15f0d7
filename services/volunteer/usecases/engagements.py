"""Planned tasks opened, offered by hand, answered, taken back; what is not answered in time runs out."""

from __future__ import annotations

from uuid import UUID, uuid4

from linli import timers
from linli.contracts.volunteer.engagements import (
    AnswerOffer,
    EngagementList,
    EngagementState,
    EngagementView,
    ListEngagements,
    MoveTask,
    OfferPlace,
    OpenPlannedTask,
    PlanTask,
    WithdrawOffer,
)
from linli.contracts.volunteer.tasks import VolunteerTaskView
from linli.errors import Conflict, Invalid, existing
from linli.tasks.usecases import caller_of
from linli.work import Work
from services.volunteer import catalogue
from services.volunteer.domain.attendance import NO_SHOW_AFTER
from services.volunteer.domain.costs import cost_of
from services.volunteer.domain.eligibility import FIXED
from services.volunteer.domain.engagements import Engagement
from services.volunteer.domain.people import check_skills
from services.volunteer.domain.tasks import VolunteerTask
from services.volunteer.store import engagements as store
from services.volunteer.store import people
from services.volunteer.store.tasks import TASKS
from services.volunteer.usecases import dispatching
from services.volunteer.usecases.gathering import candidates_of, need_of
from services.volunteer.usecases.roles import COORDINATORS
from services.volunteer.usecases.tasks import view as task_view


def open_task(work: Work, said: OpenPlannedTask) -> VolunteerTaskView:
    """Open a task by hand; who is to do it is looked for in the next cycle."""
    work.authorise(said.area_code, "area", "区域")
    _check_roles(said)
    task, event = VolunteerTask.open_planned(uuid4(), said.area_code, said.category, said.plan, work.now)
    task.note = said.note
    TASKS.save(work.session, task)
    work.emit(event)
    dispatching.match_soon(work, task.area_code)
    return task_view(task)


def plan_task(work: Work, said: PlanTask) -> VolunteerTaskView:
    """Say when, where and by whom an open task is done."""
    task = _task_to_change(work, said.id, said.version)
    _check_roles(said)
    work.emit(task.plan_as(said.plan, work.now))
    dispatching.match_soon(work, task.area_code)
    return task_view(task)


def _check_roles(said: OpenPlannedTask | PlanTask) -> None:
    for role in said.plan.roles:
        check_skills(role.skills, catalogue.skills())


def offer_place(work: Work, said: OfferPlace) -> EngagementView:
    """Offer a place by hand: any rule but those of the law may be overruled with a reason. Raises `Conflict`."""
    task = _task_to_change(work, said.id, said.version)
    plan = task.planned()
    if task.ended or plan.starts_at <= work.now:
        raise Conflict("task_begun", "The task has begun or ended.", "任务已开始或结束。")
    role = existing(next((one for one in plan.roles if said.role in (None, one.code)), None), "role", "岗位")
    if store.filled_places(work.session, [task.id]).get((task.id, role.code), (0, 0))[0] >= role.places:
        raise Conflict("places_filled", "All places of this role are filled.", "该岗位已满。")
    rows = list(store.volunteers_named(work.session, [said.volunteer_id]))
    row = existing(rows[0] if rows else None, "volunteer", "志愿者")
    work.authorise(row[0].area_code, "volunteer", "志愿者")
    (candidate,) = candidates_of(work, [row], work.now)
    if any(one.volunteer_id == candidate.id and one.holds for one in store.engagements_of(work.session, task.id)):
        raise Conflict("engaged_already", "This volunteer has a part in the task already.", "该志愿者已参与此任务。")
    asked = store.asked_for(work.session, [task.id])[task.id]
    need = need_of(task, plan, role, work.now, asked)
    told = dispatching.explained(work, need, row, candidate)
    against = [one for one in told.refusals if one.rule in FIXED]
    if against or (told.refusals and not said.reason.strip()):
        first = (against or told.refusals)[0]
        how = "No reason overrules it." if against else "Give the reason why it is offered all the same."
        how_zh = "该规则不可例外。" if against else "如仍要邀约，请填写理由。"
        name = "volunteer_id" if against else "reason"
        text, zh = f"The volunteer {first.en}. {how}", f"该志愿者{first.zh}。{how_zh}"
        raise Invalid(f"rule_{first.rule.value}", text, zh, {name: [f"{text} {zh}"]})
    cost = cost_of(need, candidate, told.metres)
    made = dispatching.offer(work, task, need, candidate, told.metres, cost)
    made.by_hand, made.overruled, made.offered_by = True, bool(told.refusals), caller_of(work)
    made.note = said.reason
    if made.overruled:
        made.why_zh, made.why_en = f"人工指定，理由：{said.reason}。{told.zh}", f"By hand: {said.reason}. {told.en}"
    dispatching.recount(work, task)
    return view(made)


def accept(work: Work, said: AnswerOffer) -> EngagementView:
    """The volunteer takes the place; raises `Conflict` where all are filled meanwhile."""
    task, engagement = _to_answer(work, said)
    take(work, task, engagement)
    return view(engagement)


def take(work: Work, task: VolunteerTask, engagement: Engagement) -> None:
    """As `accept`, for whoever is let at the engagement."""
    plan = task.planned()
    role = next(one for one in plan.roles if one.code == engagement.role)
    if store.filled_places(work.session, [task.id]).get((task.id, role.code), (0, 0))[0] >= role.places:
        raise Conflict("places_filled", "All places of this role are filled.", "该岗位已满。")
    work.emit(engagement.accept(work.now))
    timers.cancel(work.session, "engagement.expiry", engagement.id)
    timers.put(work.session, "attendance.no_show", engagement.id, engagement.starts_at + NO_SHOW_AFTER)
    if engagement.reminder_at > work.now:
        timers.put(work.session, "engagement.reminder", engagement.id, engagement.reminder_at)
    people.volunteer_of(work.session, engagement.volunteer_id, to_change=True).accepted += 1
    dispatching.recount(work, task)


def remind(work: Work, engagement_id: UUID) -> None:
    """What a volunteer took begins soon."""
    engagement = store.find_engagement(work.session, engagement_id, to_change=True)
    event = engagement.near(work.now) if engagement else None
    if event is not None:
        work.emit(event)


def move_task(work: Work, said: MoveTask) -> VolunteerTaskView:
    """Do a task at another time: who is asked or has taken a place is asked anew."""
    task = _task_to_change(work, said.id, said.version)
    work.emit(task.move(said.starts_at, said.ends_at, work.now))
    for one in store.engagements_of(work.session, task.id):
        if one.state in (EngagementState.OFFERED, EngagementState.ACCEPTED):
            work.emit(one.move(said.starts_at, said.ends_at, work.now, task.planned().urgent))
            one.note = said.reason
            timers.cancel(work.session, "attendance.no_show", one.id)
            timers.cancel(work.session, "engagement.reminder", one.id)
            if one.expires_at is not None:
                timers.put(work.session, "engagement.expiry", one.id, one.expires_at)
    dispatching.recount(work, task)
    return task_view(task)


def decline(work: Work, said: AnswerOffer) -> EngagementView:
    """The volunteer will not or cannot come (志愿服务条例 art. 22, 25); another is asked at once."""
    task, engagement = _to_answer(work, said)
    give_back(work, task, engagement, said.note)
    return view(engagement)


def give_back(work: Work, task: VolunteerTask, engagement: Engagement, note: str) -> None:
    """As `decline`, for whoever is let at the engagement."""
    work.emit(engagement.decline(work.now, note))
    _replace(work, task, engagement)


def withdraw(work: Work, said: WithdrawOffer) -> EngagementView:
    """A coordinator takes an offer or an engagement back; nobody is asked instead until the next cycle."""
    task, engagement = engagement_to_change(work, said.id, said.version)
    work.emit(engagement.withdraw(work.now, said.reason))
    timers.cancel(work.session, "engagement.expiry", engagement.id)
    dispatching.recount(work, task)
    return view(engagement)


def expire(work: Work, engagement_id: UUID) -> None:
    """Nobody answered in time: another is asked at once."""
    engagement = store.find_engagement(work.session, engagement_id)
    if engagement is None:
        return
    task = TASKS.task_to_change(work.session, engagement.task_id)
    engagement = store.engagement_of(work.session, engagement_id, to_change=True)
    event = engagement.expire(work.now)
    if event is not None:
        work.emit(event)
        _replace(work, task, engagement)


def _replace(work: Work, task: VolunteerTask, engagement: Engagement) -> None:
    timers.cancel(work.session, "engagement.expiry", engagement.id)
    dispatching.recount(work, task)
    dispatching.dispatch_one(work, task)


def end_with_task(work: Work, task: VolunteerTask, why: str) -> None:
    """A task was given up: nobody is asked or expected any more."""
    for one in store.engagements_of(work.session, task.id):
        if one.state in (EngagementState.OFFERED, EngagementState.ACCEPTED):
            work.emit(one.withdraw(work.now, why))
            timers.cancel(work.session, "engagement.expiry", one.id)


def end_with_request(work: Work, request_id: UUID) -> None:
    """A request has ended, or calls for another task: whoever was asked for its ended tasks is expected no more."""
    for task in TASKS.tasks_of_request(work.session, request_id):
        if task.ended and task.plan is not None and (task.out or task.filled):
            end_with_task(work, task, "request ended 诉求已结束")


def list_engagements(work: Work, said: ListEngagements) -> EngagementList:
    """Who is and was engaged in a task."""
    task = TASKS.task_of(work.session, said.id)
    work.authorise(task.area_code, TASKS.what, TASKS.what_zh)
    return EngagementList(items=tuple(view(one) for one in store.engagements_of(work.session, task.id)))


def _to_answer(work: Work, said: AnswerOffer) -> tuple[VolunteerTask, Engagement]:
    """The offer, for its volunteer, or for a coordinator who was told the answer."""
    task, engagement = engagement_to_change(work, said.id, said.version)
    owner_or_coordinator(work, task, engagement)
    return task, engagement


def owner_or_coordinator(work: Work, task: VolunteerTask, engagement: Engagement) -> None:
    """Raises `Forbidden` for who is neither the volunteer nor a coordinator of the task's area."""
    if work.principal is None or not work.principal.roles_at(task.area_code) & COORDINATORS:
        owner = people.volunteer_of(work.session, engagement.volunteer_id).account_id
        engagement.only_by(caller_of(work), owner)


def engagement_to_change(work: Work, engagement_id: UUID, version: int | None) -> tuple[VolunteerTask, Engagement]:
    """The task is locked before its engagements, so that nobody waits in a circle."""
    found = store.engagement_of(work.session, engagement_id)
    work.authorise(found.area_code, "engagement", "志愿者参与")
    return locked(work, found, version)


def locked(work: Work, found: Engagement, version: int | None) -> tuple[VolunteerTask, Engagement]:
    """An engagement that the caller may change, after its task."""
    task = TASKS.task_to_change(work.session, found.task_id)
    engagement = store.engagement_of(work.session, found.id, to_change=True)
    work.expect(version, engagement.sequence)
    return task, engagement


def _task_to_change(work: Work, task_id: UUID, version: int | None) -> VolunteerTask:
    task = TASKS.task_to_change(work.session, task_id)
    work.authorise(task.area_code, TASKS.what, TASKS.what_zh)
    work.expect(version, task.sequence)
    return task


def view(engagement: Engagement) -> EngagementView:
    """An engagement as it is shown."""
    return EngagementView(
        id=engagement.id,
        version=engagement.sequence,
        task_id=engagement.task_id,
        volunteer_id=engagement.volunteer_id,
        area_code=engagement.area_code,
        role=engagement.role,
        state=engagement.state,
        starts_at=engagement.starts_at,
        ends_at=engagement.ends_at,
        offered_at=engagement.offered_at,
        expires_at=engagement.expires_at,
        answered_at=engagement.answered_at,
        by_hand=engagement.by_hand,
        overruled=engagement.overruled,
        note=engagement.note,
        why_zh=engagement.why_zh,
        why_en=engagement.why_en,
    )
