"""Which unit has a request: dispatched, returned, disputed and decided, referred to an emergency line."""

from __future__ import annotations

from uuid import UUID

from linli import timers
from linli.calendar import WorkingCalendar
from linli.contracts.hotline.handling import DecideDispute, DispatchRequest, ReasonedMove, ReferRequest
from linli.contracts.hotline.requests import ReturnRequest
from linli.contracts.hotline.words import ReturnReason
from linli.work import Work
from services.hotline.domain.request import Action, Request, Terms
from services.hotline.domain.routing import Unit
from services.hotline.store import requests as store
from services.hotline.usecases.catalogue import ruled
from services.hotline.usecases.deciding import check_held
from services.hotline.usecases.history import tell
from services.hotline.usecases.requests import to_change


def dispatch(work: Work, said: DispatchRequest) -> Request:
    """A dispatcher makes a unit responsible: the one named, or the one of the routing rules."""
    request = to_change(work, said.id, said.version)
    by_rule = ruled(work, request).unit
    unit = Unit(said.unit_area or by_rule.area_code, said.department or by_rule.department)
    tell(work, request.dispatch(work.now, unit), note=said.note)
    return request


def send_back(work: Work, said: ReturnRequest, terms: Terms, calendar: WorkingCalendar) -> Request:
    """The unit returns the request with its reason. The same unit's second return is a dispute."""
    request = to_change(work, said.id, said.version, Action.RETURN)
    if request.returned_before:
        returned = request.dispute(work.now, said.code, terms, calendar)
    else:
        returned = request.send_back(work.now, said.code)
    request.result = said.reason
    tell(work, returned, note=said.reason, reason=said.code)
    _begin_clock(work, request)
    return request


def dispute(work: Work, said: ReasonedMove, terms: Terms, calendar: WorkingCalendar) -> Request:
    """The unit disputes that the request is its own."""
    request = to_change(work, said.id, said.version, Action.DISPUTE)
    tell(work, request.dispute(work.now, ReturnReason.NOT_OURS, terms, calendar), note=said.reason)
    _begin_clock(work, request)
    return request


def decide_dispute(work: Work, said: DecideDispute) -> Request:
    """The level above says finally which unit is responsible; the district's, when none is."""
    request = to_change(work, said.id, said.version)
    check_held(work, Action.DECIDE_DISPUTE, request.dispute_area or request.tier_above)
    unit = Unit(said.unit_area, said.department or request.department) if said.unit_area else None
    tell(work, request.decide_dispute(work.now, unit), note=said.reason)
    return request


def _begin_clock(work: Work, request: Request) -> None:
    """Have a dispute that is to be decided ended when its time is up."""
    if request.dispute_due_at is not None:
        timers.put(work.session, "dispute", request.id, request.dispute_due_at)


def end_dispute(work: Work, request_id: UUID) -> None:
    """The level above did not decide in time: it has the request itself. One that was decided is left alone."""
    request = store.request_to_change(work.session, request_id)
    if request.dispute_due_at is not None and request.dispute_due_at <= work.now:
        tell(work, request.take_up(max(work.now, request.moved_at)), reason="not_decided")
    _begin_clock(work, request)


def refer(work: Work, said: ReferRequest) -> Request:
    """An emergency line takes the request over; without its reference the first receiver keeps it."""
    request = to_change(work, said.id, said.version)
    referred = request.refer(work.now, said.line) if said.reference else request.keep(work.now, said.line)
    spoken = "three-party call 三方通话" if said.three_party else "no three-party call 未三方通话"
    note = f"{said.line} {said.reference or ''} ({spoken}): {said.reason}"
    tell(work, referred, note=note, reason=said.line)
    return request


def take_back(work: Work, said: ReasonedMove) -> Request:
    """The emergency line gives the request back."""
    request = to_change(work, said.id, said.version)
    tell(work, request.take_back(work.now), note=said.reason)
    return request
