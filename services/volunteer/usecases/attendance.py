"""Attendance: check in and out, what is forgotten and who is missed, disputes, and the hours that are credited."""

from __future__ import annotations

import hmac
from datetime import datetime, time, timedelta
from decimal import Decimal
from uuid import UUID

from linli import timers
from linli.clock import LOCAL
from linli.contracts.volunteer.attendance import (
    AttendanceCode,
    AttendanceView,
    CheckIn,
    DecideHours,
    DisputeHours,
    ExceptionPage,
    GetAttendanceCode,
    ListExceptions,
    Proof,
)
from linli.contracts.volunteer.engagements import EngagementState
from linli.contracts.volunteer.tasks import CompleteTask
from linli.errors import Conflict, Forbidden, Invalid
from linli.sealing import derive
from linli.tasks.usecases import caller_of, task_to_change
from linli.work import Work
from services.volunteer.domain import attendance as domain
from services.volunteer.domain.eligibility import metres_apart
from services.volunteer.domain.engagements import Engagement
from services.volunteer.domain.tasks import VolunteerTask
from services.volunteer.store import engagements as store
from services.volunteer.store.tasks import TASKS
from services.volunteer.usecases import tasks
from services.volunteer.usecases.crediting import credit_service, take_back
from services.volunteer.usecases.engagements import end_with_task, engagement_to_change, owner_or_coordinator
from services.volunteer.usecases.hour_accounts import holder_of
from services.volunteer.usecases.roles import COORDINATORS

State = EngagementState


def get_code(work: Work, said: GetAttendanceCode, secret: bytes) -> AttendanceCode:
    """The code of a task, for who runs it."""
    task = TASKS.task_of(work.session, said.id)
    work.authorise(task.area_code, TASKS.what, TASKS.what_zh)
    task.planned()
    code, token = _codes(secret, task.id)
    return AttendanceCode(task_id=task.id, code=code, qr=f"linli:attend:{task.id}:{token}")


def _codes(secret: bytes, task_id: UUID) -> tuple[str, str]:
    """Six digits to be said, and a token too long to be guessed; only this installation can make them."""
    made = derive(secret, f"attendance|{task_id}", 24)
    return f"{int.from_bytes(made[:8]) % 1_000_000:06d}", made[8:].hex()


def check_in(work: Work, said: CheckIn, secret: bytes) -> AttendanceView:
    """A volunteer is there."""
    task, engagement = _proved(work, said, secret)
    arrive(work, task, engagement, said.proof, caller_of(work))
    return view(engagement)


def arrive(work: Work, task: VolunteerTask, engagement: Engagement, proof: Proof, by: UUID) -> None:
    """As `check_in`, once the proof holds."""
    work.emit(domain.arrive(engagement, work.now, proof, by))
    timers.cancel(work.session, "attendance.no_show", engagement.id)
    timers.put(work.session, "attendance.check_out", engagement.id, engagement.ends_at + domain.CLOSED_AFTER)
    _settle(work, task)


def check_out(work: Work, said: CheckIn, secret: bytes) -> AttendanceView:
    """A volunteer leaves; their hours are credited."""
    task, engagement = _proved(work, said, secret)
    leave(work, task, engagement, said.proof, caller_of(work))
    return view(engagement)


def leave(work: Work, task: VolunteerTask, engagement: Engagement, proof: Proof, by: UUID) -> None:
    """As `check_out`, once the proof holds."""
    work.emit(domain.leave(engagement, work.now, proof, by))
    timers.cancel(work.session, "attendance.check_out", engagement.id)
    _credit(work, engagement)
    _settle(work, task)


def _proved(work: Work, said: CheckIn, secret: bytes) -> tuple[VolunteerTask, Engagement]:
    """The engagement, when the proof holds. Raises `Forbidden` for another's, `Invalid` for a proof that is none."""
    task, engagement = engagement_to_change(work, said.id, said.version)
    owner_or_coordinator(work, task, engagement)
    runs_it = work.principal is None or bool(work.principal.roles_at(task.area_code) & COORDINATORS)
    if said.proof is Proof.COORDINATOR:
        if not runs_it:
            text, zh = "Only a coordinator says so without a proof.", "仅协调员可直接登记。"
            raise Forbidden("coordinator_only", text, zh)
    else:
        check_proof(task, said, secret)
    return task, engagement


def check_proof(task: VolunteerTask, said: CheckIn, secret: bytes) -> None:
    """Raises `Invalid` for a code that is not the task's, and for a telephone that is not near."""
    if said.proof is Proof.PLACE:
        _check_place(task, said)
    else:
        code, token = _codes(secret, task.id)
        wanted = code if said.proof is Proof.CODE else f"linli:attend:{task.id}:{token}"
        if not hmac.compare_digest((said.code or "").encode(), wanted.encode()):
            text, zh = "This is not the code of the task.", "签到码不正确。"
            raise Invalid("wrong_code", text, zh, {"code": [f"{text} {zh}"]})


def _check_place(task: VolunteerTask, said: CheckIn) -> None:
    plan = task.planned()
    if plan.latitude is None or plan.longitude is None or said.latitude is None or said.longitude is None:
        text, zh = "The place of the task or of the telephone is not known.", "缺少任务或手机位置。"
        raise Invalid("place_missing", text, zh, {"latitude": [f"{text} {zh}"]})
    away = metres_apart(plan.latitude, plan.longitude, said.latitude, said.longitude)
    if away > domain.NEAR_ENOUGH:
        text = f"The telephone is {away:.0f} m away; it must be within {domain.NEAR_ENOUGH} m."
        zh = f"距任务地点{away:.0f}米，须在{domain.NEAR_ENOUGH}米以内。"
        raise Invalid("too_far", text, zh, {"latitude": [f"{text} {zh}"]})


