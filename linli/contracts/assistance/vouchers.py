"""The calls about aid vouchers 救助券: a batch of one value each out of a fund, for persons of the register."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from marshmallow import validate

from linli.contracts.assistance.cards import CardScope
from linli.contracts.assistance.funds import FundSource
from linli.contracts.assistance.money import Amount, Total
from linli.contracts.base import AreaCode, ShortText, text
from linli.contracts.envelope import Event, event

BATCH = 500
"""The most vouchers of a batch."""


class VoucherBatchState(StrEnum):
    """Where a batch of vouchers stands."""

    ISSUED = "issued"
    ACTIVE = "active"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"


@dataclass(frozen=True, kw_only=True)
class IssueVouchers:
    """Make vouchers of one value for persons, to be paid by a source of a fund; worth nothing until released.

    `merchants` names those that take them; without any, all of the district do. `expires_on` is the last day.
    """

    area_code: AreaCode
    fund_id: UUID
    source: FundSource
    value: Amount
    person_ids: Annotated[tuple[UUID, ...], validate.Length(min=1, max=BATCH)]
    each: Annotated[int, validate.Range(1, 31)] = 1
    scope: Annotated[tuple[CardScope, ...], validate.Length(min=1, max=7)]
    merchants: Annotated[tuple[UUID, ...], validate.Length(max=100)] = ()
    expires_on: date
    label: Annotated[str, text(1, 60)] = "救助券"


@dataclass(frozen=True, kw_only=True)
class ReleaseVouchers:
    """Have the vouchers be worth their value; another than who issued them, with control totals of their own."""

    id: UUID
    count: Annotated[int, validate.Range(1, BATCH)]
    total: Total
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class WithdrawVouchers:
    """Give up a batch that was not released."""

    id: UUID
    reason: ShortText
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class GetVouchers:
    """Ask for one batch."""

    id: UUID


@dataclass(frozen=True, kw_only=True)
class ListVouchers:
    """Ask for the batches of an area, the latest first."""

    area_code: AreaCode
    state: VoucherBatchState | None = None
    cursor: Annotated[str, text(1, 200)] | None = None
    limit: Annotated[int, validate.Range(1, 200)] = 50


@dataclass(frozen=True, kw_only=True)
class VoucherBatchView:
    """A batch: `released` = `paid` (owed to merchants or settled) + `left` (on the vouchers) + `returned`, in yuan."""

    id: UUID
    version: int
    area_code: AreaCode
    label: str
    fund_id: UUID
    source: FundSource
    value: Decimal
    count: int
    spent: int
    scope: tuple[CardScope, ...]
    merchants: tuple[UUID, ...]
    expires_on: date
    state: VoucherBatchState
    released: Decimal
    paid: Decimal
    left: Decimal
    returned: Decimal
    issued_at: datetime
    note: str


@dataclass(frozen=True, kw_only=True)
class VoucherCode:
    """A voucher as it is printed: its code in full."""

    id: UUID
    person_id: UUID
    code: str


@dataclass(frozen=True, kw_only=True)
class IssuedVouchers:
    """A batch that was made: the codes in full, this once, to be printed."""

    batch: VoucherBatchView
    vouchers: tuple[VoucherCode, ...]


@dataclass(frozen=True, kw_only=True)
class VoucherBatchPage:
    """A page of batches."""

    items: tuple[VoucherBatchView, ...]
    next_cursor: str | None


@dataclass(frozen=True, kw_only=True)
class VoucherEvent(Event):
    """An event of a batch; its `subject` is the batch's id. Neither codes nor persons nor values."""

    state: VoucherBatchState


@event("assistance", "vouchers.changed", external=True)
@dataclass(frozen=True, kw_only=True)
class VouchersChanged(VoucherEvent):
    """A batch of vouchers was issued, released, withdrawn or closed after its last day 救助券批次状态变更."""
