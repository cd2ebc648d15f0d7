"""The calls about urgent aid that is paid before the survey 先行救助, and about what has to be given back of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from linli.contracts.assistance.funds import FundSource
from linli.contracts.assistance.money import Amount, Voucher


class AdvanceFate(StrEnum):
    """What becomes of aid that was paid before the survey, when the survey says no."""

    LEAVE = "leave"
    RECOVER = "recover"


@dataclass(frozen=True, kw_only=True)
class RecordRecovery:
    """Money came back that was paid before the survey; it goes into this fund, under a voucher of its own."""

    id: UUID
    amount: Amount
    fund_id: UUID
    source: FundSource
    voucher: Voucher
    received_on: date
    version: int | None = None
