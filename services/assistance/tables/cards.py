"""The tables of cards, merchants and purchases; values stand in the books."""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, String, Table, Text, Uuid

from linli.contracts.assistance.cards import CardScope, CardState, RedemptionRefusal
from linli.contracts.assistance.funds import FundSource
from linli.db import UtcDateTime, Word, Words
from linli.tasks.tables import Hundredths
from services.assistance.domain.cards import Card, Merchant
from services.assistance.tables.mapping import MAPPERS, METADATA

CARD = Table(
    "aid_card",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("area_code", String(20), nullable=False),
    Column("path", String(60), nullable=False),
    Column("label", Text, nullable=False),
    Column("code", Text, nullable=False, unique=True),
    Column("person_id", Uuid, ForeignKey("person.id"), nullable=False, index=True),
    Column("fund_id", Uuid, ForeignKey("fund.id"), nullable=False),
    Column("source", Word(FundSource), nullable=False),
    Column("scope", Words(CardScope), nullable=False),
    Column("expires_on", Date, nullable=False),
    Column("issued_at", UtcDateTime, nullable=False),
    Column("issued_by", Uuid, nullable=False),
    Column("batch_id", Uuid),
    Column("state", Word(CardState), nullable=False),
    Column("stopped_at", UtcDateTime),
    Column("note", Text, nullable=False),
    Column("sequence", Integer, nullable=False),
    Index("aid_card_by_time", "issued_at", "id"),
    Index("aid_card_of_batch", "batch_id"),
)
MERCHANT = Table(
    "card_merchant",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("area_code", String(20), nullable=False),
    Column("name", Text, nullable=False),
    Column("scope", Words(CardScope), nullable=False),
    Column("account_name", Text, nullable=False),
    Column("account_number", Text, nullable=False),
    Column("bank", String(12), nullable=False),
    Column("token_digest", String(64), nullable=False),
    Column("registered_at", UtcDateTime, nullable=False),
    Column("sequence", Integer, nullable=False),
)
REDEMPTION = Table(
    "card_redemption",
    METADATA,
    Column("merchant_id", Uuid, ForeignKey("card_merchant.id"), primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("code", Text, nullable=False),
    Column("amount", Hundredths, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("scope", Word(CardScope), nullable=False),
    Column("refusal", Word(RedemptionRefusal)),
    Column("reported_at", UtcDateTime, nullable=False),
)
"""Every purchase that a till reported, also those that are not paid; only added to."""

MAPPERS.map_imperatively(Card, CARD)
MAPPERS.map_imperatively(Merchant, MERCHANT)