def did_not_come(work: Work, engagement_id: UUID) -> None:
    """Half an hour after the beginning: who is not there is missed."""
    found = _locked(work, engagement_id)
    event = domain.miss(found[1], work.now) if found else None
    if found and event is not None:
        work.emit(event)
        _settle(work, found[0])


def did_not_check_out(work: Work, engagement_id: UUID) -> None:
    """An hour after the end: the planned end counts, no more."""
    found = _locked(work, engagement_id)
    event = domain.forget(found[1], work.now) if found else None
    if found and event is not None:
        work.emit(event)
        _credit(work, found[1])
        _settle(work, found[0])


def _locked(work: Work, engagement_id: UUID) -> tuple[VolunteerTask, Engagement] | None:
    engagement = store.find_engagement(work.session, engagement_id)
    if engagement is None:
        return None
    task = TASKS.task_to_change(work.session, engagement.task_id)
    return task, store.engagement_of(work.session, engagement_id, to_change=True)


def _credit(work: Work, engagement: Engagement) -> None:
    """To the volunteer of the register."""
    if not engagement.hours:
        return
    source = f"task:{engagement.task_id}:{engagement.id}"
    if engagement.decision:
        source += f":{engagement.sequence}"
    where = engagement.volunteer_id, engagement.area_code
    engagement.entry_id = credit_service(work, *where, engagement.hours, work.now, engagement.task_id, source)


def complete_task(work: Work, said: CompleteTask) -> VolunteerTask:
    """The service was given; of a planned task the hours are those of each who took part and is not recorded yet.

    Raises `Conflict` before it begins and where nobody took part.
    """
    if TASKS.task_of(work.session, said.id).plan is None:
        return tasks.complete_task(work, said)
    task, at = task_to_change(work, said, TASKS)
    if task.ended or at < (task.starts_at or at):
        raise Conflict("not_begun", "The task has not begun, or has ended.", "任务尚未开始或已结束。")
    for one in store.engagements_of(work.session, task.id):
        event = domain.serve_by_hand(one, said.hours, at, caller_of(work))
        if event is not None:
            work.emit(event)
            timers.cancel(work.session, "attendance.no_show", one.id)
            timers.cancel(work.session, "attendance.check_out", one.id)
            _credit(work, one)
    end_with_task(work, task, "task done 任务已完成")
    work.session.flush()
    engaged = store.engagements_of(work.session, task.id)
    served = [one.hours or Decimal() for one in engaged if one.state is State.SERVED]
    if not served:
        raise Conflict("nobody_served", "Nobody took part in it; give it up instead.", "无人参与，请改为取消任务。")
    work.emit(task.complete_together(sum(served, Decimal()), at))
    task.note = said.note or task.note
    return task


def _settle(work: Work, task: VolunteerTask) -> None:
    """When nobody is expected any more, the task is done with all their hours, or was given by nobody."""
    work.session.flush()
    if task.ended or task.starts_at is None or work.now < task.starts_at:
        return
    engaged = store.engagements_of(work.session, task.id)
    if any(one.state in (State.OFFERED, State.ACCEPTED, State.PRESENT) for one in engaged):
        return
    served = [one for one in engaged if one.state is State.SERVED]
    at = max(work.now, task.moved_at)
    if served:
        work.emit(task.complete_together(sum((one.hours or Decimal() for one in served), Decimal()), at))
    elif any(one.state is State.MISSED for one in engaged):
        work.emit(task.cancel(at, "nobody came 无人到场"))


def dispute(work: Work, said: DisputeHours) -> AttendanceView:
    """Say that the recorded hours are not right."""
    task, engagement = engagement_to_change(work, said.id, said.version)
    owner_or_coordinator(work, task, engagement)
    work.emit(domain.dispute(engagement, said.hours, said.reason, work.now, caller_of(work)))
    return view(engagement)


def decide(work: Work, said: DecideHours) -> AttendanceView:
    """Decide a dispute: what was credited is undone by a counter-entry, and what counts now is credited.

    What was taken back and is spent already stands as owed, and the next hours of service pay it.
    """
    _, engagement = engagement_to_change(work, said.id, said.version)
    by = caller_of(work)
    work.emit(domain.decide(engagement, said.hours, said.reason, work.now, by, holder_of(work, by)))
    if engagement.entry_id is not None:
        take_back(work, engagement.entry_id, engagement.volunteer_id, said.reason)
        engagement.entry_id = None
    _credit(work, engagement)
    return view(engagement)


def list_exceptions(work: Work, said: ListExceptions) -> ExceptionPage:
    """What was not as planned on a day."""
    work.authorise(said.area_code, "area", "区域")
    begins = datetime.combine(said.day, time(), LOCAL)
    found, cursor = store.reported(work.session, said, begins, begins + timedelta(days=1))
    return ExceptionPage(items=tuple(view(one) for one in found), next_cursor=cursor)


def view(one: Engagement) -> AttendanceView:
    """What is known of an attendance."""
    return AttendanceView(
        id=one.id,
        version=one.sequence,
        task_id=one.task_id,
        volunteer_id=one.volunteer_id,
        area_code=one.area_code,
        state=one.state,
        starts_at=one.starts_at,
        ends_at=one.ends_at,
        arrived_at=one.arrived_at,
        arrived_by=one.arrived_by,
        left_at=one.left_at,
        left_by=one.left_by,
        hours=one.hours,
        issue=one.issue,
        disputed_hours=one.disputed_hours,
        dispute=one.dispute,
        decision=one.decision,
    )
