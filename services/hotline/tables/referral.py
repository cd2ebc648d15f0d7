"""The tables of referrals and of the providers asked."""

from __future__ import annotations

from sqlalchemy import JSON, Column, ForeignKey, Index, Integer, String, Table, Text, Uuid

from linli.contracts.hotline.directory import ConvenienceService
from linli.contracts.hotline.referrals import ReferralState
from linli.db import ContractText, UtcDateTime, Word
from services.hotline.domain.referral import Attempt, Referral
from services.hotline.tables.mapping import MAPPERS, METADATA

REFERRAL = Table(
    "referral",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("request_id", Uuid, ForeignKey("request.id"), nullable=False),
    Column("area_code", String(20), nullable=False),
    Column("service", String(60), nullable=False),
    Column("terms", ContractText(ConvenienceService), nullable=False),
    Column("candidates", JSON, nullable=False),
    Column("state", Word(ReferralState), nullable=False),
    Column("started_at", UtcDateTime, nullable=False),
    Column("position", Integer, nullable=False),
    Column("due_at", UtcDateTime),
    Column("result", Text),
    Column("stars", Integer),
    Column("sequence", Integer, nullable=False),
    Index("referral_by_request", "request_id"),
)

ATTEMPT = Table(
    "referral_attempt",
    METADATA,
    Column("referral_id", Uuid, ForeignKey("referral.id"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("provider_id", Uuid, ForeignKey("provider.id"), nullable=False),
    Column("name", String(200), nullable=False),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("answered_at", UtcDateTime),
    Column("outcome", Word(ReferralState)),
    Column("note", Text, nullable=False),
)

MAPPERS.map_imperatively(Referral, REFERRAL)
MAPPERS.map_imperatively(Attempt, ATTEMPT)
