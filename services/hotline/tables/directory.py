"""The tables of the directory: services, providers, and what providers are found by."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, Uuid

from linli.contracts.hotline.directory import ConvenienceService, ProviderContent
from linli.db import ContractText
from services.hotline.domain.directory import ListedService, Provider
from services.hotline.tables.mapping import MAPPERS, METADATA

PLAIN = String(64).with_variant(String(64, collation="C"), "postgresql")

SERVICE = Table(
    "listed_service",
    METADATA,
    Column("code", String(60), primary_key=True),
    Column("category", String(24), nullable=False),
    Column("content", ContractText(ConvenienceService), nullable=False),
)

PROVIDER = Table(
    "provider",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("code", String(60), nullable=False, unique=True),
    Column("area_code", String(20), nullable=False),
    Column("path", String(60), nullable=False),
    Column("content", ContractText(ProviderContent), nullable=False),
    Column("stars", Integer, nullable=False),
    Column("ratings", Integer, nullable=False),
    Column("rank", Integer, nullable=False),
    Column("closed", Boolean, nullable=False),
    Column("sequence", Integer, nullable=False),
    Index("provider_by_rank", "rank", "id"),
)

REACH = Table(
    "provider_reach",
    METADATA,
    Column("path", PLAIN, primary_key=True),
    Column("provider_id", Uuid, ForeignKey("provider.id"), primary_key=True),
    Index("provider_reach_of", "provider_id"),
)
"""The areas that a provider serves."""

OFFER = Table(
    "provider_offer",
    METADATA,
    Column("service", String(60), ForeignKey("listed_service.code"), primary_key=True),
    Column("provider_id", Uuid, ForeignKey("provider.id"), primary_key=True),
    Index("provider_offer_of", "provider_id"),
)

WORD = Table(
    "provider_word",
    METADATA,
    Column("term", PLAIN, primary_key=True),
    Column("provider_id", Uuid, ForeignKey("provider.id"), primary_key=True),
    Index("provider_word_of", "provider_id"),
)
"""The terms of a provider's text, as `domain/ngrams.py` makes them."""

MAPPERS.map_imperatively(ListedService, SERVICE)
MAPPERS.map_imperatively(Provider, PROVIDER)
