"""Articles of the knowledge base, and the index by which they are found."""

import sqlalchemy as sa
from alembic import op

from linli.db import UtcDateTime

revision = "0003"
down_revision = "0002"

PLAIN = sa.String(64).with_variant(sa.String(64, collation="C"), "postgresql")


def upgrade() -> None:
    articles()
    verdicts()
    index()


def articles() -> None:
    op.create_table(
        "article",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("area_code", sa.String(20), nullable=False),
        sa.Column("path", PLAIN, nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("newest", sa.Integer, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("written_at", UtcDateTime, nullable=False),
        sa.Column("published", sa.Integer),
        sa.Column("valid_until", sa.Date),
        sa.Column("used", sa.Integer, nullable=False),
        sa.Column("helpful", sa.Integer, nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
    )
    op.create_index("article_newest", "article", ["written_at", "id"])
    op.create_index("article_ending", "article", ["valid_until"])
    op.create_table(
        "article_version",
        sa.Column("article_id", sa.Uuid, sa.ForeignKey("article.id"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("written_by", sa.Uuid, nullable=False),
        sa.Column("written_at", UtcDateTime, nullable=False),
        sa.Column("reviewed_by", sa.Uuid),
        sa.Column("reviewed_at", UtcDateTime),
        sa.Column("published_by", sa.Uuid),
        sa.Column("published_at", UtcDateTime),
    )
    op.create_table(
        "article_use",
        sa.Column("request_id", sa.Uuid, primary_key=True),
        sa.Column("article_id", sa.Uuid, sa.ForeignKey("article.id"), primary_key=True),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("used_by", sa.Uuid, nullable=False),
        sa.Column("used_at", UtcDateTime, nullable=False),
    )


def verdicts() -> None:
    op.create_table(
        "article_verdict",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("article_id", sa.Uuid, sa.ForeignKey("article.id"), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("path", PLAIN, nullable=False),
        sa.Column("judgement", sa.String(24), nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("given_by", sa.Uuid, nullable=False),
        sa.Column("given_at", UtcDateTime, nullable=False),
        sa.Column("open", sa.Boolean, nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("answer", sa.Text),
        sa.Column("resolved_by", sa.Uuid),
        sa.Column("resolved_at", UtcDateTime),
    )
    op.create_index("article_verdict_by_article", "article_verdict", ["article_id"])
    is_open = sa.text("open")
    op.create_index(
        "article_verdict_open", "article_verdict", ["given_at", "id"], postgresql_where=is_open, sqlite_where=is_open
    )


def index() -> None:
    op.create_table(
        "article_entry",
        sa.Column("entry", sa.Integer, primary_key=True),
        sa.Column("article_id", sa.Uuid, nullable=False, unique=True),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("path", PLAIN, nullable=False),
        sa.Column("valid_from", sa.Date),
        sa.Column("valid_until", sa.Date),
    )
    op.create_table(
        "article_term",
        sa.Column("term", PLAIN, primary_key=True),
        sa.Column("entries", sa.Integer, nullable=False),
    )
    op.create_table(
        "article_posting",
        sa.Column("term", PLAIN, primary_key=True),
        sa.Column("entry", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("weight", sa.Integer, primary_key=True, autoincrement=False),
        sqlite_with_rowid=False,
    )
