"""The list of those who are called, and the calls: begun and alarmed by durable timers, answered by key or person."""

from __future__ import annotations

from uuid import UUID, uuid4

from linli import timers
from linli.areas import path_of
from linli.clock import LOCAL, local
from linli.contracts.volunteer.greetings import (
    ChangeGreeted,
    DialGreeting,
    EndGreeting,
    FindGreeted,
    GetGreeted,
    GetGreetingCall,
    GreetedPage,
    GreetedView,
    GreetingCallPage,
    GreetingCallView,
    GreetingNumber,
    ListGreeted,
    ListGreetingCalls,
    PauseGreeting,
    RecordGreeting,
    ResumeGreeting,
)
from linli.sealing import Sealer, masked_name, masked_phone
from linli.tasks.usecases import caller_of
from linli.work import Work
from services.volunteer.domain.greetings import Greeted, GreetingCall, next_moment
from services.volunteer.store import greetings as store

Change = ChangeGreeted | PauseGreeting | ResumeGreeting | EndGreeting


def list_greeted(work: Work, said: ListGreeted, sealer: Sealer) -> GreetedView:
    """Have somebody called from now on."""
    work.authorise(said.area_code, "area", "区域")
    sealed = sealer.seal(said.name, "name"), sealer.seal(said.phone, "phone")
    where = (said.area_code, path_of(said.area_code))
    made = Greeted(uuid4(), *where, *sealed, said.call_at, said.days, said.neighbour_id, said.note, work.now)
    store.save(work.session, made)
    _plan(work, made)
    return view(made, sealer)


def change(work: Work, said: ChangeGreeted, sealer: Sealer) -> GreetedView:
    """Call at other times."""
    greeted = _to_change(work, said)
    greeted.change(said.call_at, said.days, said.neighbour_id, said.note)
    _plan(work, greeted)
    return view(greeted, sealer)


def pause(work: Work, said: PauseGreeting, sealer: Sealer) -> GreetedView:
    """Call no more for a while: they are in hospital, or away."""
    greeted = _to_change(work, said)
    greeted.pause(said.reason, said.until, local(work.now).date())
    return view(greeted, sealer)


def resume(work: Work, said: ResumeGreeting, sealer: Sealer) -> GreetedView:
    """Call again."""
    greeted = _to_change(work, said)
    greeted.resume()
    return view(greeted, sealer)


def end(work: Work, said: EndGreeting, sealer: Sealer) -> GreetedView:
    """Take somebody off the list."""
    greeted = _to_change(work, said)
    greeted.end(work.now, said.reason)
    timers.cancel(work.session, "greeting.next", greeted.id)
    return view(greeted, sealer)


def get(work: Work, said: GetGreeted, sealer: Sealer) -> GreetedView:
    """One who is on the list."""
    greeted = store.greeted_of(work.session, said.id)
    work.authorise(greeted.area_code, "person on the list", "问候对象")
    return view(greeted, sealer)


def find(work: Work, said: FindGreeted, sealer: Sealer) -> GreetedPage:
    """Those on the list of an area and below."""
    work.authorise(said.area_code, "area", "区域")
    found, cursor = store.greeted_in(work.session, said)
    return GreetedPage(items=tuple(view(one, sealer) for one in found), next_cursor=cursor)


def call_now(work: Work, greeted_id: UUID) -> None:
    """Their moment has come: the call is due, unless they are paused; the next one is planned."""
    greeted = store.find_greeted(work.session, greeted_id, to_change=True)
    if greeted is None or greeted.ended_at is not None:
        return
    due_at = greeted.next_at or work.now
    _plan(work, greeted)
    if greeted.is_called_on(local(work.now).date()):
        call, due = GreetingCall.begin(uuid4(), greeted, due_at, work.now)
        store.save(work.session, call)
        timers.put(work.session, "greeting.alarm", call.id, call.alarm_due_at)
        work.emit(due)


def alarm(work: Work, call_id: UUID) -> None:
    """Nobody has answered in time."""
    call = store.find_call(work.session, call_id, to_change=True)
    event = call.alarm(work.now) if call else None
    if call is not None and event is not None:
        _climb_later(work, call)
        work.emit(event)


