"""Seeded requests told once more: each of their steps taken again, at its moment, by the use cases of every service.

The rows that this leaves are those that real requests with the same facts leave: a seeding is held against them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gateway.figures.facts import note_request
from gateway.projections.applying import apply_request, apply_task
from gateway.projections.tables import TIMELINE_ROW
from linli.calendar import WorkingCalendar
from linli.config import Settings
from linli.contracts.assistance.cases import DecideCase, SurveyCase
from linli.contracts.envelope import Envelope
from linli.contracts.grid.cases import AssignCase, VerifyCase
from linli.contracts.hotline.events import ASKING_EVENTS, ENDING_EVENTS, RequestEvent
from linli.contracts.hotline.handling import MoveRequest
from linli.contracts.hotline.requests import ChangeRequest, OpenRequest, ReturnRequest, SettleRequest
from linli.contracts.hotline.words import ReturnReason
from linli.contracts.task import ChangeTask, TaskEvent
from linli.contracts.volunteer.tasks import CompleteTask, OfferTask
from linli.db import Database
from linli.identity import EVERY_ROLE, Grant, Principal, Role
from linli.observe import Chain
from linli.sealing import Sealer
from linli.tasks import usecases as tasks
from linli.work import Work
from services.assistance import seeding as aid_people
from services.assistance.store.cases import CASES as AID_CASES
from services.assistance.usecases import cases as aid
from services.grid import seeding as grid_people
from services.grid.store.cases import CASES as GRID_CASES
from services.grid.usecases import cases as grid
from services.hotline.tables.answers import ANSWER
from services.hotline.tables.history import REQUEST_STEP
from services.hotline.tables.request import REQUEST
from services.hotline.usecases import clocks, handling, requests, responsibility
from services.hotline.usecases.deciding import terms_of
from services.volunteer import seeding as volunteer_people
from services.volunteer.store.tasks import TASKS as VOLUNTEER_TASKS
from services.volunteer.usecases import tasks as volunteer

STORES: Mapping[str, Any] = {"grid": GRID_CASES, "volunteer": VOLUNTEER_TASKS, "assistance": AID_CASES}
CALENDAR = WorkingCalendar(weekdays_after_published=True)
SETTLED_BY = frozenset({"case.verified", "task.completed", "case.decided"})
Told = list[Envelope]


@dataclass
class Retelling:
    """What was told by whom while requests were told once more."""

    settings: Settings
    seeded: Mapping[str, Database]
    fresh: Mapping[str, Database]
    sealer: Sealer
    ends: dict[UUID, TaskEvent] = field(default_factory=dict)
    envelopes: Told = field(default_factory=list)
    answers: dict[UUID, dict[str, str]] = field(default_factory=dict)

    def tell(self) -> None:
        """Take every step of every seeded request again, in the order in which they were recorded."""
        with self.seeded["hotline"].reading() as session:
            asked = {row.id: dict(row._mapping) for row in session.execute(select(REQUEST))}
            steps = [dict(row._mapping) for row in session.execute(select(REQUEST_STEP))]
            for answer in session.execute(select(ANSWER)):
                self.answers.setdefault(answer.request_id, {})[answer.name] = answer.value
        steps.sort(key=lambda one: (one["recorded_at"], one["number"]))
        with self.fresh["hotline"].transaction() as session:
            before = None
            for step in steps:
                together = before is not None and _key(before) == _key(step)
                before = step
                if not together:
                    self._step(session, asked[step["request_id"]], step)
        with self.fresh["gateway"].transaction() as session:
            for one in self.envelopes:
                work = Work(session, one.event.occurred_at, Chain(one.correlation_id, one.id))
                if isinstance(one.event, TaskEvent):
                    apply_task(work, one.event)
                elif isinstance(one.event, RequestEvent):
                    apply_request(work, one.event)
                    note_request(session, one.event)

    def _step(self, session: Session, request: Mapping[str, Any], step: Mapping[str, Any]) -> None:
        work = _work(session, step["recorded_at"], step["account_id"])
        if step["action"] == "settled" and step["account_id"] is None:
            self._do_task(request["task_id"], request["service"].value)
        self._act(work, request, step)
        for one in work.emitted:
            self.envelopes.append(one)
            if isinstance(one.event, RequestEvent):
                self._tell_service(one.event, one)

    def _act(self, work: Work, request: Mapping[str, Any], step: Mapping[str, Any]) -> None:
        known = {"id": request["id"]}
        match step["action"]:
            case "opened":
                requests.open_request(work, self._said(request, step), self.sealer, CALENDAR)
            case "warned" | "breached" | "escalated":
                clocks.clocks_due(work, request["id"], terms_of(self.settings))
            case "returned":
                said = ReturnRequest(**known, reason=step["note"], code=ReturnReason(step["reason"]))
                responsibility.send_back(work, said, terms_of(self.settings), CALENDAR)
            case "started":
                handling.start(work, MoveRequest(**known))
            case "settled" if step["account_id"] is None:
                requests.task_ended(work, self.ends[request["task_id"]])
            case "settled":
                requests.settle(work, SettleRequest(**known, result=step["note"]))
            case "signed" | "closed" | "withdrawn" as done:
                act = {"signed": requests.sign, "closed": requests.close, "withdrawn": requests.withdraw}[done]
                act(work, ChangeRequest(**known, note=step["note"]))
            case other:
                raise AssertionError(f"a seeded request was {other}")

    def _said(self, request: Mapping[str, Any], step: Mapping[str, Any]) -> OpenRequest:
        same = ("id", "tracking_code", "area_code", "category", "title", "description", "kind", "channel")
        where = ("latitude", "longitude", "source_ref")
        name, phone = request["contact_name"], request["contact_phone"]
        return OpenRequest(
            **{one: request[one] for one in (*same, *where)},
            contact_name=self.sealer.open(name, "name") if name else None,
            contact_phone=self.sealer.open(phone, "phone") if phone else None,
            answer=step["note"] if request["answered_at_once"] else None,
            answers=self.answers.get(request["id"], {}),
        )

    # ---- the task services ------------------------------------------------------------------------------------------

    def _tell_service(self, event: RequestEvent, _envelope: Envelope) -> None:
        if not event.request.dispatches:
            return
        service = event.request.service.value
        with self.fresh[service].transaction() as session:
            work = _work(session, event.occurred_at, None)
            if isinstance(event, ASKING_EVENTS):
                tasks.open_for_request(work, event, STORES[service])
            elif isinstance(event, ENDING_EVENTS):
                tasks.cancel_with_request(work, event, STORES[service])
            self.envelopes += work.emitted

    def _do_task(self, task_id: UUID, service: str) -> None:
        """Work on the task at the moments of which the seeded timeline tells."""
        with self.seeded["gateway"].reading() as session:
            mine = select(TIMELINE_ROW).where(TIMELINE_ROW.c.subject == task_id).order_by(TIMELINE_ROW.c.sequence)
            noted = list(session.execute(mine))
        with self.fresh[service].transaction() as session:
            for row in noted[1:]:
                kind = row.type.removeprefix("linli.").split(".", 1)[1].rsplit(".", 1)[0]
                act, by = WORKED[service, kind]
                work = _work(session, row.occurred_at, by)
                act(work, task_id)
                self.envelopes += work.emitted
                if kind in SETTLED_BY:
                    ended = work.emitted[-1].event
                    assert isinstance(ended, TaskEvent)
                    self.ends[task_id] = ended


def _decided(work: Work, task: UUID) -> object:
    return aid.decide_case(work, DecideCase(id=task, approve=True, amount=Decimal("620.00"), note="符合条件"))


def _surveyed(work: Work, task: UUID) -> object:
    both = (aid_people.CLERK, aid_people.SURVEYOR)
    return aid.survey_case(work, SurveyCase(id=task, investigators=both, note="家庭情况属实"))


WORKED: Mapping[tuple[str, str], tuple[Callable[[Work, UUID], object], UUID]] = {
    ("grid", "case.assigned"): (
        lambda work, task: grid.assign_case(work, AssignCase(id=task, worker_id=grid_people.WORKER)),
        grid_people.WORKER,
    ),
    ("grid", "case.handled"): (
        lambda work, task: grid.handle_case(work, ChangeTask(id=task, note="已到场处置")),
        grid_people.WORKER,
    ),
    ("grid", "case.verified"): (
        lambda work, task: grid.verify_case(work, VerifyCase(id=task, passed=True, note="现场核查属实")),
        grid_people.VERIFIER,
    ),
    ("volunteer", "task.offered"): (
        lambda work, task: volunteer.offer_task(work, OfferTask(id=task, volunteer_id=volunteer_people.VOLUNTEER)),
        grid_people.WORKER,
    ),
    ("volunteer", "task.accepted"): (
        lambda work, task: volunteer.accept_task(work, ChangeTask(id=task)),
        volunteer_people.VOLUNTEER,
    ),
    ("volunteer", "task.completed"): (
        lambda work, task: volunteer.complete_task(
            work, CompleteTask(id=task, hours=Decimal("2.00"), note="服务已完成")
        ),
        volunteer_people.VOLUNTEER,
    ),
    ("assistance", "case.accepted"): (
        lambda work, task: aid.accept_case(work, ChangeTask(id=task)),
        aid_people.CLERK,
    ),
    ("assistance", "case.surveyed"): (_surveyed, aid_people.CLERK),
    ("assistance", "case.decided"): (_decided, aid_people.DECIDER),
}
"""What was told of a task → the use case that tells it, and who did it."""


def _key(step: Mapping[str, Any]) -> tuple[Any, ...]:
    """Steps with the same key were told in one piece of work."""
    return step["request_id"], step["recorded_at"]


def _work(session: Session, at: datetime, by: UUID | None) -> Work:
    who = Principal(by, (Grant(Role.ADMINISTRATOR, "210103"),)) if by else None
    return Work(session, at, Chain(), who, EVERY_ROLE)


def rows(session: Session, table: Any, *, but: Sequence[str] = ()) -> list[dict[str, Any]]:
    """All rows of a table, in the order of what is told of them; without these columns."""
    columns = [column for column in table.c if column.name not in but]
    found: Iterator[dict[str, Any]] = (dict(row._mapping) for row in session.execute(select(*columns)))
    return sorted(found, key=lambda row: [str(value) for value in row.values()])
