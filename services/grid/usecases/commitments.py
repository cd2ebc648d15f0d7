"""Commitments written down, checked, renewed and ended; a breach becomes a case, and timers remind of what is due."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from linli import timers
from linli.contracts.grid.alarms import AlarmKind
from linli.contracts.grid.commitments import (
    CheckCommitment,
    CheckView,
    CommitmentPage,
    CommitmentView,
    EndCommitment,
    GetCommitment,
    ListCommitments,
    MakeCommitment,
    RenewCommitment,
)
from linli.contracts.grid.findings import CaseDepth, ReportFinding
from linli.contracts.grid.parties import Party
from linli.db import take_turn
from linli.errors import Conflict, Invalid
from linli.sealing import Sealer
from linli.tasks.usecases import caller_of
from linli.work import Work
from services.grid.domain.commitment import Check, Commitment
from services.grid.store import parties as store
from services.grid.usecases import alarms, cases
from services.grid.usecases.kinds import kind_with
from services.grid.usecases.parties import masked, opened, sealed

REMINDERS = (AlarmKind.CHECK_DUE, AlarmKind.RENEWAL_DUE)
AHEAD = timedelta(minutes=5)


def make(work: Work, said: MakeCommitment, sealer: Sealer) -> CommitmentView:
    """Write down a commitment. Raises `Conflict` when the id is taken; a repeat answers with what is there."""
    work.authorise(said.area_code, "area", "区域")
    take_turn(work.session, said.id)
    made = Commitment.make(said, sealed(sealer, said.party, "commitment"), work.now)
    known = store.find_commitment(work.session, said.id)
    if known is not None:
        if (known.area_code, known.party, known.terms) != (made.area_code, made.party, made.terms):
            raise Conflict("id_taken", "Another commitment has this id.", "该编号已被占用。")
        return view(known, sealer)
    store.save(work.session, made)
    _watch(work, made)
    return view(made, sealer)


def _watch(work: Work, one: Commitment) -> None:
    """Put the timers of a commitment as it stands, or take them and their reminders away."""
    if one.in_force:
        timers.put(work.session, "commitment.check", one.id, one.check_by)
        timers.put(work.session, "commitment.renew", one.id, one.remind_at)
        timers.put(work.session, "commitment.lapse", one.id, one.lapses_at)
        return
    timers.cancel(work.session, "commitment.check", one.id)
    timers.cancel(work.session, "commitment.renew", one.id)
    timers.cancel(work.session, "commitment.lapse", one.id)
    for kind in REMINDERS:
        alarms.resolve_about(work, one.id, kind)


def check(work: Work, said: CheckCommitment) -> None:
    """Keep what was found; what was broken becomes a case. The same check again changes nothing.

    Raises `NotFound`; `Invalid` for a term that there is not or a moment to come; `Conflict` when it holds no longer.
    """
    one = store.commitment_of(work.session, said.id, to_change=True)
    work.authorise(one.area_code, "commitment", "承诺书")
    known = store.find_check(work.session, said.check_id)
    if known is not None:
        if (known.commitment_id, known.broken, known.note) != (one.id, said.broken, said.note):
            raise Conflict("id_taken", "Another check has this id.", "该编号已被占用。")
        return
    at = said.at or work.now
    if at > work.now + AHEAD:
        text, zh = "It lies in the future.", "时间不能晚于现在。"
        raise Invalid("in_the_future", text, zh, {"at": [f"{text} {zh}"]})
    one.checked(said.broken, at)
    store.save(work.session, Check.of(said, caller_of(work), at))
    if said.broken:
        _report(work, one, said)
    timers.put(work.session, "commitment.check", one.id, one.check_by)
    if one.check_by > work.now:
        alarms.resolve_about(work, one.id, AlarmKind.CHECK_DUE)


def _report(work: Work, one: Commitment, said: CheckCommitment) -> None:
    kind = kind_with(work, one.area_code, CaseDepth.COMMITMENT)
    terms = "、".join(str(number) for number in sorted(set(said.broken)))
    finding = ReportFinding(
        id=said.check_id,
        area_code=one.area_code,
        kind=kind.code,
        note=f"违反承诺第{terms}条。{said.note}"[:2000],
        at=said.at,
        latitude=one.latitude,
        longitude=one.longitude,
        round_id=said.round_id,
    )
    cases.report(work, finding).commitment_id = one.id


def check_one(work: Work, said: CheckCommitment, sealer: Sealer) -> CommitmentView:
    """As `check`; the commitment as it stands after it."""
    check(work, said)
    return view(store.commitment_of(work.session, said.id), sealer)


def renew(work: Work, said: RenewCommitment, sealer: Sealer) -> CommitmentView:
    """Sign it anew; the reminders of the old one are over."""
    one = _to_change(work, said.id, said.version)
    made = one.renew(said, work.now)
    store.save(work.session, made)
    _watch(work, one)
    _watch(work, made)
    return view(made, sealer)


def end(work: Work, said: EndCommitment, sealer: Sealer) -> CommitmentView:
    """Let it hold no longer."""
    one = _to_change(work, said.id, said.version)
    one.end(said.reason)
    _watch(work, one)
    return view(one, sealer)


def _to_change(work: Work, commitment_id: UUID, version: int | None) -> Commitment:
    one = store.commitment_of(work.session, commitment_id, to_change=True)
    work.authorise(one.area_code, "commitment", "承诺书")
    work.expect(version, one.sequence)
    return one


def get(work: Work, said: GetCommitment, sealer: Sealer) -> CommitmentView:
    """A commitment with its checks."""
    one = store.commitment_of(work.session, said.id)
    work.authorise(one.area_code, "commitment", "承诺书")
    return view(one, sealer, tuple(_check_view(found) for found in store.checks_of(work.session, one.id)))


def list_commitments(work: Work, said: ListCommitments, sealer: Sealer) -> CommitmentPage:
    """An area's commitments."""
    work.authorise(said.area_code, "area", "区域")
    found, cursor = store.commitment_page(work.session, said, work.now)
    return CommitmentPage(items=tuple(view(one, sealer) for one in found), next_cursor=cursor)


