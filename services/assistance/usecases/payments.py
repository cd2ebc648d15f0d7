"""Payment runs: gathered in chunks, approved within the envelope, written for the bank, released, given up."""

from __future__ import annotations

import hashlib
from typing import Any
from uuid import UUID, uuid4

from linli import observe, timers
from linli.clock import local
from linli.contracts.assistance.payments import (
    ApproveRun,
    BankFile,
    BankFormat,
    CancelRun,
    GetBankFile,
    GetRun,
    InstructionPage,
    InstructionView,
    ListInstructions,
    ListRuns,
    PrepareRun,
    ReleaseRun,
    RunPage,
    RunState,
    RunView,
)
from linli.errors import Conflict, Invalid
from linli.ledger import book
from linli.ledger.entry import NOTHING, Move
from linli.sealing import Sealer, masked_name, masked_phone
from linli.tasks.usecases import caller_of
from linli.work import Work
from services.assistance.domain.bank_files import Batch, Payment, csv_file, pain001_file
from services.assistance.domain.funds import draw, run_account, source_account
from services.assistance.domain.payments import CHUNK, PaymentRun, numbers_of
from services.assistance.store import funds as fund_store
from services.assistance.store import payments as store
from services.assistance.usecases.entitlements import NAME, NUMBER, payee_of
from services.assistance.usecases.funds import SET_ASIDE, balances_of, open_account
from services.assistance.usecases.payment_eyes import check_eyes


def prepare(work: Work, said: PrepareRun) -> RunView:
    """Begin a run; what is due is gathered chunk by chunk by a timer, each chunk a transaction."""
    work.authorise(said.area_code, "area", "区域")
    fund = fund_store.fund_of(work.session, said.fund_id)
    if not said.area_code.startswith(fund.area_code):
        text, zh = "The fund is not one of this area or above it.", "该资金不属于本区域或其上级。"
        raise Invalid("other_fund", text, zh, {"fund_id": [f"{text} {zh}"]})
    if said.reissues is not None:
        _check_reissue(work, said, store.run_of(work.session, said.reissues))
    run = PaymentRun.prepare(uuid4(), said, caller_of(work), work.now)
    store.save(work.session, run)
    timers.put(work.session, "payment.gather", run.id, work.now)
    return view(run)


def gather(work: Work, run_id: UUID) -> None:
    """Gather the next chunk; over the envelope nothing of the run stands."""
    run = store.find_run(work.session, run_id, to_change=True)
    if run is None or run.state is not RunState.PREPARING:
        return
    count, total, reached = store.gather(work.session, run)
    event = run.gather(count, total, reached, count == CHUNK, work.now)
    if run.exceeded:
        store.void(work.session, run.id)
    elif event is None:
        timers.put(work.session, "payment.gather", run.id, work.now)
    if event is not None:
        work.emit(event)


def approve(work: Work, said: ApproveRun) -> RunView:
    """Set the money aside and have the files written.

    Raises `Forbidden` (`four_eyes`, `related_to_household`, `staff_unregistered`);
    `Conflict` (`control_totals`, `run_changed`, `fund_short`).
    """
    run = _to_change(work, said)
    check_eyes(work, run, run.prepared_by, caller_of(work))
    event = run.approve(said.count, said.total, caller_of(work), work.now)
    changed = store.changed_since(work.session, run)
    if changed:
        text = f"{changed} of its payments are due no more as they were gathered; cancel it and prepare it anew."
        zh = f"有 {changed} 笔待遇已变更，请作废后重新编制。"
        raise Conflict("run_changed", text, zh)
    fund = fund_store.fund_of(work.session, run.fund_id)
    set_aside = run_account(run.id)
    open_account(work, fund, set_aside, SET_ASIDE)
    book.lock(work.session, [set_aside, *(source_account(fund.id, one) for one in run.sources)])
    moves = [
        Move(from_id=source_account(fund.id, source), to_id=set_aside, amount=part)
        for source, part in draw(balances_of(work, fund.id), run.sources, run.total)
    ]
    book.post(work.session, book.entry_of("approval", cause_of(run), work.now, caller_of(work), "", *moves), work.now)
    timers.put(work.session, "payment.write", run.id, work.now)
    work.emit(event)
    return view(run)


def write(work: Work, run_id: UUID, sealer: Sealer) -> None:
    """Write the next part of the bank's file: what is kept of it is its count, its sum and its digests."""
    run = store.find_run(work.session, run_id, to_change=True)
    if run is None or run.state is not RunState.WRITING:
        return
    part = run.parts + 1
    made = _files(work, run, part, sealer)
    first, last = numbers_of(part, run.count)
    total = sum((one.amount for one in made.payments), NOTHING)
    digests = {"csv_sha256": made.digest(BankFormat.CSV), "pain001_sha256": made.digest(BankFormat.PAIN_001)}
    store.note_part(work.session, run.id, part, {"count": last - first + 1, "total": total, **digests})
    event = run.write(work.now)
    if event is None:
        timers.put(work.session, "payment.write", run.id, work.now)
    else:
        work.emit(event)


def release(work: Work, said: ReleaseRun) -> RunView:
    """Release the files to the bank; raises `Forbidden` (`four_eyes`, `related_to_household`, `staff_unregistered`)."""
    run = _to_change(work, said)
    parts = (run.prepared_by, run.approved_by, caller_of(work))
    check_eyes(work, run, *(one for one in parts if one is not None))
    work.emit(run.release(caller_of(work), work.now))
    return view(run)


