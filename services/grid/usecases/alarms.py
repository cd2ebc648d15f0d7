"""Alarms raised by timers and by officers, taken on, or climbing, as things stand when the timer fires."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from uuid import UUID, uuid5

from linli import timers
from linli.contracts.grid.alarms import (
    AcknowledgeAlarm,
    AlarmKind,
    AlarmPage,
    AlarmView,
    ListAlarms,
    RaisePanic,
)
from linli.contracts.grid.rounds import RoundState
from linli.db import take_turn
from linli.errors import Conflict
from linli.tasks.usecases import caller_of
from linli.work import Work
from services.grid.domain.alarm import SILENCE, Alarm
from services.grid.domain.round import OVER, Round
from services.grid.store import alarms as store
from services.grid.store import field


def watch(work: Work, found: Round, heard_at: datetime | None) -> None:
    """Have a round watched from now on, as it stands; `heard_at`: when its officer was heard of last."""
    if found.state is RoundState.PENDING:
        timers.put(work.session, "round.late", found.id, found.starts_at + found.grace)
    else:
        timers.cancel(work.session, "round.late", found.id)
        _resolve(work, found.id, AlarmKind.LATE_START)
    if found.state is RoundState.RUNNING and heard_at is not None:
        timers.put(work.session, "round.silent", found.id, heard_at + SILENCE)
        if heard_at + SILENCE > work.now:
            _resolve(work, found.id, AlarmKind.SILENT)
    else:
        timers.cancel(work.session, "round.silent", found.id)
    if found.state in OVER:
        _resolve(work, found.id, AlarmKind.SILENT)
        _tell_of_omitted(work, found)


def _tell_of_omitted(work: Work, found: Round) -> None:
    if found.omitted and found.state is not RoundState.CANCELLED:
        _raise(work, found, AlarmKind.MISSED_POINT, "missed")
    else:
        _resolve(work, found.id, AlarmKind.MISSED_POINT)


def late(due: timers.Due) -> None:
    """The grace of these rounds' starts is over."""
    _raise_all(due, RoundState.PENDING, AlarmKind.LATE_START, lambda _: "late")


def silent(due: timers.Due) -> None:
    """Nothing was heard of these officers for as long as `SILENCE`; what pauses with a reason may be silent."""
    _raise_all(due, RoundState.RUNNING, AlarmKind.SILENT, lambda work: f"silent|{work.now.isoformat()}")


def _raise_all(due: timers.Due, state: RoundState, kind: AlarmKind, key: Callable[[Work], str]) -> None:
    """Raise the alarm of each of these rounds that is still in this state, once, all by a few statements."""
    session = due[0][1].session
    rounds = field.rounds_to_change(session, [round_id for round_id, _ in due])
    wanted = [(work, rounds[one], uuid5(one, key(work))) for one, work in due if one in rounds]
    known = store.known_alarms(session, [alarm_id for _, _, alarm_id in wanted])
    made = []
    for work, found, alarm_id in wanted:
        if found.state is state and alarm_id not in known:
            alarm, told = Alarm.begin(alarm_id, found.area_code, kind, found.officer_id, work.now, round_id=found.id)
            made.append(alarm)
            work.emit(told)
    store.save(session, *made)
    timers.put_all(session, "alarm.escalate", {one.id: one.raised_at + one.patience for one in made})


def _raise(work: Work, found: Round, kind: AlarmKind, key: str) -> None:
    """Raise the alarm of this cause, once."""
    alarm_id = uuid5(found.id, key)
    if store.find_alarm(work.session, alarm_id) is not None:
        return
    alarm, told = Alarm.begin(alarm_id, found.area_code, kind, found.officer_id, work.now, round_id=found.id)
    _begin(work, alarm)
    work.emit(told)


def _begin(work: Work, alarm: Alarm) -> None:
    store.save(work.session, alarm)
    timers.put(work.session, "alarm.escalate", alarm.id, work.now + alarm.patience)


