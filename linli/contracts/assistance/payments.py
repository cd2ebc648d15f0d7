"""The calls about payment runs 发放批次, the run as it is shown, its bank files and results, and its events."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from marshmallow import validate

from linli.contracts.assistance.funds import FundSource
from linli.contracts.assistance.money import Month, Total
from linli.contracts.assistance.programs import ProgramCode
from linli.contracts.base import AreaCode, ShortText, text
from linli.contracts.envelope import Event, event

Count = Annotated[int, validate.Range(1, 10_000_000)]


class RunState(StrEnum):
    """Where a payment run stands."""

    PREPARING = "preparing"
    PREPARED = "prepared"
    EXCEEDED = "exceeded"
    WRITING = "writing"
    WRITTEN = "written"
    RELEASED = "released"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class InstructionState(StrEnum):
    """Where the payment to one beneficiary stands."""

    READY = "ready"
    SETTLED = "settled"
    RETURNED = "returned"
    VOID = "void"


class BankFormat(StrEnum):
    """The form of a file for the bank."""

    CSV = "csv"
    PAIN_001 = "pain001"


@dataclass(frozen=True, kw_only=True)
class PrepareRun:
    """Gather what is due of a program in a month for an area, to be paid from a fund, its sources in this order.

    `limit_count` and `limit_total` are the envelope: what exceeds it is refused. `reissues` names a run whose returned
    payments are paid again, to the accounts that hold now.
    """

    area_code: AreaCode
    program: ProgramCode
    month: Month
    fund_id: UUID
    limit_count: Count
    limit_total: Total
    sources: tuple[FundSource, ...] = tuple(FundSource)
    reissues: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class ApproveRun:
    """Approve what was prepared, saying its control totals as the approver reckons them."""

    id: UUID
    count: Count
    total: Total
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class ReleaseRun:
    """Release the files of an approved run to the bank."""

    id: UUID
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class CancelRun:
    """Give up a run that was not released; what was set aside goes back."""

    id: UUID
    reason: ShortText
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class GetRun:
    """Ask for one run."""

    id: UUID


@dataclass(frozen=True, kw_only=True)
class ListRuns:
    """Ask for the runs of an area and of those below, the latest first."""

    area_code: AreaCode
    cursor: Annotated[str, text(1, 200)] | None = None
    limit: Annotated[int, validate.Range(1, 200)] = 50


@dataclass(frozen=True, kw_only=True)
class ListInstructions:
    """Ask for the payments of a run, by number; `after` is the last number seen."""

    id: UUID
    state: InstructionState | None = None
    after: Annotated[int, validate.Range(0, 10_000_000)] = 0
    limit: Annotated[int, validate.Range(1, 200)] = 50


@dataclass(frozen=True, kw_only=True)
class GetBankFile:
    """Ask for a part of a released run's file, the first being 1."""

    id: UUID
    part: Count
    format: BankFormat


@dataclass(frozen=True, kw_only=True)
class TakeResult:
    """Take in what the bank says of a run's payments: CSV, camt.053 or camt.054; the form is told by the text."""

    id: UUID
    body: Annotated[str, validate.Length(min=1, max=8_000_000)]


@dataclass(frozen=True, kw_only=True)
class ReportMonth:
    """Ask what was paid of an area in a month, and how its funds moved, without a word of anybody."""

    area_code: AreaCode
    month: Month


@dataclass(frozen=True, kw_only=True)
class RunView:
    """A run: its envelope, what was gathered, who did what, and what the bank says."""

    id: UUID
    version: int
    code: str
    area_code: AreaCode
    program: str
    month: date
    fund_id: UUID
    sources: tuple[FundSource, ...]
    reissues: UUID | None
    state: RunState
    limit_count: int
    limit_total: Decimal
    count: int
    total: Decimal
    parts: int
    settled_count: int
    settled_total: Decimal
    returned_count: int
    returned_total: Decimal
    prepared_by: UUID
    prepared_at: datetime
    approved_by: UUID | None
    released_by: UUID | None
    note: str