def cancel(work: Work, said: CancelRun) -> RunView:
    """Give a run up; what was set aside goes back where it came from."""
    run = _to_change(work, said)
    event = run.cancel(said.reason, work.now)
    store.void(work.session, run.id)
    found = book.find_entry(work.session, source=cause_of(run))
    if found is not None:
        book.reverse(work.session, found.id, work.now, caller_of(work), "")
    work.emit(event)
    return view(run)


def bank_file(work: Work, said: GetBankFile, sealer: Sealer) -> BankFile:
    """A part of a released run's file, made anew and the same as when it was written; who took it is in the log.

    Raises `Conflict` (`not_released`), and `file_differs` where what was written is not what would be now.
    """
    run = _reached(work, said.id)
    if run.state not in {RunState.RELEASED, RunState.CLOSED}:
        raise Conflict("not_released", "Files are given out once the run is released.", "批次发放后方可下载文件。")
    known = store.part_of(work.session, run.id, said.part)
    made = _files(work, run, said.part, sealer)
    digest = made.digest(said.format)
    if digest != (known.csv_sha256 if said.format is BankFormat.CSV else known.pain001_sha256):
        raise Conflict("file_differs", "The file is not as it was written; tell an administrator.", "文件校验不一致。")
    observe.log.info("bank file given out", run=str(run.id), part=said.part, to=str(caller_of(work)))
    suffix = "csv" if said.format is BankFormat.CSV else "xml"
    return BankFile(
        name=f"{made.batch.name}.{suffix}",
        part=said.part,
        count=known._mapping["count"],
        total=known.total,
        sha256=digest,
        body=made.text(said.format),
    )


def get_run(work: Work, said: GetRun) -> RunView:
    """One run."""
    return view(_reached(work, said.id))


def list_runs(work: Work, said: ListRuns) -> RunPage:
    """The runs of an area."""
    work.authorise(said.area_code, "area", "区域")
    found, cursor = store.runs(work.session, said)
    return RunPage(items=tuple(view(one) for one in found), next_cursor=cursor)


def instructions(work: Work, said: ListInstructions, sealer: Sealer) -> InstructionPage:
    """The payments of a run."""
    run = _reached(work, said.id)
    found = store.listed(work.session, said)
    items = tuple(_instruction(run, row, sealer) for row in found[: said.limit])
    return InstructionPage(items=items, next_after=items[-1].number if len(found) > said.limit else None)


def cause_of(run: PaymentRun) -> str:
    """The source in the books of a run's approval."""
    return f"approval:{run.code}"


class _Files:
    """Both forms of a part."""

    def __init__(self, batch: Batch, payments: list[Payment]) -> None:
        self.batch = batch
        self.payments = payments

    def text(self, form: BankFormat) -> str:
        return (csv_file if form is BankFormat.CSV else pain001_file)(self.batch, self.payments)

    def digest(self, form: BankFormat) -> str:
        return hashlib.sha256(self.text(form).encode()).hexdigest()


def _files(work: Work, run: PaymentRun, part: int, sealer: Sealer) -> _Files:
    fund = fund_store.fund_of(work.session, run.fund_id)
    assert run.approved_at is not None, "only an approved run has files"
    batch = Batch(
        name=f"{run.code}-{part:04}",
        made_at=run.approved_at,
        pay_on=local(run.approved_at).date(),
        purpose=f"{run.program} {run.month:%Y-%m}",
        debtor_name=fund.account_name,
        debtor_number=fund.account_number,
        debtor_bank=fund.bank,
    )
    payments = []
    for row in store.rows(work.session, run.id, *numbers_of(part, run.count)):
        to = payee_of(row.payee_name, row.payee_number, row.payee_bank, sealer)
        payments.append(Payment(run.reference(row.number), row.amount, to.name, to.number, to.bank))
    return _Files(batch, payments)


def _check_reissue(work: Work, said: PrepareRun, of: PaymentRun) -> None:
    """A re-issue is of the same program, month and area as what came back."""
    work.authorise(of.area_code, "payment run", "发放批次")
    if (of.program, of.month, of.area_code) != (said.program, said.month, said.area_code):
        text, zh = "Its program, month and area are others.", "原批次的项目、月份或区域不同。"
        raise Invalid("other_run", text, zh, {"reissues": [f"{text} {zh}"]})


def _reached(work: Work, run_id: UUID) -> PaymentRun:
    run = store.run_of(work.session, run_id)
    work.authorise(run.area_code, "payment run", "发放批次")
    return run


def _to_change(work: Work, said: ApproveRun | ReleaseRun | CancelRun) -> PaymentRun:
    run = store.run_of(work.session, said.id, to_change=True)
    work.authorise(run.area_code, "payment run", "发放批次")
    work.expect(said.version, run.version)
    return run


def _instruction(run: PaymentRun, row: Any, sealer: Sealer) -> InstructionView:
    return InstructionView(
        number=row.number,
        reference=run.reference(row.number),
        entitlement_id=row.entitlement_id,
        beneficiary_id=row.beneficiary_id,
        period=row.period,
        attempt=row.attempt,
        amount=row.amount,
        state=row.state,
        bank_code=row.bank_code,
        payee_name=masked_name(sealer.open(row.payee_name, NAME)),
        payee_number=masked_phone(sealer.open(row.payee_number, NUMBER)),
    )


def view(run: PaymentRun) -> RunView:
    """A run as it is shown."""
    same = {name: getattr(run, name) for name in RunView.__dataclass_fields__}
    return RunView(**same)
