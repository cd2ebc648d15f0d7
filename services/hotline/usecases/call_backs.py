"""Call-backs: entered after the verification, taken in hand, tried; what they find moves the request on."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from linli.calendar import WorkingCalendar
from linli.contracts.hotline.call_backs import (
    CallBackEnded,
    CallBackEnding,
    CallBackPage,
    CallBackView,
    ClaimCallBack,
    ListCallBacks,
    RecordCall,
    ReleaseCallBack,
    TryView,
)
from linli.contracts.hotline.events import RequestEvent, RequestVerified
from linli.contracts.hotline.words import CallBackOutcome, RequestState
from linli.errors import Conflict
from linli.sealing import Sealer, masked_phone
from linli.tasks.usecases import caller_of
from linli.work import Work
from services.hotline.domain.call_backs import CallBack, Rule, id_of
from services.hotline.domain.request import Request, Terms
from services.hotline.store import call_backs as store
from services.hotline.store import requests as requests_store
from services.hotline.usecases.catalogue import ruled
from services.hotline.usecases.history import tell


def enter(work: Work, event: RequestVerified, rules: Sequence[Rule]) -> None:
    """Draw the lot of a request that was found done. One that is not to be called back is closed."""
    request = requests_store.request_to_change(work.session, event.subject)
    if request.state is not RequestState.CALL_BACK or request.reopenings != event.request.reopenings:
        return
    if store.find_call_back(work.session, id_of(request.id, request.reopenings)) is not None:
        return
    call_back = CallBack.enter(request, rules, work.now)
    store.save(work.session, call_back)
    if call_back.ending is not None:
        tell(work, request.close(max(work.now, request.moved_at)), reason=call_back.ending)
        work.emit(call_back.told())


def leave(work: Work, event: RequestEvent) -> None:
    """The request has left the call-back by another way, so nobody need call any more."""
    left = store.open_call_backs_of(work.session, event.subject)
    if not left:
        return
    request = requests_store.request_to_change(work.session, event.subject)
    for call_back in (store.call_back_of(work.session, one, to_change=True) for one in left):
        if call_back.ending is None and not _wanted(request, call_back):
            call_back.end(CallBackEnding.OTHERWISE, work.now)
            call_back.sequence += 1
            work.emit(call_back.told())


def _wanted(request: Request, call_back: CallBack) -> bool:
    return request.state is RequestState.CALL_BACK and call_back.round == request.reopenings


def list_call_backs(work: Work, said: ListCallBacks, sealer: Sealer) -> CallBackPage:
    """A page of what is to be called."""
    account = caller_of(work)
    if said.area_code is not None:
        work.authorise(said.area_code, "area", "区域")
        scopes: tuple[str, ...] = (said.area_code,)
    else:
        work.authorised = True
        scopes = work.principal.areas(work.roles) if work.principal else ()
    found, cursor = store.due_call_backs(
        work.session, scopes, account, work.now, mine=said.mine, cursor=said.cursor, limit=said.limit
    )
    return CallBackPage(items=_views(work, found, sealer), next_cursor=cursor)


def get_call_back(work: Work, call_back_id: UUID, sealer: Sealer) -> CallBackView:
    """One call-back as it stands, with the number in full for whoever has it in hand."""
    call_back = store.call_back_of(work.session, call_back_id)
    work.authorise(call_back.area_code, "call-back", "回访任务")
    return _views(work, [call_back], sealer, full=True)[0]


def changed(work: Work, call_back: CallBack, sealer: Sealer) -> CallBackView:
    """A call-back after a change. The number is not in it, for answers to changes are kept for repeats."""
    return _views(work, [call_back], sealer)[0]


def _to_change(work: Work, said: ClaimCallBack | ReleaseCallBack | RecordCall) -> tuple[Request, CallBack]:
    """The call-back and its request, kept from others, the request first as everybody does."""
    seen = store.call_back_of(work.session, said.id)
    request = requests_store.request_to_change(work.session, seen.request_id)
    call_back = store.call_back_of(work.session, said.id, to_change=True)
    work.authorise(call_back.area_code, "call-back", "回访任务")
    work.expect(said.version, call_back.sequence)
    return request, call_back


def claim(work: Work, said: ClaimCallBack) -> CallBack:
    """Take it in hand. Raises `Conflict` also where the request has left the call-back meanwhile."""
    request, call_back = _to_change(work, said)
    if call_back.ending is None and not _wanted(request, call_back):
        raise Conflict("call_back_over", "The request is not to be called back any more.", "该诉求无需再回访。")
    call_back.claim(caller_of(work), work.now)
    return call_back


def release(work: Work, said: ReleaseCallBack) -> CallBack:
    """Give it back untried."""
    _, call_back = _to_change(work, said)
    call_back.release(caller_of(work), work.now)
    return call_back


def record(work: Work, said: RecordCall, terms: Terms, calendar: WorkingCalendar) -> CallBack:
    """One try was made: the request is closed, begins again one tier up, or waits for the next try."""
    request, call_back = _to_change(work, said)
    account = caller_of(work)
    call_back.record(account, said, work.now)
    store.add_try(
        work.session, call_back.id, number=call_back.tries, at=work.now, account_id=account, result=said.result
    )
    _move_on(work, request, call_back, said.comment, terms, calendar)
    if call_back.ending is not None:
        work.emit(call_back.told())
    return call_back


def _move_on(
    work: Work, request: Request, call_back: CallBack, comment: str, terms: Terms, calendar: WorkingCalendar
) -> None:
    level = call_back.satisfaction or 0
    match call_back.ending:
        case None:
            tell(work, request.call_again(work.now), note=comment, reason=CallBackOutcome.NOT_REACHED)
        case CallBackEnding.SATISFIED:
            tell(work, request.satisfied(work.now, level), note=comment, reason=CallBackOutcome.SATISFIED)
        case CallBackEnding.UNSATISFIED:
            again = request.unsatisfied(work.now, level, ruled(work, request).category, calendar, terms)
            tell(work, again, note=comment, reason=CallBackOutcome.UNSATISFIED)
        case _:
            tell(work, request.close(work.now), note=comment, reason=call_back.ending)


def rated_by_hand(work: Work, request: Request, outcome: CallBackOutcome, satisfaction: int) -> CallBackEnded:
    """The end of the request's call-back, or of one that was not on the list, by a rating taken down on the request."""
    known = store.find_call_back(work.session, id_of(request.id, request.reopenings))
    is_open = known is not None and known.ending is None
    call_back = known if known is not None and is_open else CallBack.enter(request, (), work.now)
    call_back.rate_by_hand(CallBackEnding(outcome.value), satisfaction, work.now)
    return call_back.told()


