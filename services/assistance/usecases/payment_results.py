"""What the bank says of a run's payments taken in once, and the month disclosed in counts and sums."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from decimal import Decimal
from typing import Any

from linli.clock import LOCAL
from linli.contracts.assistance.funds import FundSource
from linli.contracts.assistance.payments import (
    FundMonth,
    InstructionState,
    MonthReport,
    PaidLine,
    ReportMonth,
    ResultTaken,
    RunState,
    TakeResult,
)
from linli.errors import Conflict, Invalid
from linli.ledger import book, reading
from linli.ledger.entry import NOTHING, Move
from linli.tasks.usecases import caller_of
from linli.work import Work
from services.assistance.domain.bank_results import Item, Said, parse
from services.assistance.domain.entitlements import month_after
from services.assistance.domain.funds import Draw, Fund, give_back, origin_account, paid_account, run_account
from services.assistance.domain.funds import source_account as left_of
from services.assistance.domain.payments import Outcome, PaymentRun, number_of
from services.assistance.store import funds as fund_store
from services.assistance.store import payments as store
from services.assistance.usecases.payments import cause_of, view

STANDS = {Said.SETTLED: InstructionState.SETTLED, Said.RETURNED: InstructionState.RETURNED}
MOST_FAULTS = 20


@dataclass
class _Sorted:
    """The items of a result by what is new of them."""

    settled: list[Decimal] = field(default_factory=list)
    returned: list[Decimal] = field(default_factory=list)
    taken_back: list[Decimal] = field(default_factory=list)
    known: int = 0
    pending: int = 0
    lines: list[dict[str, Any]] = field(default_factory=list)

    def outcome(self) -> Outcome:
        return Outcome(*((len(one), sum(one, NOTHING)) for one in (self.settled, self.returned, self.taken_back)))


def take_result(work: Work, said: TakeResult) -> ResultTaken:
    """Take in a result whole or not at all; what was said before changes nothing.

    Raises `Conflict` (`not_released`); `Invalid` (`bad_result`) naming the lines that do not fit the run.
    """
    run = store.run_of(work.session, said.id, to_change=True)
    work.authorise(run.area_code, "payment run", "发放批次")
    if run.state not in {RunState.RELEASED, RunState.CLOSED}:
        raise Conflict("not_released", "The run was not released to the bank.", "该批次尚未发放。")
    items, others_too = parse(said.body)
    own = _own(run, items, others_too)
    found = _sort(work, run, own)
    digest = hashlib.sha256(said.body.encode()).hexdigest()
    counts = {"settled": len(found.settled), "returned": len(found.returned) + len(found.taken_back)}
    who = {"run_id": run.id, "sha256": digest, "taken_by": caller_of(work), "taken_at": work.now}
    store.note_result(work.session, {**who, **counts})
    store.note_lines(work.session, run.id, found.lines)
    if found.lines:
        _book(work, run, found.outcome(), digest)
        event = run.settle(found.outcome(), work.now)
        if event is not None:
            work.emit(event)
    return ResultTaken(run=view(run), known=found.known, pending=found.pending, **counts)


def _own(run: PaymentRun, items: list[Item], others_too: bool) -> list[tuple[int, Item]]:
    """The items of this run by number; raises `Invalid` for others' where there may be none."""
    own, strange = [], []
    for item in items:
        number = number_of(run.code, item.reference)
        if number is not None:
            own.append((number, item))
        elif not others_too:
            strange.append(f"{item.place}: {item.reference[:35]} is not of this run. 不属于本批次。")
    if strange:
        raise _refused(strange)
    return own


def _sort(work: Work, run: PaymentRun, own: list[tuple[int, Item]]) -> _Sorted:
    rows = store.by_number(work.session, run.id, {number for number, _ in own})
    stands = {number: row.state for number, row in rows.items()}
    found, faults = _Sorted(), []
    for number, item in own:
        row = rows.get(number)
        if row is None or row.amount != item.amount:
            faults.append(f"{item.place}: {item.reference[:35]} is not a payment of {item.amount}. 笔号或金额不符。")
            continue
        if item.said is Said.PENDING:
            found.pending += 1
            continue
        new = STANDS[item.said]
        if stands[number] is new:
            found.known += 1
            continue
        if stands[number] is InstructionState.RETURNED:
            if item.said is Said.SETTLED and _said_before(work, run, number):
                found.known += 1
            else:
                faults.append(f"{item.place}: {item.reference[:35]} was returned; pay it again. 已退回，请重新发放。")
            continue
        _take(found, stands[number], new, item.amount)
        stands[number] = new
        line = {"number": number, "state": new, "bank_code": item.code, "taken_at": work.now}
        found.lines.append(line)
    if faults:
        raise _refused(faults)
    return found


