"""Slots and appointments, and bundles of requests."""

import sqlalchemy as sa
from alembic import op

from linli.db import UtcDateTime

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    slots()
    appointments()
    bundles()


def slots() -> None:
    op.create_table(
        "slot",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("provider_id", sa.Uuid, sa.ForeignKey("provider.id"), nullable=False),
        sa.Column("service", sa.String(60), nullable=False),
        sa.Column("starts_at", UtcDateTime, nullable=False),
        sa.Column("ends_at", UtcDateTime, nullable=False),
        sa.Column("capacity", sa.Integer, nullable=False),
        sa.Column("booked", sa.Integer, nullable=False),
        sa.Column("closed", sa.Boolean, nullable=False),
        sa.CheckConstraint("booked BETWEEN 0 AND capacity", name="slot_not_overbooked"),
    )
    op.create_index("slot_at", "slot", ["provider_id", "service", "starts_at"], unique=True)
    op.create_index("slot_by_service", "slot", ["service", "starts_at"])


def appointments() -> None:
    op.create_table(
        "appointment",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("slot_id", sa.Uuid, sa.ForeignKey("slot.id"), nullable=False),
        sa.Column("provider_id", sa.Uuid, sa.ForeignKey("provider.id"), nullable=False),
        sa.Column("service", sa.String(60), nullable=False),
        sa.Column("area_code", sa.String(20), nullable=False),
        sa.Column("starts_at", UtcDateTime, nullable=False),
        sa.Column("ends_at", UtcDateTime, nullable=False),
        sa.Column("booked_at", UtcDateTime, nullable=False),
        sa.Column("contact_name", sa.Text, nullable=False),
        sa.Column("contact_phone", sa.Text, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("request_id", sa.Uuid),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
    )
    op.create_index("appointment_at", "appointment", ["provider_id", "starts_at", "id"])
    booked = sa.text("state = 'booked'")
    op.create_index(
        "appointment_once",
        "appointment",
        ["slot_id", "contact_phone"],
        unique=True,
        postgresql_where=booked,
        sqlite_where=booked,
    )


def bundles() -> None:
    op.create_table(
        "bundle",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("code", sa.String(60), nullable=False),
        sa.Column("area_code", sa.String(20), nullable=False),
        sa.Column("opened_at", UtcDateTime, nullable=False),
    )
    op.create_table(
        "bundle_item",
        sa.Column("bundle_id", sa.Uuid, sa.ForeignKey("bundle.id"), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("part", sa.String(60), nullable=False),
        sa.Column("request_id", sa.Uuid, sa.ForeignKey("request.id"), nullable=False, unique=True),
    )