def _views(work: Work, found: Sequence[CallBack], sealer: Sealer, *, full: bool = False) -> tuple[CallBackView, ...]:
    tries = store.tries_of(work.session, [one.id for one in found])
    views = []
    for one in found:
        request = requests_store.request_of(work.session, one.request_id)
        shown = tuple(
            TryView(number=row.number, at=row.at, account_id=row.account_id, result=row.result) for row in tries[one.id]
        )
        number = sealer.open(request.contact_phone, "phone") if request.contact_phone else None
        in_hand = full and one.in_hand_of(caller_of(work), work.now)
        views.append(_view(one, request, shown, number, in_hand))
    return tuple(views)


def _view(
    one: CallBack, request: Request, tries: tuple[TryView, ...], number: str | None, in_hand: bool
) -> CallBackView:
    same = ("id", "request_id", "round", "area_code", "unit_area", "department", "category", "kind", "urgent", "rule")
    more = ("share", "draw", "entered_at", "due_at", "ending", "ended_at", "contacted", "resolved", "satisfaction")
    return CallBackView(
        **{name: getattr(one, name) for name in (*same, *more, "claimed_by", "claimed_until")},
        version=one.sequence,
        tracking_code=request.tracking_code,
        title=request.title,
        complaints=one.said_complaints,
        phone=masked_phone(number) if number else None,
        number=number if in_hand else None,
        tries=tries,
    )
