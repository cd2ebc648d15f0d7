"""Calls: reported by the telephone system, shown, and bound to the requests that were made on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from linli.contracts.hotline.calls import (
    BindCall,
    CallPage,
    CallReply,
    CallView,
    ListCalls,
    ReportCall,
)
from linli.contracts.hotline.telephone import CallDirection, CallSign
from linli.errors import Invalid
from linli.phone import canonical
from linli.sealing import Sealer, masked_phone
from linli.work import Work
from services.hotline.domain.call import Call, CallFact, call_id_for
from services.hotline.store import calls as store
from services.hotline.store import requests
from services.hotline.usecases import agents, callers, return_calls
from services.hotline.usecases.numbers import sealed_number


def report_call(work: Work, said: ReportCall, sealer: Sealer) -> CallReply:
    """Take a report of a call. A repeat of the same sign changes nothing and is answered as before."""
    work.authorise(said.area_code, "line", "线路")
    fact = _fact(work, said, sealer)
    call = store.call_told_of(work.session, Call.first(said.line_id, said.call_ref, said.area_code, fact))
    facts = list(store.facts_of(work.session, call.id))
    known = next((one for one in facts if one.sign is said.sign), None)
    if known is None:
        _take(work, call, [*facts, fact], said)
    return CallReply(id=call.id, rejected=(known or fact).rejected)


def _take(work: Work, call: Call, facts: list[CallFact], said: ReportCall) -> None:
    """Take a new report, the last of these: the call learns of it, and who waits for the caller hears of it."""
    fact, before = facts[-1], replace(call)
    if fact.sign is CallSign.NEW_CALL and fact.direction is CallDirection.IN and not said.late:
        fact.rejected = callers.rejects(work, fact.number, call.area_code)
    store.keep_fact(work.session, fact)
    work.emit(call.learn(facts))
    return_calls.follow(work, call, call.turn(before, fact.sign), said.call_back_minutes)
    agents.follow(work, call, before)


def _fact(work: Work, said: ReportCall, sealer: Sealer) -> CallFact:
    """The report in our terms: which number is the other side's, sealed, and which of our telephones it was."""
    incoming = said.direction is CallDirection.IN
    theirs, ours = (said.caller, said.called) if incoming else (said.called, said.caller)
    one_of_ours = _telephones(said)
    return CallFact(
        call_id=call_id_for(said.line_id, said.call_ref),
        sign=said.sign,
        at=min(said.told_at, work.now),
        direction=said.direction,
        own_number=ours,
        number=sealed_number(sealer, theirs) if canonical(theirs) else None,
        queue=said.queue,
        extension=one_of_ours[0] if one_of_ours else None,
        agent_id=agents.agent_at(work, said.line_id, one_of_ours),
        cause=said.cause if said.sign is CallSign.HANGUP else None,
        recording_url=said.recording_url,
    )


def _telephones(said: ReportCall) -> list[str]:
    """Whose telephone it was: the answering number, else the one user who is named. A call rings at many."""
    if said.sign is CallSign.NEW_CALL and said.direction is CallDirection.IN:
        return []
    named = said.users if len(said.users) == 1 else ()
    return [one for one in (said.answering, *named) if one]


def call_seen(work: Work, call_id: UUID) -> Call:
    """One call, for callers with a role at its area."""
    call = store.call_of(work.session, call_id)
    work.authorise(call.area_code, "call", "来电")
    return call


def bind_call(work: Work, said: BindCall) -> Call:
    """Bind a request to the call it was made on. Raises `Invalid` for a request that is not of the call's area."""
    call = call_seen(work, said.id)
    request = requests.find_request(work.session, said.request_id)
    if request is None or not call.reaches(request.area_code):
        text = "There is no such request in the call's area. 该来电的辖区内没有此诉求。"
        raise Invalid("unknown_request", text, "该来电的辖区内没有此诉求。", {"request_id": [text]})
    store.bind(work.session, call.id, request.id, work.now)
    return call


def number_of(work: Work, call_id: UUID | None) -> str | None:
    """The caller's sealed number: whoever told of a matter by telephone is called back there, unless they say where."""
    call = store.find_call(work.session, call_id) if call_id is not None else None
    return call.number if call is not None else None


def bind_new_request(work: Work, call_id: UUID, request_id: UUID, area_code: str) -> None:
    """Bind a request that is just being opened; the report of its call may still be under way.

    Raises `Invalid` for a call whose line does not reach the request's area.
    """
    call = store.find_call(work.session, call_id)
    if call is not None and not call.reaches(area_code):
        text = "This call came by a line of another area. 该来电属于其他辖区的线路。"
        raise Invalid("call_elsewhere", text, "该来电属于其他辖区的线路。", {"call_id": [text]})
    store.bind(work.session, call_id, request_id, work.now)


def list_calls(work: Work, said: ListCalls, sealer: Sealer) -> CallPage:
    """The latest calls of the areas asked for."""
    for area in said.areas:
        work.authorise(area, "area", "区域")
    found, cursor = store.list_calls(work.session, said)
    return CallPage(items=views(work, found, sealer), next_cursor=cursor)


def views(work: Work, calls: Sequence[Call], sealer: Sealer) -> tuple[CallView, ...]:
    """The calls as they are shown."""
    bound = store.requests_on(work.session, [call.id for call in calls])
    return tuple(_view(call, sealer, bound[call.id]) for call in calls)


def view(work: Work, call: Call, sealer: Sealer) -> CallView:
    """One call as it is shown."""
    return views(work, [call], sealer)[0]


def _view(call: Call, sealer: Sealer, bound: tuple[UUID, ...]) -> CallView:
    return CallView(
        id=call.id,
        version=call.sequence,
        area_code=call.area_code,
        line_id=call.line_id,
        direction=call.direction,
        state=call.state,
        outcome=call.outcome,
        number=masked_phone(sealer.open(call.number, "phone")) if call.number else None,
        own_number=call.own_number,
        queue=call.queue,
        extension=call.extension,
        agent_id=call.agent_id,
        rang_at=call.rang_at,
        answered_at=call.answered_at,
        ended_at=call.ended_at,
        seconds_to_answer=call.seconds_to_answer,
        cause=call.cause,
        recording_url=call.recording_url,
        requests=bound,
    )
