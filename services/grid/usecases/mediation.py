"""The mediation of a dispute: opened for a case, held in sessions, agreed or failed, and followed up."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

from linli import timers
from linli.clock import local
from linli.contracts.grid.alarms import AlarmKind
from linli.contracts.grid.findings import CaseDepth
from linli.contracts.grid.mediation import (
    AgreeMediation,
    FailMediation,
    FollowUp,
    FollowUpMediation,
    GetMediation,
    HoldSession,
    MediationBook,
    MediationState,
    MediationView,
    OpenMediation,
)
from linli.db import take_turn
from linli.errors import Conflict, Invalid
from linli.sealing import Sealer
from linli.tasks.usecases import caller_of
from linli.work import Work
from services.grid.domain.case import GridCase
from services.grid.domain.mediation import (
    CONCLUDED,
    CONFIRM,
    Mediation,
    with_agreement,
    with_follow_up,
    with_session,
)
from services.grid.domain.visits import day_begins
from services.grid.store import parties as store
from services.grid.store.cases import CASES
from services.grid.usecases import alarms
from services.grid.usecases.kinds import find_kind
from services.grid.usecases.parties import masked, opened, sealed

MORNING = timedelta(hours=9)
"""When somebody is reminded to follow up, on the day."""


def open_mediation(work: Work, said: OpenMediation, sealer: Sealer) -> MediationView:
    """Begin to mediate a case's dispute; raises `Conflict` for another kind of case, an ended or a mediated one."""
    case = CASES.task_to_change(work.session, said.id)
    work.authorise(case.area_code, "case", "案件")
    if not _is_dispute(work, case):
        raise Conflict("no_dispute", "This case is of a kind that is not mediated.", "该类案件不适用调解。")
    if case.ended:
        raise Conflict("case_over", "This case has ended.", "该案件已结束。")
    take_turn(work.session, said.id)
    if store.find_mediation(work.session, said.id) is not None:
        raise Conflict("mediation_open", "This case is mediated already.", "该案件已在调解。")
    made = Mediation.open(said.id, case.area_code)
    book = MediationBook(parties=said.parties)
    made.book = sealed(sealer, book, "mediation")
    store.save(work.session, made)
    return view(made, book)


def _is_dispute(work: Work, case: GridCase) -> bool:
    kind = find_kind(work, case.area_code, case.category)
    return kind is not None and kind.depth is CaseDepth.MEDIATION


def hold(work: Work, said: HoldSession, sealer: Sealer) -> MediationView:
    """Write a session down."""
    one, book = _open(work, said.id, said.version, sealer)
    if said.session.at > work.now:
        raise _not_yet("session")
    one.move("hold")
    return _kept(work, one, with_session(book, said.session), sealer)


def agree(work: Work, said: AgreeMediation, sealer: Sealer) -> MediationView:
    """Write the agreement down; who mediates is reminded of the follow-up."""
    one, book = _open(work, said.id, said.version, sealer)
    today = local(work.now).date()
    if said.agreement.agreed_on > today:
        raise _not_yet("agreement")
    one.move("agree")
    book = with_agreement(book, said.agreement)
    one.agreed_on = said.agreement.agreed_on
    _remind(work, one, said.follow_up_on)
    return _kept(work, one, book, sealer)


def fail(work: Work, said: FailMediation, sealer: Sealer) -> MediationView:
    """End it without an agreement; the parties must know their other ways (People's Mediation Law, article 26)."""
    one, book = _open(work, said.id, said.version, sealer)
    if not said.told:
        text = "Tell the parties of arbitration, the administration and the courts first."
        zh = "请先告知当事人仲裁、行政、司法途径。"
        raise Invalid("ways_not_told", text, zh, {"told": [f"{text} {zh}"]})
    one.move("fail")
    return _kept(work, one, replace(book, reason=said.reason), sealer)


def follow_up(work: Work, said: FollowUpMediation, sealer: Sealer) -> MediationView:
    """Say what became of the agreement (People's Mediation Law, article 31)."""
    one, book = _open(work, said.id, said.version, sealer)
    again = said.kept and said.again_on is not None
    one.move("look_again" if again else "find_kept" if said.kept else "find_broken")
    _remind(work, one, said.again_on if again else None)
    found = FollowUp(at=work.now, by=caller_of(work), kept=said.kept, note=said.note)
    return _kept(work, one, with_follow_up(book, found), sealer)


def get(work: Work, said: GetMediation, sealer: Sealer) -> MediationView:
    """The mediation of a case, with what was written."""
    one = store.mediation_of(work.session, said.id)
    work.authorise(one.area_code, "mediation", "调解")
    book = opened(sealer, MediationBook, one.book, "mediation")
    shown = view(one, book)
    return replace(shown, sessions=book.sessions, agreement=book.agreement, follow_ups=book.follow_ups)


def check_concluded(work: Work, case: GridCase) -> None:
    """A dispute is handled when its mediation has come to an end. Raises `Conflict` (`mediation_open`)."""
    if not _is_dispute(work, case):
        return
    found = store.find_mediation(work.session, case.id)
    if found is None or found.state not in CONCLUDED:
        text = "Mediate first, to an agreement or to the end of the attempt."
        raise Conflict("mediation_open", text, "请先完成调解（达成协议或终止调解）。")


def due(work: Work, case_id: UUID) -> None:
    """The day of a follow-up has come."""
    one = store.find_mediation(work.session, case_id)
    if one is not None and one.state is MediationState.AGREED:
        key = f"follow-up|{one.follow_up_on}"
        alarms.raise_about(work, one.id, one.area_code, AlarmKind.FOLLOW_UP_DUE, key)


def _open(work: Work, case_id: UUID, version: int | None, sealer: Sealer) -> tuple[Mediation, MediationBook]:
    one = store.mediation_of(work.session, case_id, to_change=True)
    work.authorise(one.area_code, "mediation", "调解")
    work.expect(version, one.sequence)
    return one, opened(sealer, MediationBook, one.book, "mediation")


def _kept(work: Work, one: Mediation, book: MediationBook, sealer: Sealer) -> MediationView:
    one.book = sealed(sealer, book, "mediation")
    work.session.flush()
    return view(one, book)


def _remind(work: Work, one: Mediation, day: date | None) -> None:
    """Let the reminders so far be over and, for a day, put the next. Raises `Invalid` for a day that is past."""
    if day is not None and day <= local(work.now).date():
        text, zh = "Give a day after today.", "应晚于今日。"
        raise Invalid("bad_follow_up", text, zh, {"follow_up_on": [f"{text} {zh}"]})
    alarms.resolve_about(work, one.id, AlarmKind.FOLLOW_UP_DUE)
    one.follow_up_on = day
    if day is None:
        timers.cancel(work.session, "mediation.follow_up", one.id)
    else:
        timers.put(work.session, "mediation.follow_up", one.id, day_begins(day) + MORNING)


def _not_yet(field: str) -> Invalid:
    text, zh = "It lies in the future.", "时间不能晚于现在。"
    return Invalid("in_the_future", text, zh, {field: [f"{text} {zh}"]})


def view(one: Mediation, book: MediationBook) -> MediationView:
    """A mediation as it is shown, without what was written."""
    return MediationView(
        id=one.id,
        version=one.sequence,
        area_code=one.area_code,
        state=one.state,
        parties=masked(book.parties),
        held=len(book.sessions),
        follow_up_on=one.follow_up_on,
        confirm_until=one.agreed_on + CONFIRM if one.agreed_on else None,
    )
