"""The tables of articles, their versions, what readers said of them, and the terms by which they are found."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Integer, String, Table, Text, Uuid

from linli.contracts.hotline.knowledge import ArticleContent, ArticleState, Judgement
from linli.db import ContractText, UtcDateTime, Word
from services.hotline.domain.knowledge import Article, Verdict, Version
from services.hotline.tables.mapping import MAPPERS, METADATA

PLAIN = String(64).with_variant(String(64, collation="C"), "postgresql")
"""Compared by character code everywhere, so that what begins alike lies together."""

ARTICLE = Table(
    "article",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("area_code", String(20), nullable=False),
    Column("path", PLAIN, nullable=False),
    Column("state", Word(ArticleState), nullable=False),
    Column("newest", Integer, nullable=False),
    Column("title", Text, nullable=False),
    Column("written_at", UtcDateTime, nullable=False),
    Column("published", Integer),
    Column("valid_until", Date),
    Column("used", Integer, nullable=False),
    Column("helpful", Integer, nullable=False),
    Column("sequence", Integer, nullable=False),
    Index("article_newest", "written_at", "id"),
    Index("article_ending", "valid_until"),
)

VERSION = Table(
    "article_version",
    METADATA,
    Column("article_id", Uuid, ForeignKey("article.id"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("content", ContractText(ArticleContent), nullable=False),
    Column("written_by", Uuid, nullable=False),
    Column("written_at", UtcDateTime, nullable=False),
    Column("reviewed_by", Uuid),
    Column("reviewed_at", UtcDateTime),
    Column("published_by", Uuid),
    Column("published_at", UtcDateTime),
)

USE = Table(
    "article_use",
    METADATA,
    Column("request_id", Uuid, primary_key=True),
    Column("article_id", Uuid, ForeignKey("article.id"), primary_key=True),
    Column("number", Integer, nullable=False),
    Column("used_by", Uuid, nullable=False),
    Column("used_at", UtcDateTime, nullable=False),
)

VERDICT = Table(
    "article_verdict",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("article_id", Uuid, ForeignKey("article.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("path", PLAIN, nullable=False),
    Column("judgement", Word(Judgement), nullable=False),
    Column("note", Text, nullable=False),
    Column("given_by", Uuid, nullable=False),
    Column("given_at", UtcDateTime, nullable=False),
    Column("open", Boolean, nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("answer", Text),
    Column("resolved_by", Uuid),
    Column("resolved_at", UtcDateTime),
    Index("article_verdict_by_article", "article_id"),
)
Index(
    "article_verdict_open",
    VERDICT.c.given_at,
    VERDICT.c.id,
    sqlite_where=VERDICT.c.open,
    postgresql_where=VERDICT.c.open,
)

ENTRY = Table(
    "article_entry",
    METADATA,
    Column("entry", Integer, primary_key=True),
    Column("article_id", Uuid, nullable=False, unique=True),
    Column("number", Integer, nullable=False),
    Column("path", PLAIN, nullable=False),
    Column("valid_from", Date),
    Column("valid_until", Date),
)
"""The published versions, numbered shortly for their postings."""

TERM = Table(
    "article_term",
    METADATA,
    Column("term", PLAIN, primary_key=True),
    Column("entries", Integer, nullable=False),
)
"""How many entries have a term; the empty term counts them all."""

POSTING = Table(
    "article_posting",
    METADATA,
    Column("term", PLAIN, primary_key=True),
    Column("entry", Integer, primary_key=True, autoincrement=False),
    Column("weight", Integer, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)
"""Which entries have a term, and what it counts there. The weight is in the key so that the index alone answers."""

MAPPERS.map_imperatively(Article, ARTICLE)
MAPPERS.map_imperatively(Version, VERSION)
MAPPERS.map_imperatively(Verdict, VERDICT)
