"""Comments, public replies and ratings of a request: when they are allowed, and the events they cause."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from linli.calendar import WorkingCalendar
from linli.contracts.envelope import Event
from linli.contracts.hotline.events import RequestEvent, RequestRated, RequestUpdated
from linli.contracts.hotline.words import RequestState, UpdateKind
from linli.errors import Conflict
from services.hotline.domain.request import Action, Request, Terms
from services.hotline.domain.routing import Category

MOST_UPDATES = 200
MOST_COMMENTS = 50
"""Of one request, so that nobody can fill the book of a unit."""

RATEABLE = frozenset({RequestState.SETTLED, RequestState.CALL_BACK, RequestState.CLOSED})
LEAST_SATISFIED = 3
"""Of the five levels of 好差评, the lowest with which a request is as it should be."""


@dataclass
class Update:
    """One thing written on a request; never changed."""

    id: UUID
    request_id: UUID
    number: int
    kind: UpdateKind
    text: str
    author: UUID
    at: datetime


@dataclass
class Rating:
    """The citizen's word on how the request was dealt with, from 1 to 5, once before each reopening and after."""

    request_id: UUID
    reopenings: int
    level: int
    note: str
    at: datetime


def may_comment(request: Request) -> bool:
    """Whether the citizen may still write: until the request ends."""
    return request.ended_at is None


def may_rate(request: Request, last: Rating | None) -> bool:
    """Whether the citizen may rate: once it is reported done, and once only until it begins again."""
    return request.state in RATEABLE and (last is None or last.reopenings < request.reopenings)


def comment(request: Request, text: str, author: UUID, earlier: list[Update], at: datetime) -> tuple[Update, Event]:
    """The citizen writes. Raises `Conflict` when the request has ended or they wrote too much."""
    if not may_comment(request):
        raise Conflict("request_ended", "The request has ended.", "该诉求已结束，不能再留言。")
    if sum(one.kind is UpdateKind.COMMENT for one in earlier) >= MOST_COMMENTS:
        raise _too_many()
    update = written(request, UpdateKind.COMMENT, text, author, earlier, at)
    return update, _caused(request, RequestUpdated, at, kind=update.kind)


def message(request: Request, text: str, author: UUID, earlier: list[Update], at: datetime) -> tuple[Update, Event]:
    """Desk or unit writes to the citizen, after the end too. Raises `Conflict` when too much was written."""
    update = written(request, UpdateKind.REPLY, text, author, earlier, at)
    return update, _caused(request, RequestUpdated, at, kind=update.kind)


def written(request: Request, kind: UpdateKind, text: str, author: UUID, earlier: list[Update], at: datetime) -> Update:
    """The next thing written on the request. Raises `Conflict` when too much was."""
    if len(earlier) >= MOST_UPDATES:
        raise _too_many()
    return Update(uuid4(), request.id, len(earlier) + 1, kind, text, author, at)


def _too_many() -> Conflict:
    return Conflict("too_many_updates", "Too much was written on this request.", "该诉求的留言过多。")


@dataclass(frozen=True)
class Rules:
    """By what a request begins again that the citizen is not satisfied with."""

    category: Category
    calendar: WorkingCalendar
    terms: Terms


def rate(
    request: Request, level: int, note: str, last: Rating | None, at: datetime, rules: Rules
) -> tuple[Rating, list[Event]]:
    """The citizen rates, which stands for the call-back 回访: from 3 up the request ends, below it begins again one
    tier up, unless it ended too long ago. Raises `Conflict` before it is settled and when it was rated already.
    """
    if request.state not in RATEABLE:
        raise Conflict("not_settled", "The request is not settled yet.", "该诉求尚未办结，暂不能评价。")
    if not may_rate(request, last):
        raise Conflict("already_rated", "The request was rated already.", "该诉求已评价。")
    rating = Rating(request.id, request.reopenings, level, note, at)
    request.satisfaction = level
    return rating, [_caused(request, RequestRated, at, level=level), *_moved(request, level, at, rules)]


def _moved(request: Request, level: int, at: datetime, rules: Rules) -> list[Event]:
    if level >= LEAST_SATISFIED:
        return [request.satisfied(at, level)] if request.may(Action.SATISFIED) else []
    if request.ended_at is not None and at - request.ended_at > rules.terms.reopening:
        return []
    return [request.unsatisfied(at, level, rules.category, rules.calendar, rules.terms)]


def _caused(request: Request, event: type[RequestEvent], at: datetime, **said: Any) -> RequestEvent:
    request.sequence += 1
    return event(
        subject=request.id,
        area_code=request.area_code,
        sequence=request.sequence,
        occurred_at=at,
        request=request.summary(),
        **said,
    )
