"""Visits of home care that volunteers may give: a planned task for each, under the visit's own id."""

from __future__ import annotations

from linli.contracts.assistance.care import CareBy, CareService, VisitCancelled, VisitPlanned
from linli.contracts.volunteer.engagements import TaskPlan, TaskRole
from linli.work import Work
from services.volunteer.domain.tasks import VolunteerTask
from services.volunteer.store.tasks import TASKS
from services.volunteer.usecases import dispatching
from services.volunteer.usecases.crediting import release_task
from services.volunteer.usecases.engagements import end_with_task

CATEGORY = "home_care"
SKILLS = {
    CareService.MEALS: "cooking",
    CareService.BATHING: "bathing",
    CareService.CLEANING: "cleaning",
    CareService.MEDICAL: "company",
    CareService.ERRANDS: "errands",
}
TITLES = {
    CareService.MEALS: "助餐 meals",
    CareService.BATHING: "助浴 bathing",
    CareService.CLEANING: "助洁 cleaning",
    CareService.MEDICAL: "助医 company to the doctor",
    CareService.ERRANDS: "助困 errands",
}


def open_visit(work: Work, event: VisitPlanned) -> None:
    """Open a task for a visit that volunteers may give and that is not over; a repeat opens nothing."""
    visit = event.visit
    known = TASKS.find(work.session, event.subject)
    if visit.by is not CareBy.VOLUNTEER or known is not None or visit.ends_at <= work.now:
        return
    plan = TaskPlan(
        title=TITLES[visit.service],
        starts_at=visit.starts_at,
        ends_at=visit.ends_at,
        roles=(TaskRole(skills=(SKILLS[visit.service],)),),
        beneficiary_id=visit.beneficiary_id,
    )
    task, opened = VolunteerTask.open_planned(event.subject, event.area_code, CATEGORY, plan, work.now)
    TASKS.save(work.session, task)
    work.emit(opened)
    dispatching.match_soon(work, task.area_code)


def cancel_visit(work: Work, event: VisitCancelled) -> None:
    """A visit is needed no more: its task, if it has not ended, is given up."""
    task = TASKS.find(work.session, event.subject)
    if task is None or task.ended:
        return
    work.emit(task.cancel(max(work.now, task.moved_at), "care ended 照护计划已结束"))
    release_task(work, task.id, task.moved_at)
    end_with_task(work, task, "care ended 照护计划已结束")