@dataclass(frozen=True, kw_only=True)
class RunPage:
    """A page of runs."""

    items: tuple[RunView, ...]
    next_cursor: str | None


@dataclass(frozen=True, kw_only=True)
class InstructionView:
    """A payment to one beneficiary; `reference` is how the bank names it, `attempt` counts the re-issues."""

    number: int
    reference: str
    entitlement_id: UUID
    beneficiary_id: UUID
    period: date
    attempt: int
    amount: Decimal
    state: InstructionState
    bank_code: str
    payee_name: str
    payee_number: str


@dataclass(frozen=True, kw_only=True)
class InstructionPage:
    """Payments of a run; `next_after` leads on."""

    items: tuple[InstructionView, ...]
    next_after: int | None


@dataclass(frozen=True, kw_only=True)
class BankFile:
    """A part of the file: its name says nothing of anybody; `sha256` is that of `body` in UTF-8."""

    name: str
    part: int
    count: int
    total: Decimal
    sha256: str
    body: str


@dataclass(frozen=True, kw_only=True)
class ResultTaken:
    """What a result file led to; `known` were said before, `pending` are not decided by the bank."""

    run: RunView
    settled: int
    returned: int
    known: int
    pending: int


@dataclass(frozen=True, kw_only=True)
class PaidLine:
    """What a street (or the district) was paid by a program for a month: payments and yuan."""

    area_code: str
    program: str
    month: date
    count: int
    total: Decimal
    returned_count: int
    returned_total: Decimal


@dataclass(frozen=True, kw_only=True)
class FundMonth:
    """A source of a fund in a month: what came in, what went out, and what was left at its end."""

    fund_id: UUID
    name: str
    source: FundSource
    received: Decimal
    spent: Decimal
    balance: Decimal


@dataclass(frozen=True, kw_only=True)
class MonthReport:
    """The monthly disclosure 每月公示: counts and sums, and nothing of anybody."""

    area_code: AreaCode
    month: date
    count: int
    total: Decimal
    paid: tuple[PaidLine, ...]
    funds: tuple[FundMonth, ...]


@dataclass(frozen=True, kw_only=True)
class RunSummary:
    """Where a run stands after an event."""

    code: str
    program: str
    month: date
    state: RunState
    count: int
    total: Decimal


@dataclass(frozen=True, kw_only=True)
class RunEvent(Event):
    """An event of a payment run; its `subject` is the run's id."""

    run: RunSummary


@event("assistance", "payment_run.prepared", external=True)
@dataclass(frozen=True, kw_only=True)
class RunPrepared(RunEvent):
    """What is due was gathered within the envelope 发放批次编制完成."""


@event("assistance", "payment_run.exceeded", external=True)
@dataclass(frozen=True, kw_only=True)
class RunExceeded(RunEvent):
    """What is due exceeds the envelope, so nothing is paid 超出控制总额."""


@event("assistance", "payment_run.approved", external=True)
@dataclass(frozen=True, kw_only=True)
class RunApproved(RunEvent):
    """A second person approved the run, and its money is set aside 发放批次审批."""


@event("assistance", "payment_run.written", external=True)
@dataclass(frozen=True, kw_only=True)
class RunWritten(RunEvent):
    """The bank's files are ready 银行文件生成."""


@event("assistance", "payment_run.released", external=True)
@dataclass(frozen=True, kw_only=True)
class RunReleased(RunEvent):
    """A third person released the files to the bank 发放."""


@event("assistance", "payment_run.closed", external=True)
@dataclass(frozen=True, kw_only=True)
class RunClosed(RunEvent):
    """The bank has said of every payment what became of it 发放完成."""


@event("assistance", "payment_run.cancelled", external=True)
@dataclass(frozen=True, kw_only=True)
class RunCancelled(RunEvent):
    """The run was given up before its release 批次作废."""
