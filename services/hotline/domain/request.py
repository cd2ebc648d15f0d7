"""The work order 工单 as a whole, opened here; its parts have its other steps. Methods return the event they cause."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from linli.areas import path_of
from linli.calendar import WorkingCalendar
from linli.contracts.envelope import Event
from linli.contracts.hotline.events import RequestClosed, RequestDispatched, RequestHeld, RequestOpened
from linli.contracts.hotline.requests import OpenRequest
from linli.contracts.hotline.words import Gap, RequestState
from linli.errors import Invalid
from services.hotline.domain.ending import Ending
from services.hotline.domain.escalation import Clocks
from services.hotline.domain.handling import Handled
from services.hotline.domain.joint import Joint
from services.hotline.domain.order import Terms, task_id_for
from services.hotline.domain.responsibility import Assigned
from services.hotline.domain.routing import Category, Unit, responsible_unit
from services.hotline.domain.transitions import TRANSITIONS, Action
from services.hotline.domain.watching import Watched

__all__ = ["TRANSITIONS", "Action", "Request", "Terms", "task_id_for"]


class Request(Assigned, Handled, Joint, Ending, Watched):
    """One citizen's request from opening to its end; what it consists of is in `order`."""

    @classmethod
    def open(
        cls,
        said: OpenRequest,
        category: Category,
        calendar: WorkingCalendar,
        at: datetime,
        earlier: Sequence[UUID] = (),
        unit: Unit | None = None,
        gaps: tuple[Gap, ...] = (),
    ) -> tuple[Request, list[Event]]:
        """Record a request at `at`, and dispatch it, hold it, or close it with the answer given on the phone.

        `earlier` are the caller's requests about the same matter, the last one first. `unit` is the one that the
        routing rules name, the category's own unless given; `gaps` what its record lacks. Its contact is not taken
        over (the store seals it). Raises `Invalid` when a due moment is given that lies before the opening, or when
        it is to be held and answered at once.
        """
        _check(said, at)
        request = cls._recorded(said, category, calendar, at, unit or responsible_unit(said.area_code, category))
        request.repeats, request.repeat_of, request.gaps = len(earlier), next(iter(earlier), None), gaps
        opened = request._caused(RequestOpened, at)
        if said.answer is not None:
            return request, [opened, request.answer(at, said.answer)]
        if said.hold:
            request._move(Action.HOLD, at)
            return request, [opened, request._caused(RequestHeld, at)]
        request._move(Action.ROUTE, at)
        request._ask_for_task()
        return request, [opened, request._caused(RequestDispatched, at)]

    @classmethod
    def _recorded(
        cls, said: OpenRequest, category: Category, calendar: WorkingCalendar, at: datetime, unit: Unit
    ) -> Request:
        clocks = Clocks.begin(category, at, calendar, said.settle_due_at)
        return cls(
            id=said.id,
            tracking_code=said.tracking_code,
            area_code=said.area_code,
            path=path_of(said.area_code),
            category=category.code,
            kind=said.kind,
            channel=said.channel,
            urgent=category.urgent,
            title=said.title,
            description=said.description,
            state=RequestState.RECORDED,
            unit_area=unit.area_code,
            department=unit.department,
            service=category.service,
            task_id=task_id_for(said.id, 1),
            dispatches=0,
            opened_at=at,
            sign_due_at=clocks.sign.due_at,
            answer_due_at=clocks.answer.due_at,
            settle_due_at=clocks.settle.due_at,
            moved_at=at,
            clocks=clocks,
            latitude=said.latitude,
            longitude=said.longitude,
            source_ref=said.source_ref,
        )

    def answer(self, at: datetime, answer: str) -> Event:
        """The question is answered on the phone; nothing more is to be done."""
        self._move(Action.ANSWER, at)
        self.answered_at_once = True
        self.first_answered_at, self.result = at, answer
        return self._caused(RequestClosed, at)


def _check(said: OpenRequest, at: datetime) -> None:
    if said.settle_due_at is not None and said.settle_due_at < at:
        text = "It lies before the request was opened. 早于诉求受理时间。"
        raise Invalid("due_before_opening", text, "办结时限早于受理时间。", {"settle_due_at": [text]})
    if said.hold and said.answer is not None:
        text = "What is answered on the phone is not held for a dispatcher. 已答复的诉求无需待派单。"
        raise Invalid("held_and_answered", text, "已答复的诉求无需待派单。", {"hold": [text]})
