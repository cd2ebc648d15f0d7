"""The tables of referrals and of the messages they cause; an application has one referral that is open at most."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text, Uuid

from linli.contracts.assistance.programs import Station
from linli.contracts.assistance.referrals import AidReferralState
from linli.db import UtcDateTime, Word
from linli.messages import tables
from services.assistance.domain.referrals import OPEN, Referral
from services.assistance.tables.mapping import MAPPERS, METADATA

MESSAGE = tables.MESSAGE.to_metadata(METADATA)

REFERRAL = Table(
    "aid_referral",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("application_id", Uuid, ForeignKey("application.id"), nullable=False, index=True),
    Column("program", String(60), nullable=False),
    Column("department", Word(Station), nullable=False),
    Column("area_code", String(20), nullable=False),
    Column("path", String(60), nullable=False),
    Column("sent_at", UtcDateTime, nullable=False),
    Column("sent_by", Uuid, nullable=False),
    Column("state", Word(AidReferralState), nullable=False),
    Column("answered_at", UtcDateTime),
    Column("answered_by", Uuid),
    Column("text", Text, nullable=False),
    Column("reference", String(60), nullable=False),
    Column("sequence", Integer, nullable=False),
    Index("aid_referral_by_path", "path", "sent_at", "id"),
)
_OPEN = REFERRAL.c.state.in_(OPEN)
Index("aid_referral_open", REFERRAL.c.application_id, unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN)

MAPPERS.map_imperatively(Referral, REFERRAL)
