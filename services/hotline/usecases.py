"""What the hotline does: one function for each command and each received event."""

from __future__ import annotations

from uuid import UUID

from linli.calendar import WorkingCalendar
from linli.contracts.hotline import (
    ChangeRequest,
    OpenRequest,
    RequestView,
    ReturnRequest,
    SettleRequest,
)
from linli.contracts.task import TaskEvent
from linli.sealing import Sealer, masked_name, masked_phone
from linli.work import Work
from services.hotline import store
from services.hotline.catalogue import category_of
from services.hotline.domain import Request


def open_request(work: Work, said: OpenRequest, sealer: Sealer, calendar: WorkingCalendar) -> Request:
    """Record and dispatch a request. A repeat with the same id or source record answers with what is there."""
    work.authorise(said.area_code, "area", "区域")
    known = store.find_request(work.session, said.id) or (
        store.request_from(work.session, said.source_ref) if said.source_ref else None
    )
    if known is not None:
        work.authorise(known.area_code)
        return known
    at = work.moment(said.at, said.area_code, importing=said.settle_due_at is not None)
    request, events = Request.open(said, category_of(said.category), calendar, at)
    request.contact_name = sealer.seal(said.contact_name, "name") if said.contact_name else None
    request.contact_phone = sealer.seal(said.contact_phone, "phone") if said.contact_phone else None
    store.save(work.session, request)
    work.emit(*events)
    return request


def _to_change(work: Work, request_id: UUID, version: int | None) -> Request:
    request = store.request_to_change(work.session, request_id)
    work.authorise(request.area_code, "request", "诉求")
    work.expect(version, request.sequence)
    return request


def sign(work: Work, said: ChangeRequest) -> Request:
    """The unit signs for the request."""
    request = _to_change(work, said.id, said.version)
    work.emit(request.sign(work.moment(said.at, request.area_code)))
    return request


def send_back(work: Work, said: ReturnRequest) -> Request:
    """The unit returns the request, with its reason on record."""
    request = _to_change(work, said.id, said.version)
    request.result = said.reason
    work.emit(request.send_back(work.now))
    return request


def settle(work: Work, said: SettleRequest) -> Request:
    """The unit reports the matter done."""
    request = _to_change(work, said.id, said.version)
    work.emit(request.settle(work.moment(said.at, request.area_code), said.result))
    return request


def close(work: Work, said: ChangeRequest) -> Request:
    """End a settled request."""
    request = _to_change(work, said.id, said.version)
    work.emit(request.close(work.moment(said.at, request.area_code)))
    return request


def withdraw(work: Work, said: ChangeRequest) -> Request:
    """Withdraw a request that is not settled yet."""
    request = _to_change(work, said.id, said.version)
    work.emit(request.withdraw(work.moment(said.at, request.area_code)))
    return request


def get_request(work: Work, request_id: UUID) -> Request:
    """One request, for anyone with a role at its area."""
    request = store.request_of(work.session, request_id)
    work.authorise(request.area_code, "request", "诉求")
    return request


def task_ended(work: Work, event: TaskEvent) -> None:
    """The task that the request called for is done: the request is settled with the task's outcome.

    The unit may have signed between the task's end and the news of it: the later moment counts.
    """
    request = store.request_of_task(work.session, event.subject)
    if request is None or not request.may("settle"):
        return
    work.emit(request.settle(max(event.occurred_at, request.moved_at), f"{event.source}: {event.task.outcome}"))


def task_given_up(work: Work, event: TaskEvent) -> None:
    """The task was given up: the unit one tier up has the request now, with a new task."""
    request = store.request_of_task(work.session, event.subject)
    if request is None or not request.may("return"):
        return
    work.emit(request.send_back(max(event.occurred_at, request.moved_at)))


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
    )
