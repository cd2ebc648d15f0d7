"""Payment runs 发放批次: prepared, approved and released by three people, within an envelope, once a month for each."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from uuid import UUID

from linli.contracts.assistance.funds import FundSource
from linli.contracts.assistance.payments import (
    PrepareRun,
    RunApproved,
    RunCancelled,
    RunClosed,
    RunEvent,
    RunExceeded,
    RunPrepared,
    RunReleased,
    RunState,
    RunSummary,
    RunWritten,
)
from linli.contracts.envelope import Event
from linli.contracts.terms import zh
from linli.errors import Conflict, Forbidden, Invalid

NOTHING = Decimal("0.00")
CHUNK = 2000
"""Payments gathered, and payments in one part of the bank's file, in one transaction."""

TRANSITIONS = MappingProxyType(
    {
        (RunState.PREPARING, "gather"): RunState.PREPARING,
        (RunState.PREPARING, "exceed"): RunState.EXCEEDED,
        (RunState.PREPARING, "prepare"): RunState.PREPARED,
        (RunState.PREPARED, "approve"): RunState.WRITING,
        (RunState.WRITING, "write"): RunState.WRITING,
        (RunState.WRITING, "finish"): RunState.WRITTEN,
        (RunState.WRITTEN, "release"): RunState.RELEASED,
        (RunState.RELEASED, "settle"): RunState.RELEASED,
        (RunState.RELEASED, "close"): RunState.CLOSED,
        (RunState.CLOSED, "settle"): RunState.CLOSED,
        (RunState.PREPARING, "cancel"): RunState.CANCELLED,
        (RunState.PREPARED, "cancel"): RunState.CANCELLED,
        (RunState.EXCEEDED, "cancel"): RunState.CANCELLED,
        (RunState.WRITING, "cancel"): RunState.CANCELLED,
        (RunState.WRITTEN, "cancel"): RunState.CANCELLED,
    }
)
"""What may be done in which state, and the state it leads to. A released run cannot be called back: its money may be
on its way; what the bank returns comes back by its results."""


@dataclass(frozen=True)
class Outcome:
    """What a result says in sum: payments and yuan newly settled, newly returned, and returned after settling."""

    settled: tuple[int, Decimal] = (0, NOTHING)
    returned: tuple[int, Decimal] = (0, NOTHING)
    taken_back: tuple[int, Decimal] = (0, NOTHING)