def check_due(work: Work, commitment_id: UUID) -> None:
    """Nobody has checked it within its days."""
    _remind(work, commitment_id, AlarmKind.CHECK_DUE, "check")


def renewal_due(work: Work, commitment_id: UUID) -> None:
    """It ends soon."""
    _remind(work, commitment_id, AlarmKind.RENEWAL_DUE, "renewal")


def _remind(work: Work, commitment_id: UUID, kind: AlarmKind, key: str) -> None:
    one = store.find_commitment(work.session, commitment_id)
    if one is not None and one.in_force:
        alarms.raise_about(work, one.id, one.area_code, kind, f"{key}|{one.check_by if key == 'check' else ''}")


def lapse(work: Work, commitment_id: UUID) -> None:
    """Its time is over; who was to renew it still is."""
    one = store.find_commitment(work.session, commitment_id, to_change=True)
    if one is not None and one.in_force:
        one.lapse()
        timers.cancel(work.session, "commitment.check", one.id)
        alarms.resolve_about(work, one.id, AlarmKind.CHECK_DUE)


def _check_view(one: Check) -> CheckView:
    return CheckView(id=one.id, at=one.at, by=one.by, broken=one.broken, note=one.note, round_id=one.round_id)


def view(one: Commitment, sealer: Sealer, checks: tuple[CheckView, ...] = ()) -> CommitmentView:
    """A commitment as it is shown, its party masked."""
    (party,) = masked((opened(sealer, Party, one.party, "commitment"),))
    return CommitmentView(
        id=one.id,
        version=one.sequence,
        area_code=one.area_code,
        kind=one.kind,
        state=one.state,
        party=party,
        terms=one.terms,
        signed_on=one.signed_on,
        valid_until=one.valid_until,
        check_days=one.check_days,
        remind_days=one.remind_days,
        check_by=one.check_by,
        latitude=one.latitude,
        longitude=one.longitude,
        renewed_from=one.renewed_from,
        note=one.note,
        checks=checks,
    )