def _resolve(work: Work, round_id: UUID, kind: AlarmKind) -> None:
    _end(work, store.open_of_round(work.session, round_id, kind))


def _end(work: Work, open_ones: Sequence[Alarm]) -> None:
    for alarm in open_ones:
        told = alarm.resolve(work.now)
        timers.cancel(work.session, "alarm.escalate", alarm.id)
        if told is not None:
            work.emit(told)


def raise_about(work: Work, about: UUID, area_code: str, kind: AlarmKind, key: str) -> None:
    """Raise the alarm of this cause about a case, a commitment or a cell, once."""
    alarm_id = uuid5(about, key)
    if store.find_alarm(work.session, alarm_id) is not None:
        return
    alarm, told = Alarm.begin(alarm_id, area_code, kind, None, work.now, about)
    _begin(work, alarm)
    work.emit(told)


def has_open_about(work: Work, about: UUID, kind: AlarmKind) -> bool:
    """Whether an alarm of this kind about it is open."""
    return bool(open_among(work, [about], kind))


def open_among(work: Work, about: Collection[UUID], kind: AlarmKind) -> set[UUID]:
    """About which of these an alarm of this kind is open."""
    return store.open_among(work.session, about, kind)


def resolve_about(work: Work, about: UUID, kind: AlarmKind) -> None:
    """The cause of the alarms of this kind about it is gone."""
    _end(work, store.open_about(work.session, about, kind))


def escalate(work: Work, alarm_id: UUID) -> None:
    """Nobody took the alarm on in time."""
    alarm = store.find_alarm(work.session, alarm_id)
    told = alarm.escalate(work.now) if alarm else None
    if alarm is not None and told is not None:
        timers.put(work.session, "alarm.escalate", alarm.id, work.now + alarm.patience)
        work.emit(told)


def raise_panic(work: Work, said: RaisePanic) -> AlarmView:
    """An officer calls for help; the same call again answers with what is there."""
    work.authorise(said.area_code, "area", "区域")
    take_turn(work.session, said.id)
    known = store.find_alarm(work.session, said.id)
    me = caller_of(work)
    if known is not None:
        if (known.area_code, known.officer_id) != (said.area_code, me):
            raise Conflict("id_taken", "Another alarm has this id.", "该编号已被占用。")
        return view(known)
    alarm, told = Alarm.begin(said.id, said.area_code, AlarmKind.PANIC, me, work.now)
    alarm.latitude, alarm.longitude = said.latitude, said.longitude
    _begin(work, alarm)
    work.emit(told)
    return view(alarm)


def acknowledge(work: Work, said: AcknowledgeAlarm) -> AlarmView:
    """Take an alarm on."""
    alarm = store.alarm_of(work.session, said.id)
    work.authorise(alarm.area_code, "alarm", "告警")
    work.expect(said.version, alarm.sequence)
    told = alarm.acknowledge(caller_of(work), said.note, work.now)
    timers.cancel(work.session, "alarm.escalate", alarm.id)
    work.emit(told)
    return view(alarm)


def list_alarms(work: Work, said: ListAlarms) -> AlarmPage:
    """An area's alarms."""
    work.authorise(said.area_code, "area", "区域")
    found, cursor = store.alarm_page(work.session, said)
    return AlarmPage(items=tuple(view(one) for one in found), next_cursor=cursor)


def view(alarm: Alarm) -> AlarmView:
    """An alarm as it is shown."""
    return AlarmView(
        id=alarm.id,
        version=alarm.sequence,
        area_code=alarm.area_code,
        kind=alarm.kind,
        state=alarm.state,
        raised_at=alarm.raised_at,
        escalated_to=alarm.escalated_to,
        officer_id=alarm.officer_id,
        round_id=alarm.round_id,
        about=alarm.about,
        latitude=alarm.latitude,
        longitude=alarm.longitude,
        acknowledged_by=alarm.acknowledged_by,
        note=alarm.note,
    )