def climb(work: Work, call_id: UUID) -> None:
    """Nobody has looked in time."""
    call = store.find_call(work.session, call_id, to_change=True)
    event = call.climb(work.now) if call else None
    if call is not None and event is not None:
        _climb_later(work, call)
        work.emit(event)


def dial(work: Work, said: DialGreeting, sealer: Sealer) -> GreetingNumber:
    """Take the number to call it, which is noted."""
    call = _call_to_change(work, said.id, None)
    call.dial(caller_of(work), work.now)
    greeted = store.greeted_of(work.session, call.greeted_id)
    name, phone = sealer.open(greeted.name, "name"), sealer.open(greeted.phone, "phone")
    return GreetingNumber(id=call.id, name=name, phone=phone)


def record(work: Work, said: RecordGreeting) -> GreetingCallView:
    """Note what came of it."""
    call = _call_to_change(work, said.id, said.version)
    event = call.record(said.result, said.means, said.note, caller_of(work), work.now)
    if event is not None:
        timers.cancel(work.session, "greeting.alarm", call.id)
        _climb_later(work, call)
        work.emit(event)
    return call_view(call)


def get_call(work: Work, said: GetGreetingCall) -> GreetingCallView:
    """One call."""
    call = store.call_of(work.session, said.id)
    work.authorise(call.area_code, "greeting call", "问候电话")
    return call_view(call)


def list_calls(work: Work, said: ListGreetingCalls) -> GreetingCallPage:
    """Calls of an area and below."""
    work.authorise(said.area_code, "area", "区域")
    found, cursor = store.calls_in(work.session, said)
    return GreetingCallPage(items=tuple(call_view(one) for one in found), next_cursor=cursor)


def _to_change(work: Work, said: Change) -> Greeted:
    greeted = store.greeted_of(work.session, said.id, to_change=True)
    work.authorise(greeted.area_code, "person on the list", "问候对象")
    work.expect(said.version, greeted.sequence)
    return greeted


def _call_to_change(work: Work, call_id: UUID, version: int | None) -> GreetingCall:
    call = store.call_of(work.session, call_id, to_change=True)
    work.authorise(call.area_code, "greeting call", "问候电话")
    work.expect(version, call.sequence)
    return call


def _plan(work: Work, greeted: Greeted) -> None:
    greeted.next_at = next_moment(greeted.call_at, greeted.days, work.now, LOCAL)
    timers.put(work.session, "greeting.next", greeted.id, greeted.next_at)


def _climb_later(work: Work, call: GreetingCall) -> None:
    if call.climbs_at is None:
        timers.cancel(work.session, "greeting.climb", call.id)
    else:
        timers.put(work.session, "greeting.climb", call.id, call.climbs_at)


def view(greeted: Greeted, sealer: Sealer) -> GreetedView:
    """Somebody on the list, masked."""
    return GreetedView(
        id=greeted.id,
        version=greeted.sequence,
        area_code=greeted.area_code,
        name=masked_name(sealer.open(greeted.name, "name")),
        phone=masked_phone(sealer.open(greeted.phone, "phone")),
        call_at=greeted.call_at,
        days=greeted.days,
        neighbour_id=greeted.neighbour_id,
        note=greeted.note,
        next_at=greeted.next_at,
        paused_for=greeted.paused_for,
        paused_until=greeted.paused_until,
        ended=greeted.ended_at is not None,
    )


def call_view(call: GreetingCall) -> GreetingCallView:
    """A call as it is shown."""
    return GreetingCallView(
        id=call.id,
        version=call.sequence,
        greeted_id=call.greeted_id,
        area_code=call.area_code,
        state=call.state,
        due_at=call.due_at,
        alarm_due_at=call.alarm_due_at,
        tries=call.tries,
        dialled_at=call.dialled_at,
        result=call.result,
        means=call.means,
        level=call.level,
        alarmed_at=call.alarmed_at,
        climbs_at=call.climbs_at,
        closed_at=call.closed_at,
        note=call.note,
    )
