"""The calls about home care, its timers, and the volunteers' tasks it hears of."""

from __future__ import annotations

from uuid import UUID

from linli.calls import call
from linli.contracts.assistance.care import (
    AssessSelfCare,
    CarePlanPage,
    CarePlanView,
    EndCare,
    GetCarePlan,
    ListAssessments,
    ListCarePlans,
    NoteVisit,
    PlanCare,
    RecheckCare,
    SelfCareList,
    SelfCareView,
    VisitView,
)
from linli.contracts.task import TaskEvent
from linli.contracts.volunteer.tasks import TaskAccepted, TaskCancelled, TaskCompleted, TaskDeclined
from linli.events import on
from linli.timers import timer
from linli.work import Work
from services.assistance.service.applications import PREPARERS, READERS
from services.assistance.usecases import care as usecases


class CareCalls:
    """Self-care assessed; care planned; visits offered, noted, checked again."""

    @call(AssessSelfCare, SelfCareView, roles=PREPARERS)
    def assess_self_care(self, said: AssessSelfCare, work: Work) -> SelfCareView:
        """Assess the six items 自理能力评估."""
        return usecases.assess(work, said)

    @call(ListAssessments, SelfCareList, roles=READERS, changes=False)
    def list_assessments(self, said: ListAssessments, work: Work) -> SelfCareList:
        """The assessments of a person 评估记录."""
        return usecases.list_assessments(work, said)

    @call(PlanCare, CarePlanView, roles=PREPARERS)
    def plan_care(self, said: PlanCare, work: Work) -> CarePlanView:
        """Plan the care of a person 制定照护计划."""
        return usecases.plan_care(work, said)

    @call(GetCarePlan, CarePlanView, roles=READERS, changes=False)
    def get_care_plan(self, said: GetCarePlan, work: Work) -> CarePlanView:
        """Show a plan 照护计划详情."""
        return usecases.get_plan(work, said)

    @call(ListCarePlans, CarePlanPage, roles=READERS, changes=False)
    def list_care_plans(self, said: ListCarePlans, work: Work) -> CarePlanPage:
        """Plans of an area 照护计划列表."""
        return usecases.list_plans(work, said)

    @call(NoteVisit, VisitView, roles=PREPARERS)
    def note_visit(self, said: NoteVisit, work: Work) -> VisitView:
        """What became of a visit 服务记录."""
        return usecases.note_visit(work, said)

    @call(RecheckCare, CarePlanView, roles=PREPARERS)
    def recheck_care(self, said: RecheckCare, work: Work) -> CarePlanView:
        """What a re-check after missed visits found 服务复核."""
        return usecases.recheck(work, said)

    @call(EndCare, CarePlanView, roles=PREPARERS)
    def end_care(self, said: EndCare, work: Work) -> CarePlanView:
        """End a plan 终止照护."""
        return usecases.end(work, said)

    @timer("care.next")
    def care_goes_on(self, subject: UUID, work: Work) -> None:
        """A day has passed for a plan."""
        usecases.carry_on(work, subject)

    @timer("care.missed")
    def care_missed(self, subject: UUID, work: Work) -> None:
        """A visit should be over, and nobody has noted it."""
        usecases.missed(work, subject)

    @on(TaskAccepted, TaskDeclined, TaskCompleted, TaskCancelled)
    def follow_volunteers(self, event: TaskEvent, work: Work) -> None:
        """A volunteers' task moved: it may be that for a visit."""
        usecases.follow_task(work, event)