@dataclass(kw_only=True, eq=False)
class PaymentRun:
    """A monthly batch. `reached` is the last entitlement gathered, `parts` the parts of the bank's file written.

    Three different people prepare, approve and release; no setting changes that, and the database holds it too.
    """

    id: UUID
    code: str
    area_code: str
    program: str
    month: date
    fund_id: UUID
    sources: tuple[FundSource, ...]
    reissues: UUID | None
    limit_count: int
    limit_total: Decimal
    prepared_by: UUID
    prepared_at: datetime
    state: RunState = RunState.PREPARING
    reached: UUID | None = None
    count: int = 0
    total: Decimal = NOTHING
    parts: int = 0
    settled_count: int = 0
    settled_total: Decimal = NOTHING
    returned_count: int = 0
    returned_total: Decimal = NOTHING
    approved_by: UUID | None = None
    approved_at: datetime | None = None
    released_by: UUID | None = None
    released_at: datetime | None = None
    note: str = ""
    sequence: int = 0
    version: int = 1

    @classmethod
    def prepare(cls, run_id: UUID, said: PrepareRun, by: UUID, at: datetime) -> PaymentRun:
        """A run that has gathered nothing yet; raises `Invalid` for sources named twice or not at all."""
        if not said.sources or len(set(said.sources)) < len(said.sources):
            text, text_zh = "Name each source once.", "资金来源不得为空或重复。"
            raise Invalid("bad_sources", text, text_zh, {"sources": [f"{text} {text_zh}"]})
        return cls(
            id=run_id,
            code=code_of(run_id, said.month),
            area_code=said.area_code,
            program=said.program,
            month=said.month,
            fund_id=said.fund_id,
            sources=said.sources,
            reissues=said.reissues,
            limit_count=said.limit_count,
            limit_total=said.limit_total.quantize(NOTHING),
            prepared_by=by,
            prepared_at=at,
        )

    def gather(self, count: int, total: Decimal, reached: UUID | None, more: bool, at: datetime) -> Event | None:
        """Take in so many payments up to an entitlement; the last time, or over the envelope, gathering ends."""
        if self.count + count > self.limit_count or self.total + total > self.limit_total:
            self._step("exceed")
            self.note = f"over the envelope by at least {self._excess(count, total)}"
            return self._caused(RunExceeded, at)
        self._step("gather")
        self.count, self.total = self.count + count, self.total + total
        self.reached = reached or self.reached
        if more:
            return None
        self._step("prepare")
        return self._caused(RunPrepared, at)

    def approve(self, count: int, total: Decimal, by: UUID, at: datetime) -> Event:
        """Approve with control totals of one's own reckoning.

        Raises `Forbidden` (`four_eyes`), `Conflict` (`control_totals`) when they are not those gathered.
        """
        self._must_be_another(by, self.prepared_by)
        if (count, total) != (self.count, self.total):
            text = f"The run has {self.count} payments of {self.total} yuan; check before approving."
            text_zh = f"批次共 {self.count} 笔、{self.total} 元，与所报控制总额不符，请核对。"
            raise Conflict("control_totals", text, text_zh, {"count": [f"{text} {text_zh}"]})
        self._step("approve")
        self.approved_by, self.approved_at = by, at
        return self._caused(RunApproved, at)

    def write(self, at: datetime) -> Event | None:
        """A part of the bank's file is written; at the last one the run is ready to be released."""
        self._step("write")
        self.parts += 1
        if self.parts < self.parts_wanted:
            return None
        self._step("finish")
        return self._caused(RunWritten, at)

    def release(self, by: UUID, at: datetime) -> Event:
        """Release to the bank; raises `Forbidden` (`four_eyes`) for who prepared or approved."""
        self._must_be_another(by, self.prepared_by, self.approved_by)
        self._step("release")
        self.released_by, self.released_at = by, at
        return self._caused(RunReleased, at)

    def cancel(self, reason: str, at: datetime) -> Event:
        """Give it up before its release."""
        self._step("cancel")
        self.note = reason
        return self._caused(RunCancelled, at)

    def settle(self, outcome: Outcome, at: datetime) -> Event | None:
        """Take in what the bank says; when it has said everything the run is closed."""
        self._step("settle")
        (settled, paid), (returned, back), (late, late_total) = outcome.settled, outcome.returned, outcome.taken_back
        self.settled_count += settled - late
        self.settled_total += paid - late_total
        self.returned_count += returned + late
        self.returned_total += back + late_total
        if self.state is RunState.CLOSED or self.settled_count + self.returned_count < self.count:
            return None
        self._step("close")
        return self._caused(RunClosed, at)

    @property
    def exceeded(self) -> bool:
        """Whether what is due was over the envelope."""
        return self.state is RunState.EXCEEDED

    @property
    def parts_wanted(self) -> int:
        """How many parts the bank's file has."""
        return -(-self.count // CHUNK)

    def reference(self, number: int) -> str:
        """How the bank names a payment: at most 35 characters, as ISO 20022 has it."""
        return f"{self.code}-{number:07}"

    def _excess(self, count: int, total: Decimal) -> str:
        over = max(self.count + count - self.limit_count, 0), max(self.total + total - self.limit_total, NOTHING)
        return f"{over[0]} payments, {over[1]} yuan"

    def _must_be_another(self, by: UUID, *others: UUID | None) -> None:
        if by in others:
            raise Forbidden(
                "four_eyes",
                "You had a part in this run; someone else must take this step.",
                "编制、审批、发放须由不同人员办理。",
            )

    def _step(self, what: str) -> None:
        if (self.state, what) not in TRANSITIONS:
            text = f"The run is {self.state}; this cannot be done now."
            raise Conflict("illegal_transition", text, f"当前状态（{zh(self.state)}）不允许该操作。")
        self.state = TRANSITIONS[self.state, what]
        self.version += 1

    def _caused(self, kind: type[RunEvent], at: datetime) -> Event:
        self.sequence += 1
        summary = RunSummary(
            code=self.code,
            program=self.program,
            month=self.month,
            state=self.state,
            count=self.count,
            total=self.total,
        )
        head = {"subject": self.id, "area_code": self.area_code, "sequence": self.sequence, "occurred_at": at}
        return kind(**head, run=summary)  # type: ignore[arg-type]  # the four fields of every event


def code_of(run_id: UUID, month: date) -> str:
    """A short name of a run for banks and files, as P202603-A7K3M9Q2XB."""
    return f"P{month:%Y%m}-{base64.b32encode(run_id.bytes).decode()[:10]}"


def number_of(code: str, reference: str) -> int | None:
    """The number of a payment by its reference; None for one that is not of this run."""
    head, _, number = reference.rpartition("-")
    return int(number) if head == code and number.isascii() and number.isdigit() and len(number) <= 9 else None


def numbers_of(part: int, count: int) -> tuple[int, int]:
    """The first and the last number in a part (from 1) of a file of so many payments."""
    return (part - 1) * CHUNK + 1, min(part * CHUNK, count)
