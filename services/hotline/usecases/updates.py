"""Comments, replies and ratings: written by the citizen or the unit, read by both."""

from __future__ import annotations

from uuid import UUID

from linli.calendar import WorkingCalendar
from linli.contracts.hotline.updates import (
    CommentRequest,
    PassOnComment,
    RateRequest,
    RatingView,
    TellCitizen,
    UpdatesView,
    UpdateView,
)
from linli.contracts.hotline.words import UpdateKind
from linli.errors import existing
from linli.sealing import Sealer
from linli.work import Work
from services.hotline.domain import updates as domain
from services.hotline.domain.request import Request, Terms
from services.hotline.domain.updates import Rating, Rules, Update
from services.hotline.store import updates as store
from services.hotline.usecases import requests
from services.hotline.usecases.catalogue import ruled
from services.hotline.usecases.history import tell
from services.hotline.usecases.ownership import own_request


def comment(work: Work, said: CommentRequest, sealer: Sealer) -> Request:
    """The citizen writes on their request."""
    request = own_request(work, said.tracking_code, said.phone_tail, sealer, to_change=True)
    write_comment(work, request, said.text)
    return request


def pass_on(work: Work, said: PassOnComment) -> Request:
    """The program that filed the request passes on what the citizen writes."""
    request = existing(store.request_with_code(work.session, said.tracking_code, to_change=True), "request", "诉求")
    work.authorise(request.area_code, "request", "诉求")
    write_comment(work, request, said.text)
    return request


def write_comment(work: Work, request: Request, text: str) -> None:
    """Keep what the citizen wrote, and tell that they did."""
    earlier = store.updates_of(work.session, request.id)
    written, event = domain.comment(request, text, _author(work), earlier, work.now)
    store.add(work.session, written)
    tell(work, event, note=text)


def tell_citizen(work: Work, said: TellCitizen) -> Request:
    """Desk or unit writes to the citizen."""
    request = requests.to_change(work, said.id, said.version)
    earlier = store.updates_of(work.session, request.id)
    written, event = domain.message(request, said.text, _author(work), earlier, work.now)
    store.add(work.session, written)
    tell(work, event, note=said.text)
    return request


def note_reply(work: Work, request: Request, answer: str) -> None:
    """Let the citizen read the answer that the unit gave on the way."""
    earlier = store.updates_of(work.session, request.id)
    store.add(work.session, domain.written(request, UpdateKind.REPLY, answer, _author(work), earlier, work.now))


def rate(work: Work, said: RateRequest, sealer: Sealer, calendar: WorkingCalendar, terms: Terms) -> Request:
    """The citizen rates how their request was dealt with."""
    request = own_request(work, said.tracking_code, said.phone_tail, sealer, to_change=True)
    last = store.rating_of(work.session, request.id)
    rules = Rules(ruled(work, request).category, calendar, terms)
    given, events = domain.rate(request, said.level, said.note, last, work.now, rules)
    store.add(work.session, given)
    tell(work, *events, note=said.note)
    return request


def list_updates(work: Work, request_id: UUID) -> Request:
    """The request, for who may see what was written on it."""
    return requests.get_request(work, request_id)


def view(work: Work, request: Request) -> UpdatesView:
    """All that was written on the request."""
    items = tuple(update_view(one) for one in store.updates_of(work.session, request.id))
    rating = rating_view(store.rating_of(work.session, request.id))
    return UpdatesView(id=request.id, version=request.sequence, items=items, rating=rating)


def update_view(update: Update) -> UpdateView:
    """An update as it is shown."""
    return UpdateView(kind=update.kind, text=update.text, at=update.at)


def rating_view(rating: Rating | None) -> RatingView | None:
    """A rating as it is shown."""
    return RatingView(level=rating.level, note=rating.note, at=rating.at) if rating else None


def _author(work: Work) -> UUID:
    assert work.principal is not None
    return work.principal.account_id
