"""Keeping the facts in step with the events, in whatever order and however often these come: one write for each event
that changes something, none for the others.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import ColumnElement, Insert, Table, and_, case, func, or_
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from gateway.figures.tables import CALL_BACK_FACT, HANDLING_FACT
from gateway.projections.scopes import area_values
from linli.contracts.hotline import events
from linli.contracts.hotline.call_backs import CallBackEnded
from linli.contracts.hotline.events import RequestEvent
from linli.contracts.hotline.words import RequestState, ReturnReason
from linli.db import write

SILENT = frozenset[type[RequestEvent]](
    {
        events.RequestStarted,
        events.RequestKept,
        events.RequestExtensionAsked,
        events.RequestExcluded,
        events.RequestHelpersChanged,
        events.RequestVerified,
        events.RequestCalledBack,
        events.RequestWarned,
        events.RequestBreached,
        events.RequestEscalated,
        events.RequestUpdated,
        events.RequestRated,
    }
)
"""Events that change no fact of a handling: what they say is not counted, or (exclusion) is in `request_row`."""
_HANDING_OVER = (events.RequestDispatched, events.RequestReturned, events.RequestReopened, events.RequestUnmerged)
"""Those by which a unit gets a request: the handling before it is over."""
_STANDING = (
    "category",
    "kind",
    "unit_area",
    "department",
    "sequence",
    "sign_due_at",
    "answer_due_at",
    "settle_due_at",
    "signed_at",
    "first_answered_at",
    "waiting_since",
    "settled_at",
    "ended_at",
    "ended_as",
    "answered_at_once",
    "repeated",
    "complete",
)
"""What the newest event of a handling says."""
_MARKS = ("returned", "reworked", "extended", "begun_again")
"""What once happened stays so."""
_ONCE = ("dispatched_at", "left_at")
"""Moments that one event says."""
_Values = dict[str, Any]
_Place = tuple[int, int]


def note_request(session: Session, event: RequestEvent) -> None:
    """Take over what an event of a request says of its handlings, and the citizen's own rating."""
    if isinstance(event, events.RequestRated):
        _note_rating(session, event)
    if type(event) in SILENT or event.request.state is RequestState.RECORDED:
        return
    place = _place_of(event)
    values = _handling(event, place)
    _merge(session, HANDLING_FACT, values)
    before = _place_before(event, place)
    if before is not None:
        _merge(session, HANDLING_FACT, _left(event, values, before))


def handlings_of(told: Sequence[RequestEvent]) -> list[_Values]:
    """The facts of handlings that all events of a request so far leave, without a database."""
    kept: dict[_Place, _Values] = {}
    for event in told:
        if type(event) in SILENT or event.request.state is RequestState.RECORDED:
            continue
        place = _place_of(event)
        values = _handling(event, place)
        kept[place] = _brought_together(kept.get(place), values)
        before = _place_before(event, place)
        if before is not None:
            kept[before] = _brought_together(kept.get(before), _left(event, values, before))
    return list(kept.values())


def _brought_together(known: _Values | None, said: _Values) -> _Values:
    """As `_merged_handling` has it."""
    if known is None:
        return said
    newer = {name: said[name] for name in _STANDING} if said["sequence"] > known["sequence"] else {}
    marks = {name: known[name] or said[name] for name in _MARKS}
    return known | newer | marks | {name: known[name] or said[name] for name in _ONCE}


def note_call_back(session: Session, event: CallBackEnded) -> None:
    """Take over how a call-back ended, and the rating, if there was one."""
    rated = {"rated_at": event.occurred_at, "level": event.satisfaction} if event.satisfaction else {}
    _merge(
        session,
        CALL_BACK_FACT,
        {
            **_subject(event.request_id, "call-back", (event.round, 1), event),
            "round": event.round,
            "category": event.category,
            "kind": event.kind,
            "unit_area": event.unit_area,
            "department": event.department,
            "at": event.occurred_at,
            "called_at": event.occurred_at,
            "ending": event.ending,
            "contacted": event.contacted,
            "resolved": event.resolved,
            "rated_at": None,
            "level": None,
            **rated,
        },
    )


def _note_rating(session: Session, event: events.RequestRated) -> None:
    """The citizen's own rating of the round stands beside the call-back; the later word of the two counts."""
    said = event.request
    values = {
        **_subject(event.subject, "call-back", (said.reopenings, 1), event),
        "round": said.reopenings,
        "category": said.category,
        "kind": said.kind,
        "unit_area": said.unit_area,
        "department": said.department,
        "at": event.occurred_at,
        "rated_at": event.occurred_at,
        "level": event.level,
    }
    silent = dict.fromkeys(("called_at", "ending", "contacted", "resolved"))
    _merge(session, CALL_BACK_FACT, {**values, **silent})


