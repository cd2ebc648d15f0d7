"""The table of batches of vouchers; the vouchers are cards, and what they are worth stands in the books."""

from __future__ import annotations

from sqlalchemy import JSON, CheckConstraint, Column, Date, ForeignKey, Index, Integer, String, Table, Text, Uuid

from linli.contracts.assistance.cards import CardScope
from linli.contracts.assistance.funds import FundSource
from linli.contracts.assistance.vouchers import VoucherBatchState
from linli.db import UtcDateTime, Word, Words
from linli.tasks.tables import Hundredths
from services.assistance.domain.vouchers import VoucherBatch
from services.assistance.tables.mapping import MAPPERS, METADATA

VOUCHER_BATCH = Table(
    "voucher_batch",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("area_code", String(20), nullable=False),
    Column("path", String(60), nullable=False),
    Column("label", Text, nullable=False),
    Column("fund_id", Uuid, ForeignKey("fund.id"), nullable=False),
    Column("source", Word(FundSource), nullable=False),
    Column("value", Hundredths, nullable=False),
    Column("count", Integer, nullable=False),
    Column("scope", Words(CardScope), nullable=False),
    Column("merchants", JSON, nullable=False),
    Column("expires_on", Date, nullable=False),
    Column("issued_at", UtcDateTime, nullable=False),
    Column("issued_by", Uuid, nullable=False),
    Column("state", Word(VoucherBatchState), nullable=False),
    Column("released_by", Uuid),
    Column("note", Text, nullable=False),
    Column("sequence", Integer, nullable=False),
    CheckConstraint("released_by <> issued_by", name="voucher_batch_by_two"),
    Index("voucher_batch_by_time", "issued_at", "id"),
)

MAPPERS.map_imperatively(VoucherBatch, VOUCHER_BATCH)
