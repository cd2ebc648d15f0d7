"""Work orders as the domain makes them: opened, brought to any state, and every action that may be tried on them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from linli.areas import Tier
from linli.calendar import Deadline, WorkingCalendar
from linli.contracts.envelope import Event
from linli.contracts.hotline.requests import OpenRequest
from linli.contracts.hotline.words import (
    EmergencyLine,
    HelperState,
    RequestState,
    ReturnReason,
    TaskService,
    WaitingFor,
)
from services.hotline.domain.joint import Helper
from services.hotline.domain.request import Action, Request, Terms
from services.hotline.domain.routing import Category, Unit
from tests.factories.people import COMMUNITY, STREET

CALENDAR = WorkingCalendar()
TERMS = Terms(
    1, Deadline.parse("4wh"), Deadline.parse("3wd"), timedelta(days=30), Deadline.parse("1wd"), Deadline.parse("2h")
)
FRIDAY_NOON = datetime(2026, 3, 6, 4, 0, tzinfo=UTC)
"""Friday 6 March 2026, 12:00 in Shanghai."""
LATER = timedelta(hours=1)


def category(tier: Tier = Tier.COMMUNITY, **clocks: str) -> Category:
    """A category of the urban management department at this tier."""
    named = {"sign": "2h", "answer": "16wh", "settle": "5wd", **clocks}
    deadlines = {name: Deadline.parse(text, field=name) for name, text in named.items()}
    return Category("road.lighting", "路灯", "Lamp", TaskService.GRID, tier, "CG", urgent=False, **deadlines)


CATEGORY = category()


def opening(tier: Tier = Tier.COMMUNITY, at: datetime = FRIDAY_NOON, **said: Any) -> tuple[Request, list[Event]]:
    """A request opened at the moment, with the events of its opening."""
    given_fields = {"area_code": COMMUNITY, "tracking_code": "7K3QX-9M2TB", "title": "Lamp out", **said}
    command = OpenRequest(id=uuid4(), category="road.lighting", **given_fields)
    return Request.open(command, category(tier), CALENDAR, at)


def helper_of(request: Request) -> Helper:
    """A helping unit's part that the request counts among its own."""
    request.helpers, request.helpers_open = request.helpers + 1, request.helpers_open + 1
    return Helper(
        id=uuid4(),
        request_id=request.id,
        number=request.helpers,
        unit_area=STREET,
        department="GA",
        state=HelperState.ASKED,
        asked_for="close the road",
        asked_at=request.moved_at,
        due_at=request.settle_due_at,
    )


def _extension_decided(request: Request, at: datetime) -> Event:
    request.extension_until = request.settle_due_at + timedelta(days=5)
    return request.decide_extension(at, approved=True)


ACTIONS: dict[Action, Callable[[Request, datetime], Event]] = {
    Action.ANSWER: lambda one, at: one.answer(at, "open from nine to five"),
    Action.DISPATCH: lambda one, at: one.dispatch(at, Unit(STREET, "CG")),
    Action.SIGN: lambda one, at: one.sign(at),
    Action.START: lambda one, at: one.start(at),
    Action.REPLY: lambda one, at: one.reply(at, "a lamp is ordered"),
    Action.WAIT: lambda one, at: one.wait(at, WaitingFor.CITIZEN),
    Action.RESUME: lambda one, at: one.resume(at),
    Action.RETURN: lambda one, at: one.send_back(at),
    Action.DISPUTE: lambda one, at: one.dispute(at, ReturnReason.NOT_OURS, TERMS, CALENDAR),
    Action.DECIDE_DISPUTE: lambda one, at: one.decide_dispute(at, Unit(COMMUNITY, "CG")),
    Action.TAKE_UP: lambda one, at: one.take_up(at),
    Action.ASK_EXTENSION: lambda one, at: one.ask_extension(at, one.settle_due_at + timedelta(days=5), TERMS),
    Action.DECIDE_EXTENSION: _extension_decided,
    Action.SUPERVISE: lambda one, at: one.supervise(at, uuid4(), None, TERMS, CALENDAR),
    Action.EXCLUDE: lambda one, at: one.exclude(at),
    Action.ADD_HELPER: lambda one, at: one.add_helper(at, Unit(STREET, "GA"), "close the road", None)[1],
    Action.SIGN_HELP: lambda one, at: one.sign_help(at, helper_of(one)),
    Action.REPORT_HELP: lambda one, at: one.report_help(at, helper_of(one), "closed"),
    Action.RELEASE_HELPER: lambda one, at: one.release_helper(at, helper_of(one), "not needed"),
    Action.SETTLE: lambda one, at: one.settle(at, "lamp replaced"),
    Action.ACCEPT: lambda one, at: one.accept(at),
    Action.REFUSE: lambda one, at: one.refuse(at),
    Action.CALL_AGAIN: lambda one, at: one.call_again(at),
    Action.SATISFIED: lambda one, at: one.satisfied(at, 5),
    Action.UNSATISFIED: lambda one, at: one.unsatisfied(at, 1, CATEGORY, CALENDAR, TERMS),
    Action.CLOSE: lambda one, at: one.close(at),
    Action.REOPEN: lambda one, at: one.reopen(at, CATEGORY, CALENDAR, TERMS),
    Action.WITHDRAW: lambda one, at: one.withdraw(at),
    Action.MERGE: lambda one, at: one.merge(at, uuid4()),
    Action.UNMERGE: lambda one, at: one.unmerge(at),
    Action.REFER: lambda one, at: one.refer(at, EmergencyLine.FIRE),
    Action.KEEP: lambda one, at: one.keep(at, EmergencyLine.POLICE),
    Action.TAKE_BACK: lambda one, at: one.take_back(at),
}
"""Everything that can be done to an opened request, with what it must carry."""

_WAYS: dict[RequestState, tuple[Action, ...]] = {
    RequestState.DISPATCHED: (),
    RequestState.SIGNED: (Action.SIGN,),
    RequestState.IN_PROGRESS: (Action.SIGN, Action.START),
    RequestState.WAITING: (Action.SIGN, Action.WAIT),
    RequestState.DISPUTED: (Action.DISPUTE,),
    RequestState.SETTLED: (Action.SIGN, Action.SETTLE),
    RequestState.CALL_BACK: (Action.SIGN, Action.SETTLE, Action.ACCEPT),
    RequestState.CLOSED: (Action.SIGN, Action.SETTLE, Action.CLOSE),
    RequestState.WITHDRAWN: (Action.WITHDRAW,),
    RequestState.MERGED: (Action.MERGE,),
    RequestState.REFERRED: (Action.REFER,),
}
REACHABLE = (RequestState.PENDING_DISPATCH, *_WAYS)
"""The states in which a request may rest; it is `recorded` only while it is being opened."""


def request_that_is(state: RequestState, **said: Any) -> Request:
    """A request that came to this state an hour a step."""
    request, _ = opening(hold=state is RequestState.PENDING_DISPATCH, **said)
    for action in _WAYS.get(state, ()):
        ACTIONS[action](request, request.moved_at + LATER)
    assert request.state is state
    return request
