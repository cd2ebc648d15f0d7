"""Requests: opened, moved on, ended."""

from __future__ import annotations

from uuid import UUID

from linli.calendar import WorkingCalendar
from linli.clock import now
from linli.contracts.grid.cases import CaseReferred
from linli.contracts.hotline.requests import ChangeRequest, OpenRequest, RequestView, SettleRequest
from linli.contracts.hotline.words import Channel, Kind, ReturnReason
from linli.contracts.task import TaskEvent
from linli.sealing import Sealer, masked_name, masked_phone
from linli.tracking import PATROL_ACCOUNT, identity_of
from linli.work import Work
from services.hotline.domain.merging import check_withdrawal
from services.hotline.domain.quality import gaps_of
from services.hotline.domain.request import Action, Request
from services.hotline.domain.transitions import possible
from services.hotline.store import merging
from services.hotline.store import requests as store
from services.hotline.usecases import answers, calls, catalogue, duplicates, messages
from services.hotline.usecases.deciding import check_held
from services.hotline.usecases.history import tell
from services.hotline.usecases.numbers import sealed_number


def open_request(work: Work, said: OpenRequest, sealer: Sealer, calendar: WorkingCalendar) -> Request:
    """Record a request, and dispatch, hold or answer it.

    A repeat with the same id or source record answers with what is there.
    """
    work.authorise(said.area_code, "area", "区域")
    known = store.find_request(work.session, said.id) or (
        store.request_from(work.session, said.source_ref) if said.source_ref else None
    )
    if known is not None:
        work.authorise(known.area_code)
        return known
    at = work.moment(said.at, said.area_code, importing=said.settle_due_at is not None)
    phone = sealed_number(sealer, said.contact_phone) if said.contact_phone else calls.number_of(work, said.call_id)
    earlier = duplicates.earlier_requests(work, said, phone, at)
    assigned, form = catalogue.assignment(work, said, at)
    gaps = gaps_of(said, [one.name for one in form if one.required])
    request, events = Request.open(said, assigned.category, calendar, at, earlier, assigned.unit, gaps)
    request.contact_name = sealer.seal(said.contact_name, "name") if said.contact_name else None
    request.contact_phone = phone
    store.save(work.session, request)
    messages.remember_wish(work, said, sealer)
    answers.keep(work, said, sealer, form)
    duplicates.remember(work, request)
    if said.call_id is not None:
        calls.bind_new_request(work, said.call_id, request.id, request.area_code)
    tell(work, *events, note=said.answer or "")
    return request


def open_for_case(work: Work, event: CaseReferred, secret: bytes, sealer: Sealer, calendar: WorkingCalendar) -> Request:
    """Open a request for a grid case: under the id that the grid derived too, so that a repeat is the same."""
    request_id, code = identity_of(secret, PATROL_ACCOUNT, str(event.key))
    said = OpenRequest(
        id=request_id,
        tracking_code=code,
        area_code=event.area_code,
        category=event.hotline_category,
        title=f"网格巡查发现：{event.kind_zh}",
        kind=Kind.REPORT,
        channel=Channel.PATROL,
        source_ref=f"grid:{event.key}",
    )
    return open_request(work, said, sealer, calendar)


def to_change(work: Work, request_id: UUID, version: int | None, action: Action | None = None) -> Request:
    """The request a caller may change, in the version they saw, kept from others.

    `action`, where it is the unit's: then the caller must hold one of its roles at the unit's area, or above it.
    """
    request = store.request_to_change(work.session, request_id)
    work.authorise(request.area_code, "request", "诉求")
    work.expect(version, request.sequence)
    if action:
        check_held(work, action, request.unit_area)
    return request


def sign(work: Work, said: ChangeRequest) -> Request:
    """The unit signs for the request."""
    request = to_change(work, said.id, said.version, Action.SIGN)
    tell(work, request.sign(work.moment(said.at, request.area_code)), note=said.note)
    return request


def settle(work: Work, said: SettleRequest) -> Request:
    """The unit reports the matter done."""
    request = to_change(work, said.id, said.version, Action.SETTLE)
    tell(work, request.settle(work.moment(said.at, request.area_code), said.result), note=said.result)
    return request


def close(work: Work, said: ChangeRequest) -> Request:
    """End a settled request."""
    request = to_change(work, said.id, said.version)
    tell(work, request.close(work.moment(said.at, request.area_code)), note=said.note)
    return request


def withdraw(work: Work, said: ChangeRequest) -> Request:
    """Withdraw a request that is not settled yet, and that nobody else's was merged into."""
    request = to_change(work, said.id, said.version)
    check_withdrawal(request, merging.number_merged_into(work.session, request.id))
    tell(work, request.withdraw(work.moment(said.at, request.area_code)), note=said.note)
    return request


def get_request(work: Work, request_id: UUID) -> Request:
    """One request, for anyone with a role at its area."""
    request = store.request_of(work.session, request_id)
    work.authorise(request.area_code, "request", "诉求")
    return request


def task_ended(work: Work, event: TaskEvent) -> None:
    """The task that the request called for is done: the request is settled with the task's outcome.

    The unit may have signed between the task's end and the news of it: the later moment counts. While helping units
    are not done, the outcome is kept until the last of them is.
    """
    request = store.request_of_task(work.session, event.subject)
    if request is None or not request.may(Action.SETTLE):
        return
    outcome = f"{event.source}: {event.task.outcome}"
    if request.helpers_open:
        request.task_outcome = outcome
        return
    tell(work, request.settle(max(event.occurred_at, request.moved_at), outcome), note=outcome)


def task_given_up(work: Work, event: TaskEvent) -> None:
    """The task was given up: the unit one tier up has the request now, with a new task."""
    request = store.request_of_task(work.session, event.subject)
    if request is None or not request.may(Action.RETURN):
        return
    given_up = request.give_up_task(max(event.occurred_at, request.moved_at))
    tell(work, given_up, note=f"{event.source}: {event.task.outcome}", reason=ReturnReason.TASK_GIVEN_UP)


def view(request: Request, sealer: Sealer) -> RequestView:
    """The request as it is shown: with its contact masked."""
    name = sealer.open(request.contact_name, "name") if request.contact_name else None
    phone = sealer.open(request.contact_phone, "phone") if request.contact_phone else None
    return RequestView(
        id=request.id,
        version=request.sequence,
        tracking_code=request.tracking_code,
        area_code=request.area_code,
        title=request.title,
        description=request.description,
        request=request.summary(),
        contact_name=masked_name(name) if name else None,
        contact_phone=masked_phone(phone) if phone else None,
        latitude=request.latitude,
        longitude=request.longitude,
        result=request.result,
        source_ref=request.source_ref,
        actions=possible(request.state),
        clocks=request.clocks.views(now(), request.calendar),
    )
