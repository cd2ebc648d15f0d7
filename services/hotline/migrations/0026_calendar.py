"""What administrators said of working days."""

from linli.plumbing import create_calendar_version

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    create_calendar_version()
