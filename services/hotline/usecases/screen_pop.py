"""The screen-pop 来电弹屏: what an operator needs to know of a caller before saying the first word."""

from __future__ import annotations

from datetime import datetime, timedelta

from linli.contracts.hotline.calls import CallerCall, CallerRequest, CallView, LookUpCaller, PopUp, ScreenPop
from linli.errors import Invalid
from linli.phone import canonical
from linli.sealing import Sealer, masked_phone
from linli.work import Work
from services.hotline.domain.call import Call
from services.hotline.domain.request import Request
from services.hotline.store import callers as marks
from services.hotline.store import calls as store
from services.hotline.store import household_flags, return_calls
from services.hotline.usecases import callers, calls
from services.hotline.usecases.return_calls import view as return_call_view

SHOWN = 10
"""Requests and calls of each kind on a screen."""
DAY = timedelta(hours=24)


def pop_up(work: Work, said: PopUp, sealer: Sealer) -> ScreenPop:
    """What is known of the caller of this call."""
    call = calls.call_seen(work, said.id)
    return _screen_pop(work, call.number, call.area_code, call.rang_at, sealer, call)


def look_up(work: Work, said: LookUpCaller, sealer: Sealer) -> ScreenPop:
    """The same for a number that somebody gives. Raises `Invalid` for one that cannot be dialled."""
    work.authorise(said.area_code, "area", "区域")
    number = canonical(said.number)
    if number is None:
        text = "Give a telephone number. 请填写电话号码。"
        raise Invalid("bad_number", text, "请填写电话号码。", {"number": [text]})
    return _screen_pop(work, sealer.seal(number, "phone"), said.area_code, work.now, sealer, None)


def _screen_pop(
    work: Work, number: str | None, area_code: str, moment: datetime, sealer: Sealer, call: Call | None
) -> ScreenPop:
    shown = calls.view(work, call, sealer) if call else None
    if number is None:
        return _nobody(shown)
    asked = work.session, number, area_code
    said = sealer.open(number, "phone")
    history = store.requests_from(*asked, SHOWN)
    before = store.calls_with(*asked, moment, SHOWN)
    often = store.frequency(*asked, moment - DAY, moment)
    waiting = return_calls.waiting_return_call(*asked)
    return ScreenPop(
        call=shown,
        number=masked_phone(said),
        known=bool(history or before),
        suggested_area=history[0].area_code if history else None,
        open_requests=tuple(_request(one) for one in store.open_requests_from(*asked, SHOWN)),
        history=tuple(_request(one) for one in history),
        calls=tuple(_call(one) for one in before),
        calls_24h=often.calls,
        missed_24h=often.missed,
        marks=tuple(callers.view(one, sealer) for one in marks.marks_on(*asked, work.now)),
        return_call=return_call_view(work, waiting, sealer) if waiting else None,
        flags=household_flags.flags_of(work.session, sealer.mark(said, "caller"), area_code),
    )


def _nobody(call: CallView | None) -> ScreenPop:
    """Of a caller who withholds the number nothing is known."""
    return ScreenPop(
        call=call,
        number=None,
        known=False,
        suggested_area=None,
        open_requests=(),
        history=(),
        calls=(),
        calls_24h=0,
        missed_24h=0,
        marks=(),
        return_call=None,
    )


def _request(one: Request) -> CallerRequest:
    return CallerRequest(
        id=one.id, tracking_code=one.tracking_code, title=one.title, area_code=one.area_code, request=one.summary()
    )


def _call(one: Call) -> CallerCall:
    return CallerCall(id=one.id, direction=one.direction, outcome=one.outcome, rang_at=one.rang_at)
