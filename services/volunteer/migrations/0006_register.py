"""The register of volunteers."""

import sqlalchemy as sa
from alembic import op

from linli.db import UtcDateTime

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    organisations()
    volunteers()
    documents()
    counts()


def organisations() -> None:
    op.create_table(
        "team",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("area_code", sa.String(20), nullable=False),
        sa.Column("path", sa.String(60), nullable=False),
        sa.Column("tier", sa.String(24), nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("founded_at", UtcDateTime, nullable=False),
        sa.Column("dissolved_at", UtcDateTime),
        sa.Column("single", sa.String(20), unique=True),
        sa.Column("sequence", sa.Integer, nullable=False),
    )
    op.create_index("team_by_area", "team", ["path", "founded_at", "id"])


def volunteers() -> None:
    op.create_table(
        "volunteer",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("area_code", sa.String(20), nullable=False),
        sa.Column("path", sa.String(60), nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("phone", sa.Text, nullable=False),
        sa.Column("claim", sa.Text, unique=True),
        sa.Column("account_id", sa.Uuid, unique=True),
        sa.Column("profile", sa.Text, nullable=False),
        sa.Column("registered_at", UtcDateTime, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("availability", sa.Text, nullable=False),
        sa.Column("latitude", sa.Float),
        sa.Column("longitude", sa.Float),
        sa.Column("offered", sa.Integer, nullable=False),
        sa.Column("accepted", sa.Integer, nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
    )
    op.create_index("volunteer_by_area", "volunteer", ["path", "registered_at", "id"])
    op.create_index("volunteer_by_state", "volunteer", ["state", "registered_at", "id"])
    op.create_index("volunteer_by_place", "volunteer", ["state", "latitude", "longitude"])
    for table, key in (("team_member", "team_id"), ("volunteer_skill", "skill")):
        first = (
            sa.Column(key, sa.Uuid, sa.ForeignKey("team.id"), primary_key=True)
            if table == "team_member"
            else sa.Column(key, sa.String(60), primary_key=True)
        )
        op.create_table(
            table, first, sa.Column("volunteer_id", sa.Uuid, sa.ForeignKey("volunteer.id"), primary_key=True)
        )
        op.create_index(f"{table}_of", table, ["volunteer_id"])


def documents() -> None:
    op.create_table(
        "volunteer_document",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("volunteer_id", sa.Uuid, sa.ForeignKey("volunteer.id"), nullable=False),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("code", sa.String(60), nullable=False),
        sa.Column("number", sa.Text, nullable=False),
        sa.Column("issued_on", sa.Date, nullable=False),
        sa.Column("valid_until", sa.Date),
        sa.Column("revoked", sa.Boolean, nullable=False),
    )
    op.create_index("volunteer_document_of", "volunteer_document", ["volunteer_id"])
    op.create_table(
        "volunteer_contact_look",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("volunteer_id", sa.Uuid, sa.ForeignKey("volunteer.id"), nullable=False),
        sa.Column("account_id", sa.Uuid, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
    )
    op.create_index("volunteer_contact_look_of", "volunteer_contact_look", ["volunteer_id", "at"])


def counts() -> None:
    op.create_table(
        "service_day",
        sa.Column("path", sa.String(60), primary_key=True),
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("name", sa.String(200), primary_key=True),
        sa.Column("area_code", sa.String(20), nullable=False),
        sa.Column("participants", sa.Integer, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
    )
    op.create_table(
        "area_residents",
        sa.Column("area_code", sa.String(20), primary_key=True),
        sa.Column("residents", sa.Integer, nullable=False),
        sa.Column("noted_at", UtcDateTime, nullable=False),
    )
