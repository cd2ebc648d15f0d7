"""How a request ends and begins again: verified, called back, reopened."""

from __future__ import annotations

from linli.calendar import WorkingCalendar
from linli.contracts.envelope import Event
from linli.contracts.hotline.handling import ReasonedMove, RecordCallBack, VerifyRequest
from linli.contracts.hotline.words import CallBackOutcome
from linli.errors import Invalid
from linli.work import Work
from services.hotline.domain.request import Request, Terms
from services.hotline.usecases.call_backs import rated_by_hand
from services.hotline.usecases.catalogue import ruled
from services.hotline.usecases.history import tell
from services.hotline.usecases.requests import to_change


def _given(field: str, value: object) -> None:
    """Raises `Invalid` naming the field when what this outcome needs was left out."""
    if not value:
        text = "It is needed here. 此处必填。"
        raise Invalid("field_needed", text, "缺少必填项。", {field: [text]})


def verify(work: Work, said: VerifyRequest) -> Request:
    """What the unit reported is accepted, or goes back to it with the reason."""
    request = to_change(work, said.id, said.version)
    if not said.accepted:
        _given("reason", said.reason.strip())
    tell(work, request.accept(work.now) if said.accepted else request.refuse(work.now), note=said.reason)
    return request


def record_call_back(work: Work, said: RecordCallBack, terms: Terms, calendar: WorkingCalendar) -> Request:
    """What the call-back found: it ends, is tried again, or the request begins again one tier up."""
    request = to_change(work, said.id, said.version)
    if said.outcome is not CallBackOutcome.NOT_REACHED:
        _given("satisfaction", said.satisfaction)
    if said.outcome is CallBackOutcome.UNSATISFIED:
        _given("reason", said.reason.strip())
    reached = said.outcome is not CallBackOutcome.NOT_REACHED and said.satisfaction
    ended = [rated_by_hand(work, request, said.outcome, reached)] if reached else []
    tell(work, _called_back(work, request, said, terms, calendar), note=said.reason, reason=said.outcome)
    work.emit(*ended)
    return request


def _called_back(work: Work, request: Request, said: RecordCallBack, terms: Terms, calendar: WorkingCalendar) -> Event:
    satisfaction = said.satisfaction or 0
    match said.outcome:
        case CallBackOutcome.SATISFIED:
            return request.satisfied(work.now, satisfaction)
        case CallBackOutcome.UNSATISFIED:
            return request.unsatisfied(work.now, satisfaction, ruled(work, request).category, calendar, terms)
        case CallBackOutcome.NOT_REACHED:
            return request.call_again(work.now)


def reopen(work: Work, said: ReasonedMove, terms: Terms, calendar: WorkingCalendar) -> Request:
    """A closed request begins again."""
    request = to_change(work, said.id, said.version)
    tell(work, request.reopen(work.now, ruled(work, request).category, calendar, terms), note=said.reason)
    return request