def _said_before(work: Work, run: PaymentRun, number: int) -> bool:
    """Whether the bank had said that this payment was settled, before it came back."""
    return store.was_settled(work.session, run.id, number)


def _take(found: _Sorted, before: InstructionState, new: InstructionState, amount: Decimal) -> None:
    if before is InstructionState.SETTLED:
        found.taken_back.append(amount)
    elif new is InstructionState.SETTLED:
        found.settled.append(amount)
    else:
        found.returned.append(amount)


def _book(work: Work, run: PaymentRun, outcome: Outcome, digest: str) -> None:
    """Settled money has reached people; returned money goes back to the sources that gave last."""
    drawn, before = _drawn(work, run), run.returned_total
    held, paid = run_account(run.id), paid_account(run.fund_id)
    (_, settled), (_, returned), (_, taken_back) = outcome.settled, outcome.returned, outcome.taken_back
    moves = [Move(from_id=held, to_id=paid, amount=settled)] if settled else []
    moves += [_back(run, held, one) for one in give_back(drawn, before, returned)]
    moves += [_back(run, paid, one) for one in give_back(drawn, before + returned, taken_back)]
    made = book.entry_of("result", f"result:{run.code}:{digest[:16]}", work.now, caller_of(work), "", *moves)
    book.post(work.session, made, work.now)


def _back(run: PaymentRun, from_id: Any, drawn: Draw) -> Move:
    return Move(from_id=from_id, to_id=left_of(run.fund_id, drawn[0]), amount=drawn[1])


def _drawn(work: Work, run: PaymentRun) -> list[Draw]:
    """What each source gave to a run, as the books have it."""
    approval = book.find_entry(work.session, source=cause_of(run))
    assert approval is not None, "a released run was approved"
    by_account = {left_of(run.fund_id, one): one for one in FundSource}
    return [(by_account[one.from_id], one.amount) for one in approval.moves]


def _refused(faults: list[str]) -> Invalid:
    more = [f"and {len(faults) - MOST_FAULTS} more. 等。"] if len(faults) > MOST_FAULTS else []
    told = {"body": faults[:MOST_FAULTS] + more}
    return Invalid("bad_result", "The result does not fit the run; see 'fields'.", "结果与批次不符，请查看说明。", told)


def report_month(work: Work, said: ReportMonth) -> MonthReport:
    """The monthly disclosure 每月公示: counts and sums by street and program, and the funds by source."""
    work.authorise(said.area_code, "area", "区域")
    lines: dict[tuple[str, str], dict[str, Any]] = {}
    for row in store.paid_in(work.session, said.area_code, said.month):
        empty = {"count": 0, "total": NOTHING, "returned_count": 0, "returned_total": NOTHING}
        line = lines.setdefault((row.street, row.program), empty)
        back = "returned_" if row.state is InstructionState.RETURNED else ""
        line[f"{back}count"] += row.payments
        line[f"{back}total"] += row.total
    paid = tuple(PaidLine(area_code=at, program=of, month=said.month, **one) for (at, of), one in lines.items())
    begins, ends = (
        datetime.combine(day, time(), LOCAL).astimezone(UTC) for day in (said.month, month_after(said.month))
    )
    funds = fund_store.funds_at(work.session, said.area_code)
    return MonthReport(
        area_code=said.area_code,
        month=said.month,
        count=sum(one.count for one in paid),
        total=sum((one.total for one in paid), NOTHING),
        paid=paid,
        funds=tuple(_month_of(work, fund, source, begins, ends) for fund in funds for source in FundSource),
    )


def _month_of(work: Work, fund: Fund, source: FundSource, begins: datetime, ends: datetime) -> FundMonth:
    account, origin = left_of(fund.id, source), origin_account(fund.id, source)
    moved = reading.lines_between(work.session, account, begins, ends)
    received = sum((one.amount for one in moved if one.other_id == origin), NOTHING)
    spent = -sum((one.amount for one in moved if one.other_id != origin), NOTHING)
    return FundMonth(
        fund_id=fund.id,
        name=fund.name,
        source=source,
        received=received,
        spent=spent,
        balance=fund_store.balance_before(work.session, account, ends),
    )