def _place_of(event: RequestEvent) -> _Place:
    """The round and the turn in it. Each unit that gets the request is asked for a task, and so is one at its rework;
    what is held for a dispatcher, or answered at once, is of the first turn.
    """
    said = event.request
    return said.reopenings, max(said.dispatches - said.reworks, 1)


def _place_before(event: RequestEvent, place: _Place) -> _Place | None:
    """The handling that is over by this event; None when it goes on, or there was none."""
    round_, turn = place
    if not isinstance(event, _HANDING_OVER):
        return None
    if isinstance(event, events.RequestReopened):
        return round_ - 1, max(turn - 1, 1)
    return (round_, turn - 1) if turn > 1 else None


def _subject(request_id: UUID, what: str, place: _Place, event: Any) -> _Values:
    area = area_values(event.area_code)
    del area["path"]
    round_, turn = place
    return {"id": uuid5(request_id, f"{what}-{round_}-{turn}"), "request_id": request_id, **area}


def _handling(event: RequestEvent, place: _Place) -> _Values:
    said = event.request
    over = said.ended_at is not None
    return {
        **_subject(event.subject, "handling", place, event),
        "round": place[0],
        "turn": place[1],
        "sequence": event.sequence,
        **{name: getattr(said, name) for name in ("category", "kind", "channel", "unit_area", "department")},
        **{name: getattr(said, name) for name in ("opened_at", "sign_due_at", "answer_due_at", "settle_due_at")},
        **{name: getattr(said, name) for name in ("signed_at", "first_answered_at", "waiting_since", "settled_at")},
        "ended_at": said.ended_at,
        "ended_as": said.state if over else None,
        "dispatched_at": event.occurred_at if isinstance(event, _HANDING_OVER) else None,
        "left_at": None,
        "answered_at_once": said.answered_at_once,
        "repeated": said.repeats > 0,
        "complete": not said.gaps,
        "returned": isinstance(event, events.RequestDisputed),
        "reworked": isinstance(event, events.RequestRefused),
        "extended": isinstance(event, events.RequestExtensionDecided) and event.approved,
        "begun_again": False,
    }


def _left(event: RequestEvent, values: Mapping[str, Any], before: _Place) -> _Values:
    """That the handling before is over. Of how it stood this event knows nothing: its sequence is that of none."""
    by_unit = isinstance(event, events.RequestReturned) and event.request.returned_for is not ReturnReason.TASK_GIVEN_UP
    return {
        **values,
        **_subject(event.subject, "handling", before, event),
        "round": before[0],
        "turn": before[1],
        "sequence": 0,
        "dispatched_at": None,
        "left_at": event.occurred_at,
        "returned": by_unit,
        "reworked": False,
        "extended": False,
        "begun_again": isinstance(event, events.RequestReopened),
    }


def _merge(session: Session, table: Table, values: Mapping[str, Any]) -> None:
    write(session, _statement(table, session.get_bind().dialect.name), values)


@functools.cache
def _statement(table: Table, dialect: str) -> Insert:
    """Insert a fact, or bring what is there together with it; made once, for it is asked with every event."""
    wanted = (sqlite.insert if dialect == "sqlite" else postgresql.insert)(table)
    merged = _MERGED[table](table, wanted.excluded)
    return wanted.on_conflict_do_update(index_elements=["id"], set_=merged)


def _merged_handling(table: Table, said: Any) -> _Values:
    known = table.c
    is_newer = said.sequence > known.sequence
    return {
        **{name: case((is_newer, said[name]), else_=known[name]) for name in _STANDING},
        **{name: or_(known[name], said[name]) for name in _MARKS},
        **{name: func.coalesce(known[name], said[name]) for name in _ONCE},
    }


def _merged_call_back(table: Table, said: Any) -> _Values:
    """How the last call-back of the round ended, the last rating, and whose work the later of them was about."""
    known = table.c
    called, rated = (_is_later(said[name], known[name]) for name in ("called_at", "rated_at"))
    parts = (
        (said.at > known.at, ("at", "category", "kind", "unit_area", "department")),
        (called, ("called_at", "ending", "contacted", "resolved")),
        (rated, ("rated_at", "level")),
    )
    return {name: case((is_later, said[name]), else_=known[name]) for is_later, names in parts for name in names}


def _is_later(said: ColumnElement[Any], known: ColumnElement[Any]) -> ColumnElement[bool]:
    return and_(said.is_not(None), or_(known.is_(None), said > known))


_MERGED: dict[Table, Callable[[Table, Any], _Values]] = {
    HANDLING_FACT: _merged_handling,
    CALL_BACK_FACT: _merged_call_back,
}
