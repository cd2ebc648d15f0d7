"""Timers."""

from linli.plumbing import create_tables_2

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    create_tables_2()
