"""Return calls: opened by unanswered calls, claimed by operators, ended by the next answered call or by hand."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from linli.contracts.envelope import Event
from linli.contracts.hotline.return_calls import (
    ClaimReturnCall,
    CloseReturnCall,
    ListReturnCalls,
    ReleaseReturnCall,
    ReturnCallPage,
    ReturnCallView,
)
from linli.sealing import Sealer, masked_phone
from linli.work import Work
from services.hotline.domain.call import Call, CallTurn
from services.hotline.domain.return_call import ReturnCall
from services.hotline.store import return_calls as store

Change = Callable[[ReturnCall], Event | None]


def follow(work: Work, call: Call, turn: CallTurn | None, minutes: int) -> None:
    """What a report of a call means for the return call of its number; a new one is due in so many minutes."""
    if call.number is None or turn is None:
        return
    if turn is CallTurn.MISSED:
        _missed(work, call, call.number, minutes)
        return
    changes: dict[CallTurn, Change] = {
        CallTurn.NOT_MISSED: lambda one: one.not_missed(call, store.last_missed(work.session, call), work.now),
        CallTurn.SPOKEN: lambda one: one.spoken(call, work.now),
        CallTurn.IN_VAIN: lambda one: one.tried(work.now),
    }
    found = store.open_return_call(work.session, call.area_code, call.number)
    event = changes[turn](found) if found else None
    if event is not None:
        work.emit(event)


def _missed(work: Work, call: Call, number: str, minutes: int) -> None:
    """Somebody is to be called back, unless they were spoken to since (which was reported first)."""
    if store.spoken_since(work.session, call.area_code, number, call.rang_at):
        return
    found = store.ensure_return_call(work.session, ReturnCall.after(call, minutes))
    work.emit(found.missed(call.ended_at or call.rang_at, work.now))


def _to_change(work: Work, return_call_id: UUID, version: int | None) -> ReturnCall:
    found = store.return_call_to_change(work.session, return_call_id)
    work.authorise(found.area_code, "return call", "回拨任务")
    work.expect(version, found.sequence)
    return found


def _who(work: Work) -> UUID:
    assert work.principal is not None
    return work.principal.account_id


def claim(work: Work, said: ClaimReturnCall) -> ReturnCall:
    """Keep others away while one calls back."""
    found = _to_change(work, said.id, said.version)
    work.emit(found.claim(_who(work), work.now))
    return found


def release(work: Work, said: ReleaseReturnCall) -> ReturnCall:
    """Leave it to others."""
    found = _to_change(work, said.id, said.version)
    work.emit(found.release(_who(work), work.now))
    return found


def close(work: Work, said: CloseReturnCall) -> ReturnCall:
    """End it with what came of it."""
    found = _to_change(work, said.id, said.version)
    work.emit(found.close(_who(work), said.result, said.note, work.now))
    return found


def list_return_calls(work: Work, said: ListReturnCalls, sealer: Sealer) -> ReturnCallPage:
    """The return calls of the areas asked for."""
    for area in said.areas:
        work.authorise(area, "area", "区域")
    found, cursor = store.list_return_calls(work.session, said)
    return ReturnCallPage(items=tuple(view(work, one, sealer) for one in found), next_cursor=cursor)


def view(work: Work, one: ReturnCall, sealer: Sealer) -> ReturnCallView:
    """The return call as it is shown: who has claimed it needs the whole number to dial it."""
    number = sealer.open(one.number, "phone")
    own = one.claimed_at(work.now) and work.principal is not None and work.principal.account_id == one.claimed_by
    return ReturnCallView(
        id=one.id,
        version=one.sequence,
        area_code=one.area_code,
        state=one.state,
        number=number if own else masked_phone(number),
        calls=one.calls,
        attempts=one.attempts,
        first_missed_at=one.first_missed_at,
        last_missed_at=one.last_missed_at,
        due_at=one.due_at,
        late=(one.closed_at or work.now) > one.due_at,
        claimed_by=one.claimed_by,
        claimed_until=one.claimed_until,
        result=one.result,
        note=one.note,
        closed_by=one.closed_by,
        closed_at=one.closed_at,
    )
