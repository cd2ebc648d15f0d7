"""What administrators said of working days."""

from linli.plumbing import create_calendar_version

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    create_calendar_version()
