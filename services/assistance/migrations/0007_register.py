"""The register of persons and households."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from linli.append_only import guard
from linli.db import UtcDateTime

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    _persons()
    _households()
    _about_persons()
    for table in ("kinship", "staff_person", "register_look"):
        guard(table)


def _where() -> Sequence[sa.Column]:
    return sa.Column("area_code", sa.String(20), nullable=False), sa.Column("path", sa.String(60), nullable=False)


def _person(name: str, **more: bool) -> sa.Column:
    return sa.Column(name, sa.Uuid, sa.ForeignKey("person.id"), **more)


def _persons() -> None:
    op.create_table(
        "person",
        sa.Column("id", sa.Uuid, primary_key=True),
        *_where(),
        sa.Column("name", sa.Text, nullable=False, index=True),
        sa.Column("id_number", sa.Text, unique=True),
        sa.Column("phone", sa.Text, index=True),
        sa.Column("born", sa.Integer, nullable=False),
        sa.Column("registered_at", UtcDateTime, nullable=False),
        *(sa.Column(name, sa.BigInteger) for name in ("income", "deductible")),
        sa.Column("disability", sa.String(20)),
        sa.Column("disability_grade", sa.Integer),
        *(sa.Column(name, sa.Boolean) for name in ("grave_illness", "student", "able_bodied", "supported")),
        sa.Column("self_care_failed", sa.Integer),
        sa.Column("guardian", sa.Boolean),
        sa.Column("merged_into", sa.Uuid),
        sa.Column("sequence", sa.Integer, nullable=False),
    )


def _households() -> None:
    op.create_table(
        "household",
        sa.Column("id", sa.Uuid, primary_key=True),
        *_where(),
        sa.Column("opened_at", UtcDateTime, nullable=False),
        sa.Column("savings", sa.BigInteger),
        *(sa.Column(name, sa.Integer) for name in ("vehicles", "dwellings")),
        *(sa.Column(name, sa.BigInteger) for name in ("spending", "sudden_loss", "medical_costs")),
        sa.Column("urgent", sa.Boolean),
        sa.Column("dues_paid_months", sa.Integer),
        sa.Column("barrier_at_home", sa.Boolean),
        sa.Column("sequence", sa.Integer, nullable=False),
    )
    op.create_index("household_by_path", "household", ["path"])
    op.create_table(
        "membership",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("household_id", sa.Uuid, sa.ForeignKey("household.id"), nullable=False, index=True),
        _person("person_id", nullable=False, index=True),
        sa.Column("relation", sa.String(24), nullable=False),
        sa.Column("since", sa.Date, nullable=False),
        sa.Column("until", sa.Date),
        sa.Column("reason", sa.Text, nullable=False),
    )


def _about_persons() -> None:
    op.create_table(
        "consent",
        sa.Column("id", sa.Uuid, primary_key=True),
        _person("person_id", nullable=False, index=True),
        sa.Column("purpose", sa.String(24), nullable=False),
        sa.Column("given_at", UtcDateTime, nullable=False),
        sa.Column("how", sa.Text, nullable=False),
        sa.Column("withdrawn_at", UtcDateTime),
        sa.Column("withdrawn_how", sa.Text, nullable=False),
    )
    op.create_table(
        "kinship",
        _person("person_id", primary_key=True),
        _person("other_id", primary_key=True, index=True),
        sa.Column("kin", sa.String(24), nullable=False),
        sa.Column("stated_at", UtcDateTime, nullable=False),
        sa.Column("stated_by", sa.Uuid, nullable=False),
    )
    op.create_table(
        "staff_person",
        sa.Column("account_id", sa.Uuid, primary_key=True),
        _person("person_id", nullable=False, index=True),
        sa.Column("area_code", sa.String(20), nullable=False),
        sa.Column("registered_at", UtcDateTime, nullable=False),
        sa.Column("registered_by", sa.Uuid, nullable=False),
    )
    op.create_table(
        "register_look",
        sa.Column("id", sa.Uuid, primary_key=True),
        _person("person_id", nullable=False),
        sa.Column("account_id", sa.Uuid, nullable=False),
        sa.Column("secret", sa.String(24), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
    )
    op.create_index("register_look_of", "register_look", ["person_id", "at"])
    op.create_table(
        "person_duplicate",
        sa.Column("id", sa.Uuid, primary_key=True),
        *_where(),
        _person("one_id", nullable=False),
        _person("other_id", nullable=False),
        sa.Column("score", sa.Integer, nullable=False),
        sa.Column("reasons", sa.JSON, nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("decided_by", sa.Uuid),
        sa.Column("decided_at", UtcDateTime),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
    )
    op.create_index("person_duplicate_open", "person_duplicate", ["state", "path"])
