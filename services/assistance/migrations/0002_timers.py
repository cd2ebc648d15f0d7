"""Timers."""

from linli.plumbing import create_tables_2

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    create_tables_2()
