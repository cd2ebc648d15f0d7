"""Home care: assessed, planned, visits made ahead and offered, noted, missed, checked again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from linli import timers
from linli.clock import local
from linli.contracts.assistance.applications import ApplicationState
from linli.contracts.assistance.care import (
    AssessSelfCare,
    CareBy,
    CareLine,
    CarePlanPage,
    CarePlanState,
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
    VisitCancelled,
    VisitPlanned,
    VisitState,
    VisitView,
)
from linli.contracts.task import TaskEvent
from linli.contracts.volunteer.tasks import TaskAccepted, TaskCompleted
from linli.errors import Conflict, Invalid
from linli.recurrence import occurrences, rule_of
from linli.tasks.usecases import caller_of
from linli.work import Work
from services.assistance.domain.application import two_different
from services.assistance.domain.care import AHEAD, GRACE, Assessment, Plan, Visit, bad, check_lines, class_of
from services.assistance.store import applications, register
from services.assistance.store import care as store
from services.assistance.usecases.payment_eyes import check_apart
from services.assistance.usecases.people import reached, today

EVERY = timedelta(days=1)
PROGRAM = "home_care"
"""The program whose re-check falls due with missed visits."""


def assess(work: Work, said: AssessSelfCare) -> SelfCareView:
    """Assess self-care by two, none of them near the person; the register has it from then on."""
    person = reached(work, said.person_id, to_change=True)
    pair = two_different(said.assessors)
    check_apart(work, [person.id], *pair)
    made = Assessment(
        id=uuid4(),
        person_id=person.id,
        failed=tuple(dict.fromkeys(said.failed)),
        result=class_of(said.failed),
        assessed_at=work.now,
        assessed_by=caller_of(work),
        assessors=[str(one) for one in pair],
        note=said.note,
    )
    person.self_care_failed = len(made.failed)
    person.sequence += 1
    store.save(work.session, made)
    return _assessed(made)


def list_assessments(work: Work, said: ListAssessments) -> SelfCareList:
    """The assessments of a person."""
    reached(work, said.id)
    return SelfCareList(items=tuple(_assessed(one) for one in store.assessments_of(work.session, said.id)))


def plan_care(work: Work, said: PlanCare) -> CarePlanView:
    """Plan the care of a person; raises `Conflict` (`not_assessed`, `manages_alone`, `planned_already`)."""
    person = reached(work, said.person_id, to_change=True)
    check_lines(said.lines, work.now)
    _check_rules(said.lines)
    if person.self_care_failed is None:
        raise Conflict("not_assessed", "Assess the six items of self-care first.", "请先评估生活自理能力。")
    if person.self_care_failed == 0:
        raise Conflict("manages_alone", "By the assessment they manage alone.", "评估显示具备生活自理能力。")
    if store.open_plan(work.session, person.id) is not None:
        raise Conflict("planned_already", "This person has a plan.", "该人员已有照护计划。")
    plan = Plan(
        id=uuid4(),
        person_id=person.id,
        area_code=person.area_code,
        path=person.path,
        lines=said.lines,
        planned_at=work.now,
        made_until=work.now,
        note=said.note,
    )
    store.save(work.session, plan)
    _plan_ahead(work, plan)
    return view(work, plan)


def carry_on(work: Work, plan_id: UUID) -> None:
    """A day has passed: plan the visits that begin within two weeks now."""
    plan = store.plan_of(work.session, plan_id, to_change=True)
    work.authorised = True
    if plan.state is not CarePlanState.ENDED:
        _plan_ahead(work, plan)


def _plan_ahead(work: Work, plan: Plan) -> None:
    until = work.now + AHEAD
    for visit in _visits(plan, until):
        if visit.ends_at <= work.now:
            continue
        work.emit(visit.told(VisitPlanned, work.now))
        store.save(work.session, visit)
        timers.put(work.session, "care.missed", visit.id, visit.ends_at + GRACE)
    plan.made_until = max(plan.made_until, until)
    timers.put(work.session, "care.next", plan.id, work.now + EVERY)


def _check_rules(lines: Sequence[CareLine]) -> None:
    """Raises `Invalid` for what is no rule of RFC 5545, and for one that never comes true."""
    for place, line in enumerate(lines):
        if next(iter(rule_of(line.rule, local(line.starts_at))), None) is None:
            raise bad(f"lines.{place}.rule", "The rule never comes true.", "该规则没有任何一次。")


def _visits(plan: Plan, until: datetime) -> Iterator[Visit]:
    """The visits from where the plan is made up to a moment."""
    for place, line in enumerate(plan.lines):
        since = local(max(plan.made_until, line.starts_at))
        yield from plan.visits_of(place, occurrences(line.rule, local(line.starts_at), since, local(until)))


def note_visit(work: Work, said: NoteVisit) -> VisitView:
    """What became of a visit, as a provider or the person said."""
    visit = store.visit_of(work.session, said.id)
    work.authorise(visit.area_code, "visit", "服务")
    work.expect(said.version, visit.sequence)
    if said.state not in (VisitState.DONE, VisitState.MISSED):
        text = "Say done or missed. 请填写 done 或 missed。"
        raise Invalid("no_outcome", text, "请填写服务结果。", {"state": [text]})
    _settle(work, visit, said.state, said.note, work.now)
    return _visited(visit)


def missed(work: Work, visit_id: UUID) -> None:
    """Nobody has noted a visit that should be over: it was missed."""
    visit = store.find_visit(work.session, visit_id)
    if visit is not None and visit.state in (VisitState.PLANNED, VisitState.TAKEN):
        _settle(work, visit, VisitState.MISSED, "", work.now)


def _settle(work: Work, visit: Visit, state: VisitState, note: str, at: datetime) -> None:
    told = visit.become(state, note, at)
    if told is not None:
        work.emit(told)
    timers.cancel(work.session, "care.missed", visit.id)
    plan = store.plan_of(work.session, visit.plan_id, to_change=True)
    due = plan.count(missed=state is VisitState.MISSED, at=at)
    if due is not None:
        work.emit(due)
        _recheck_household(work, plan)
    work.session.flush()


def _recheck_household(work: Work, plan: Plan) -> None:
    """The aid by which the care is given is to be checked again too (民发〔2021〕57号 art. 31)."""
    home = register.household_on(work.session, plan.person_id, today(work))
    aid = None if home is None else applications.open_for(work.session, home, PROGRAM)
    if aid is not None and aid.state is ApplicationState.PAYING:
        aid.recheck_at = work.now


def recheck(work: Work, said: RecheckCare) -> CarePlanView:
    """Somebody went there after missed visits; the plan goes on."""
    plan = _to_change(work, said.id, said.version)
    plan.recheck(said.finding)
    work.session.flush()
    return view(work, plan)


def end(work: Work, said: EndCare) -> CarePlanView:
    """End a plan; visits that have not begun are given up."""
    plan = _to_change(work, said.id, said.version)
    plan.end(said.reason)
    timers.cancel(work.session, "care.next", plan.id)
    for visit in store.visits_to_cancel(work.session, plan.id, work.now):
        visit.become(VisitState.CANCELLED, said.reason, work.now)
        timers.cancel(work.session, "care.missed", visit.id)
        work.emit(visit.told(VisitCancelled, work.now))
    work.session.flush()
    return view(work, plan)


def get_plan(work: Work, said: GetCarePlan) -> CarePlanView:
    """One plan."""
    plan = store.plan_of(work.session, said.id)
    work.authorise(plan.area_code, "care plan", "照护计划")
    return view(work, plan)


def list_plans(work: Work, said: ListCarePlans) -> CarePlanPage:
    """The plans of an area."""
    work.authorise(said.area_code, "area", "区域")
    found, cursor = store.page(work.session, said)
    return CarePlanPage(items=tuple(view(work, one) for one in found), next_cursor=cursor)


def follow_task(work: Work, event: TaskEvent) -> None:
    """The volunteers' task for a visit was taken, done, or is open again; other tasks are none of ours.

    One that was given up or comes to nothing leaves the visit planned: its own timer tells when it was missed.
    """
    visit = store.find_visit(work.session, event.subject)
    if visit is None or visit.by is not CareBy.VOLUNTEER:
        return
    if isinstance(event, TaskCompleted):
        if event.occurred_at >= visit.starts_at and visit.state not in (VisitState.DONE, VisitState.CANCELLED):
            _settle(work, visit, VisitState.DONE, "", event.occurred_at)
    elif isinstance(event, TaskAccepted) and visit.state is VisitState.PLANNED:
        visit.become(VisitState.TAKEN, "", work.now)
    elif not isinstance(event, TaskAccepted) and visit.state is VisitState.TAKEN:
        visit.become(VisitState.PLANNED, "", work.now)
    work.session.flush()


def _to_change(work: Work, plan_id: UUID, version: int | None) -> Plan:
    plan = store.plan_of(work.session, plan_id, to_change=True)
    work.authorise(plan.area_code, "care plan", "照护计划")
    work.expect(version, plan.sequence)
    return plan


def _assessed(one: Assessment) -> SelfCareView:
    return SelfCareView(
        id=one.id,
        person_id=one.person_id,
        failed=one.failed,
        result=one.result,
        assessed_at=one.assessed_at,
        note=one.note,
    )


def _visited(one: Visit) -> VisitView:
    return VisitView(
        id=one.id,
        version=one.sequence,
        service=one.service,
        starts_at=one.starts_at,
        ends_at=one.ends_at,
        by=one.by,
        provider=one.provider,
        state=one.state,
        note=one.note,
    )


def view(work: Work, plan: Plan) -> CarePlanView:
    """A plan as it is shown."""
    since: datetime = work.now - AHEAD
    return CarePlanView(
        id=plan.id,
        version=plan.sequence,
        area_code=plan.area_code,
        person_id=plan.person_id,
        state=plan.state,
        lines=plan.lines,
        missed=plan.missed,
        note=plan.note,
        planned_at=plan.planned_at,
        visits=tuple(_visited(one) for one in store.visits_between(work.session, plan.id, since, work.now + AHEAD)),
    )
