"""What the gateway does for a citizen: file, follow and withdraw their own request."""

from __future__ import annotations

import dataclasses

from linli.calendar import WorkingCalendar
from linli.contracts.hotline.citizens import (
    CitizenView,
    FileRequest,
    FollowRequest,
    RecogniseRequest,
    WithdrawOwnRequest,
)
from linli.contracts.hotline.requests import OpenRequest
from linli.sealing import Sealer
from linli.work import Work
from services.hotline.domain import citizens as domain
from services.hotline.domain.request import Action, Request
from services.hotline.domain.updates import RATEABLE
from services.hotline.store import updates as store
from services.hotline.usecases import requests, updates
from services.hotline.usecases.history import tell
from services.hotline.usecases.ownership import own_request, request_of_number


def file_request(work: Work, said: FileRequest, sealer: Sealer, calendar: WorkingCalendar) -> Request:
    """Record and dispatch what a citizen asks for."""
    given = {item.name: getattr(said, item.name) for item in dataclasses.fields(said)}
    return requests.open_request(work, OpenRequest(**given), sealer, calendar)


def recognise(work: Work, said: RecogniseRequest, sealer: Sealer) -> Request:
    """The request, for who knows its tracking code and has its telephone number."""
    return request_of_number(work, said.tracking_code, said.phone, sealer)


def follow(work: Work, said: FollowRequest, sealer: Sealer) -> Request:
    """The request, for who knows its tracking code and the last digits of its telephone number."""
    return own_request(work, said.tracking_code, said.phone_tail, sealer)


def withdraw(work: Work, said: WithdrawOwnRequest, sealer: Sealer) -> Request:
    """The citizen needs the request no more."""
    request = own_request(work, said.tracking_code, said.phone_tail, sealer, to_change=True)
    if said.reason.strip() and request.may(Action.WITHDRAW):
        updates.write_comment(work, request, said.reason)
    tell(work, request.withdraw(work.now), note=said.reason)
    return request


def view(work: Work, request: Request) -> CitizenView:
    """The request as its citizen sees it: nothing that units write to each other."""
    rating = store.rating_of(work.session, request.id)
    return CitizenView(
        id=request.id,
        tracking_code=request.tracking_code,
        state=request.state,
        area_code=request.area_code,
        category=request.category,
        title=request.title,
        description=request.description,
        opened_at=request.opened_at,
        settle_due_at=request.settle_due_at,
        ended_at=request.ended_at,
        result=request.result if request.state in RATEABLE else None,
        updates=tuple(updates.update_view(one) for one in store.updates_of(work.session, request.id)),
        rating=updates.rating_view(rating),
        actions=domain.actions(request, rating),
    )
